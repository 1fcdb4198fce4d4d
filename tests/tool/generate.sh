# Claims about made-up data.
# shellcheck shell=bash

CLAIMS+=(
	the_same_seed_makes_the_same_data
	another_seed_makes_other_data
	what_is_generated_is_as_many_as_asked_for
	what_is_generated_is_skewed
	the_next_movie_gets_a_new_id
	a_second_generation_is_refused
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
	for table in movie person genre credit movie_genre rating_summary account; do
		sql "SELECT * FROM $table ORDER BY 1, 2"
	done | md5sum
}

the_same_seed_makes_the_same_data() {
	local first
	generate --movies 3000 --people 500 --accounts 2000 --seed 7 || return
	first=$(data)
	empty
	generate --movies 3000 --people 500 --accounts 2000 --seed 7 || return
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

accounts_come_beside_those_that_are_there() {
	echo | marquee user create --email a@b.example --username admin --admin \
		>out && generate --accounts 100 &&
		is 'SELECT count(*) FROM account' 101
}

generation_leaves_the_schema_as_it_was() {
	local before
	before=$(schema)
	generate --movies 10 --accounts 10 || return
	[ "$(schema)" = "$before" ] || fault "$(diff <(schema) <(echo "$before"))"
}

wrong_numbers_get_the_usage() {
	local words
	for words in '' '--movies x' '--movies -1' '--movies 1e3' '--seed 1' \
		'--accounts 99999999999999999999' '--movies 1 x'; do
		# shellcheck disable=SC2086
		marquee generate $words 2>err
		[ $? = 2 ] || fault "generate $words" || return
	done
}
