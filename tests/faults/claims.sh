# Claims about what clients see while something breaks.
# shellcheck shell=bash

CLAIMS+=(
	postgresql_may_be_stopped_and_started
	postgresql_may_crash
	postgresql_may_stand_still
	postgresql_may_be_frozen
	terminated_backends_cost_no_read
	connections_may_all_be_taken
	a_lock_against_writes_costs_no_read
	a_table_may_be_locked_too_long
	a_short_migration_costs_nothing
	the_disk_of_postgresql_may_be_full
	killed_children_cost_no_read
	all_children_killed_at_once_cost_no_read
	children_are_replaced_at_no_cost
	the_web_server_is_reloaded_at_no_cost
)

# under_load TOLERANCE COMMAND...: the command while clients ask, who check
# every answer, and afterwards that nothing acknowledged was lost.
under_load() {
	local held=0
	load_begin || return
	tolerate "$1"
	shift
	"$@" && recovers || held=1
	[ $held = 0 ] || heal
	tolerate sure
	sleep 0.3
	load_end || held=1
	return $held
}

postgresql_may_be_stopped_and_started() {
	under_load all stop_and_start && saw unavailable
}

stop_and_start() {
	stop_postgres && sleep 0.5 && start_postgres
}

postgresql_may_crash() {
	under_load all crash && saw unavailable
}

crash() {
	signal_postgres KILL && wait_until 10 starts_again
}

# For longer than a request waits for its turn, but not than a child waits for
# an answer: what comes then is for nobody.
postgresql_may_stand_still() {
	under_load all freeze_postgres 2.3 && saw unavailable
}

# For longer than a child waits.
postgresql_may_be_frozen() {
	under_load all freeze_postgres 3.2 && saw unavailable && saw unknown
}

terminated_backends_cost_no_read() {
	under_load writes terminate_often
}

terminate_often() {
	local i
	for ((i = 0; i < 5; i++)); do
		terminate_backends && sleep 0.2 || return
	done
}

connections_may_all_be_taken() {
	under_load all take_connections && saw unavailable
}

# The children stand still while those that were theirs are taken.
take_connections() {
	local end
	mkfifo "$WORK/hold" && exec {end}<>"$WORK/hold" || return
	kill_children STOP
	terminate_backends
	faults_run hold <"$WORK/hold" >"$WORK/held" 2>&1 &
	wait_until 10 grep -q '^held [1-9]' "$WORK/held" ||
		fault "$(cat "$WORK/held")" || return
	kill_children CONT
	sleep 1
	echo >&"$end"
	wait $!
	rm "$WORK/hold"
}

# locked SECONDS MODE
locked() {
	server sql -d marquee -c BEGIN -c "LOCK TABLE movie IN $2 MODE" \
		-c "SELECT pg_sleep($1)" -c COMMIT >/dev/null
}

a_lock_against_writes_costs_no_read() {
	under_load writes locked 2.3 SHARE && saw 'not written'
}

a_table_may_be_locked_too_long() {
	under_load all locked 2.3 'ACCESS EXCLUSIVE' && saw 'timed out'
}

a_short_migration_costs_nothing() {
	under_load sure migrate
}

migrate() {
	local change
	for change in 'ADD COLUMN faults integer' 'DROP COLUMN faults'; do
		server sql -d marquee -c BEGIN -c "ALTER TABLE movie $change" \
			-c 'SELECT pg_sleep(0.2)' -c COMMIT >/dev/null || return
	done
}

the_disk_of_postgresql_may_be_full() {
	mountpoint -q "$WORK/full" || { echo "skipped: no disk to fill here"; return; }
	under_load all fill_disk && saw 'not written'
}

# Either tables cannot grow, or it ends because its log cannot: then the
# administrator makes room and starts it again.
fill_disk() {
	local i
	dd if=/dev/zero of="$WORK/full/zeros" bs=64k 2>/dev/null
	for ((i = 0; i < 50; i++)); do
		server sql -c 'SELECT pg_switch_wal()' || break
	done >/dev/null 2>&1
	sleep 0.5
	rm "$WORK/full/zeros"
	wait_until 20 starts_again
}

killed_children_cost_no_read() {
	under_load writes kill_often
}

kill_often() {
	local i
	for ((i = 0; i < 5; i++)); do
		replace_child KILL 0 && sleep 0.2 || return
	done
}

all_children_killed_at_once_cost_no_read() {
	under_load writes kill_all_often
}

kill_all_often() {
	local i old
	for ((i = 0; i < 3; i++)); do
		read -ra old < <(children)
		kill_children KILL
		wait_until 10 is_replaced "${old[0]}" &&
			wait_until 10 is_replaced "${old[1]}" &&
			sleep 0.3 || return
	done
}

children_are_replaced_at_no_cost() {
	under_load sure replace_all
}

the_web_server_is_reloaded_at_no_cost() {
	under_load sure reload_often
}

reload_often() {
	local i
	for ((i = 0; i < 3; i++)); do
		reload_web && sleep 0.3 || return
	done
}
