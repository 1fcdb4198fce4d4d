# Claims about make install.
# shellcheck shell=bash

CLAIMS+=(
	install_puts_everything_where_it_belongs
	install_leaves_no_word_to_fill_in
	install_keeps_a_configuration_and_puts_the_new_one_beside
)

# install_into DIRECTORY
install_into() {
	make --silent -C "$ROOT" install BUILD="$BUILD" \
		SANITIZE="${SANITIZE:-0}" DESTDIR="$1" PREFIX=/usr \
		>"$WORK/out" 2>&1 || fault "$(cat "$WORK/out")"
}

# What the tree says should be there, by the sources that it is made of.
expected_files() {
	local file
	echo ./usr/bin/marquee
	echo ./etc/marquee/marquee.conf
	for file in "$ROOT"/fcgi-bin/*.c; do
		echo "./usr/libexec/marquee/$(basename "$file" .c).fcgi"
	done
	(cd "$ROOT/conf/systemd" && find . -type f) |
		sed 's|^\.|./usr/lib/systemd/system|'
	(cd "$ROOT/conf" && find nginx lighttpd -type f &&
		cd ../sql && find sample -type f) |
		sed 's|^|./usr/share/marquee/|'
}

install_puts_everything_where_it_belongs() {
	local program
	install_into "$WORK/installed" || return
	diff <(expected_files | sort) \
		<(cd "$WORK/installed" && find . -type f | sort) || return
	for program in "$WORK"/installed/usr/{bin,libexec/marquee}/*; do
		[ -x "$program" ] || fault "$program cannot be run" || return
	done
	[ -z "$(find "$WORK/installed" ! -perm -a=r)" ] ||
		fault "not all of it can be read"
}

install_leaves_no_word_to_fill_in() {
	local units=$WORK/words/usr/lib/systemd/system
	install_into "$WORK/words" || return
	! grep -rnE '@[A-Z_]+@' "$units" || return
	grep -q '^ExecStart=/usr/libexec/marquee/catalog.fcgi' \
		"$units/marquee-catalog@.service" || fault "not filled in"
}

install_keeps_a_configuration_and_puts_the_new_one_beside() {
	local conf=$WORK/kept/etc/marquee/marquee.conf
	install_into "$WORK/kept" && cp "$conf" "$WORK/new.conf" &&
		echo "max_inflight = 7" >"$conf" || return
	install_into "$WORK/kept" || return
	[ "$(cat "$conf")" = "max_inflight = 7" ] ||
		fault "it was changed" || return
	cmp "$conf.new" "$WORK/new.conf"
}
