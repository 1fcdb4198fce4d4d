# A large catalogue: making it, importing one, and what its size costs.
# shellcheck shell=bash

: "${BENCH_ACCOUNTS:=10000000}"
small=100000 # movies, to compare with

# marquee_of INSTANCE WORD ...: the tool, for that instance.
marquee_of() {
	local conf
	conf=$(var_of "$1")/marquee.conf
	shift
	"$root/$build/marquee" --config "$conf" "$@"
}

# generate_row WHAT INSTANCE NUMBER WANTED OPTION ...: makes it, and tells the
# rows in a second, of which so many are wanted, or none if that is "".
generate_row() {
	local what=$1 instance=$2 number=$3 wanted=$4 begun rate
	shift 4
	say "making $number $what, once"
	begun=$EPOCHREALTIME
	marquee_of "$instance" generate "$@" >"$scratch/generate" 2>&1 || {
		tail -n 5 "$scratch/generate" >&2
		die "the data could not be made"
	}
	rate=$(calc %.0f "$number / ($EPOCHREALTIME - $begun)")
	if [ -n "$wanted" ]; then
		row "$what generated in a second, with their indexes" "$rate" \
			">= $wanted" "$rate >= $wanted"
	else
		row "$what generated in a second, with indexes and search" "$rate" ""
	fi
}

vacuum() {
	PGOPTIONS='-c client_min_messages=error' "$psql" -Xq \
		-d "$database" -c 'VACUUM ANALYZE' || die "VACUUM ANALYZE failed"
}

# In place of that of lib/instances.bash: with marquee generate, whose words are
# as frequent as those of real titles.
database_fill() {
	local there accounts
	there=$(sql 'SELECT coalesce(max(id), 0) FROM movie') &&
		accounts=$(sql 'SELECT count(*) FROM (SELECT FROM account LIMIT 2) AS few') ||
		die "cannot ask the database"
	if [ "$accounts" -lt 2 ]; then
		generate_row accounts nginx "$BENCH_ACCOUNTS" 150000 \
			--accounts "$BENCH_ACCOUNTS"
	fi
	if [ "$there" -eq 0 ]; then
		generate_row movies nginx "$movies" "" --movies "$movies" \
			--people $((movies / 10))
		vacuum
	elif [ "$there" -ne "$movies" ]; then
		die "$bench_var has $there movies, not $movies: remove it"
	fi
	IFS='|' read -r first last < <(sql 'SELECT min(id), max(id) FROM movie')
	say "movies $first to $last," \
		"$(sql 'SELECT pg_size_pretty(pg_database_size(current_database()))')"
}

# size_load NAME INSTANCE CONNECTIONS: adds to speed[NAME INSTANCE].
size_load() {
	if [ "$1" = movie ]; then
		resource_load "$3" "$seconds" "$2" /api/movies/ "$first" "$last"
	else
		printf '/api/movies/\n' >"$scratch/address"
		wrk_start paths paths "$3" "$seconds" "$(url_of "$2")" "$scratch/address"
		wait "$wrk_pid" && wrk_read paths
	fi || return 1
	say "  $1, $2: ${got[per_second]} requests/s"
	speed["$1 $2"]+=" ${got[per_second]}"
}

# warm: what single movies are read from is in memory, as it is where it is
# asked for all the time.
warm() {
	sql "SET enable_seqscan = on; SET enable_indexonlyscan = off;
		SELECT count(*) FROM movie; SELECT count(*) FROM rating_summary;
		SELECT count(*) FROM credit; SELECT count(*) FROM movie_genre;
		SELECT count(*) FROM person; SET enable_seqscan = off;
		SET enable_indexonlyscan = on;
		SELECT count(*) FROM movie WHERE id > 0;
		SELECT count(*) FROM rating_summary WHERE movie_id > 0;
		SELECT count(*) FROM credit WHERE movie_id > 0;
		SELECT count(*) FROM movie_genre WHERE movie_id > 0;
		SELECT count(*) FROM person WHERE id > 0" >/dev/null
}

# Single movies and the first page, in turn with a small catalogue.
measure_size() {
	local -A speed=()
	local what round connections share large=$last
	say "single movies and the first page at $movies and at $small movies"
	instance_start small
	database=$(setting database_url "$(var_of small)/marquee.conf")
	if [ "$(sql 'SELECT count(*) FROM movie')" -ne "$small" ]; then
		marquee_of small generate --movies "$small" >/dev/null 2>&1 || return 1
		vacuum
	fi
	database=$(setting database_url "$(var_of nginx)/marquee.conf")
	warm || return 1
	for what in movie list; do
		connections=50
		[ "$what" = movie ] || connections=4
		last=$large size_load "$what" nginx "$connections" || return 1
		speed=()
		for ((round = 0; round < rounds; round++)); do
			last=$large size_load "$what" nginx "$connections" &&
				last=$small size_load "$what" small "$connections" || return 1
		done
		share=$(pairs_median "${speed["$what nginx"]}" "${speed["$what small"]}")
		row "$what: throughput at $movies, share of that at $small" \
			"$(calc %.2f "$share")" ">= 0.85" "$share >= 0.85"
	done
}

# Into an empty catalogue, all of the files in one go.
measure_import() {
	local begun took pid most=0 now
	say "import of $movies movies"
	[ -s "$bench_var/imdb/name.basics.tsv" ] ||
		"$here/imdb_files" "$bench_var/imdb" "$movies" || return 1
	rm -rf "$(var_of import)"
	instance_start import
	begun=$EPOCHREALTIME
	marquee_of import import "$bench_var"/imdb/* >"$scratch/import" 2>&1 &
	pid=$!
	while now=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' \
		"/proc/$pid/status" 2>/dev/null) && [ -n "$now" ]; do
		most=$now
		sleep 0.5
	done
	wait "$pid" || {
		tail -n 5 "$scratch/import" >&2
		return 1
	}
	took=$(calc %.0f "$EPOCHREALTIME - $begun")
	row "import of $movies movies in the form of IMDb" "$took s" "< 360 s" \
		"$took < 360"
	row "  memory of the tool, at most" "$(calc %.1f "$most / 1024") MiB" \
		"< 256 MiB" "$most < 256 * 1024"
	make_clean stop VAR="$(var_of import)" >/dev/null 2>&1
	rm -rf "$(var_of import)"
}
