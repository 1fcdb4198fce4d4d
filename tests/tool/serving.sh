# Claims about an import and those who use the catalogue meanwhile.
# shellcheck shell=bash disable=SC2317

CLAIMS+=(
	an_interrupt_leaves_the_catalogue_as_it_was
	the_catalogue_serves_during_an_import
	two_imports_come_one_after_the_other
	who_changes_a_movie_does_not_wait_for_an_import_that_waits_for_it
	who_changes_a_director_does_not_either
	an_import_is_not_lost_to_who_waits_for_it
	what_is_deleted_meanwhile_costs_no_import
)

# Starts an import that waits for its last lines: from a pipe that stays open.
import_halfway() {
	imports "$FILES/api.json" || return
	rm -f pipe
	mkfifo pipe
	exec 8<>pipe
	"$BUILD/marquee" --config "$WORK/marquee.conf" import pipe \
		>out 2>err 8>&- &
	IMPORT=$!
	seq -f '{"name": "Film %g"}' 20000 >pipe 2>/dev/null 8>&- &
	wait_until 10 is_staging || fault "it does not begin: $(cat err)"
}

is_staging() {
	[ "$(sql "SELECT count(*) FROM pg_stat_progress_copy
		WHERE tuples_processed > 1000")" = 1 ]
}

an_interrupt_leaves_the_catalogue_as_it_was() {
	local before signal
	for signal in INT TERM; do
		empty
		import_halfway || return
		before=$(everything)
		kill -$signal "$IMPORT"
		wait "$IMPORT"
		[ $? = $((128 + $(kill -l $signal))) ] || fault "status" || return
		exec 8>&-
		grep -qx 'interrupted; the catalogue is as it was' err ||
			fault "$(cat err)" || return
		[ "$(everything)" = "$before" ] || fault "$(everything)" || return
	done
}

the_catalogue_serves_during_an_import() {
	local answer
	import_halfway || return
	answer=$(PGOPTIONS='-c statement_timeout=5s' sql \
		"SELECT count(*) FROM movie m JOIN rating_summary r ON r.movie_id = m.id")
	[ "$answer" = 2 ] || fault "answers '$answer'" || return
	PGOPTIONS='-c statement_timeout=5s' \
		sql "INSERT INTO movie (name) VALUES ('Meanwhile')" || return
	exec 8>&-
	wait "$IMPORT" || fault "$(cat err)" || return
	is 'SELECT count(*) FROM movie' 20003
}

two_imports_come_one_after_the_other() {
	local second
	import_halfway || return
	: >err2
	marquee import --if-empty "$FILES/lines.ndjson" >out2 2>err2 8>&- &
	second=$!
	wait_until 10 grep -q 'waiting for another import' err2 ||
		fault "it does not wait: $(cat err2)" || return
	exec 8>&-
	wait "$IMPORT" && wait $second || fault "$(cat err err2)" || return
	is 'SELECT count(*) FROM movie' 20002
}

# changes MOVIE WORD...: an import that finds the movie being changed, as over
# HTTP: first it is locked, and then, when the import waits for it, its director
# is another one.
changes() {
	local movie=$1 changer
	shift
	sql "BEGIN;
		SELECT FROM movie WHERE name = '$movie' FOR NO KEY UPDATE;
		DO 'BEGIN
			WHILE NOT EXISTS (SELECT FROM pg_locks WHERE NOT granted) LOOP
				PERFORM pg_sleep(0.05);
			END LOOP;
		END';
		SET LOCAL lock_timeout = '5s';
		DELETE FROM credit WHERE role = 'director' AND movie_id = (
			SELECT id FROM movie WHERE name = '$movie');
		COMMIT" >changed 2>&1 &
	changer=$!
	wait_until 10 movies_are_locked 1 || fault 'nothing is locked' || return
	imports "$@" || return
	wait "$changer" || fault "$(cat changed)"
}

# So many sessions have locked movies.
movies_are_locked() {
	[ "$(sql "SELECT count(DISTINCT pid) FROM pg_locks
		WHERE relation = 'movie'::regclass AND mode = 'RowShareLock'")" = "$1" ]
}

who_changes_a_movie_does_not_wait_for_an_import_that_waits_for_it() {
	imports "${IMDB[@]}" && edited title.crew.tsv \
		's/nm0000014,nm0000012/nm0000013/' || return
	changes 'Stone & Thread' title.crew.tsv "${IMDB[3]}" &&
		movie_is 'Stone & Thread' '2010 15.4 4.2 Drama by Pia Stern'
}

