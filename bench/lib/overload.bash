# Ten times the load that can be served, and the second after it.
# shellcheck shell=bash

steps=(50 100 200 400) # connections, to find the peak
crowd=2000
watchers=100 # of the crowd: they look at each answer, the others only count

# probe NAME [SECONDS]: status and microseconds of one single movie.
probe() {
	curl -s -m "${2-2}" -o /dev/null -w '%{http_code} %{time_total}\n' \
		"$(url_of "$1")/api/movies/$((first + RANDOM % 1000))/" |
		awk '{ printf "%s %d\n", $1, $2 * 1000000 }'
}

# quiet_time NAME: median microseconds of twenty probes.
quiet_time() {
	local i times=() code time
	for ((i = 0; i < 20; i++)); do
		read -r code time < <(probe "$1")
		[ "$code" = 200 ] || return 1
		times+=("$time")
	done
	median "${times[@]}"
}

# recovery NAME LIMIT: milliseconds until the first of three probes in a row
# that answer 200 within LIMIT microseconds; asks each 100 ms for 5 s.
recovery() {
	local begin now code time good=0 since=0 i
	begin=$(date +%s%3N)
	for ((i = 0; i < 50; i++)); do
		now=$(($(date +%s%3N) - begin))
		read -r code time < <(probe "$1")
		if [ "$code" = 200 ] && holds "$time <= $2"; then
			[ $good -gt 0 ] || since=$now
			good=$((good + 1))
			[ $good -lt 3 ] || break
		else
			good=0
		fi
		now=$((begin + (i + 1) * 100 - $(date +%s%3N)))
		[ $now -le 0 ] || sleep "$(calc %.3f "$now / 1000")"
	done
	if [ $good -ge 3 ]; then echo "$since"; else echo 9999; fi
}

# newcomers NAME SECONDS: asks four times a second, each time on a connection
# of its own, for status and microseconds; 000 if there is no answer in 10 s.
# wrk cannot tell of connections that it never heard from again.
newcomers() {
	local i
	for ((i = 0; i < $2 * 4; i++)); do
		probe "$1" 10 &
		sleep 0.25
	done
	wait
}

# crowd_load NAME SECONDS LIMIT: adds to crowd_rates, to backs (what recovery
# says with that limit), to waits (the longest of a newcomer), and to the counts
# of answers: looked (of the sample), wrong (of those), foreign, broken.
crowd_load() {
	local most few new worst log offset=0
	log=$(log_of "$(var_of "$1")") && offset=$(log_size "$log")
	wrk_start most point $((crowd - watchers)) "$2" "$(url_of "$1")" \
		"$first" "$last"
	most=$wrk_pid
	wrk_start few sample "$watchers" "$2" "$(url_of "$1")" "$first" "$last"
	few=$wrk_pid
	newcomers "$1" "$2" >"$scratch/newcomers" &
	new=$!
	wait "$few" && wait "$most" || return 1
	backs+=("$(recovery "$1" "$3")")
	wait "$new"
	wrk_read few && wrk_read most || return 1
	crowd_rates+=("$(calc %.1f \
		"${got[per_second]} + ${got[sample_per_second]}")")
	say "  $1: $crowd connections: ${crowd_rates[-1]} requests/s," \
		"p50 $(ms "${got[p50]}") ms, p99 $(ms "${got[p99]}") ms," \
		"longest $(ms "${got[longest]}") ms;" \
		"${got[requests]} answers, of them ${got[refused]} not 200," \
		"${got[broken]} broken"
	say "    sample of $watchers connections: ${got[sampled]} 200," \
		"${got[shed]} 503 (${got[bare]} without Retry-After)," \
		"${got[other]} other (status ${got[example]}), ${got[sample_broken]} broken"
	worst=$(cut -d' ' -f2 "$scratch/newcomers" | sort -n | tail -n1)
	say "    newcomers meanwhile: $(wc -l <"$scratch/newcomers")," \
		"the slowest waited $(ms "$worst") ms"
	waits+=("$worst")
	# What the responders refused says their log; the others are errors of
	# the web server, which a sample could miss. Never below 0 but for
	# answers that came too late to be counted by wrk.
	if [ -n "$log" ]; then
		foreign=$((foreign + ${got[refused]} + ${got[shed]} +
			${got[other]} - $(refused_count "$log" "$offset")))
	fi
	wrong=$((wrong + ${got[bare]} + ${got[other]}))
	looked=$((looked + ${got[sampled]} + ${got[shed]} + ${got[other]}))
	broken=$((broken + ${got[broken]} + ${got[sample_broken]}))
}

overload_of() {
	local name=$1 step pass worst quiet limit peak=0 rate back backs=()
	local crowd_rates=() wrong=0 looked=0 broken=0 foreign=0 waits=()
	local -A rates=()
	quiet=$(quiet_time "$name") || return 1
	# Normal is five times the quiet median, or 10 ms if that is more: the
	# machine runs curl, too.
	limit=$(largest 10000 "$(calc %d "5 * $quiet")")
	for pass in 1 2; do
		for step in "${steps[@]}"; do
			point_load "$step" 3 "$name" || return 1
			rates[$step]+=" ${got[per_second]}"
			say "  $name: $step connections: ${got[per_second]} requests/s," \
				"p99 $(ms "${got[p99]}") ms, ${got[refused]} refused"
		done
		crowd_load "$name" 6 "$limit" || return 1
		say "    pass $pass: normal again after ${backs[-1]} ms" \
			"(a movie within $(ms "$limit") ms; quiet $(ms "$quiet") ms)"
	done
	for step in "${steps[@]}"; do
		# shellcheck disable=SC2086
		rate=$(median ${rates[$step]})
		peak=$(largest "$peak" "$rate")
	done
	rate=$(median "${crowd_rates[@]}")
	row "$name: peak, requests/s" "$(calc %.0f "$peak")" ""
	row "$name: $crowd connections, 200s, of the peak" \
		"$(calc %.2f "$rate / $peak")" ">= 0.8" "$rate / $peak >= 0.8"
	row "  neither 200 nor 503 with Retry-After" "$wrong of $looked" "0" \
		"$wrong == 0"
	worst=$(largest "${waits[@]}")
	row "  longest wait of a newcomer meanwhile" "$(ms "$worst") ms" \
		"<= 3000 ms (it is bounded)" "$worst <= 3000000"
	[ $foreign -gt 0 ] || foreign=0
	row "  errors that no responder gave" "$foreign" "0" "$foreign == 0"
	row "  connections broken or silent for 30 s" "$broken" "0" "$broken == 0"
	back=$(largest "${backs[@]}")
	row "  normal again after" "$back ms" "<= 1000 ms" "$back <= 1000"
	memory_row "$crowd connections" "$name"
}

measure_overload() {
	[ "$(ulimit -Hn)" = unlimited ] || [ "$(ulimit -Hn)" -ge 2200 ] || {
		say "  overload: ulimit -Hn is $(ulimit -Hn), 2200 are needed"
		return 1
	}
	say "overload: the peak, then $crowd connections"
	overload_of nginx || return 1
	overload_of lighttpd
}
