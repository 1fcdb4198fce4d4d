# Claims about what each form becomes.
# shellcheck shell=bash

CLAIMS+=(
	the_form_of_the_api_is_read
	a_year_may_be_written_as_any_number
	json_lines_are_read
	the_assignment_data_are_read
	the_imdb_files_are_read_in_any_order
	only_films_of_imdb_are_read
	directors_of_imdb_come_from_title_crew
	principals_become_credits
	people_of_one_name_are_one_person
	the_movielens_files_are_read
	a_form_is_known_by_its_header_not_by_its_name
	blank_lines_are_passed_over
	compressed_files_are_read
	files_that_are_not_imported_are_named
	only_movies_leaves_the_people_out
	only_people_leaves_the_movies_out
	if_empty_adds_nothing_to_a_catalogue_with_a_movie
	if_empty_does_not_touch_a_catalogue_with_a_movie
	help_needs_no_database
	every_movie_gets_its_rating_summary
	one_bar_goes_over_the_whole_merge
)

IMDB=("$FILES"/{title.basics,title.ratings,title.crew,name.basics}.tsv)

the_form_of_the_api_is_read() {
	imports "$FILES/api.json" &&
		movie_is 'The Paper Lighthouse' \
			'1962 61.5 7.4 Drama|Sea by Ada Quill + Bruno Tern' &&
		movie_is "Nobody, \"Twice\"\\" '- - - by' &&
		grep -qx '2 movies added, .*' "$WORK/out"
}

a_year_may_be_written_as_any_number() {
	printf '%s\n' '{"name": "A", "year": 1999.0}' \
		'{"name": "B", "year": 19e2}' >a.json
	imports a.json && movie_is A '1999 - - by' && movie_is B '1900 - - by'
}

json_lines_are_read() {
	imports "$FILES/lines.ndjson" &&
		movie_is Salt '1999 - - drama by Ada Quill' &&
		movie_is Pepper '- 3.0 10.0 by'
}

the_assignment_data_are_read() {
	imports "$FILES/assignment.json" &&
		movie_is 'The Tin Orchard' \
			'- 83.0 8.3 Adventure|Family|Fantasy by Victor Moss' &&
		movie_is 'Star Barge' '- 88.0 8.8 Action|Adventure by Ines Holt'
}

the_imdb_files_are_read_in_any_order() {
	local forward
	imports "${IMDB[@]}" || return
	# 2 999 999 votes of 3 000 000; 9 votes make 100 log 10 / log 3000001.
	movie_is 'The Glass Ferry' \
		'1971 100.0 7.9 Drama|Mystery by Otto Finch Jr. + Nora Vale' &&
		movie_is 'Stone & Thread' \
			'2010 15.4 4.2 Drama by Nora Vale + Otto Finch Jr.' &&
		movie_is 'Quiet "Hours"' '- - - by' || return
	forward=$(everything)
	empty
	imports "${IMDB[3]}" "${IMDB[2]}" "${IMDB[1]}" "${IMDB[0]}" || return
	[ "$(everything)" = "$forward" ] || fault "$(everything)"
}

only_films_of_imdb_are_read() {
	imports "${IMDB[@]}" && is 'SELECT count(*) FROM movie' 3 &&
		is "SELECT count(*) FROM movie_key WHERE key = 'tt0000102'" 0 &&
		is "SELECT count(*) FROM person WHERE name = 'Never Used'" 0
}

directors_of_imdb_come_from_title_crew() {
	imports "${IMDB[@]}" "$FILES/title.principals.tsv" &&
		movie_is 'The Glass Ferry' \
			'1971 100.0 7.9 Drama|Mystery by Otto Finch Jr. + Nora Vale' &&
		empty &&
		imports "${IMDB[@]:0:2}" "${IMDB[3]}" "$FILES/title.principals.tsv" &&
		movie_is 'The Glass Ferry' '1971 100.0 7.9 Drama|Mystery by Pia Stern'
}

principals_become_credits() {
	imports "${IMDB[@]}" "$FILES/title.principals.tsv" &&
		is "SELECT string_agg(p.name || ' ' || c.position, ', '
				ORDER BY c.position)
			FROM credit c JOIN person p ON p.id = c.person_id
			JOIN movie m ON m.id = c.movie_id
			WHERE m.name = 'The Glass Ferry' AND c.role = 'actor'" \
			'Pia Stern 1, Nora Vale 2' &&
		is "SELECT p.name FROM credit c JOIN person p ON p.id = c.person_id
			WHERE c.role = 'composer'" 'Nora Vale'
}

people_of_one_name_are_one_person() {
	imports "${IMDB[@]}" &&
		is "SELECT string_agg(k.key, ' ' ORDER BY k.key)
			FROM person p JOIN person_key k ON k.person_id = p.id
			WHERE p.name = 'Nora Vale'" 'nm0000011 nm0000014'
}