who_changes_a_director_does_not_either() {
	imports "${IMDB[@]}" && edited name.basics.tsv 's/Otto Finch/Otto Fink/' ||
		return
	changes 'Stone & Thread' name.basics.tsv &&
		is "SELECT count(*) FROM movie_search WHERE words::text LIKE '%fink%'" 1
}

# Two movies get a new director. One is locked until somebody who has locked the
# other waits for that director, whom the import has just made, and has waited for
# so long that PostgreSQL finds the fault with the import.
an_import_is_not_lost_to_who_waits_for_it() {
	local waiting="DO 'BEGIN
		WHILE (SELECT count(*) FROM pg_locks WHERE NOT granted) < %d LOOP
			PERFORM pg_sleep(0.05);
		END LOOP;
	END'" first second
	imports "${IMDB[@]}" && edited title.crew.tsv \
		's/nm0000014,nm0000012|nm0000012,nm0000011/nm0000016/' &&
		edited name.basics.tsv 's/^(nm0000015.)Never Used/&\t\t\t\t\nnm0000016\tLate Comer/' || return
	# shellcheck disable=SC2059
	sql "BEGIN;
		SELECT FROM movie WHERE name = 'The Glass Ferry' FOR NO KEY UPDATE;
		$(printf "$waiting" 2);
		SELECT pg_sleep(1.5); COMMIT" >first 2>&1 &
	first=$!
	# shellcheck disable=SC2059
	sql "BEGIN;
		SELECT FROM movie WHERE name = 'Stone & Thread' FOR NO KEY UPDATE;
		$(printf "$waiting" 1); SET LOCAL lock_timeout = '3s';
		INSERT INTO person (name) VALUES ('Late Comer'); COMMIT" >second 2>&1 &
	second=$!
	wait_until 10 movies_are_locked 2 || fault 'nothing is locked' || return
	imports title.crew.tsv name.basics.tsv || return
	wait "$first" || fault "$(cat first)" || return
	! wait "$second" || fault 'who waits for the import goes first' || return
	movie_is 'The Glass Ferry' '1971 100.0 7.9 Drama|Mystery by Late Comer' &&
		movie_is 'Stone & Thread' '2010 15.4 4.2 Drama by Late Comer'
}

# goes SQL WORD...: an import that comes upon a transaction which has done that,
# and is committed when the import waits for it.
goes() {
	local change=$1 changer
	shift
	sql "BEGIN; $change;
		DO 'BEGIN
			WHILE NOT EXISTS (SELECT FROM pg_locks WHERE NOT granted) LOOP
				PERFORM pg_sleep(0.05);
			END LOOP;
		END';
		COMMIT" >gone 2>&1 &
	changer=$!
	wait_until 10 something_is_deleted || fault 'nothing is deleted' || return
	imports "$@" || return
	wait "$changer" || fault "$(cat gone)"
}

something_is_deleted() {
	[ "$(sql "SELECT count(*) FROM pg_stat_activity
		WHERE wait_event = 'PgSleep' AND query LIKE '%DELETE FROM%'
			AND pid <> pg_backend_pid()")" != 0 ]
}

# Each would leave the import with what is not there any more.
what_is_deleted_meanwhile_costs_no_import() {
	local ferry="movie_id = (SELECT id FROM movie WHERE name = 'The Glass Ferry')"
	imports "${IMDB[@]}" && edited title.basics.tsv \
		's/Drama,Mystery/Mystery,Western/' || return
	goes "DELETE FROM movie WHERE name = 'The Glass Ferry'" \
		title.basics.tsv "${IMDB[@]:1}" &&
		movie_is 'The Glass Ferry' \
			'1971 100.0 7.9 Mystery|Western by Otto Finch Jr. + Nora Vale' || return
	goes "DELETE FROM movie_genre WHERE $ferry;
		DELETE FROM genre WHERE name = 'Mystery'" "${IMDB[@]}" &&
		movie_is 'The Glass Ferry' \
			'1971 100.0 7.9 Drama|Mystery by Otto Finch Jr. + Nora Vale' || return
	goes "DELETE FROM credit WHERE person_id = (
			SELECT id FROM person WHERE name = 'Nora Vale');
		DELETE FROM person WHERE name = 'Nora Vale'" "${IMDB[@]}" &&
		movie_is 'The Glass Ferry' \
			'1971 100.0 7.9 Drama|Mystery by Otto Finch Jr. + Nora Vale'
}
