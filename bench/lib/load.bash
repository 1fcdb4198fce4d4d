# Loads: wrk through a web server, pgbench beside it.
# shellcheck shell=bash

# wrk_start NAME SCRIPT CONNECTIONS SECONDS URL [ARGUMENT ...]: in the
# background. The limit of open files is raised here and not earlier, so that
# the instances run under the one that they are given. Ends with $wrk_pid.
wrk_start() {
	local name=$1 script=$2 connections=$3 length=$4 url=$5
	shift 5
	local threads=$cores
	[ "$connections" -ge $((threads * 4)) ] || threads=1
	[ "$script" != sample ] || threads=1
	(
		ulimit -Sn "$(ulimit -Hn)" 2>/dev/null
		export LUA_PATH="$here/lua/?.lua"
		exec timeout $((${length%.*} + 30)) wrk --threads "$threads" \
			--connections "$connections" --duration "${length}s" \
			--timeout 30s --script "$here/lua/$script.lua" "$url" -- "$@"
	) >"$scratch/$name" 2>&1 &
	wrk_pid=$!
}

# wrk_read NAME: what the script printed at the end, as got[key]: requests,
# answers and per_second (the latter without the refused), p50 and p99
# (microseconds), refused (statuses above 399), broken (socket errors,
# timeouts); each script's own.
declare -A got
wrk_read() {
	local line word
	line=$(sed -n 's/^bench: //p' "$scratch/$1")
	[ -n "$line" ] || {
		sed 's/^/    wrk: /' "$scratch/$1" >&2
		return 1
	}
	for word in $line; do
		got[${word%%=*}]=${word#*=}
	done
}

# point_load CONNECTIONS SECONDS INSTANCE: single movies, at random. A time
# that is mostly that of errors is none.
point_load() {
	resource_load "$1" "$2" "$3" /api/movies/ "$first" "$last"
}

# resource_load CONNECTIONS SECONDS INSTANCE PATH [FIRST LAST [TOKEN]]
resource_load() {
	wrk_start point point "$1" "$2" "$(url_of "$3")" "${@:4}"
	wait "$wrk_pid" && wrk_read point || return 1
	[ $((${got[refused]} * 2)) -lt "${got[requests]}" ] || {
		say "  $3: ${got[refused]} of ${got[requests]} answers were errors"
		return 1
	}
}

# pgbench_run SCRIPT CLIENTS SECONDS SEED [ARGUMENT ...]: sets got[per_second].
pgbench_run() {
	local script=$1 clients=$2 length=$3 seed=$4
	shift 4
	timeout $((length + 30)) "$pgbench" -n -M prepared -c "$clients" \
		-j "$cores" -T "$length" --random-seed="$seed" "$@" \
		-f "$scratch/$script.sql" "$database" >"$scratch/pgbench" 2>&1 || {
		sed 's/^/    pgbench: /' "$scratch/pgbench" >&2
		return 1
	}
	got[per_second]=$(awk '$1 == "tps" { print $3 }' "$scratch/pgbench")
	[ -n "${got[per_second]}" ]
}

# statement NAME: as the program sends it, for pgbench.
statement() {
	"$root/$build/marquee" sql "$1" | sed '$ s/;*[[:space:]]*$/;/'
}

# Waits until the server has nothing left to do for anybody, at most 10 s.
database_idle() {
	local i
	for ((i = 0; i < 100; i++)); do
		[ "$(sql "SELECT count(*) FROM pg_stat_activity
			WHERE state = 'active' AND pid <> pg_backend_pid()
			AND backend_type = 'client backend'")" != 0 ] || return 0
		sleep 0.1
	done
}
