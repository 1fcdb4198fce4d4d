# Claims about ratings from MovieLens.
# shellcheck shell=bash

CLAIMS+=(
	movielens_ratings_become_scores_of_accounts_that_nobody_can_use
	movielens_ratings_are_added_up
	a_later_import_of_ratings_updates_instead_of_doubling
	of_two_ratings_of_a_movie_the_later_line_counts
	ratings_can_come_after_their_movies
	an_article_goes_in_front_of_its_title
	a_rating_of_an_unknown_movie_is_a_bad_line
	ratings_that_are_none_are_bad_lines
	the_account_of_somebody_else_does_not_rate
	a_dry_run_of_ratings_changes_nothing
	exclusive_ratings_are_the_same_and_leave_the_schema_as_it_was
	ratings_are_left_out_by_only
	an_interrupt_while_ratings_are_merged_leaves_all_as_it_was
)

LENS=("$FILES"/{movies,ratings}.csv)

# What everybody has rated.
ratings() {
	sql "SELECT a.username, k.key, r.score, r.times,
			extract(epoch FROM r.created_at)::bigint,
			extract(epoch FROM r.updated_at)::bigint
		FROM rating r JOIN account a ON a.id = r.account_id
		JOIN movie_key k USING (movie_id) WHERE k.source = 'movielens'
		ORDER BY a.username, k.key"
}

# lines TEXT...: a file of ratings.
lines() {
	printf '%s\n' userId,movieId,rating,timestamp "$@" >lines.csv
}

# rated TEXT
rated() {
	[ "$(ratings)" = "$1" ] || fault "$(ratings)"
}

ALL_RATED='movielens_1|1|9|1|964982703|964982703
movielens_1|2|1|1|964982931|964982931
movielens_17|3|6|1|1445714885|1445714885
movielens_2|1|10|1|1445714835|1445714835'

movielens_ratings_become_scores_of_accounts_that_nobody_can_use() {
	imports "${LENS[@]}" && rated "$ALL_RATED" &&
		grep -q '0 credits and 4 ratings written' out &&
		is "SELECT string_agg(email, ' ' ORDER BY id) FROM account
			WHERE password_hash IS NULL AND role = 'user'" \
			'movielens_1@movielens.invalid movielens_2@movielens.invalid movielens_17@movielens.invalid'
}

movielens_ratings_are_added_up() {
	imports "$FILES"/{ratings,movies}.csv && adds_up &&
		is "SELECT count, sum, rank IS NOT NULL FROM rating_summary
			JOIN movie_key k USING (movie_id) WHERE k.key = '1'" '2|19|t' &&
		is 'SELECT count(*) FROM rating_delta' 0
}

a_later_import_of_ratings_updates_instead_of_doubling() {
	imports "${LENS[@]}" && imports "${LENS[@]}" && rated "$ALL_RATED" &&
		grep -q ' 0 ratings written' out || return
	lines 1,1,2.0,1445714900 17,5,1.0,1445714901
	imports lines.csv && grep -q ' 2 ratings written' out &&
		rated "movielens_1|1|4|2|964982703|1445714900
movielens_1|2|1|1|964982931|964982931
movielens_17|3|6|1|1445714885|1445714885
movielens_17|5|2|1|1445714901|1445714901
movielens_2|1|10|1|1445714835|1445714835" &&
		is 'SELECT count(*) FROM account' 3 && adds_up
}

of_two_ratings_of_a_movie_the_later_line_counts() {
	lines 5,1,2.0,100 5,2,1.0,100 5,1,4.0,50
	imports "$FILES/movies.csv" lines.csv &&
		rated 'movielens_5|1|8|1|50|50
movielens_5|2|2|1|100|100' && adds_up
}

ratings_can_come_after_their_movies() {
	imports "$FILES/movies.csv" && imports "$FILES/ratings.csv" &&
		rated "$ALL_RATED" && is 'SELECT count(*) FROM movie' 5
}

