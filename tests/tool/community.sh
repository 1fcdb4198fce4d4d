# Claims about ratings and follows, which refer to what is filled anew.
# shellcheck shell=bash

CLAIMS+=(
	ratings_and_follows_stay_when_an_import_updates
	ratings_and_follows_stay_when_an_exclusive_import_updates
	follows_stay_when_accounts_are_generated
	what_is_generated_can_be_rated_and_followed
	without_what_all_movies_are_ranked_with_it_is_made_anew
)

# All rate all movies, and follow one another. Not all of that is folded.
mingle() {
	sql 'INSERT INTO rating (account_id, movie_id, score)
			SELECT a.id, m.id, 1 + (a.id + m.id) % 10
			FROM account a, movie m WHERE a.id <= 3
			ON CONFLICT DO NOTHING;
		SELECT rating_keep();
		INSERT INTO follow (follower_id, followed_id)
			SELECT a.id, b.id FROM account a, account b
			WHERE a.id < b.id AND b.id <= 3
			ON CONFLICT DO NOTHING;
		SELECT follow_keep();
		UPDATE rating SET score = 11 - score WHERE account_id = 1' >/dev/null
}

accounts() {
	sql "INSERT INTO account (email, username)
		SELECT name || '@x.example', name
		FROM unnest(ARRAY['ada', 'bob', 'eve']) AS name"
}

# What they have said, in both tables of follows.
said() {
	local table
	for table in rating follow follower; do
		sql "SELECT * FROM $table ORDER BY 1, 2"
	done
}

# Sums and counts are those of a recount.
adds_up() {
	marquee ratings verify >sums && marquee follows verify >>sums ||
		fault "$(cat sums)"
}

# Whoever goes takes along what refers to them; there is nothing of nobody.
refers() {
	! sql 'INSERT INTO rating (account_id, movie_id, score)
		VALUES (1, 0, 5)' 2>err || fault 'no movie is rated' || return
	! sql 'INSERT INTO rating (account_id, movie_id, score)
		SELECT 0, min(id), 5 FROM movie' 2>err ||
		fault 'nobody rates' || return
	sql 'DELETE FROM movie WHERE id = (SELECT min(movie_id) FROM rating);
		DELETE FROM account WHERE id = 2' &&
		is 'SELECT count(*) FROM rating WHERE account_id = 2
			OR movie_id NOT IN (SELECT id FROM movie)' 0 &&
		is 'SELECT count(*) FROM follower WHERE follower_id = 2' 0 &&
		adds_up
}

# stays_during WORD...: with these options of import.
stays_during() {
	local before
	imports "${IMDB[@]}" && accounts && mingle || return
	before=$(said)
	is 'SELECT count(*) FROM rating' 9 || return
	sed 's/1971/1972/' "$FILES/title.basics.tsv" >title.basics.tsv
	imports "$@" title.basics.tsv "$FILES/movies.csv" || return
	is 'SELECT count(*) FROM movie WHERE version = 2' 1 || return
	[ "$(said)" = "$before" ] || fault "$(said)" || return
	adds_up || return
	# What is new can be rated as well.
	mingle && is 'SELECT count(*) = 3 * (SELECT count(*) FROM movie)
		FROM rating' t && adds_up && refers
}

ratings_and_follows_stay_when_an_import_updates() {
	stays_during
}

ratings_and_follows_stay_when_an_exclusive_import_updates() {
	stays_during --exclusive
}

follows_stay_when_accounts_are_generated() {
	local before
	accounts && mingle || return
	before=$(said)
	is 'SELECT count(*) FROM follow' 3 || return
	generate --accounts 100 --movies 10 || return
	[ "$(said)" = "$before" ] || fault "$(said)" || return
	adds_up
}

what_is_generated_can_be_rated_and_followed() {
	generate --accounts 100 --movies 10 && mingle &&
		is 'SELECT count(*) FROM rating' 30 &&
		is 'SELECT count(*) FROM follower' 3 && adds_up && refers
}

# mended SQL: what that breaks is told as one line each, and mended, all ranks
# included, by and by.
mended() {
	local status
	sql "$1" || return
	marquee ratings verify >sums
	status=$?
	[ $status = 3 ] || fault "verify: $status $(cat sums)" || return
	[ "$(cut -f 2 sums)" = "$2" ] || fault "$(cat sums)" || return
	marquee ratings verify --repair >sums || fault "$(cat sums)" || return
	adds_up || return
	sql 'SELECT rating_keep(), rating_keep()' >/dev/null
	is 'SELECT ranked IS NULL AND (prior IS NULL) = (count = 0)
		FROM rating_total' t && adds_up
}

without_what_all_movies_are_ranked_with_it_is_made_anew() {
	marquee ratings verify >sums || fault "nothing: $(cat sums)" || return
	mended 'DELETE FROM rating_total' $'count of all\nsum of all' || return
	imports "${IMDB[@]}" && accounts && mingle || return
	mended 'UPDATE rating_total SET prior = NULL' prior &&
		mended 'DELETE FROM rating_total' \
			$'count of all\nprior\nsum of all'
}
