# What the tests of the marquee command share.
# shellcheck shell=bash disable=SC2034

CLAIMS=()

# fault TEXT: why the claim does not hold.
fault() {
	echo "$*"
	return 1
}

cluster() {
	"$ROOT/tests/wire/cluster" "$WORK/postgres" "$1"
}

sql() {
	psql -XqAt -v ON_ERROR_STOP=1 -h "$WORK/postgres" -U postgres \
		-d "${2-marquee}" -c "$1"
}

make_database() {
	cluster make && cluster start &&
		sql 'CREATE ROLE marquee LOGIN' postgres &&
		sql 'CREATE DATABASE marquee OWNER marquee' postgres &&
		echo "database_url = host=$WORK/postgres user=marquee dbname=marquee" \
			>"$WORK/marquee.conf" &&
		marquee migrate
}

leave() {
	cluster kill
	rm -rf "$WORK"
}

# As it was made.
empty() {
	sql 'SET client_min_messages = warning;
		TRUNCATE movie, person, genre, account, follow, follower,
			rating_delta, follow_delta, rating_total
			RESTART IDENTITY CASCADE;
		INSERT INTO rating_total DEFAULT VALUES'
}

marquee() {
	"$BUILD/marquee" --config "$WORK/marquee.conf" "$@"
}

# import WORD...: what it says goes to $WORK/out and $WORK/err.
import() {
	marquee import "$@" >"$WORK/out" 2>"$WORK/err"
}

# imports WORD...: and succeeds.
imports() {
	import "$@" || fault "import $*: $(cat "$WORK/err")"
}

# refuses PATTERN WORD...: import fails, says so, and nothing is changed.
refuses() {
	local pattern=$1 before
	shift
	before=$(everything)
	! import "$@" || fault "import $* succeeds" || return
	grep -qE "$pattern" "$WORK/err" ||
		fault "import $* does not say $pattern: $(cat "$WORK/err")" || return
	[ "$(everything)" = "$before" ] || fault "import $* has changed something"
}

# is SQL TEXT: what the database answers.
is() {
	local answer
	answer=$(sql "$1")
	[ "$answer" = "$2" ] || fault "$1 gives '$answer', not '$2'"
}

# The catalogue but for ids and times.
everything() {
	sql "SELECT m.name, m.year, m.popularity, m.imdb_score, m.version,
		(SELECT string_agg(g.name, '|' ORDER BY g.name) FROM genre g
			JOIN movie_genre mg ON mg.genre_id = g.id
			WHERE mg.movie_id = m.id),
		(SELECT string_agg(c.role || ':' || p.name, '|'
				ORDER BY c.role, c.position)
			FROM credit c JOIN person p ON p.id = c.person_id
			WHERE c.movie_id = m.id),
		(SELECT string_agg(k.source || ':' || k.key, '|' ORDER BY k.source, k.key)
			FROM movie_key k WHERE k.movie_id = m.id)
	FROM movie m ORDER BY m.name, m.id"
	sql "SELECT p.name, (SELECT string_agg(k.key, '|' ORDER BY k.key)
			FROM person_key k WHERE k.person_id = p.id)
		FROM person p ORDER BY p.name"
	sql "SELECT name FROM genre ORDER BY name"
}

# The one movie of that name: year, popularity, score, genres, directors.
movie() {
	sql "SELECT concat_ws(' ', coalesce(m.year::text, '-'),
		coalesce(m.popularity::text, '-'), coalesce(m.imdb_score::text, '-'),
		(SELECT string_agg(g.name, '|' ORDER BY g.name) FROM genre g
			JOIN movie_genre mg ON mg.genre_id = g.id
			WHERE mg.movie_id = m.id),
		'by', (SELECT string_agg(p.name, ' + ' ORDER BY c.position)
			FROM credit c JOIN person p ON p.id = c.person_id
			WHERE c.movie_id = m.id AND c.role = 'director'))
	FROM movie m WHERE m.name = \$\$$1\$\$"
}

# movie_is NAME TEXT
movie_is() {
	[ "$(movie "$1")" = "$2" ] || fault "$1 is '$(movie "$1")', not '$2'"
}

wait_until() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.05
	done
}
