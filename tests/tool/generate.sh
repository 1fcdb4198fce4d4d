# Claims about made-up data.
# shellcheck shell=bash

CLAIMS+=(
	the_same_seed_makes_the_same_data
	another_seed_makes_other_data
	what_is_generated_is_as_many_as_asked_for
	what_is_generated_is_skewed
	ratings_go_to_popular_movies_and_follow_their_scores
	sums_of_generated_ratings_are_exact
	accounts_and_movies_that_are_there_can_be_rated
	ratings_need_movies_accounts_and_an_empty_table
	the_next_movie_gets_a_new_id
	a_second_generation_is_refused
	what_comes_while_it_waits_is_seen
	an_interrupt_behind_the_generation_is_none_of_it
	accounts_come_beside_those_that_are_there
	generation_leaves_the_schema_as_it_was
	wrong_numbers_get_the_usage
)

generate() {
	marquee generate "$@" >out 2>err || fault "generate $*: $(cat err)"
}

# Each row of each table that is filled.
data() {
	local table
	for table in movie person genre credit movie_genre rating_summary account \
		rating; do
		sql "SELECT * FROM $table ORDER BY 1, 2"
	done | md5sum
}

the_same_seed_makes_the_same_data() {
	local first
	generate --movies 3000 --people 500 --accounts 2000 --ratings 20000 \
		--seed 7 || return
	first=$(data)
	empty
	generate --movies 3000 --people 500 --accounts 2000 --ratings 20000 \
		--seed 7 || return
	[ "$(data)" = "$first" ] || fault 'they differ'
}

another_seed_makes_other_data() {
	local first
	generate --movies 100 --seed 1 || return
	first=$(sql 'SELECT name FROM movie ORDER BY id')
	empty
	generate --movies 100 --seed 2 || return
	[ "$(sql 'SELECT name FROM movie ORDER BY id')" != "$first" ]
}

what_is_generated_is_as_many_as_asked_for() {
	generate --movies 3000 --people 400 --accounts 2000 &&
		is 'SELECT count(*), count(DISTINCT id), max(id) FROM movie' \
			'3000|3000|3000' &&
		is 'SELECT count(*), count(DISTINCT name) FROM person' '400|400' &&
		is 'SELECT count(*), count(DISTINCT lower(email)),
			count(DISTINCT lower(username)) FROM account' \
			'2000|2000|2000' &&
		is 'SELECT count(DISTINCT movie_id) FROM credit' 3000 &&
		is 'SELECT count(DISTINCT movie_id) FROM movie_genre' 3000 &&
		is 'SELECT count(*) FROM rating_summary' 3000
}

what_is_generated_is_skewed() {
	generate --movies 20000 --people 2000 || return
	is "SELECT count(*) FILTER (WHERE w = 'Love')
			> 3 * count(*) FILTER (WHERE w = 'Silence')
		FROM movie, string_to_table(name, ' ') AS w" t &&
		is 'SELECT count(DISTINCT w) > 15000
			FROM movie, string_to_table(name, $$ $$) AS w' t &&
		is 'SELECT count(*) > count(DISTINCT name) FROM movie' t &&
		is "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY popularity)
			< 5 AND max(popularity) > 90 FROM movie" t &&
		is 'SELECT max(n) > 10 * avg(n) FROM (
			SELECT count(*) AS n FROM credit GROUP BY person_id) s' t
}

ratings_go_to_popular_movies_and_follow_their_scores() {
	generate --movies 3000 --accounts 2000 --ratings 20000 &&
		is 'SELECT count(*) FROM rating' 20000 &&
		is 'SELECT avg(count) FILTER (WHERE popularity > 20)
				> 20 * avg(count) FILTER (WHERE popularity < 3)
			FROM movie JOIN rating_summary ON movie_id = id' t &&
		is 'SELECT max(n) > 5 * avg(n) FROM (
			SELECT count(*) AS n FROM rating GROUP BY account_id) s' t &&
		is 'SELECT abs(avg(score - imdb_score)) < 0.1
				AND max(abs(score - imdb_score)) < 4
			FROM rating JOIN movie ON id = movie_id' t &&
		is 'SELECT count(DISTINCT score) FROM rating' 10
}

sums_of_generated_ratings_are_exact() {
	generate --movies 3000 --accounts 2000 --ratings 20000 && adds_up &&
		is 'SELECT count(*) FROM rating_delta' 0 &&
		is 'SELECT bool_and(rank IS NOT NULL) FROM rating_summary
			WHERE count > 0' t
}

accounts_and_movies_that_are_there_can_be_rated() {
	generate --movies 1000 && generate --accounts 1000 &&
		accounts && generate --ratings 5000 &&
		is "SELECT count(*), count(*) FILTER (WHERE email LIKE '%@x.example')
			FROM rating JOIN account ON id = account_id" '5000|0' && adds_up
}

