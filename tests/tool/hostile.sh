# Claims about files that are not what they should be.
# shellcheck shell=bash

CLAIMS+=(
	a_bad_line_is_told_with_its_file_and_number
	numbers_that_the_database_cannot_hold_are_bad_lines
	what_the_api_refuses_is_a_bad_line
	of_too_many_actors_the_first_are_kept
	all_or_nothing_holds_over_all_files
	skip_bad_writes_the_bad_lines_to_a_file
	skip_bad_tells_when_it_cannot_write
	skip_bad_writes_over_nothing_that_is_read
	no_bad_lines_of_an_earlier_import_stay
	a_long_line_is_refused_and_can_be_skipped
	a_long_element_is_refused_and_can_be_skipped
	half_a_compressed_file_is_refused
	a_damaged_compressed_file_is_refused
	half_an_array_is_refused
	files_that_are_none_are_refused
	a_wrong_use_gets_the_usage
)

BASICS_HEADER=$(head -n 1 "$FILES/title.basics.tsv")
basics() {
	printf '%s\n' "$BASICS_HEADER" >title.basics.tsv
	# shellcheck disable=SC2059 # with its escapes
	printf "$1\n" >>title.basics.tsv
}

# line PATTERN LINE: a second line of title.basics that is refused.
line() {
	basics "$2" && refuses "^title.basics.tsv:2: $1" title.basics.tsv
}

csv() {
	printf 'movieId,title,genres\n%b\n' "$2" >movies.csv
	refuses "^movies.csv:2: $1" movies.csv
}

json() {
	printf '%b' "$2" >movies.json
	refuses "^movies.json:$1" movies.json
}

a_bad_line_is_told_with_its_file_and_number() {
	line 'a NUL' 'tt1\tmovie\tA\000B\tA\t0\t1971\t\\N\t97\tDrama' &&
		line 'it is not UTF-8' 'tt1\tmovie\tA\377B\tA\t0\t1971\t\\N\t97\tDrama' &&
		line 'a control' 'tt1\tmovie\tA\033[2J\tA\t0\t1971\t\\N\t97\tDrama' &&
		line 'it has 3 fields instead of 9' 'tt1\tmovie\tA' &&
		line 'the key' 'xx1\tmovie\tA\tA\t0\t1971\t\\N\t97\tDrama' &&
		line 'the key' 'tt1%%\tmovie\tA\tA\t0\t1971\t\\N\t97\tDrama' &&
		line 'the year .19x1.' 'tt1\tmovie\tA\tA\t0\t19x1\t\\N\t97\tDrama' &&
		line 'the year .1492.' 'tt1\tmovie\tA\tA\t0\t1492\t\\N\t97\tDrama' &&
		line 'the title is empty' 'tt1\tmovie\t\tA\t0\t1971\t\\N\t97\tDrama' &&
		line 'the title is not known' \
			'tt1\tmovie\t\\N\tA\t0\t1971\t\\N\t97\tDrama' &&
		line 'the genre is empty' 'tt1\tmovie\tA\tA\t0\t1971\t\\N\t97\tDrama,' &&
		line 'the title has more than 255' \
			"tt1\tmovie\t$(printf '%0256d' 0)\tA\t0\t1971\t\\\\N\t97\tDrama" &&
		csv 'a quoted field does not end' '1,"A (1971),Drama\n2,"B,War' &&
		csv 'something follows a quoted' '1,"A" (1971),Drama' &&
		csv 'a quote within' '1,A "B",Drama' &&
		csv 'it has 4 fields' '1,A,Drama,War' &&
		csv 'the key' '0x1,A,Drama' &&
		json '1: not JSON: a key is there twice' \
			'[{"name": "A", "name": "B"}]' &&
		json '3: not JSON: NUL' '[{"name": "A"},\n{"year": 1999,\n"name": "A\\u0000"}]' &&
		json '1: not JSON' '{"name": "A"\n' &&
		json '2: it is not an object' '[{"name": "A"},\n7]' &&
		json '1: the name is missing' '{"year": 1999}' &&
		json '1: the name is not a string' '{"name": 7}' &&
		json '1: the genre is not a' '{"name": "A", "genre": "Drama"}' &&
		json '1: the genre is not a' '{"name": "A", "genre": [7]}' &&
		json '1: the popularity 100.1 is not from' \
			'{"name": "A", "popularity": 100.1}' &&
		json '1: the imdb_score 7.77 has more' \
			'{"name": "A", "imdb_score": 7.77}' &&
		json "1: there is no member 'nmae'" '{"nmae": "A"}'
}

