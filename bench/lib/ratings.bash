# Ratings: many of one movie, of many, and the plain way; what they add to reads.
# shellcheck shell=bash

raters=64

# Tokens of the accounts that rate, in $scratch/tokens. Their form is said in
# src/http/token.h.
ratings_tokens() {
	sql "
		CREATE TEMP TABLE given AS
		SELECT id, 'mq_' || rtrim(translate(encode(sha256(
			convert_to(id || random()::text, 'UTF8')), 'base64'),
			'+/', '-_'), '=') AS text
		FROM account WHERE username LIKE 'bench\\_rater\\_%';
		UPDATE given SET text = text || translate(encode(substr(sha256(
			convert_to(text, 'UTF8')), 1, 3), 'base64'), '+/', '-_');
		INSERT INTO token (account_id, hash, name)
		SELECT id, sha256(convert_to(text, 'UTF8')), 'bench' FROM given;
		SELECT text FROM given" >"$scratch/tokens"
	[ -s "$scratch/tokens" ]
}

# The plain way: an upsert, and the sums in the row of the movie. Its tables are
# its own.
ratings_plain() {
	sql "
		DROP TABLE IF EXISTS plain_rating, plain_sum;
		CREATE TABLE plain_rating (
			account_id bigint REFERENCES account ON DELETE CASCADE,
			movie_id bigint REFERENCES movie ON DELETE CASCADE,
			score smallint, PRIMARY KEY (account_id, movie_id));
		CREATE TABLE plain_sum (
			movie_id bigint PRIMARY KEY, count bigint, sum bigint);
		INSERT INTO plain_sum VALUES ($first, 0, 0)" 2>/dev/null
	cat >"$scratch/plain.sql" <<-'TEXT'
		\set account random(:from, :to)
		\set score random(1, 10)
		BEGIN;
		WITH old AS (
			SELECT score FROM plain_rating
			WHERE account_id = :account AND movie_id = :movie
		), new AS (
			INSERT INTO plain_rating VALUES (:account, :movie, :score)
			ON CONFLICT (account_id, movie_id)
			DO UPDATE SET score = excluded.score
		)
		UPDATE plain_sum
		SET count = count + 1 - (SELECT count(*) FROM old),
			sum = sum + :score - coalesce((SELECT score FROM old), 0)
		WHERE movie_id = :movie;
		COMMIT;
	TEXT
}

ratings_undo() {
	[ -s "${scratch-}/tokens" ] || return 0
	sql "DELETE FROM token WHERE name = 'bench';
		DROP TABLE plain_rating, plain_sum"
	: >"$scratch/tokens"
}

# ratings_http NAME MOVIES SECONDS: adds to speed[NAME].
ratings_http() {
	wrk_start rate rate "$raters" "$3" "$(url_of nginx)" \
		"$scratch/tokens" "$first" "$2" "$((seed += 1000))"
	wait "$wrk_pid" && wrk_read rate || return 1
	say "  $1: ${got[per_second]} ratings/s, p50 $(ms "${got[p50]}") ms," \
		"p99 $(ms "${got[p99]}") ms, ${got[refused]} refused," \
		"${got[broken]} broken"
	speed[$1]+=" ${got[per_second]}"
	bad=$((bad + ${got[refused]} + ${got[broken]}))
}

ratings_plain_round() {
	pgbench_run plain "$raters" "$1" "$((seed += 1000))" -D movie="$first" \
		-D from="$from" -D to="$to" || return 1
	say "  the plain way: ${got[per_second]} transactions/s"
	speed[plain]+=" ${got[per_second]}"
}

# ratings_verify: what a recount says.
ratings_verify() {
	"$root/$build/marquee" --config "$(var_of nginx)/marquee.conf" \
		ratings verify >"$scratch/verify" 2>&1
	echo $?
}

# without_ratings: the statements of movies as they would be without.
without_ratings() {
	sed -E -e '/^r\.average AS "rating\.average",$/d' \
		-e '/^r\.count AS "rating\.count",$/d' \
		-e 's/^, m\.version .* AS _etag$/, m.version AS _etag/' \
		-e 's/^(FROM movie m) (LEFT )?JOIN rating_summary r ON r\.movie_id = m\.id$/\1/' \
		-e 's/ AND r\.movie_id > :after_id::bigint$//' \
		-e '/--\? .*(sort=-?rating|rating_min)/d'
}

