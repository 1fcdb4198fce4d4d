# Claims about where an instance lives and whose it is.
# shellcheck shell=bash

CLAIMS+=(
	a_path_with_spaces_works
	a_path_too_long_for_a_socket_is_refused_or_shortened
	a_directory_of_something_else_is_refused
	purge_deletes_and_a_fresh_start_follows
	root_works_in_a_home_nobody_else_may_enter
	nothing_answers_requests_as_root
	a_plain_user_can_do_it_all
)

a_path_with_spaces_works() {
	local web
	for web in nginx lighttpd; do
		instance "with some spaces" start WEB=$web ||
			fault "$web: $(cat "$WORK/out")" || return
		[ "$(status_of "with some spaces" /readyz)" = 200 ] || return
		instance "with some spaces" stop || return
	done
	refuses 'a"quote' 'without quotes'
}

a_path_too_long_for_a_socket_is_refused_or_shortened() {
	local long
	long=$(printf 'x%.0s' {1..100})
	if is_root; then
		instance "$long" start || fault "$(cat "$WORK/out")" || return
		instance "$long" stop && instance "$long" purge
		[ ! -e "$WORK/$long" ] || fault "purge left it"
	else
		refuses "$long" 'too long a path'
	fi
}

a_directory_of_something_else_is_refused() {
	mkdir -p "$WORK/theirs"
	echo precious >"$WORK/theirs/file"
	refuses theirs 'not an instance of Marquee' || return
	[ "$(ls "$WORK/theirs")" = file ] || fault "it was touched"
}

purge_deletes_and_a_fresh_start_follows() {
	instance other start || fault "$(cat "$WORK/out")" || return
	! instance other purge || fault "purges what runs" || return
	one_line "make stop first" || return
	instance other stop && instance other purge || return
	[ ! -e "$WORK/other" ] || fault "it is still there" || return
	instance other start && instance other stop
}

root_works_in_a_home_nobody_else_may_enter() {
	local place
	is_root || { echo "skipped: not root"; return 0; }
	mkdir -p "$WORK/home/build"
	chmod 700 "$WORK/home"
	cp "$BUILD"/*.fcgi "$BUILD/marquee" "$WORK/home/build"
	instance home/var start BUILD="$WORK/home/build" WEB=lighttpd ||
		fault "$(cat "$WORK/out")" || return
	[ "$(status_of home/var /readyz)" = 200 ] || fault "not ready" || return
	place=$(cd -P "$WORK/home/var" && pwd)
	instance home/var stop && nothing_runs home/var || return
	# The link may get lost; the data does not.
	rm "$WORK/home/var"
	instance home/var start BUILD="$WORK/home/build" ||
		fault "$(cat "$WORK/out")" || return
	grep -q 'Found the data' "$WORK/out" || fault "not found again" || return
	instance home/var stop && instance home/var purge || return
	[ ! -e "$WORK/home/var" ] && [ ! -e "$place" ] || fault "purge left it"
}

nothing_answers_requests_as_root() {
	local pid part pids
	is_root || { echo "skipped: not root"; return 0; }
	shared || return
	pids="$(children_of "$(pid_of shared web)") $(pid_of shared postgres)"
	for part in catalog accounts community; do
		pids+=" $(pid_of shared $part) $(children_of "$(pid_of shared $part)")"
	done
	for pid in $pids; do
		[ "$(stat -c %U "/proc/$pid")" != root ] ||
			fault "root runs $(tr '\0' ' ' <"/proc/$pid/cmdline")" || return
	done
}

# In a checkout of its own, which that user may enter.
a_plain_user_can_do_it_all() {
	local home=$WORK/plain port
	is_root || { echo "skipped: everything here is run by one"; return 0; }
	port=$(free_port)
	mkdir -p "$home/conf" "$home/sql" "$home/tools"
	cp -r "$ROOT/conf" "$ROOT/tools" "$home"
	cp -r "$ROOT/sql/sample" "$home/sql"
	mkdir -p "$home/build"
	cp "$BUILD"/*.fcgi "$BUILD/marquee" "$home/build"
	chmod -R u=rwX,go=rX "$home"
	chown nobody "$home"
	for web in nginx lighttpd; do
		plain start WEB=$web || fault "$web: $(cat "$WORK/out")" || return
		plain status || fault "$web: $(cat "$WORK/out")" || return
		[ "$(stat -c %U "/proc/$(cut -d' ' -f1 "$home/var/pid/web")")" = nobody ] ||
			fault "not by that user" || return
		plain stop || fault "$web: $(cat "$WORK/out")" || return
	done
	nothing_runs plain/var
	! plain start PORT=80 || fault "starts on port 80" || return
	one_line "port 80"
}

plain() {
	(cd "$home" && setpriv --reuid=nobody --regid=nogroup --clear-groups \
		env HOME=/ PORT="$port" TLS=1 "${@:2}" tools/instance "$1") \
		>"$WORK/out" 2>&1 </dev/null
}
