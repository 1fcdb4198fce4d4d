# Installing on a machine of its own. Included by the Makefile.

#: what every path of an installation begins with, for packagers
DESTDIR ?=
#: where make install puts the programs
PREFIX ?= /usr/local
#: where make install puts the configuration
SYSCONFDIR ?= /etc

BINDIR = $(PREFIX)/bin
LIBEXECDIR = $(PREFIX)/libexec/marquee
DATADIR = $(PREFIX)/share/marquee
UNITDIR = $(PREFIX)/lib/systemd/system

SUBSTITUTE = sed -e 's|@BINDIR@|$(BINDIR)|g' -e 's|@LIBEXECDIR@|$(LIBEXECDIR)|g' \
	-e 's|@SYSCONFDIR@|$(SYSCONFDIR)|g'

# An existing configuration is left as it is; the new one is put beside it.
.PHONY: install
#: install programs, configuration and systemd units
install: all
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(LIBEXECDIR) \
		$(DESTDIR)$(SYSCONFDIR)/marquee $(DESTDIR)$(UNITDIR) \
		$(DESTDIR)$(DATADIR)
	install -m 755 $(BUILD)/marquee $(DESTDIR)$(BINDIR)
	install -m 755 $(RESPONDERS) $(DESTDIR)$(LIBEXECDIR)
	$(BUILD)/marquee settings \
		>$(DESTDIR)$(SYSCONFDIR)/marquee/marquee.conf.new
	cd $(DESTDIR)$(SYSCONFDIR)/marquee && \
		if [ ! -e marquee.conf ]; then \
			mv marquee.conf.new marquee.conf; \
		fi
	for unit in conf/systemd/*; do \
		$(SUBSTITUTE) $$unit \
			>$(DESTDIR)$(UNITDIR)/$${unit##*/} || exit 1; \
	done
	cp -R conf/nginx conf/lighttpd sql/sample $(DESTDIR)$(DATADIR)
	chmod -R u=rwX,go=rX $(DESTDIR)$(DATADIR)
