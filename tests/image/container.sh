# The image of the last stage as a container, and the host it runs on.
# shellcheck shell=bash disable=SC2153

URL=http://127.0.0.1:8080

# PostgreSQL, and a network without anybody else in it. As an administrator
# may, it gives the container settings of its own: no claim here shall hang on
# how fast this machine is.
prepare_host() {
	touch net && unshare --net="$PWD/net" ip link set lo up &&
		mkdir cluster && on_net "$ROOT/tests/wire/cluster" "$PWD/cluster" make &&
		echo "listen_addresses = '127.0.0.1'" \
			>>cluster/data/postgresql.conf &&
		database start &&
		sql postgres -c 'CREATE ROLE marquee LOGIN' \
			-c 'CREATE DATABASE marquee OWNER marquee' >/dev/null &&
		printf '%s_timeout_ms = 60000\n' statement queue >settings &&
		mount --bind settings "$STAGE_ROOT/etc/marquee/marquee.conf" &&
		mount -o remount,ro "$STAGE_ROOT"
}

on_net() {
	nsenter --net="$IMAGE_PLACE/net" -- "$@"
}

database() {
	on_net "$ROOT/tests/wire/cluster" "$IMAGE_PLACE/cluster" "$1"
}

sql() {
	psql -XqAt -v ON_ERROR_STOP=1 -h "$IMAGE_PLACE/cluster" -U postgres \
		-d "$@"
}

ask() {
	on_net curl -s --noproxy '*' --max-time 10 "$@"
}

status_of_url() {
	ask -o /dev/null -w '%{http_code}' "$URL$1"
}

# in_image VARIABLE=VALUE... COMMAND...: as the image and compose.yaml say: its
# user, no capability, nothing to write but the tmpfs, a process tree of its
# own.
in_image() {
	on_net unshare --mount --pid --fork --kill-child --mount-proc \
		--root="$STAGE_ROOT" -- \
		setpriv --reuid="${RUN_AS%:*}" --regid="${RUN_AS#*:}" \
		--clear-groups --no-new-privs --bounding-set=-all \
		--inh-caps=-all -- \
		env -i -C "$DIRECTORY" --default-signal PATH="$PATH_INSIDE" \
		HOME=/ "${VARIABLES[@]}" "$@"
}

# start [VARIABLE=VALUE...]: a new container. What it says goes to the file
# out, which is the container user's own, as engines see to; its exit status to
# the file status, once it has one.
start() {
	local mount=$STAGE_ROOT/run/marquee outer
	is_gone || stop KILL || return
	! mountpoint -q "$mount" || umount "$mount"
	mount -t tmpfs -o "$(compose_tmpfs)" tmpfs "$mount" || return
	rm -f first status
	: >out && chown "$RUN_AS" out
	{
		in_image CATALOG_CHILDREN=2 \
			DATABASE_URL='host=127.0.0.1 dbname=marquee user=marquee' \
			"$@" "${ENTRYPOINT[@]}"
		echo $? >status
	} >>out 2>&1 </dev/null &
	outer=$!
	wait_until 5 find_first $outer
}

# Writes down the first process of the container, as it is called out here.
find_first() {
	local space
	[ ! -s status ] || return 0
	space=$(children_of "$1")
	children_of "${space%% *}" | tr -d ' ' >first
	[ "$(cat "/proc/$(cat first)/comm" 2>/dev/null)" = \
		"${ENTRYPOINT[0]##*/}" ]
}

is_ready() {
	[ "$(status_of_url /readyz)" = 200 ]
}

# The container that claims use which need just any.
running() {
	! is_gone && is_ready && return
	start SAMPLE=1 || return
	wait_until 30 is_ready || fault "not ready: $(cat out)"
}

is_gone() {
	[ ! -e first ] || [ -s status ]
}

stop() {
	kill -s "$1" "$(cat first)"
	wait_until 40 is_gone || fault "it does not end: $(tail -n 5 out)"
}

# ends_with STATUS: by itself, now.
ends_with() {
	wait_until 40 is_gone || fault "it does not end: $(tail -n 5 out)" ||
		return
	[ "$(cat status)" = "$1" ] ||
		fault "status $(cat status): $(tail -n 5 out)"
}

# processes: user id and name of each process in the container.
processes() {
	local space dir
	space=$(readlink "/proc/$(cat first)/ns/pid")
	for dir in /proc/[0-9]*; do
		[ "$(readlink "$dir/ns/pid")" = "$space" ] || continue
		echo "$(stat -c %u "$dir") $(cat "$dir/comm")"
	done 2>/dev/null
}
