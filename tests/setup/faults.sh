# Claims about what was killed, is missing, is full or is left from before.
# shellcheck shell=bash

CLAIMS+=(
	a_killed_child_comes_back_and_costs_no_get
	the_sums_of_ratings_survive_what_is_killed
	status_tells_which_part_died
	stop_ends_the_orphans_of_a_killed_part
	a_dead_server_is_told_by_run
	stale_pids_and_sockets_do_not_confuse
	wrong_settings_get_one_line
	a_missing_program_gets_one_line
	an_unreadable_configuration_gets_one_line
	a_full_disk_gets_one_line
)

a_killed_child_comes_back_and_costs_no_get() {
	local supervisor child getter i
	shared || return
	supervisor=$(pid_of shared catalog)
	for ((i = 0; i < 600; i++)); do
		echo "url = \"http://127.0.0.1:$(port_of shared)/api/movies/?year_min=$((1900 + i % 120))\""
		echo 'output = "/dev/null"'
	done >"$WORK/urls"
	curl -s --noproxy '*' -Z --parallel-max 20 --rate 3000/m \
		-w '%{http_code}\n' -K "$WORK/urls" >"$WORK/codes" 2>/dev/null &
	getter=$!
	for ((i = 0; i < 5; i++)); do
		sleep 0.1
		read -ra child < <(children_of "$supervisor")
		kill -KILL "${child[0]}"
	done
	wait $getter
	[ "$(sort "$WORK/codes" | uniq -c | tr -s ' ')" = " 600 200" ] ||
		fault "$(sort "$WORK/codes" | uniq -c)" || return
	wait_until 5 two_children "$supervisor" || fault "it does not come back"
}

