# Claims about starting, stopping and looking at an instance.
# shellcheck shell=bash

CLAIMS+=(
	start_ends_with_an_answer_and_three_curl_lines
	the_first_start_makes_an_administrator_who_can_log_in
	the_sample_accounts_are_there_in_order
	a_database_with_an_administrator_gets_no_other
	status_lists_every_part_with_its_pid
	a_second_start_says_that_it_runs
	a_taken_port_is_told_before_anything_starts
	two_instances_run_side_by_side
	stop_leaves_no_process_and_keeps_the_data
	run_stops_everything_at_ctrl_c
	stop_ends_a_run_elsewhere
	stop_ends_what_a_killed_run_left
	a_start_that_is_interrupted_leaves_nothing
	database_url_is_used_and_no_cluster_made
)

start_ends_with_an_answer_and_three_curl_lines() {
	instance shared stop
	instance shared start SAMPLE=1 CATALOG_CHILDREN=2 ||
		fault "$(cat "$WORK/out")" || return
	[ "$(curl_lines | grep -vcE 'Bearer|password=')" = 3 ] ||
		fault "$(cat "$WORK/out")" || return
	local line
	while read -r line; do
		eval "$line -sf --noproxy '*' -o /dev/null" || fault "fails: $line" || return
	done < <(curl_lines)
}

# What start printed to be tried, each on one line.
curl_lines() {
	sed -e ':a' -e '/\\$/N' -e 's/\\\n *//' -e 'ta' "$WORK/out" |
		grep '^  curl '
}

fresh() {
	instance shared stop
	instance shared purge
	instance shared start SAMPLE=1 CATALOG_CHILDREN=2 || fault "$(cat "$WORK/out")"
}