numbers_that_the_database_cannot_hold_are_bad_lines() {
	json '1: the popularity 1e-99999999999 has more' \
		'{"name": "A", "popularity": 1e-99999999999}' &&
		json '1: the popularity 7.500000000000000001 has more' \
			'{"name": "A", "popularity": 7.500000000000000001}' &&
		json '1: the popularity 1e99999999999 is not from' \
			'{"name": "A", "popularity": 1e99999999999}' || return
	head -n 1 "$FILES/title.ratings.tsv" >title.ratings.tsv
	printf 'tt0000101\t1e-99999999999\t7\n' >>title.ratings.tsv
	refuses '^title.ratings.tsv:2: the rating' title.ratings.tsv || return
	head -n 1 "$FILES/title.principals.tsv" >title.principals.tsv
	printf 'tt0000101\t999999999999\tnm0000011\tactor\t\\N\t\\N\n' \
		>>title.principals.tsv
	refuses "^title.principals.tsv:2: the ordering '999999999999'" \
		title.principals.tsv && imports --skip-bad title.principals.tsv ||
		return
	printf '%s\n' '{"name": "A", "popularity": 0e99999999999,
		"imdb_score": 75000000000000000000e-19}' | tr -d '\n' >a.json
	sed -i 's/1e-99999999999/0e99999999999/' title.ratings.tsv
	imports a.json "$FILES/title.basics.tsv" title.ratings.tsv &&
		movie_is A '- 0.0 7.5 by' &&
		is "SELECT imdb_score FROM movie WHERE name = 'The Glass Ferry'" 0.0
}

what_the_api_refuses_is_a_bad_line() {
	local many genres directors
	many=$(seq -s , 31)
	genres=$(seq -s , -f '{"name": "%g"}' 31)
	directors=$(seq -f 'D%g' 60 | paste -sd , | sed 's/,/, /g')
	json "1: the year '1999.5'" '{"name": "A", "year": 1999.5}' &&
		json "1: the year '2101'" '{"name": "A", "year": 21.01e2}' &&
		json '1: it has more than 30 genres' \
			"{\"name\": \"A\", \"genre\": [$genres]}" &&
		json '1: the director has more than 255' \
			"{\"name\": \"A\", \"director\": \"$directors\"}" &&
		csv 'it has more than 30 genres' "1,A (1971),${many//,/|}" &&
		line 'it has more than 30 genres' \
			"tt1\tmovie\tA\tA\t0\t1971\t\\\\N\t97\t$many"
}

of_too_many_actors_the_first_are_kept() {
	head -n 1 "$FILES/title.principals.tsv" >title.principals.tsv
	head -n 1 "$FILES/name.basics.tsv" >name.basics.tsv
	seq 40000 | awk -v OFS='\t' '{
		print "tt0000101", $1, "nm" $1, "actor", "\\N", "\\N" }' \
		>>title.principals.tsv
	seq 40000 | awk -v OFS='\t' '{
		print "nm" $1, "Person " $1, "\\N", "\\N", "actor", "\\N" }' \
		>>name.basics.tsv
	imports "$FILES/title.basics.tsv" title.principals.tsv name.basics.tsv &&
		is "SELECT count(*), max(c.position), max(p.name) FILTER (
				WHERE c.position = 32767)
			FROM credit c JOIN person p ON p.id = c.person_id" \
			'32767|32767|Person 32767'
}

all_or_nothing_holds_over_all_files() {
	printf 'movieId,title,genres\n1,,Drama\n' >movies.csv
	refuses '^movies.csv:2: the title is empty' "$FILES/api.json" movies.csv &&
		grep -qx 'nothing was imported' err
}

skip_bad_writes_the_bad_lines_to_a_file() {
	printf 'movieId,title,genres\n1,,Drama\n2,Good (1971),War\n3,"B\001,\n' \
		>movies.csv
	rm -f marquee-import.rejected
	imports --skip-bad movies.csv && movie_is Good '1971 - - War by' &&
		is 'SELECT count(*) FROM movie' 1 || return
	diff marquee-import.rejected - <<-'END' || return
		movies.csv:2	the title is empty	1,,Drama
		movies.csv:4	a control character	3,"B\001,
	END
	imports --skip-bad --rejects other movies.csv && [ -s other ]
}

skip_bad_tells_when_it_cannot_write() {
	printf 'movieId,title,genres\n1,,Drama\n' >movies.csv
	refuses '^/nowhere/x: No such' --skip-bad --rejects /nowhere/x movies.csv &&
		refuses '^/dev/full: ' --skip-bad --rejects /dev/full movies.csv
}