a_rating_of_an_unknown_movie_is_a_bad_line() {
	lines 1,1,4.5,964982703 2,99,3.0,964982704 3,98,0.5,964982705
	refuses 'lines.csv:3: the movie 99 is not known' \
		"$FILES/movies.csv" lines.csv &&
		grep -q '^2 lines cannot be used' err &&
		is 'SELECT count(*) FROM account' 0 &&
		imports --skip-bad "$FILES/movies.csv" lines.csv &&
		rated 'movielens_1|1|9|1|964982703|964982703' &&
		is 'SELECT count(*) FROM account' 1 &&
		[ "$(cat marquee-import.rejected)" = "\
lines.csv:3	the movie 99 is not known	2,99,3.0,964982704
lines.csv:4	the movie 98 is not known	3,98,0.5,964982705" ] ||
		fault "$(cat err marquee-import.rejected)"
}

ratings_that_are_none_are_bad_lines() {
	local line
	for line in 1,1,0,1 1,1,5.5,1 1,1,3.3,1 1,1,-1,1 1,1,x,1 1,1,,1 \
		"1,1,4.5," 1,1,4.5,x 1,1,4.5,-1 1,1,4.5,253402300800 1,1,4.5 \
		1,1,4.5,1,1 x,1,4.5,1 ,1,4.5,1 -1,1,4.5,1 1,x,4.5,1 \
		1000000000000000,1,4.5,1 1,1,nan,1 1,1,1e99,1; do
		lines 1,2,4.5,1 "$line"
		refuses 'lines.csv:3: ' "$FILES/movies.csv" lines.csv || return
	done
	lines 1,2,4.5,1 1,1,7,1
	imports --skip-bad "$FILES/movies.csv" lines.csv &&
		rated 'movielens_1|2|9|1|1|1'
}

the_account_of_somebody_else_does_not_rate() {
	sql "INSERT INTO account (email, username, password_hash) VALUES
		('a@x.example', 'movielens_1', NULL),
		('movielens_2@movielens.invalid', 'MovieLens_2', 'x'),
		('movielens_17@movielens.invalid', 'eve', NULL)"
	refuses 'ratings.csv:2: the name or the email of movielens_1 is taken' "${LENS[@]}" &&
		imports --skip-bad "${LENS[@]}" && rated ''
}

a_dry_run_of_ratings_changes_nothing() {
	imports --dry-run "${LENS[@]}" &&
		grep -q ' 4 ratings written, and all of it taken back' out &&
		is 'SELECT count(*) FROM rating' 0 &&
		is 'SELECT count(*) FROM account' 0
}

exclusive_ratings_are_the_same_and_leave_the_schema_as_it_was() {
	local before
	before=$(schema)
	imports --exclusive "${LENS[@]}" && rated "$ALL_RATED" && adds_up || return
	[ "$(schema)" = "$before" ] || fault "$(diff <(schema) <(echo "$before"))"
}

ratings_are_left_out_by_only() {
	imports --only movies "${LENS[@]}" &&
		grep -q 'ratings.csv: MovieLens ratings, not imported' err &&
		rated '' && imports --only ratings "${LENS[@]}" && rated "$ALL_RATED"
}

# waits_for PATTERN: is there a session that waits for a lock to do that?
waits_for() {
	[ "$(sql "SELECT count(*) FROM pg_stat_activity
		WHERE wait_event_type = 'Lock' AND query LIKE '%$1%'")" = 1 ]
}

an_interrupt_while_ratings_are_merged_leaves_all_as_it_was() {
	local import locker
	sql 'BEGIN; LOCK TABLE rating IN SHARE MODE; SELECT pg_sleep(60)' >/dev/null 2>&1 &
	locker=$!
	wait_until 10 is_locked || fault 'no lock' || return
	"$BUILD/marquee" --config "$WORK/marquee.conf" import "${LENS[@]}" \
		>out 2>err &
	import=$!
	wait_until 10 waits_for 'INSERT INTO rating ' || fault "$(cat err)" || return
	kill -INT $import
	wait $import
	[ $? = 130 ] || fault 'status' || return
	sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()" >/dev/null
	wait $locker
	grep -qx 'interrupted; the catalogue is as it was' err ||
		fault "$(cat err)" || return
	is 'SELECT count(*) FROM movie' 0 && is 'SELECT count(*) FROM account' 0
}

is_locked() {
	[ "$(sql "SELECT count(*) FROM pg_locks WHERE granted
		AND relation = 'rating'::regclass
		AND mode = 'ShareLock'")" = 1 ]
}

an_article_goes_in_front_of_its_title() {
	printf '%s\n' movieId,title,genres '1,"Matrix, The (1999)",Action' \
		'2,"City of Lost Children, The (Cité des enfants perdus, La) (1995)",War' \
		'3,(T)raumschiff (2004),War' >movies.csv
	imports movies.csv &&
		is "SELECT string_agg(name || ' ' || year, '|' ORDER BY id) FROM movie" \
			'The Matrix 1999|The City of Lost Children (Cité des enfants perdus, La) 1995|(T)raumschiff 2004'
}
