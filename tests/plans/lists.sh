# Claims about what lists of movies look at.
# shellcheck shell=bash

# How many pages of 8 KiB may a list look at?
#
# To find 20 movies and see whether there is another one, it can walk along its
# sort and leave out what does not pass: where n of all N movies pass, it meets
# 21 N / n on its way. Or it collects the n that pass, and sorts them. The better
# of both is worst where they are equal: at sqrt(21 N) movies. Two filters that
# have nothing to do with each other may pass n movies each, but together only
# n n / N: then the worst is the third root of 21 N N. At each movie on the way it
# looks at up to six pages: of the index, of the movie, of its ratings, its
# genres, its directors. What is shown of 21 movies takes another thousand.
#
# That is 9694 and 36 663 of 100 000 movies, 62 481 and 485 029 of 5 million.

CLAIMS+=(
	every_sort_alone_answers_from_its_index
	every_sort_with_a_filter_answers_from_indexes
	every_sort_with_two_filters_answers_from_indexes
	later_pages_answer_from_indexes
	what_contradicts_itself_is_not_looked_for
	searches_answer_from_indexes
)

PAGE=1000

# most MOVIES: pages that may be looked at to meet so many movies.
most() {
	awk "BEGIN { printf \"%d\\n\", $PAGE + 6 * ($1) }"
}

SORTS=(id -id name -name year -year popularity -popularity imdb_score
	-imdb_score rating -rating)

# Of each kind of filter one that many movies pass, and one that few do.
FILTERS=(genre=drama genre=film-noir director_id=1 director_id=700
	year=2015 year=1900 year_min=1990 year_min=2024 year_max=1990
	year_max=1900 imdb_score_min=4 imdb_score_min=9.5
	imdb_score_max=6 imdb_score_max=1.5 popularity_min=3 popularity_min=60
	popularity_max=20 popularity_max=1 rating_min=3 rating_min=9.9)

sql() {
	psql -XqAt -h "$WORK/shared/run" -U marquee -d marquee \
		-v ON_ERROR_STOP=1 -c "$1"
}

# One movie in five is rated: most by one or two, some by dozens.
prepare() {
	local name
	instance shared start SAMPLE=0 || return
	export DATABASE_URL
	DATABASE_URL=$(sed -n 's/^database_url = //p' "$WORK/shared/marquee.conf")
	"$BUILD/marquee" --config "$WORK/shared/marquee.conf" generate \
		--movies "$MOVIES" --people $((MOVIES / 10)) --accounts 500 || return
	sql "SELECT setseed(0.42);
		INSERT INTO rating (account_id, movie_id, score)
		SELECT a.first + floor(random() * 500)::integer, movie_id,
			least(10, greatest(1, round(score + 3 * random() - 1.5)))
		FROM (SELECT id AS movie_id, 1 + floor(60 * random() ^ 10)::integer AS n,
				1 + 9 * (random() + random()) / 2 AS score
			FROM movie WHERE random() < 0.2) AS rated,
			(SELECT min(id) AS first FROM account) AS a,
			LATERAL generate_series(1, n)
		ON CONFLICT DO NOTHING;
		SELECT rating_alone(true), rating_fold(NULL), rating_rank_anew(NULL),
			rating_rank_anew(NULL)" || return
	sql 'VACUUM ANALYZE movie, rating_summary, credit, movie_genre, genre,
		person, movie_search, person_search, search_word' || return
	name=$(sql 'SELECT name FROM person WHERE id = 2') || return
	FILTERS+=("director=${name// /+}")
}

# looks_good PAGES <QUERIES: of /api/movies/, one a line. Whatever the list takes
# can be in it, such as a search.
looks_good() {
	local bad
	bad=$("$BUILD/tests/plans-run" "$1" 2>&1) || fault "$bad"
}

# each_sort TEXT...: every sort with each of these.
each_sort() {
	local sort text
	for sort in "${SORTS[@]}"; do
		for text; do
			echo "sort=$sort&$text"
		done
	done
}

# pairs: of different filters, or of two genres or directors.
pairs() {
	local i j
	for ((i = 0; i < ${#FILTERS[@]}; i++)); do
		for ((j = i + 1; j < ${#FILTERS[@]}; j++)); do
			[ "${FILTERS[i]%=*}" = "${FILTERS[j]%=*}" ] &&
				[ "${FILTERS[i]%=*}" != genre ] ||
				echo "${FILTERS[i]}&${FILTERS[j]}"
		done
	done
}

every_sort_alone_answers_from_its_index() {
	each_sort '' | looks_good $PAGE
}

every_sort_with_a_filter_answers_from_indexes() {
	each_sort "${FILTERS[@]}" | looks_good "$(most "sqrt(21 * $MOVIES)")"
}

every_sort_with_two_filters_answers_from_indexes() {
	local filters
	mapfile -t filters < <(pairs)
	each_sort "${filters[@]}" |
		looks_good "$(most "(21 * $MOVIES ^ 2) ^ (1 / 3)")"
}

# Where a page begins is one more filter.
later_pages_answer_from_indexes() {
	each_sort from=1000 | looks_good $PAGE &&
		each_sort "${FILTERS[@]/%/\&from=40}" |
		looks_good "$(most "(21 * $MOVIES ^ 2) ^ (1 / 3)")"
}

what_contradicts_itself_is_not_looked_for() {
	each_sort 'year_min=2000&year_max=1999' 'year=1950&year_min=1951' \
		'year=1950&year_max=1949' 'imdb_score_min=5&imdb_score_max=4.9' \
		'popularity_min=5&popularity_max=4.9' | looks_good 10
}

# A word is one more filter. "The" is in a fifth of the titles, and love in a
# hundredth; one has a letter too many.
searches_answer_from_indexes() {
	local words sort filter
	for words in the love the+love the+l of+night lovve; do
		echo "search=$words"
		for sort in "${SORTS[@]}"; do
			echo "search=$words&sort=$sort"
		done
		for filter in "${FILTERS[@]}"; do
			echo "search=$words&$filter"
		done
	done | looks_good "$(most "(21 * $MOVIES ^ 2) ^ (1 / 3)")"
}
