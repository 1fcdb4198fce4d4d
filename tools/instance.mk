# Setting up, running and stopping an instance. Included by the Makefile.
#
# The defaults are here and nowhere else: tools/instance reads these lines.

#: where the web server listens, on 127.0.0.1
PORT ?= 8080
#: the web server: nginx or lighttpd
WEB ?= nginx
#: the directory of the instance: data, configuration, sockets, logs
VAR ?= var
#: processes of the catalog responder; empty: one for each core
CATALOG_CHILDREN ?=
#: processes of the accounts responder
ACCOUNTS_CHILDREN ?= 2
#: processes of the community responder
COMMUNITY_CHILDREN ?= 1
#: use this PostgreSQL (libpq connection string) and start none; it is written to VAR/marquee.conf
DATABASE_URL ?=
#: 1: import the sample: movies where there are none yet, accounts likewise
SAMPLE ?= 1
#: 1: HTTPS and HTTP/2, with a certificate made for localhost
TLS ?= 0
#: where the programs are built
BUILD ?= build

export PORT WEB VAR CATALOG_CHILDREN ACCOUNTS_CHILDREN \
	COMMUNITY_CHILDREN DATABASE_URL SAMPLE TLS BUILD

.PHONY: deps run start stop status purge test-setup help

#: install what is missing of the Debian packages
deps:
	@tools/deps

# The build is a make of its own: only now are its libraries sure to be there.
#: run an instance in the foreground; Ctrl-C stops it and keeps the data
run: deps
	@$(MAKE) --no-print-directory -q all 2>/dev/null || $(MAKE) --no-print-directory all
	@tools/instance run

#: the same in the background
start: deps
	@$(MAKE) --no-print-directory -q all 2>/dev/null || $(MAKE) --no-print-directory all
	@tools/instance start

#: stop the instance in VAR
stop:
	@tools/instance stop

#: what runs in VAR, part by part
status:
	@tools/instance status

#: delete the instance in VAR with all its data
purge:
	@tools/instance purge

#: test run, start, stop and status
test-setup:
	@tests/setup/run

#: this list
help:
	@awk -f tools/help.awk $(MAKEFILE_LIST)
