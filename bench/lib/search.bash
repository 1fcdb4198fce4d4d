# Search and suggestions: how long they take, and whether they find.
# shellcheck shell=bash

# queries_draw: into $scratch/queries; see search.sql. About 20 000 movies are
# looked at.
queries_draw() {
	"$psql" -Xq -d "$database" -v ON_ERROR_STOP=1 \
		-v sample="$(calc %.4f "100 * 20000 / ($movies + 20000)")" \
		-f "$here/search.sql" >"$scratch/queries"
}

# queries_of KIND COLUMN
queries_of() {
	awk -F'\t' -v kind="$1" -v column="$2" \
		'$1 == kind { print $column }' "$scratch/queries"
}

# search_time WHAT KIND [MEDIAN] P99: what was wanted of them, in ms.
search_time() {
	local what=$1 kind=$2 wanted_p99=${*: -1}
	queries_of "$kind" 4 >"$scratch/addresses"
	wrk_start paths paths 4 "$seconds" "$(url_of nginx)" "$scratch/addresses"
	wait "$wrk_pid" && wrk_read paths || return 1
	if [ $# -gt 3 ]; then
		row "$what, median, 4 clients" "$(ms "${got[p50]}") ms" "< $3 ms" \
			"${got[p50]} < $3 * 1000"
	fi
	row "$what, p99, 4 clients" "$(ms "${got[p99]}") ms" \
		"< $wanted_p99 ms" "${got[p99]} < $wanted_p99 * 1000"
	[ $((got[refused] + got[broken])) -eq 0 ] ||
		row "$what: refused" "$((got[refused] + got[broken]))" 0 0
}

# found KIND PLACES: for each query, its popularity, whether the title is among
# the first places of the answer, the title, and what was typed.
found() {
	queries_of "$1" 4 | sed "s|.*|url = \"$(url_of nginx)&\"|" |
		curl -s -w '\n' -K - |
		jq -c "[.[:$2][] | .name | ascii_downcase]" >"$scratch/names"
	paste "$scratch/names" <(awk -F'\t' -v kind="$1" '$1 == kind' \
		"$scratch/queries") | awk -F'\t' '{
		print $3 "\t" (index($1, "\"" tolower($4) "\"") > 0) "\t" $4 "\t" $6
	}'
}

# search_quality WHAT KIND PLACES WANTED [weighted]: percents.
search_quality() {
	local share
	found "$2" "$3" >"$scratch/found"
	share=$(awk -F'\t' -v weighted="${5-}" '{
		weight = weighted ? $1 : 1
		all += weight; good += weight * $2
	} END { printf "%.1f", all ? 100 * good / all : 0 }' "$scratch/found")
	row "$1" "$share %" ">= $4 %" "$share >= $4"
	awk -F'\t' -v what="$1" '!$2 && n++ < 10 {
		printf "  not found: %s (typed: %s)\n", $3, $4
	}' "$scratch/found"
}

# ilike_time: the median of what the queries take without an index for them.
ilike_time() {
	local text times
	mapfile -t times < <({
		echo '\timing on'
		queries_of words 5 | awk 'NR % 25 == 1' | while read -r text; do
			printf "SELECT id, name FROM movie WHERE name ILIKE '%%%s%%' ORDER BY popularity DESC NULLS LAST LIMIT 20;\n" \
				"${text//\'/\'\'}"
		done
	} | "$psql" -Xq -d "$database" -o /dev/null |
		sed -n 's/^Time: \([0-9.]*\) ms.*/\1/p')
	row "the same by ILIKE '%…%', median, PostgreSQL alone" \
		"$(calc %.1f "$(median "${times[@]}")") ms" ""
	row "the same by ILIKE '%…%', longest" \
		"$(calc %.1f "$(largest "${times[@]}")") ms" ""
}

measure_search() {
	say "search"
	queries_draw && [ -s "$scratch/queries" ] || return 1
	# Once without a clock, so that what is measured is not the disk.
	found words 1 >/dev/null
	found begun 1 >/dev/null
	found typo 1 >/dev/null
	search_time "search" words 5 40
	search_time "search with a typo" typo 60
	search_time "suggestions" begun 15
	search_quality "a title typed exactly comes first" exact 1 99
	search_quality "a title with a typo is among the first 10" typo 10 90
	search_quality "60 % of a title suggests it, by popularity" begun 10 90 \
		weighted
	ilike_time
}
