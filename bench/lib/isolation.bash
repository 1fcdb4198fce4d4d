# Single movies while the slowest lists keep running.
# shellcheck shell=bash

# slow_lists_measure: lines of seconds, status, path; slowest first. Each is
# asked twice, unless it was very slow the first time; the second one counts.
slow_lists_measure() {
	local path person director answer
	IFS='|' read -r person director < <(sql "
		SELECT id, replace(name, ' ', '%20') FROM person
		WHERE id = (SELECT person_id FROM credit GROUP BY person_id
			ORDER BY count(*) DESC LIMIT 1)")
	while read -r path; do
		[[ $path == /* ]] || continue
		path=${path//\{person\}/$person}
		path=${path//\{director\}/$director}
		answer=$(slow_list_time "$path")
		holds "${answer%% *} > 1" || answer=$(slow_list_time "$path")
		printf '%s %s\n' "$answer" "$path"
	done <"$here/slow_lists" | sort -rn
}

# slow_list_time PATH: seconds and status; 000 if there is no answer in 10 s.
# Names have letters beyond ASCII: the request carries them percent-encoded.
slow_list_time() {
	local encoded
	encoded=$(percent_encode "$1")
	curl -s -m 10 -o /dev/null -w '%{time_total} %{http_code}' \
		"$(url_of nginx)$encoded"
}

# percent_encode TEXT: what is not printable ASCII becomes %XX.
percent_encode() {
	local LC_ALL=C text=$1 i c
	for ((i = 0; i < ${#text}; i++)); do
		c=${text:i:1}
		case $c in
		[!-~]) printf '%s' "$c" ;;
		*) printf '%%%02X' "'$c" ;;
		esac
	done
}

# isolation_round PATH SECONDS: alone, then beside the list; adds to alone and
# beside (p99 in microseconds).
isolation_round() {
	local path list
	path=$(percent_encode "$1")
	point_load 8 "$2" nginx || return 1
	alone+=("${got[p99]}")
	say "  alone: ${got[per_second]} requests/s, p50 $(ms "${got[p50]}") ms," \
		"p99 $(ms "${got[p99]}") ms"
	wrk_start list list 8 $(($2 + 2)) "$(url_of nginx)" "$path"
	list=$wrk_pid
	sleep 1
	point_load 8 "$2" nginx || return 1
	beside+=("${got[p99]}")
	bad=$((bad + ${got[refused]} + ${got[broken]}))
	wait "$list" && wrk_read list || return 1
	say "  beside: ${got[per_second]} requests/s, p50 $(ms "${got[p50]}") ms," \
		"p99 $(ms "${got[p99]}") ms," \
		"with ${got[lists]} lists (median $(ms "${got[list_p50]}") ms," \
		"${got[lists_refused]} refused, ${got[lists_broken]} broken)"
	database_idle
}

measure_isolation() {
	local found path rest bad=0 alone=() beside=() one two i length=5
	say "the slowest lists, one at a time: seconds, status, request"
	found=$(slow_lists_measure)
	printf '%s\n' "$found" | sed 's/^/  /'
	# Lists that were answered; a 504 is the statement's deadline, and counts.
	mapfile -t found < <(awk '$2 == 200 || $2 >= 500 || $2 == 0' <<<"$found")
	[ ${#found[@]} -ge 3 ] || return 1
	database_idle

	read -r rest rest path <<<"${found[0]}"
	say "single movies, 8 connections, beside 8 of $path"
	point_load 8 2 nginx || return 1
	for ((i = 0; i < rounds; i++)); do
		isolation_round "$path" "$length" || return 1
	done
	one=$(median "${alone[@]}") two=$(median "${beside[@]}")
	row "single movies, 8 connections: p99 alone" "$(ms "$one") ms" ""
	row "  beside 8 of the slowest list ($(calc %.2f "${found[0]%% *}") s)" "$(ms "$two") ms" \
		"<= $(ms "5 * $one") ms (5 times)" "$two <= 5 * $one"

	# The slowest one alone need not be the one that hurts most.
	for ((i = 1; i < 3; i++)); do
		read -r rest rest path <<<"${found[i]}"
		say "single movies, 8 connections, beside 8 of $path"
		alone=() beside=()
		isolation_round "$path" "$length" || return 1
		row "  beside 8 of number $((i + 1)) among the slow" \
			"$(ms "${beside[0]}") ms" \
			"<= $(ms "5 * ${alone[0]}") ms (5 times)" \
			"${beside[0]} <= 5 * ${alone[0]}"
	done
	row "  single movies not answered 200 meanwhile" "$bad" "0" "$bad == 0"
	memory_row "beside lists" nginx
}
