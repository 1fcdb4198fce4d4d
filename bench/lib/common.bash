# What every part of the bench uses: messages, numbers, the final table.
# shellcheck shell=bash

cores=$(nproc)
build=${BUILD:-build}
rounds=${BENCH_ROUNDS:-3}
seconds=${BENCH_SECONDS:-8}
movies=${BENCH_MOVIES:-1000000}
status=0     # of the whole run: 1 when a figure is missing
table=()     # lines of figure, measured, wanted, verdict; tab between them

say() { printf '%s\n' "$*"; }

die() {
	printf 'bench: %s\n' "$*" >&2
	exit 1
}

# pgbench and psql of the newest server: the wrappers in PATH start slower.
newest() {
	local found
	found=$(printf '%s\n' /usr/lib/postgresql/*/bin/"$1" | sort -V | tail -n1)
	[ -x "$found" ] || found=$(command -v "$1") || return 1
	printf '%s\n' "$found"
}

need_tools() {
	local absent=() tool
	for tool in wrk curl awk make; do
		command -v "$tool" >/dev/null || absent+=("$tool")
	done
	pgbench=$(newest pgbench) || absent+=(pgbench)
	psql=$(newest psql) || absent+=(psql)
	[ ${#absent[@]} -eq 0 ] ||
		die "missing: ${absent[*]}. tools/deps bench installs what the bench needs"
}

need_build() {
	local program
	for program in marquee catalog.fcgi accounts.fcgi community.fcgi; do
		[ -x "$root/$build/$program" ] ||
			die "$build/$program is missing: run make first"
	done
}

# calc FORMAT EXPRESSION: awk does the sum.
calc() { awk "BEGIN { printf \"$1\", $2 }"; }

# holds EXPRESSION: whether it is true.
holds() { awk "BEGIN { exit !($1) }"; }

# median NUMBER ...
median() {
	printf '%s\n' "$@" | sort -g | awk '
		{ value[NR] = $1 }
		END {
			if (NR == 0) exit 1
			low = int((NR + 1) / 2); high = int(NR / 2) + 1
			print (value[low] + value[high]) / 2
		}'
}

# pairs_median LIST LIST: of the quotients, each of two that were measured one
# after the other: what disturbed one has disturbed both.
pairs_median() {
	local over under i quotients=()
	read -ra over <<<"$1"
	read -ra under <<<"$2"
	for i in "${!over[@]}"; do
		quotients+=("$(calc %.4f "${over[i]} / ${under[i]}")")
	done
	median "${quotients[@]}"
}

largest() { printf '%s\n' "$@" | sort -g | tail -n1; }

# row FIGURE MEASURED WANTED [CONDITION]: a line of the final table. Without a
# condition the figure is told and not judged.
row() {
	local verdict=-
	if [ $# -ge 4 ]; then
		if holds "$4"; then verdict=yes; else verdict=no; fi
	fi
	table+=("$1"$'\t'"$2"$'\t'"$3"$'\t'"$verdict")
}

# missing FIGURE WHY: it could not be measured.
missing() {
	say "  $1: $2"
	table+=("$1"$'\t'"not measured"$'\t'""$'\t'"-")
	status=1
}

table_print() {
	say
	printf 'figure\tmeasured\twanted\treached\n%s\n' \
		"$(printf '%s\n' "${table[@]}")" | awk -F'\t' '
		{
			for (i = 1; i <= 4; i++) {
				cell[NR, i] = $i
				if (length($i) > width[i]) width[i] = length($i)
			}
		}
		END {
			for (n = 1; n <= NR; n++)
				printf "%-*s  %*s  %-*s  %s\n",
					width[1], cell[n, 1], width[2], cell[n, 2],
					width[3], cell[n, 3], cell[n, 4]
		}'
	say "load average at the end: $(cut -d' ' -f1-3 /proc/loadavg)"
}

# microseconds as milliseconds
ms() { calc '%.2f' "$1 / 1000"; }
