# Claims about the running container.
# shellcheck shell=bash

CLAIMS+=(
	it_migrates_an_empty_database_and_answers
	no_process_in_it_is_root
	it_runs_as_many_children_as_it_is_told
	it_cannot_write_but_to_its_tmpfs
	its_log_is_its_output
	its_health_is_that_of_the_database
	its_health_is_that_of_each_responder
	a_stop_does_not_wait_for_the_migration
	a_stop_cuts_no_request
	a_quit_cuts_no_request
	it_ends_when_the_web_server_dies
	it_ends_when_a_supervisor_dies
	it_wants_to_know_the_database
)

it_migrates_an_empty_database_and_answers() {
	local path
	running || return
	for path in /healthz /readyz /api/movies/ /api/genres/ /api/people/; do
		[ "$(status_of_url "$path")" = 200 ] ||
			fault "$path: $(status_of_url "$path")" || return
	done
	[[ $(ask "$URL/api/movies/?limit=1") == '[{"id":'* ]] ||
		fault "$(ask "$URL/api/movies/?limit=1")"
}

no_process_in_it_is_root() {
	local list
	running && list=$(processes) || return
	grep -q ' nginx$' <<<"$list" && grep -q '\.fcgi$' <<<"$list" ||
		fault "$list" || return
	! grep -v "^${RUN_AS%:*} " <<<"$list"
}

it_runs_as_many_children_as_it_is_told() {
	local program count
	running || return
	for program in "$STAGE_ROOT"/usr/libexec/marquee/*.fcgi; do
		program=${program##*/}
		count=$(processes | grep -c " $program\$")
		[ "$program" != catalog.fcgi ] || [ "$count" = 2 ] ||
			fault "$count of $program" || return
		[ "$count" -gt 0 ] || fault "no $program" || return
	done
}

it_cannot_write_but_to_its_tmpfs() {
	local dir
	running || return
	in_image touch /run/marquee/new || fault "not even there" || return
	for dir in / /etc /etc/marquee /run /tmp /var/tmp /var/lib /var/log; do
		! in_image touch "$dir/new" 2>/dev/null || fault "it can in $dir" ||
			return
	done
}

its_log_is_its_output() {
	running || return
	ask "$URL/api/movies/?limit=1" -H 'X-Request-Id: from-the-responder' \
		-o /dev/null
	wait_until 5 grep -q '"request_id":"from-the-responder"' out ||
		fault "no responder logs" || return
	ask "$URL/" -H 'X-Request-Id: from-the-web-server' -o /dev/null \
		-H "X-Long: $(printf 'x%.0s' {1..16384})"
	# nginx writes its log every 5 seconds.
	wait_until 15 grep -q '"status":431' out || fault "nginx does not log"
}

its_health_is_that_of_the_database() {
	running || return
	in_image "${HEALTHCHECK[@]}" || fault "not healthy" || return
	database stop
	! in_image "${HEALTHCHECK[@]}" 2>/dev/null
	local unhealthy=$?
	database start
	[ $unhealthy = 0 ] || fault "healthy without a database" || return
	wait_until 30 in_image "${HEALTHCHECK[@]}" 2>/dev/null ||
		fault "not healthy again"
}

# A request that waits for a lock in the database is in flight for as long as
# this likes.
request_survives() {
	local locker request
	running || return
	mkfifo lock
	sql marquee <lock &
	locker=$!
	exec 5>lock
	rm lock
	echo 'BEGIN; LOCK TABLE movie;' >&5
	wait_until 5 locks t || fault "no lock" || return
	ask "$URL/api/movies/?limit=1" -w '\n%{http_code}' >answer &
	request=$!
	wait_until 5 locks f || fault "the request does not wait" || return
	kill -s "$1" "$(cat first)"
	wait_until 5 refuses_clients || fault "still accepts" || return
	echo 'ROLLBACK;' >&5
	exec 5>&-
	wait $request $locker
	[ "$(tail -n 1 answer)" = 200 ] || fault "$(cat answer)" || return
	ends_with 0
}

# locks t: somebody has the lock. locks f: somebody waits for it.
locks() {
	[ "$(sql marquee -c "SELECT count(*) > 0 FROM pg_locks WHERE
		relation = 'movie'::regclass AND granted = '$1' AND
		('$1' = 'f' OR mode = 'AccessExclusiveLock')")" = t ]
}

refuses_clients() {
	ask -o /dev/null "$URL/healthz"
	[ $? = 7 ]
}

its_health_is_that_of_each_responder() {
	local program pids healthy
	running || return
	for program in "$STAGE_ROOT"/usr/libexec/marquee/*.fcgi; do
		pids=$(grep -lsz "^${program#"$STAGE_ROOT"}\$" /proc/[0-9]*/cmdline |
			cut -d/ -f3)
		[ -n "$pids" ] || fault "no $program" || return
		# shellcheck disable=SC2086
		kill -STOP $pids
		! in_image "${HEALTHCHECK[@]}" 2>/dev/null
		healthy=$?
		# shellcheck disable=SC2086
		kill -CONT $pids
		[ $healthy = 0 ] || fault "healthy without $program" || return
	done
	wait_until 30 in_image "${HEALTHCHECK[@]}" 2>/dev/null ||
		fault "not healthy again"
}

# The lock that it waits for is the one that all who migrate take.
a_stop_does_not_wait_for_the_migration() {
	local locker lock=5062746832
	grep -q "$lock" "$ROOT/src/tool/migrate.c" || fault "another lock" || return
	is_gone || stop KILL || return
	mkfifo hold
	sql marquee <hold &
	locker=$!
	exec 5>hold
	rm hold
	echo "BEGIN; SELECT pg_advisory_lock($lock);" >&5
	# What is started does not hold the other end of the pipe as well.
	wait_until 10 locks_advisory t && start 5>&- &&
		wait_until 10 locks_advisory f && stop TERM && ends_with 0
	set -- $?
	exec 5>&-
	wait $locker
	return "$1"
}

# locks_advisory t: somebody has such a lock. locks_advisory f: waits for it.
locks_advisory() {
	[ "$(sql marquee -c "SELECT count(*) FROM pg_locks
		WHERE locktype = 'advisory' AND granted = '$1'")" = 1 ]
}

a_stop_cuts_no_request() {
	request_survives "${STOPSIGNAL#SIG}"
}

a_quit_cuts_no_request() {
	request_survives QUIT
}

# ends_without NAME: as the engine then starts a new one.
ends_without() {
	local pid
	running || return
	pid=$(children_of "$(cat first)" | tr ' ' '\n' | while read -r pid; do
		[ "$(cat "/proc/$pid/comm")" != "$1" ] || echo "$pid"
	done | head -n 1)
	kill -KILL "$pid" && ends_with 1 || return
	grep -q '^marquee: .* ended' out || fault "it does not say so"
}

it_ends_when_the_web_server_dies() {
	ends_without nginx
}

it_ends_when_a_supervisor_dies() {
	ends_without multiwatch
}

it_wants_to_know_the_database() {
	start DATABASE_URL= && ends_with 1 || return
	[[ $(cat out) == 'marquee: DATABASE_URL is not set'* ]] ||
		fault "$(cat out)"
}
