# Claims about a second import, and about imports that are not to happen.
# shellcheck shell=bash

CLAIMS+=(
	a_second_import_changes_nothing
	a_later_import_updates_instead_of_doubling
	what_a_later_file_does_not_know_stays
	scores_can_come_alone
	changed_directors_change_the_entity_tag
	a_person_can_be_renamed
	movielens_updates_what_imdb_has_brought
	movielens_and_imdb_meet_in_one_import
	of_two_lines_with_one_key_the_later_counts
	exclusive_gives_the_same_and_leaves_the_schema_as_it_was
	a_dry_run_changes_nothing_and_says_what_it_would
)

# edited FILE SED-SCRIPT: a copy that is changed, in the directory of the claim.
edited() {
	sed -E "$2" "$FILES/$1" >"$1"
	! cmp -s "$FILES/$1" "$1" || fault "$2 changes nothing in $1"
}

a_second_import_changes_nothing() {
	local first
	imports "${IMDB[@]}" "$FILES"/{title.principals.tsv,movies.csv,links.csv} &&
		imports "${IMDB[@]}" "$FILES"/title.principals.tsv || return
	first=$(everything)
	imports "${IMDB[@]}" "$FILES"/title.principals.tsv || return
	[ "$(everything)" = "$first" ] || fault "$(everything)" || return
	grep -q '^0 movies added, 0 changed; 0 people added; 0 credits' out ||
		fault "$(cat out)"
}

a_later_import_updates_instead_of_doubling() {
	local id
	imports "${IMDB[@]}" || return
	id=$(sql "SELECT id FROM movie WHERE name = 'The Glass Ferry'")
	edited title.basics.tsv \
		's/The Glass Ferry/The Glass Boat/; s/1971/1972/; s/Drama,Mystery/Mystery,War/' &&
		edited title.ratings.tsv 's/7\.9/8.1/' || return
	imports title.basics.tsv title.ratings.tsv &&
		is 'SELECT count(*) FROM movie' 3 &&
		movie_is 'The Glass Boat' \
			'1972 100.0 8.1 Mystery|War by Otto Finch Jr. + Nora Vale' &&
		is "SELECT id FROM movie WHERE name = 'The Glass Boat'" "$id" &&
		is "SELECT string_agg(version::text, ' ' ORDER BY name) FROM movie" '1 1 2'
}

what_a_later_file_does_not_know_stays() {
	imports "${IMDB[@]}" && edited title.basics.tsv \
		's/1971/\\N/; s/Drama,Mystery/\\N/' || return
	imports title.basics.tsv && movie_is 'The Glass Ferry' \
		'1971 100.0 7.9 Drama|Mystery by Otto Finch Jr. + Nora Vale' &&
		is "SELECT max(version) FROM movie" 1
}

scores_can_come_alone() {
	imports "${IMDB[@]}" && edited title.ratings.tsv 's/4\.2/5.3/' &&
		imports title.ratings.tsv && movie_is 'Stone & Thread' \
		'2010 15.4 5.3 Drama by Nora Vale + Otto Finch Jr.' &&
		is "SELECT count(*) FROM movie WHERE version > 1" 1
}

changed_directors_change_the_entity_tag() {
	imports "${IMDB[@]}" && edited title.crew.tsv \
		's/nm0000012,nm0000011/nm0000013/' || return
	imports title.crew.tsv "${IMDB[3]}" && movie_is 'The Glass Ferry' \
		'1971 100.0 7.9 Drama|Mystery by Pia Stern' &&
		is "SELECT name FROM movie WHERE version > 1" 'The Glass Ferry'
}

a_person_can_be_renamed() {
	local id
	imports "${IMDB[@]}" || return
	id=$(sql "SELECT id FROM person WHERE name = 'Otto Finch Jr.'")
	edited name.basics.tsv 's/Otto Finch, Jr\./Otto Fink/' &&
		imports name.basics.tsv &&
		is "SELECT name FROM person WHERE id = $id" 'Otto Fink' &&
		is "SELECT string_agg(name, ', ' ORDER BY name) FROM movie
			WHERE version = 2" 'Stone & Thread, The Glass Ferry'
}

movielens_updates_what_imdb_has_brought() {
	imports "${IMDB[@]}" && imports "$FILES"/{movies,links}.csv &&
		is 'SELECT count(*) FROM movie' 7 &&
		is "SELECT string_agg(k.key, ' ' ORDER BY k.key) FROM movie m
			JOIN movie_key k ON k.movie_id = m.id
			WHERE m.name = 'The Glass Ferry'" '1 9001 tt0000101' &&
		empty &&
		imports "$FILES"/{movies,links}.csv && imports "${IMDB[@]}" &&
		is 'SELECT count(*) FROM movie' 7
}

movielens_and_imdb_meet_in_one_import() {
	imports "$FILES"/{movies,links}.csv "${IMDB[@]}" &&
		is 'SELECT count(*) FROM movie' 7 && movie_is 'The Glass Ferry' \
		'1971 100.0 7.9 Drama|Mystery by Otto Finch Jr. + Nora Vale'
}

of_two_lines_with_one_key_the_later_counts() {
	cp "${IMDB[0]}" title.basics.tsv &&
		sed -n 's/Glass Ferry/Glass Barge/p' "${IMDB[0]}" >>title.basics.tsv &&
		imports title.basics.tsv && is 'SELECT count(*) FROM movie' 3 &&
		movie_is 'The Glass Barge' '1971 - - Drama|Mystery by'
}

# What the schema is made of, but for tables that statements make.
schema() {
	sql "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid)
		FROM pg_constraint ORDER BY 1, 2"
	sql "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
}

exclusive_gives_the_same_and_leaves_the_schema_as_it_was() {
	local plain before
	imports "${IMDB[@]}" "$FILES/api.json" || return
	plain=$(everything)
	empty
	before=$(schema)
	imports --exclusive "${IMDB[@]}" "$FILES/api.json" || return
	[ "$(everything)" = "$plain" ] || fault "$(everything)" || return
	[ "$(schema)" = "$before" ] || fault "$(diff <(schema) <(echo "$before"))"
}

a_dry_run_changes_nothing_and_says_what_it_would() {
	imports --dry-run "${IMDB[@]}" &&
		grep -q '^3 movies added, .*taken back' out &&
		is 'SELECT count(*) FROM movie' 0 &&
		is 'SELECT count(*) FROM genre' 0
}
