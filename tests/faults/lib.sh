# What the tests of faults and the soak share, besides tests/setup/lib.sh: an
# instance in $WORK/$NAME, the load on it, and what breaks it.
# shellcheck shell=bash

export LC_ALL=C
ROOT=$(cd -P "$HERE/../.." && pwd) || exit 1
BUILD=${BUILD:-build}
[[ $BUILD == /* ]] || BUILD=$ROOT/$BUILD
# What make was called with is not for the instances here.
unset PORT VAR CATALOG_CHILDREN DATABASE_URL SAMPLE TLS MAKEFLAGS

# shellcheck source=../setup/lib.sh
. "$ROOT/tests/setup/lib.sh"
WORK=$(mktemp -d /tmp/marquee-faults.XXXXXX) || exit 1
chmod 711 "$WORK"
trap leave EXIT
trap 'exit 130' INT TERM

CHILDREN=2

# begin_instance WEB DIRECTORY [SETTING...]: starts it, with lines for its
# marquee.conf, and with few connections to be had.
begin_instance() {
	NAME=$2
	instance "$NAME" start WEB="$1" SAMPLE=1 CATALOG_CHILDREN=$CHILDREN || {
		cat "$WORK/out"
		return 1
	}
	LOG=$WORK/$NAME/log/catalog.log
	printf '%s\n' "${@:3}" >>"$WORK/$NAME/marquee.conf"
	server sql -c 'ALTER SYSTEM SET max_connections = 80'
	stop_postgres && start_postgres && replace_all &&
		wait_until 10 is_ready
}

is_ready() {
	[ "$(status_of "$NAME" /readyz)" = 200 ]
}

end_instance() {
	instance "$NAME" stop || cat "$WORK/out"
	instance "$NAME" purge
}

# server COMMAND...: a function of tools/instance.d about the PostgreSQL of the
# instance.
server() (
	local part
	for part in common process place postgres; do
		# shellcheck source=/dev/null
		. "$ROOT/tools/instance.d/$part.sh"
	done
	# shellcheck disable=SC2034
	VAR=$WORK/$NAME
	load_settings
	choose_users
	find_place && find_postgres && "$@"
)

database_url() {
	sed -n 's/^database_url = //p' "$WORK/$NAME/marquee.conf"
}

# faults_run [hold]
# shellcheck disable=SC2120

faults_run() {
	env BASE="127.0.0.1:$(port_of "$NAME")" DATABASE_URL="$(database_url)" \
		TOKEN="$(cat "$WORK/$NAME/admin-token")" "$BUILD/tests/faults-run" "$@"
}

## The load

load_begin() {
	# shellcheck disable=SC2119
	coproc LOAD { faults_run >"$WORK/load" 2>&1; }
	# Bash forgets it when the load has ended by itself.
	# shellcheck disable=SC2153
	LOAD_ID=$LOAD_PID
	wait_until 10 grep -qs '^the load begins' "$WORK/load" ||
		fault "no load: $(cat "$WORK/load")" || return
	sleep 0.3
}

# tolerate sure|writes|all: what may fail from now on.
tolerate() {
	echo "$1" >&"${LOAD[1]}"
}

# Prints what the load has seen. Fails if something of it was wrong.
load_end() {
	local status
	echo end >&"${LOAD[1]}"
	wait "$LOAD_ID"
	status=$?
	grep '^reads' "$WORK/load"
	[ $status = 0 ] || fault "$(head -n 30 "$WORK/load")"
}

# saw WORD: the load has counted some of these.
saw() {
	grep -qE "\\b$1 [1-9]" "$WORK/load" || fault "the load has seen no '$1'"
}

# Each child does its work again: it has answered each kind of request.
recovers() {
	MARK=$(($(stat -c %s "$LOG") + 1))
	wait_until 20 all_work || fault "not all children work: $(children)"
}

all_work() {
	local all
	read -ra all < <(children)
	[ ${#all[@]} = $CHILDREN ] || return 1
	tail -c "+$MARK" "$LOG" | awk -v all="${all[*]}" '
		!/"status":2/ { next }
		{ match($0, /"pid":[0-9]+/); pid = substr($0, RSTART + 6, RLENGTH - 6) }
		!/"method":"GET"/ { did[pid, "write"] }
		/GET","route":"\/api\/movies\/{id}\/"/ { did[pid, "read"] }
		/GET","route":"\/api\/movies\/"/ { did[pid, "list"] }
		END {
			split(all, pids)
			for (i in pids)
				if (!((pids[i], "write") in did) ||
					!((pids[i], "read") in did) ||
					!((pids[i], "list") in did))
					exit 1
		}'
}

## What breaks

children() {
	children_of "$(pid_of "$NAME" catalog)"
}

# kill_children SIGNAL: all of them.
kill_children() {
	# Word splitting is meant, here and below: one pid a word.
	# shellcheck disable=SC2046
	kill "-$1" $(children)
}

# replace_child SIGNAL PLACE: and waits for the new one. The oldest one is the
# first, at place 0.
replace_child() {
	local all
	read -ra all < <(children)
	kill "-$1" "${all[$2]}"
	wait_until 10 is_replaced "${all[$2]}" ||
		fault "child ${all[$2]} was not replaced: $(children)"
}

replace_all() {
	local i
	for ((i = 0; i < CHILDREN; i++)); do
		replace_child TERM 0 || return
	done
}

is_replaced() {
	local all
	read -ra all < <(children)
	[ ${#all[@]} = $CHILDREN ] && [[ " ${all[*]} " != *" $1 "* ]]
}

stop_postgres() {
	server end_part postgres
}

start_postgres() {
	server start_postgres >/dev/null
}

# signal_postgres SIGNAL: all its processes.
signal_postgres() {
	# shellcheck disable=SC2046
	kill "-$1" $(server pids_of postgres)
}

starts_again() {
	server runs postgres || start_postgres
	is_ready
}

# freeze_postgres SECONDS: listing its processes is not part of them.
freeze_postgres() {
	local pids
	read -rd '' -a pids < <(server pids_of postgres)
	# Some of them may just have ended.
	kill -STOP "${pids[@]}" 2>/dev/null
	sleep "$1"
	kill -CONT "${pids[@]}" 2>/dev/null
}

# terminate_backends [COUNT]: those of the children, at random; all of them.
terminate_backends() {
	server sql -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE usename = 'marquee' ORDER BY random() LIMIT ${1-ALL}" >/dev/null
}

reload_web() {
	local signal=HUP
	[ ! -e "$WORK/$NAME/pid/lighttpd.pid" ] || signal=USR1
	kill -$signal "$(pid_of "$NAME" web)"
}

# Mends whatever is broken still.
heal() {
	rm -f "$WORK/full/zeros"
	signal_postgres CONT
	kill_children CONT
	wait_until 20 starts_again
}
