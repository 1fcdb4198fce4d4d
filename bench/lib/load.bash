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
		exec timeout $((${length%.*} + 30)) wrk --threads "$threads" \
			--connections "$connections" --duration "${length}s" \
			--timeout 30s --script "$here/lua/$script.lua" "$url" -- "$@"
	) >"$scratch/$name" 2>&1 &
	wrk_pid=$!
}

# wrk_read NAME: what the script printed at the end, as got[key]: requests,
# per_second (without the refused), p50 and p99 (microseconds), refused
# (statuses above 399), broken (socket errors, timeouts); each script's own.
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
	wrk_start point point "$1" "$2" "$(url_of "$3")" "$first" "$last"
	wait "$wrk_pid" && wrk_read point || return 1
	[ $((${got[refused]} * 2)) -lt "${got[requests]}" ] || {
		say "  $3: ${got[refused]} of ${got[requests]} answers were errors"
		return 1
	}
}

# The statement of a single movie as the program sends it, for pgbench.
pgbench_script() {
	{
		printf '\\set id random(:first, :last)\n'
		"$root/$build/marquee" sql movie_get | sed 's/;[[:space:]]*$//'
		printf ';\n'
	} >"$scratch/movie_get.sql"
	grep -q ':id' "$scratch/movie_get.sql" || {
		say "$build/marquee sql movie_get does not print the statement"
		return 1
	}
}

# pgbench_load CONNECTIONS SECONDS: sets got[per_second].
pgbench_load() {
	timeout $(($2 + 30)) "$pgbench" -n -M prepared -c "$1" -j "$cores" \
		-T "$2" --random-seed=42 -D first="$first" -D last="$last" \
		-f "$scratch/movie_get.sql" "$database" >"$scratch/pgbench" 2>&1 ||
		{
			sed 's/^/    pgbench: /' "$scratch/pgbench" >&2
			return 1
		}
	got[per_second]=$(awk '$1 == "tps" { print $3 }' "$scratch/pgbench")
	[ -n "${got[per_second]}" ]
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
