# Which processes are ours, and how they end.
#
# VAR/pid/PART holds the pid of the part's first process, when that process
# began, and the boot it began in: a pid alone could be somebody else's by
# now. Responders and nginx workers are found by the session that their first
# process leads, also when that was killed and left them behind; PostgreSQL's
# processes by the directory they work in, which is that of the data.
# shellcheck shell=bash

BOOT=$(cat /proc/sys/kernel/random/boot_id)

part_name() {
	case $1 in
	postgres) echo "PostgreSQL" ;;
	web) echo "The web server" ;;
	run) echo "make run" ;;
	*) echo "The supervisor of the $1 responders" ;;
	esac
}

# read_stat PID: sets STAT to the fields of /proc/PID/stat from the state on,
# and COMM to the name. Fails for a process that is not there or is dead.
read_stat() {
	local line
	{ IFS= read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
	COMM=${line#*(}
	COMM=${COMM%)*}
	read -ra STAT <<<"${line##*) }"
	[[ ${STAT[0]} != [ZX] ]]
}

record() {
	read_stat "$2" || return 1
	printf '%s %s %s\n' "$2" "${STAT[19]}" "$BOOT" >"$HOME_DIR/pid/$1"
}

# read_record PART: sets PID and BEGAN. Fails for one of another boot.
read_record() {
	local boot
	{ read -r PID BEGAN boot <"$HOME_DIR/pid/$1"; } 2>/dev/null &&
		[ "$boot" = "$BOOT" ] && [[ $PID =~ ^[0-9]+$ ]]
}

# The first process of the part lives.
is_alive() {
	read_record "$1" && lives "$PID" "$BEGAN"
}

lives() {
	read_stat "$1" && [ "${STAT[19]}" = "$2" ]
}

# The parts that were started and not stopped, in order of their start.
recorded_parts() {
	local part
	for part in postgres "${RESPONDERS[@]}" web; do
		! read_record "$part" || echo "$part"
	done
}

anything_recorded() {
	adopt_web
	[ -n "$(recorded_parts)" ] || is_alive run
}

clear_records() {
	rm -f "$HOME_DIR"/pid/{run,postgres,web,address,nginx.pid,lighttpd.pid} \
		"${RESPONDERS[@]/#/$HOME_DIR/pid/}"
}

# pids_of PART: all its processes, one a line.
pids_of() {
	local dir pid
	if [ "$1" = postgres ]; then
		[ -d "$HOME_DIR/postgres" ] || return 0
		for dir in /proc/[0-9]*; do
			pid=${dir#/proc/}
			[ "$dir/cwd" -ef "$HOME_DIR/postgres" ] &&
				read_stat "$pid" && [ "$COMM" = postgres ] && echo "$pid"
		done
		return 0
	fi
	read_record "$1" || return 0
	if read_stat "$PID"; then
		# One that began at another time is not ours, nor is its session.
		[ "${STAT[19]}" = "$BEGAN" ] || return 0
		# lighttpd is a single process and leads none.
		[ "${STAT[3]}" = "$PID" ] || { echo "$PID"; return 0; }
	fi
	for dir in /proc/[0-9]*; do
		pid=${dir#/proc/}
		read_stat "$pid" && [ "${STAT[3]}" = "$PID" ] || continue
		case $1:$COMM in
		web:nginx) echo "$pid" ;;
		"$1:$1.fcgi" | *:spawn-fcgi | *:multiwatch) echo "$pid" ;;
		esac
	done
}

runs() {
	[ -n "$(pids_of "$1")" ]
}

# A start that was killed may have left a web server without a record. Its own
# pid file and its arguments tell whether it is ours.
adopt_web() {
	local file pid
	! read_record web || return 0
	for file in "$HOME_DIR"/pid/{nginx,lighttpd}.pid; do
		{ read -r pid <"$file"; } 2>/dev/null && read_stat "$pid" &&
			grep -qaF "$HOME_DIR/etc/$COMM/" "/proc/$pid/cmdline" &&
			record web "$pid"
	done
	return 0
}

anything_runs() {
	adopt_web
	local part
	for part in web "${RESPONDERS[@]}" postgres; do
		! runs "$part" || return 0
	done
	return 1
}

check_not_running() {
	local part all=1
	is_alive run && die "already running in $VAR (make status)"
	adopt_web
	for part in $(recorded_parts); do
		is_alive "$part" || all=0
	done
	for part in postgres "${RESPONDERS[@]}" web; do
		runs "$part" || continue
		if [ $all = 1 ]; then
			die "already running in $VAR (make status)"
		fi
		die "a part of it still runs in $VAR: make stop first (make status)"
	done
}

# The signals that end a part and how many seconds each may take, the gentle
# ones first. A second TERM makes multiwatch pass TERM on.
signals_for() {
	case $1 in
	web)
		if [ -e "$HOME_DIR/pid/nginx.pid" ]; then
			echo QUIT 10 TERM 5 KILL 5
		else
			echo INT 12 TERM 5 KILL 5
		fi
		;;
	postgres) echo INT 30 QUIT 20 ;;
	*) echo TERM 15 TERM 5 KILL 5 ;;
	esac
}

# end_part PART: ends its processes; 1 if some of them will not go.
end_part() {
	local signals signal
	read -ra signals <<<"$(signals_for "$1")"
	while runs "$1" && [ ${#signals[@]} -gt 0 ]; do
		signal=${signals[0]}
		if is_alive "$1" && [ "$signal" != KILL ]; then
			kill "-$signal" "$PID"
		else
			# Word splitting is meant: one pid a word.
			# shellcheck disable=SC2046
			kill "-$signal" $(pids_of "$1")
		fi 2>/dev/null
		wait_until "${signals[1]}" not runs "$1"
		signals=("${signals[@]:2}")
	done
	if runs "$1"; then
		say "marquee: $(part_name "$1") does not stop: pids" \
			"$(pids_of "$1" | tr '\n' ' ')" >&2
		return 1
	fi
}

# One line of `make status`.
show_part() {
	local label=$1 pids count
	case $1 in
	web) label="$(web_server_name)" ;;
	postgres) label="PostgreSQL" ;;
	esac
	pids=$(pids_of "$1")
	count=$(grep -c . <<<"$pids")
	if is_alive "$1"; then
		printf '  %-12s runs, pid %s' "$label" "$PID"
		if is_responder "$1"; then
			printf ', children:%s' "$(grep -vx "$PID" <<<"$pids" |
				sed 's/^/ /' | tr -d '\n')"
		fi
	elif read_record "$1" && [ -n "$pids" ]; then
		printf '  %-12s died (pid %s), but left %s processes behind:%s' \
			"$label" "$PID" "$count" " ${pids//$'\n'/ }"
	else
		printf '  %-12s died (pid %s); see %s/log' "$label" "$PID" "$VAR"
	fi
	printf '\n'
}

# detached COMMAND...: in a session of its own, so that Ctrl-C does not reach
# it, without our lock. Waits for the command, not for what it leaves behind.
detached() {
	setsid --wait "$@" </dev/null 9>&-
}