skip_bad_writes_over_nothing_that_is_read() {
	printf '%s\n' movieId,title,genres bad '2,Good (1971),War' >movies.csv
	cp movies.csv before && ln -sf movies.csv other &&
		refuses 'movies.csv is read' --skip-bad --rejects other movies.csv &&
		cmp -s movies.csv before || fault "$(cat movies.csv)"
}

no_bad_lines_of_an_earlier_import_stay() {
	echo old >bad
	refuses 'No such file' --rejects bad nowhere &&
		refuses 'bad is read' --rejects bad bad &&
		[ "$(cat bad)" = old ] || fault "$(cat bad)" || return
	imports --rejects bad "$FILES/api.json" && [ ! -s bad ] ||
		fault "$(cat bad)" || return
	echo old >bad
	imports --if-empty --rejects bad "$FILES/api.json" &&
		[ "$(cat bad)" = old ] || fault "$(cat bad)" || return
	printf '[' >half.json
	refuses 'the array does not end' --rejects bad half.json &&
		[ ! -s bad ] || fault "$(cat bad)"
}

a_long_line_is_refused_and_can_be_skipped() {
	{
		echo 'movieId,title,genres'
		head -c 10000000 /dev/zero | tr '\0' x
		printf '\n2,Good (1971),War\n'
	} >movies.csv
	refuses '^movies.csv:2: it is longer than a mebibyte' movies.csv &&
		imports --skip-bad movies.csv &&
		is 'SELECT name FROM movie' Good &&
		[ "$(wc -l <marquee-import.rejected)" = 1 ] || return
	{ printf '[{"name": "'; head -c 10000000 movies.csv; } | tr '\n' x >a.json
	refuses '^a.json:1: an element does not end' --skip-bad a.json
}

a_long_element_is_refused_and_can_be_skipped() {
	{
		printf '[{"name": "A"},\n{"name":\n"'
		head -c 10000000 /dev/zero | tr '\0' '\n'
		printf ']},\\""},\n{"name": "B"}, 7]'
	} >a.json
	refuses '^a.json:2: it is longer than a mebibyte' a.json &&
		imports --skip-bad a.json &&
		is "SELECT string_agg(name, ' ' ORDER BY name) FROM movie" 'A B' &&
		[ "$(cut -f 1 marquee-import.rejected)" = "$(
			printf '%s\n' a.json:2 a.json:10000004)" ] ||
		fault "$(cut -f 1 marquee-import.rejected)"
}

half_a_compressed_file_is_refused() {
	seq -f '{"name": "Film %g"}' 20000 | gzip >whole.gz
	head -c 30000 whole.gz >half.gz
	refuses '^half.gz:[0-9]+: the compressed file breaks off' half.gz &&
		refuses 'breaks off' --skip-bad half.gz &&
		imports whole.gz && is 'SELECT count(*) FROM movie' 20000
}

a_damaged_compressed_file_is_refused() {
	seq -f '{"name": "Film %g"}' 20000 | gzip >damaged.gz
	printf 'sum' | dd of=damaged.gz bs=1 conv=notrunc 2>/dev/null \
		seek=$(($(wc -c <damaged.gz) - 7))
	refuses '^damaged.gz:[0-9]+: the compressed file is damaged' damaged.gz
}

half_an_array_is_refused() {
	json '1: the array does not end' '[' &&
		json '1: an element does not end' '[{"name": "A"' &&
		json '2: the array does not end' '[{"name": "A"},\n' &&
		json '1: an element does not end' '[{"name": "A"}' &&
		json '1: a comma or ] is missing' '[{"name": "A"} {"name": "B"}]' &&
		json '1: an element is missing' '[{"name": "A"},]' &&
		json '1: an element is missing' '[,]' &&
		json '2: something follows the array' '[{"name": "A"}]\nx'
}

files_that_are_none_are_refused() {
	: >empty
	echo 'a,b,c' >unknown
	refuses '^nowhere: No such file' nowhere &&
		refuses '^\.:1: ' . &&
		refuses '^empty:1: the file is empty' empty &&
		refuses '^unknown:1: neither JSON nor' unknown
}

a_wrong_use_gets_the_usage() {
	local words
	for words in '' '--only' '--only genres x' '--no-such x'; do
		# shellcheck disable=SC2086
		import $words
		[ $? = 2 ] || fault "import $words" || return
		grep -q '^usage: ' err || fault "import $words: no usage" || return
	done
}