the_movielens_files_are_read() {
	imports "$FILES/movies.csv" "$FILES/links.csv" &&
		movie_is 'The Glass Ferry' '1971 - - Drama|Mystery by' &&
		movie_is '"Why" They Sing, and Other Songs' \
			'2004 - - Comedy|Musical by' &&
		movie_is "L'Attesa" '1963 - - by' &&
		movie_is 'Untitled Without Year' '- - - Drama by' &&
		movie_is 'Twelve (Strangers)' '1957 - - Crime|Drama by' &&
		is "SELECT string_agg(k.source || ' ' || k.key, ', ' ORDER BY k.source)
			FROM movie m JOIN movie_key k ON k.movie_id = m.id
			WHERE m.name = 'The Glass Ferry'" \
			'imdb tt0000101, movielens 1, tmdb 9001'
}

a_form_is_known_by_its_header_not_by_its_name() {
	cp "$FILES/movies.csv" one && cp "${IMDB[0]}" two.csv &&
		cp "$FILES/lines.ndjson" three.tsv || return
	imports one two.csv three.tsv && is 'SELECT count(*) FROM movie' 10
}

blank_lines_are_passed_over() {
	sed '2s/^/\r\n \t\n/; $s/$/\n\n/' "$FILES/movies.csv" >movies.csv
	sed '2s/^/\t\t\t\t\t\t\t\t\n/; $s/$/\n\r\n/' "${IMDB[0]}" >title.tsv
	imports movies.csv title.tsv && is 'SELECT count(*) FROM movie' 8
}

compressed_files_are_read() {
	local plain file
	imports "${IMDB[@]}" || return
	plain=$(everything)
	empty
	for file in "${IMDB[@]}"; do
		gzip -c "$file" >"${file##*/}.gz"
	done
	imports ./*.tsv.gz || return
	[ "$(everything)" = "$plain" ] || fault "$(everything)"
}

files_that_are_not_imported_are_named() {
	imports --only people "$FILES/movies.csv" "$FILES/name.basics.tsv" &&
		grep -q 'movies.csv: MovieLens movies, not imported' err
}

only_movies_leaves_the_people_out() {
	imports --only movies "${IMDB[@]}" "$FILES/api.json" &&
		is 'SELECT count(*) FROM movie' 5 &&
		is 'SELECT count(*) FROM person' 0 &&
		movie_is 'The Paper Lighthouse' '1962 61.5 7.4 Drama|Sea by'
}

only_people_leaves_the_movies_out() {
	imports --only movies "${IMDB[@]}" || return
	sql "UPDATE movie SET year = 1900 WHERE name = 'The Glass Ferry'"
	imports --only people "${IMDB[@]}" && movie_is 'The Glass Ferry' \
		'1900 100.0 7.9 Drama|Mystery by Otto Finch Jr. + Nora Vale'
}

if_empty_adds_nothing_to_a_catalogue_with_a_movie() {
	imports --if-empty "$FILES/lines.ndjson" &&
		imports --if-empty "$FILES/api.json" &&
		grep -qx 'there are movies already: nothing was imported' \
			"$WORK/out" &&
		is 'SELECT count(*) FROM movie' 2
}

# Millions of them are neither merged nor read, and keep their indexes.
if_empty_does_not_touch_a_catalogue_with_a_movie() {
	local before
	imports "$FILES/lines.ndjson" || return
	before=$(sql "SELECT relfilenode FROM pg_class WHERE relname LIKE 'movie%'
		ORDER BY relname")
	imports --if-empty --exclusive "$FILES/api.json" || return
	[ "$(sql "SELECT relfilenode FROM pg_class WHERE relname LIKE 'movie%'
		ORDER BY relname")" = "$before" ] || fault 'indexes are made anew'
}

help_needs_no_database() {
	"$BUILD/marquee" import --help | grep -q 'title.basics'
}

every_movie_gets_its_rating_summary() {
	imports "${IMDB[@]}" "$FILES/api.json" "$FILES/movies.csv" &&
		is 'SELECT count(*) FROM movie m
			LEFT JOIN rating_summary r ON r.movie_id = m.id
			WHERE r.count IS DISTINCT FROM 0' 0
}

# Its share only grows, and the time left is never less than none; in a file
# there is no bar.
one_bar_goes_over_the_whole_merge() {
	local words shares
	imports "${IMDB[@]}" || return
	! grep -qF '[' "$WORK/err" || fault "$(cat "$WORK/err")" || return
	empty
	printf -v words '%q ' "$BUILD/marquee" --config "$WORK/marquee.conf" \
		import "${IMDB[@]}"
	script -qec "$words" /dev/null >shown </dev/null ||
		fault "$(cat shown)" || return
	shares=$(tr '\r' '\n' <shown | grep -oP '^\e\[K\[#* *\] \K[0-9]+(?= %, )')
	[ "$(sort -n <<<"$shares")" = "$shares" ] || fault "$shares" || return
	[ "$(wc -l <<<"$shares")" -gt 10 ] && [ "${shares##*$'\n'}" -gt 80 ] ||
		fault "$shares" || return
	grep -qE '%, [0-9]+ s left, movie_key …' shown || fault "$(cat shown)"
}