# The same responders without ratings, behind nginx, over the same data.
bare_start() {
	local tree=$scratch/bare file
	mkdir "$tree" && (cd "$root" && tar cf - --exclude="./$build*" --exclude=./var \
		--exclude=./.git .) | tar xf - -C "$tree" || return 1
	file=$tree/sql/queries/movie.sql
	without_ratings <"$file" >"$file.new" && mv "$file.new" "$file" &&
		! awk '/^-- name: movie_get/, /^WHERE/' "$file" | grep -q rating ||
		return 1
	say "building the responders without ratings"
	make_clean -C "$tree" -j "$cores" all >"$scratch/bare.log" 2>&1 || {
		tail -n 5 "$scratch/bare.log" >&2
		return 1
	}
	root=$tree instance_start bare DATABASE_URL="$database"
}

# reads_round NAME INSTANCE WHAT: adds to speed[NAME].
reads_round() {
	if [ "$3" = movie ]; then
		point_load 50 "$seconds" "$2"
	else
		resource_load 8 "$seconds" "$2" /api/movies/
	fi || return 1
	speed[$1]+=" ${got[per_second]}"
}

# A single movie, and the first page, with and without ratings, in turn: many
# short rounds, because what is looked for is small beside what comes and goes
# on a machine.
ratings_reads() {
	local what round ratio seconds=$(((seconds + 3) / 4))
	local -A speed=()
	bare_start || return 1
	say "reads with and without ratings"
	for what in movie list; do
		speed=()
		reads_round warm nginx $what && reads_round warm bare $what || return 1
		# The second of a pair finds more in the caches: each is that in turn.
		for ((round = 0; round < rounds * 2; round++)); do
			reads_round with nginx $what &&
				reads_round without bare $what &&
				reads_round without bare $what &&
				reads_round with nginx $what || return 1
		done
		say "  $what:${speed[with]} requests/s with,${speed[without]} without"
		ratio=$(pairs_median "${speed[without]}" "${speed[with]}")
		row "a $what with ratings, times one without" \
			"$(calc %.2f "$ratio")" "<= 1.15" "$ratio <= 1.15"
	done
}

ratings_rounds() {
	local round from to seed verified ratio bad=0 short=$(((seconds + 1) / 2))
	local -A speed=()
	seed=$(date +%s)
	IFS='|' read -r from to < <(sql "SELECT min(id), max(id) FROM account
		WHERE username LIKE 'bench\\_rater\\_%'")
	say "ratings, $raters connections, $((rounds * 2)) rounds of $short s"
	# Behind a start, each page that is written goes to the log as a whole first.
	ratings_http warm 64 "$seconds" && ratings_plain_round "$seconds" &&
		ratings_http warm 1 "$seconds" || return 1
	speed=() bad=0
	for ((round = 0; round < rounds * 2; round++)); do
		ratings_http one 1 "$short" && ratings_plain_round "$short" &&
			ratings_http many 64 "$short" || return 1
	done
	# shellcheck disable=SC2086
	row "the plain way by pgbench: ratings/s, $raters clients" \
		"$(calc %.0f "$(median ${speed[plain]})")" ""
	# shellcheck disable=SC2086
	row "one movie over HTTP: ratings/s, $raters connections" \
		"$(calc %.0f "$(median ${speed[one]})")" ""
	ratio=$(pairs_median "${speed[one]}" "${speed[plain]}")
	row "  times the plain way" "$(calc %.2f "$ratio")" ">= 4" "$ratio >= 4"
	# shellcheck disable=SC2086
	row "64 movies over HTTP: ratings/s" \
		"$(calc %.0f "$(median ${speed[many]})")" ""
	ratio=$(pairs_median "${speed[one]}" "${speed[many]}")
	row "  one movie, share of that" "$(calc %.2f "$ratio")" \
		">= 0.8" "$ratio >= 0.8"
	row "  answers other than 200 and 201" "$bad" "0" "$bad == 0"
	verified=$(ratings_verify)
	row "  marquee ratings verify: exit status" "$verified" "0" \
		"$verified == 0"
}

measure_ratings() {
	local status
	ratings_tokens && ratings_plain && ratings_rounds && ratings_reads
	status=$?
	ratings_undo && return $status
}