ratings_need_movies_accounts_and_an_empty_table() {
	! marquee generate --ratings 10 2>err || fault 'of nothing' || return
	grep -q '0 movies and 0 generated accounts' err || fault "$(cat err)" || return
	! marquee generate --movies 100 --accounts 100 --ratings 101 2>err ||
		fault 'too many' || return
	grep -q 'enough for 100 ratings only' err || fault "$(cat err)" || return
	is 'SELECT count(*) FROM movie' 0 &&
		generate --movies 100 --accounts 100 --ratings 100 || return
	! marquee generate --ratings 1 2>err || fault 'twice' || return
	grep -q 'there are ratings already' err || fault "$(cat err)"
}

the_next_movie_gets_a_new_id() {
	generate --movies 10 &&
		is "INSERT INTO movie (name) VALUES ('A') RETURNING id" 11 &&
		is "INSERT INTO person (name) VALUES ('A B') RETURNING id > 1" t
}

a_second_generation_is_refused() {
	generate --movies 10 --accounts 10 || return
	! marquee generate --movies 10 2>err || fault 'movies twice' || return
	grep -q 'there are movies' err || fault "$(cat err)" || return
	! marquee generate --accounts 10 2>err || fault 'accounts twice' || return
	grep -q 'there are generated accounts' err || fault "$(cat err)" || return
	is 'SELECT count(*) FROM account' 10
}

# movie_is_locked MODE true|false: granted, or waited for.
movie_is_locked() {
	[ "$(sql "SELECT count(*) FROM pg_locks
		WHERE relation = 'movie'::regclass AND mode = '$1'
			AND granted = $2")" != 0 ]
}

# generation_held SQL: it waits for a transaction that has done that.
generation_held() {
	coproc HOLDER { psql -Xq -h "$WORK/postgres" -U postgres -d marquee \
		>/dev/null 2>&1; }
	echo "BEGIN; LOCK TABLE movie IN ROW SHARE MODE; $1" >&"${HOLDER[1]}"
	wait_until 10 movie_is_locked RowShareLock true || return
	"$BUILD/marquee" --config "$WORK/marquee.conf" generate --movies 100 \
		>out 2>err &
	GENERATION=$!
	wait_until 10 movie_is_locked AccessExclusiveLock false
}

# release COMMIT|ROLLBACK
release() {
	echo "$1; \\q" >&"${HOLDER[1]}"
}

what_comes_while_it_waits_is_seen() {
	generation_held "INSERT INTO movie (name) VALUES ('Earlier');" ||
		fault "it does not wait: $(cat err)" || return
	release COMMIT
	! wait "$GENERATION" || fault 'it makes more' || return
	grep -q 'there are movies' err || fault "$(cat err)" || return
	is 'SELECT count(*) FROM movie' 1
}

# The locks that it has while it makes them are free when they are there; then
# it waits for one that somebody else has asked for meanwhile.
an_interrupt_behind_the_generation_is_none_of_it() {
	local other
	generation_held '' || fault "it does not wait: $(cat err)" || return
	sql 'BEGIN; LOCK TABLE movie IN SHARE UPDATE EXCLUSIVE MODE;
		SELECT pg_sleep(30)' >out2 2>&1 &
	other=$!
	wait_until 10 movie_is_locked ShareUpdateExclusiveLock false ||
		fault 'the other does not wait' || return
	release ROLLBACK
	wait_until 20 movie_is_locked ShareUpdateExclusiveLock true &&
		wait_until 10 movie_is_locked ShareUpdateExclusiveLock false ||
		fault "it does not analyse: $(cat err)" || return
	kill -TERM "$GENERATION"
	wait "$GENERATION" || fault "it says $?: $(cat err)" || return
	kill $other
	sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE query LIKE '%pg_sleep(30)' AND pid <> pg_backend_pid()" >out2
	wait $other
	is 'SELECT count(*) FROM movie' 100 &&
		! grep -q 'nothing was generated' err
}

accounts_come_beside_those_that_are_there() {
	echo | marquee user create --email a@b.example --username admin --admin \
		>out && generate --accounts 100 &&
		is 'SELECT count(*) FROM account' 101
}

generation_leaves_the_schema_as_it_was() {
	local before
	before=$(schema)
	generate --movies 100 --accounts 100 --ratings 10 || return
	[ "$(schema)" = "$before" ] || fault "$(diff <(schema) <(echo "$before"))"
}

wrong_numbers_get_the_usage() {
	local words
	for words in '' '--movies x' '--movies -1' '--movies 1e3' '--seed 1' \
		'--accounts 99999999999999999999' '--ratings x' '--movies 1 x'; do
		# shellcheck disable=SC2086
		marquee generate $words 2>err
		[ $? = 2 ] || fault "generate $words" || return
	done
}
