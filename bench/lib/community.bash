# Followers of an account that has a million of them, page by page; the feed of
# one that follows a thousand others.
# shellcheck shell=bash

followers=1000000
followed=1000

# Sets the id of the one and the token of the other.
community_fill() {
	if [ -z "$(sql "SELECT 1 FROM account WHERE username = 'bench-reader'")" ]
	then
		say "making $followers followers, once; this takes a few minutes"
		timeout 1800 "$psql" -X1q -d "$database" -v ON_ERROR_STOP=1 \
			-v followers="$followers" -v followed="$followed" \
			-f "$here/fill_followers.sql" &&
			"$psql" -Xq -d "$database" \
				-c 'VACUUM ANALYZE account, follow, follower, rating' ||
			return 1
	fi
	local marquee=("$root/$build/marquee" --config
		"$(var_of nginx)/marquee.conf")
	idol=$(sql "SELECT id FROM account WHERE username = 'bench-followed'")
	"${marquee[@]}" token revoke --user bench-reader >"$scratch/revoked"
	reader=$("${marquee[@]}" token create --user bench-reader --name bench)
}

# next_of URL: the target of the page behind it.
next_of() {
	curl -sS -m 10 -o /dev/null -D - "$1" |
		sed -nE 's/^[Ll]ink: <([^>]*)>.*/\1/p'
}

# page_at TARGET NUMBER: the target of that page, of 20 like the first, found by
# walking there in pages of 100: a cursor is good for any size.
page_at() {
	local target=${1/limit=20/limit=100} skip=$((($2 - 1) * 20)) size=100
	while [ "$skip" -gt 0 ]; do
		if [ "$skip" -lt "$size" ]; then
			size=20
			target=${target/limit=100/limit=20}
		fi
		target=$(next_of "$(url_of nginx)$target")
		[ -n "$target" ] || return 1
		skip=$((skip - size))
	done
	printf '%s\n' "${target/limit=100/limit=20}"
}

# community_load NAME TARGET [TOKEN]: adds to middle[NAME].
community_load() {
	resource_load 4 "$seconds" nginx "$2" '' '' "${@:3}" || return 1
	say "  $1: ${got[per_second]} requests/s, p50 $(ms "${got[p50]}") ms," \
		"p99 $(ms "${got[p99]}") ms, ${got[refused]} refused"
	bad=$((bad + ${got[refused]} + ${got[broken]}))
	middle[$1]+=" ${got[p50]}"
}

# community_row NAME: page 10 000 of the first.
community_row() {
	local ratio
	ratio=$(pairs_median "${middle[$1, page 10 000]}" \
		"${middle[$1, first page]}")
	row "$1: page 10 000, time of the first" "$(calc %.2f "$ratio")" \
		"<= 1.5" "$ratio <= 1.5"
}

measure_community() {
	local idol reader list round bad=0
	local -A middle=() target=() far=()
	community_fill || return 1
	target[followers]="/api/users/$idol/followers/?limit=20"
	target[persons]="${target[followers]}&kind=person"
	for list in followers persons; do
		far[$list]=$(page_at "${target[$list]}" 10000) || return 1
	done
	say "$followers followers, 4 connections, $rounds rounds of $seconds s"
	for ((round = 0; round < rounds; round++)); do
		for list in followers persons; do
			community_load "$list, first page" "${target[$list]}" &&
				community_load "$list, page 10 000" "${far[$list]}" ||
				return 1
		done
		community_load feed '/api/feed/?limit=20' "$reader" || return 1
	done
	for list in followers persons; do
		community_row "$list"
	done
	# The list of numbers is meant to be split.
	# shellcheck disable=SC2086
	row "feed of one who follows $followed: latency, median" \
		"$(ms "$(median ${middle[feed]})") ms" ""
	row "community: answers other than 200" "$bad" 0 "$bad == 0"
}