two_children() {
	local children
	read -ra children < <(children_of "$1")
	[ ${#children[@]} = 2 ]
}

# rate_on NAME: rates movies until $WORK/enough is there.
rate_on() {
	local token i=0
	token=$(<"$WORK/$1/admin-token")
	until [ -e "$WORK/enough" ]; do
		i=$((i + 1))
		get "$1" "/api/movies/$((1 + i % 7))/rating/" -X PUT -o /dev/null \
			-H "Authorization: Bearer $token" \
			-H 'Content-Type: application/json' \
			-d "{\"score\": $((1 + i % 10))}"
	done
}

# The responders, and the server process of PostgreSQL: it recovers by itself.
the_sums_of_ratings_survive_what_is_killed() {
	local i child backend raters=() conf=$WORK/shared/marquee.conf url
	shared || return
	url=$(sed -n 's/^database_url = //p' "$conf")
	rm -f "$WORK/enough"
	for i in 1 2 3; do
		rate_on shared &
		raters+=($!)
	done
	for ((i = 0; i < 6; i++)); do
		sleep 0.3
		read -ra child < <(children_of "$(pid_of shared catalog)")
		kill -KILL "${child[0]}"
		[ $((i % 3)) = 1 ] || continue
		backend=$(psql -XAtq -d "$url" -c 'SELECT pid FROM pg_stat_activity
			WHERE backend_type = $$client backend$$
			AND pid <> pg_backend_pid() LIMIT 1' 2>/dev/null)
		[ -z "$backend" ] || kill -KILL "$backend"
	done
	touch "$WORK/enough"
	wait "${raters[@]}"
	wait_until 20 ready shared || fault "it does not come back" || return
	"$BUILD/marquee" --config "$conf" ratings verify >"$WORK/out" 2>&1 ||
		fault "$(cat "$WORK/out")" || return
	[ "$(psql -XAtq -d "$url" -c 'SELECT count(*) >= 7 FROM rating')" = t ] ||
		fault "nothing was rated"
}

ready() {
	[ "$(status_of "$1" /readyz)" = 200 ]
}

status_tells_which_part_died() {
	local part label code
	for part in web accounts; do
		label=$part
		[ $part != web ] || label=nginx
		shared || return
		kill -KILL "$(pid_of shared $part)"
		sleep 0.2
		instance shared status
		code=$?
		[ $code = 1 ] || fault "exit $code" || return
		grep -qE "$label +died" "$WORK/out" ||
			fault "$(cat "$WORK/out")" || return
		! instance shared start || fault "it starts again" || return
		one_line "make stop first" || return
		instance shared stop && nothing_runs shared || return
	done
}

stop_ends_the_orphans_of_a_killed_part() {
	local part
	for part in postgres catalog accounts community web; do
		shared || return
		kill -KILL "$(pid_of shared $part)"
		instance shared stop || fault "$(cat "$WORK/out")" || return
		nothing_runs shared || return
	done
	instance shared start || fault "$(cat "$WORK/out")"
}

a_dead_server_is_told_by_run() {
	local part
	run_in_background shared || return
	for part in catalog accounts community; do
		kill -KILL "$(pid_of shared $part)"
		wait_until 5 grep -q "supervisor of the $part .*died" "$WORK/run" ||
			fault "$(cat "$WORK/run")" || return
	done
	kill -INT "$RUN"
	wait "$RUN"
	nothing_runs shared
}

# A pid that now is somebody else's must be left alone.
stale_pids_and_sockets_do_not_confuse() {
	local stranger part boot
	shared || return
	for part in catalog accounts community web postgres; do
		kill -KILL "$(pid_of shared $part)"
	done
	instance shared stop
	setsid sleep 60 &
	stranger=$!
	boot=$(cat /proc/sys/kernel/random/boot_id)
	for part in run postgres catalog accounts community web; do
		echo "$stranger 1 $boot" >"$WORK/shared/pid/$part"
	done
	echo $stranger >"$WORK/shared/pid/nginx.pid"
	echo $stranger >"$WORK/shared/postgres/postmaster.pid"
	echo $stranger >"$WORK/shared/run/.s.PGSQL.5432.lock"
	[ -S "$WORK/shared/run/catalog.sock" ] || fault "no stale socket" || return

	instance shared status
	[ $? = 3 ] || fault "status: $(cat "$WORK/out")" || return
	instance shared stop || fault "stop: $(cat "$WORK/out")" || return
	instance shared start || fault "start: $(cat "$WORK/out")" || return
	instance shared stop
	kill -0 $stranger || fault "the stranger was killed" || return
	kill $stranger
}

wrong_settings_get_one_line() {
	refuses wrong 'PORT=99999' PORT=99999 &&
		refuses wrong 'PORT=http' PORT=http &&
		refuses wrong 'WEB=apache' WEB=apache &&
		refuses wrong 'CATALOG_CHILDREN=0' CATALOG_CHILDREN=0 &&
		refuses wrong 'ACCOUNTS_CHILDREN=x' ACCOUNTS_CHILDREN=x &&
		refuses wrong 'TLS=yes' TLS=yes || return
	[ ! -e "$WORK/wrong" ] || fault "something was made in VAR"
}

a_missing_program_gets_one_line() {
	refuses wrong 'nowhere/marquee is missing' BUILD="$WORK/nowhere"
}

an_unreadable_configuration_gets_one_line() {
	local held
	shared && instance shared stop || return
	cp -p "$WORK/shared/marquee.conf" "$WORK/conf"
	echo 'no setting at all' >>"$WORK/shared/marquee.conf"
	refuses shared 'the configuration failed: .*marquee.conf' || return
	chmod 000 "$WORK/shared/marquee.conf"
	refuses shared 'marquee.conf is not readable'
	held=$?
	cp -pf --remove-destination "$WORK/conf" "$WORK/shared/marquee.conf"
	return $held
}

a_full_disk_gets_one_line() {
	mkdir -p "$WORK/full"
	if ! mount -t tmpfs -o size=4m none "$WORK/full" 2>/dev/null; then
		echo "skipped: no disk to fill here"
		return 0
	fi
	refuses full/var 'disk .* is full' || return
	dd if=/dev/zero of="$WORK/full/zeros" 2>/dev/null
	rm -rf "$WORK/full/var"
	refuses full/var 'cannot|full' || return
	umount "$WORK/full"
}