the_first_start_makes_an_administrator_who_can_log_in() {
	local var=$WORK/shared login password answer
	fresh || return
	[ "$(curl_lines | grep -c Bearer)" = 1 ] ||
		fault "$(cat "$WORK/out")" || return
	[ "$(stat -c %a "$var/admin-token")" = 600 ] ||
		fault "$(ls -l "$var")" || return
	login=$(curl_lines | grep password=)
	answer=$(eval "$login -s --noproxy '*'")
	[[ $answer == *'"access_token":"mq_'* ]] || fault "$answer" || return
	answer=${answer#*access_token\":\"}
	answer=$(get shared /api/users/me/ -H "Authorization: Bearer ${answer%%\"*}")
	[[ $answer == *'"email":"admin@example.com"'*'"role":"admin"'* ]] ||
		fault "$answer" || return
	# What was told is nowhere in the clear, and not told again.
	password=${login##*password=}
	[ ${#password} -ge 20 ] || fault "too short: $password" || return
	! grep -rlF "$password" "$(cd -P "$var" && pwd)" ||
		fault "it is kept" || return
	instance shared stop
	instance shared start || fault "$(cat "$WORK/out")" || return
	! curl_lines | grep -E 'Bearer|password=' || fault "told again"
}

the_sample_accounts_are_there_in_order() {
	local id=0 name
	fresh || return
	while read -r name; do
		id=$((id + 1))
		[[ $(get shared "/api/users/$id/") == *"\"username\":\"$name\""* ]] ||
			fault "$id is not $name: $(get shared "/api/users/$id/")" || return
	done < <(grep -oP '"username": "\K[^"]+' "$ROOT/sql/sample/accounts.json")
	[ $id -ge 8 ] || fault "only $id" || return
	[[ $(get shared '/api/users/?kind=person') == *'"id":1,'* ]] &&
		[[ $(get shared '/api/users/?kind=brand') == *'"kind":"brand"'* ]] ||
		fault "not both kinds"
}

a_database_with_an_administrator_gets_no_other() {
	local url
	shared || return
	url="host='$(cd -P "$WORK/shared" && pwd)/run' dbname=marquee user=marquee"
	instance guest start DATABASE_URL="$url" ||
		fault "$(cat "$WORK/out")" || return
	grep -q 'has an administrator' "$WORK/out" &&
		[ ! -e "$WORK/guest/admin-token" ] && ! grep -q password= "$WORK/out" ||
		fault "$(cat "$WORK/out")" || return
	instance guest stop && instance guest purge
}

status_lists_every_part_with_its_pid() {
	shared || return
	instance shared status || fault "exit $?" || return
	local pattern
	for pattern in 'PostgreSQL +runs, pid [0-9]+' \
		'catalog +runs, pid [0-9]+, children: [0-9]+ [0-9]+$' \
		'accounts +runs, pid [0-9]+, children: [0-9]+ [0-9]+$' \
		'community +runs, pid [0-9]+, children: [0-9]+$' \
		'nginx +runs, pid [0-9]+'; do
		grep -qE "$pattern" "$WORK/out" || fault "$(cat "$WORK/out")" || return
	done
}

a_second_start_says_that_it_runs() {
	shared || return
	! instance shared start || fault "it starts again" || return
	one_line "already running"
	[ "$(status_of shared /readyz)" = 200 ]
}

a_taken_port_is_told_before_anything_starts() {
	shared || return
	refuses second "port $(port_of shared) is taken" \
		PORT="$(port_of shared)" || return
	[ ! -e "$WORK/second" ] || fault "something was made in VAR"
}

two_instances_run_side_by_side() {
	shared || return
	instance other start WEB=lighttpd || fault "$(cat "$WORK/out")" || return
	[ "$(status_of shared /readyz)$(status_of other /readyz)" = 200200 ] ||
		fault "not both are ready" || return
	# One has the sample, the other has not.
	[ "$(get other /api/movies/)" = "[]" ] || fault "not apart" || return
	instance other stop && nothing_runs other || return
	[ "$(status_of shared /readyz)" = 200 ]
}

stop_leaves_no_process_and_keeps_the_data() {
	local before code
	shared || return
	before=$(get shared '/api/movies/?limit=100')
	instance shared stop || fault "$(cat "$WORK/out")" || return
	nothing_runs shared || return
	instance shared status
	code=$?
	[ $code = 3 ] || fault "status exits with $code" || return
	instance shared start || fault "$(cat "$WORK/out")" || return
	[ "$before" = "$(get shared '/api/movies/?limit=100')" ] ||
		fault "the data is another"
}

# run_in_background NAME: sets RUN. Background commands of a shell ignore
# SIGINT; env gives it its meaning back.
run_in_background() {
	instance "$1" stop
	rm -f "$WORK/run"
	VAR=$WORK/$1 PORT=$(port_of "$1") BUILD=$BUILD SAMPLE=0 env \
		--default-signal=INT "$ROOT/tools/instance" run >"$WORK/run" 2>&1 &
	RUN=$!
	wait_until 30 grep -qs Ctrl-C "$WORK/run" || fault "$(cat "$WORK/run")"
}

run_stops_everything_at_ctrl_c() {
	run_in_background shared || return
	kill -INT $RUN
	wait $RUN || fault "exit $?: $(cat "$WORK/run")" || return
	nothing_runs shared
}

stop_ends_a_run_elsewhere() {
	run_in_background shared || return
	instance shared stop || fault "$(cat "$WORK/out")" || return
	nothing_runs shared
}

stop_ends_what_a_killed_run_left() {
	run_in_background shared || return
	kill -KILL $RUN
	wait $RUN 2>/dev/null
	instance shared status || fault "$(cat "$WORK/out")" || return
	instance shared stop || fault "$(cat "$WORK/out")" || return
	# It was asleep; that ends by itself.
	wait_until 3 nothing_runs shared >/dev/null || nothing_runs shared
}

a_start_that_is_interrupted_leaves_nothing() {
	local delay
	for delay in 0.1 0.3 0.6; do
		instance shared stop
		VAR=$WORK/shared PORT=$(port_of shared) BUILD=$BUILD SAMPLE=0 \
			"$ROOT/tools/instance" start >"$WORK/run" 2>&1 &
		RUN=$!
		sleep $delay
		kill -TERM $RUN 2>/dev/null || continue
		wait $RUN || true
		grep -q 'make stop' "$WORK/run" || nothing_runs shared ||
			fault "after $delay seconds" || return
	done
}

database_url_is_used_and_no_cluster_made() {
	local url
	shared || return
	url="host='$(cd -P "$WORK/shared" && pwd)/run' dbname=marquee user=marquee"
	instance elsewhere start DATABASE_URL="$url" ||
		fault "$(cat "$WORK/out")" || return
	[ ! -e "$WORK/elsewhere/postgres" ] || fault "made a cluster" || return
	[ "$(get elsewhere /api/movies/)" = "$(get shared /api/movies/)" ] ||
		fault "other data" || return
	instance elsewhere stop && nothing_runs elsewhere || return
	# The configuration has it now.
	instance elsewhere start || fault "$(cat "$WORK/out")" || return
	[ ! -e "$WORK/elsewhere/postgres" ] || fault "made a cluster" || return
	instance elsewhere stop || return
	# It keeps what works when another one that is asked for does not.
	! instance elsewhere start DATABASE_URL="host=$WORK/nowhere" ||
		fault "it starts" || return
	grep -q 'DATABASE_URL cannot be used: .*nowhere' "$WORK/out" ||
		fault "$(cat "$WORK/out")" || return
	nothing_runs elsewhere || return
	instance elsewhere start || fault "$(cat "$WORK/out")" || return
	instance elsewhere stop
}
