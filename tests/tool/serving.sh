# Claims about an import and those who use the catalogue meanwhile.
# shellcheck shell=bash disable=SC2317

CLAIMS+=(
	an_interrupt_leaves_the_catalogue_as_it_was
	the_catalogue_serves_during_an_import
	two_imports_come_one_after_the_other
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
