# Single movies, 50 connections: nginx, lighttpd and pgbench in turn.
# shellcheck shell=bash

# point_round NAME: one round through that web server.
point_round() {
	local name=$1
	cpu_mark "$name"
	point_load 50 "$seconds" "$name" || return 1
	say "  $name: ${got[per_second]} requests/s," \
		"p50 $(ms "${got[p50]}") ms, p99 $(ms "${got[p99]}") ms," \
		"${got[refused]} refused, ${got[broken]} broken"
	cpu_tell "${got[requests]}"
	bad[$name]=$((${bad[$name]-0} + ${got[refused]} + ${got[broken]}))
	speed[$name]+=" ${got[per_second]}"
	middle[$name]+=" ${got[p50]}"
	slowest[$name]+=" ${got[p99]}"
}

# point_rows NAME SHARE: its lines of the table.
point_rows() {
	local name=$1 rate p50 p99
	# The lists of numbers are meant to be split.
	# shellcheck disable=SC2086
	rate=$(median ${speed[$name]}) p50=$(median ${middle[$name]}) \
		p99=$(median ${slowest[$name]})
	row "$name: requests/s, 50 connections" "$(calc %.0f "$rate")" ""
	row "$name: share of pgbench" "$(calc %.2f "$rate / $base")" \
		">= $2" "$rate / $base >= $2"
	row "$name: latency, median" "$(ms "$p50") ms" ""
	row "$name: latency, p99" "$(ms "$p99") ms" \
		"< $(ms "4 * $p50") ms (4 medians)" "$p99 < 4 * $p50"
	row "$name: answers other than 200" "${bad[$name]}" "0" \
		"${bad[$name]} == 0"
}

# The statement of a single movie, for pgbench.
point_script() {
	{
		printf '\\set id random(:first, :last)\n'
		statement movie_get
	} >"$scratch/movie_get.sql"
	grep -q '= :id' "$scratch/movie_get.sql" || {
		say "$build/marquee sql movie_get does not print the statement"
		return 1
	}
}

# pgbench_point SECONDS
pgbench_point() {
	pgbench_run movie_get 50 "$1" 42 -D first="$first" -D last="$last"
}

measure_point() {
	local -A speed=() middle=() slowest=() bad=()
	local round base rates=()
	say "single movies, 50 connections, $rounds rounds of $seconds s"
	point_script || return 1
	# Once unmeasured, so that the pages are in memory for all three.
	pgbench_point 5 && point_load 50 2 nginx && point_load 50 2 lighttpd ||
		return 1
	for ((round = 0; round < rounds; round++)); do
		point_round nginx && point_round lighttpd || return 1
		pgbench_point "$seconds" || return 1
		say "  pgbench: ${got[per_second]} transactions/s"
		rates+=("${got[per_second]}")
	done
	base=$(median "${rates[@]}")
	row "pgbench: the same statement/s, 50 clients" "$(calc %.0f "$base")" ""
	point_rows nginx 0.6
	point_rows lighttpd 0.45
	memory_row "50 connections" nginx lighttpd
}
