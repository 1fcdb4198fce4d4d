/* marquee import: takes movies, people, ratings from files, all or nothing. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/memory.h"
#include "tool/copy.h"
#include "tool/import/merge.h"
#include "tool/progress.h"
#include "tool/import/reject.h"
#include "tool/tool.h"

enum {
	/* So many movies, or ratings, are worth the making of the indexes anew.
	 */
	BARE_MIN = 100000,
	/* How often it looks at the clock and for signals, in rows. */
	LOOK_EACH = 1024,
	KEY_SIZE = 32,
};

/* An import as it is asked for, and how far it is. */
struct import {
	struct session *session;
	bool if_empty, dry_run, exclusive;
	struct rejects rejects;
	struct merge merge;
	int files;
	struct import_file {
		struct source *source;
		const struct format *format;
	} * file;
	bool has[STAGINGS];	       /* which tables some file fills */
	char last[STAGINGS][KEY_SIZE]; /* key that went there, or "" */
	long staged[STAGINGS];	       /* rows */
};

const char import_help[] =
    "usage: marquee --config FILE import [OPTION …] FILE …\n"
    "\n"
    "Takes movies, people and ratings from files, all of them or nothing. The "
    "form of a\nfile is seen from its beginning, not from its name; any may be "
    "compressed by gzip:\n"
    "\n"
    "  JSON       an array, or an object on each line, in the form of the API; "
    "also\n             with 99popularity and with genres as strings. Movies "
    "have no key\n             there: each import adds them.\n"
    "  IMDb       title.basics (movie, tvMovie and video), title.ratings,\n"
    "             title.crew, title.principals, name.basics, as .tsv. The "
    "number of\n             votes becomes the popularity: 100 log(1 + n) / "
    "log(3000001). People\n             come with the credits that name "
    "them, so give name.basics together\n             with title.crew or "
    "title.principals.\n"
    "  MovieLens  movies.csv, links.csv, ratings.csv. User 17 becomes the "
    "account\n             movielens_17, to which nobody can log in; half a "
    "star is a score\n             of 1. Movies of the same or an earlier "
    "import can be rated.\n"
    "\n"
    "Titles, people and users with a key of IMDb or MovieLens are known "
    "again: a later\nimport updates them and what they rated. What a file does "
    "not know stays as it is.\n"
    "\n"
    "  --dry-run        does everything and takes it back\n"
    "  --skip-bad       passes over lines that cannot be used, and writes "
    "them with\n                   file, line number and reason to a file\n"
    "  --rejects PATH   which (marquee-import.rejected)\n"
    "  --only PART      movies (with genres and scores), people (with their "
    "credits)\n                   or ratings\n"
    "  --if-empty       does nothing if there is a movie already\n"
    "  --exclusive      faster for millions, but nobody can use the catalogue, "
    "or with\n                   ratings the accounts, while it is merged; the "
    "first import of\n                   many does so by itself\n"
    "\n"
    "The catalogue serves as it was until the import is complete. Ctrl-C "
    "leaves it so.\nExits with 0, with 1 after a failure, with 130 after "
    "Ctrl-C.\n";

/* Opens all files and finds out what they are, before anything is read. */
static bool
files_open(struct import *import, char **paths)
{
	for (int i = 0; i < import->files; i++) {
		struct import_file *file = &import->file[i];

		file->source = source_open(paths[i]);
		if (file->source == NULL)
			return false;
		file->format = format_find(file->source);
		if (file->format == NULL)
			return false;
		if ((file->format->part & import->merge.parts) == 0) {
			fprintf(stderr, "%s: %s, not imported\n", paths[i],
			    file->format->name);
			file->format = NULL;
			continue;
		}
		import->has[file->format->staging] = true;
		if (file->format->staging == STAGING_MOVIE ||
		    file->format->staging == STAGING_SCORE)
			import->merge.origins[file->format->origin] = true;
	}
	return true;
}

static void
files_close(struct import *import)
{
	for (int i = 0; i < import->files; i++)
		if (import->file[i].source != NULL)
			source_close(import->file[i].source);
	free(import->file);
}

/* title.crew knows all directors, title.principals some of them. */
static bool
is_wanted(const struct import *import, const struct format *format,
    const struct row *row)
{
	return !row->unwanted &&
	    !(format->staging == STAGING_CAST && import->has[STAGING_CREW] &&
		strcmp(row->column[CAST_ROLE], "director") == 0);
}

/* Keys that only ascend, as in the files of IMDb, are not there twice. */
static void
key_note(struct import *import, enum staging_id id, const char *key)
{
	char *last = import->last[id];
	size_t size = key == NULL ? 0 : strlen(key);

	if (size == 0 || import->merge.doubles[id])
		return;
	if (size >= KEY_SIZE || size < strlen(last) ||
	    (size == strlen(last) && strcmp(key, last) <= 0))
		import->merge.doubles[id] = true;
	else
		memcpy(last, key, size + 1);
}

static bool
row_send(struct import *import, const struct format *format,
    const struct row *row, struct copy *copy)
{
	const struct staging *staging = &stagings[format->staging];

	key_note(import, format->staging, row->column[staging->key]);
	for (int i = 0; i < staging->columns; i++)
		copy_text(copy, row->column[i]);
	import->staged[format->staging]++;
	copy_row_end(copy);
	return !copy_has_failed(copy);
}

static bool
row_take(struct import *import, const struct import_file *file,
    const struct row *row, struct copy *copy)
{
	if (row->wrong != NULL)
		return reject(&import->rejects, file->source->path, &row->piece,
		    row->wrong);
	return !is_wanted(import, file->format, row) ||
	    row_send(import, file->format, row, copy);
}

/* Sends the rows of a file. Returns false if it cannot be read to its end. */
static bool
rows_send(struct import *import, const struct import_file *file,
    struct copy *copy, struct row *row)
{
	enum piece_state state;
	long rows = 0;

	while ((state = format_next(file->format, file->source, row)) ==
	    PIECE_THERE) {
		if (++rows % LOOK_EACH == 0) {
			progress_at(source_position(file->source), rows);
			if (session_interrupted())
				return false;
		}
		if (!row_take(import, file, row, copy))
			return false;
		arena_reset(row->arena);
	}
	progress_end(rows);
	if (state == PIECE_NONE)
		return true;
	if (!session_interrupted())
		fprintf(stderr, "%s:%ld: %s\n", file->source->path,
		    row->piece.line, row->piece.wrong);
	return false;
}

static bool
file_stage(struct import *import, const struct import_file *file)
{
	struct row row = {
		.arena = arena_new(),
		.file = (int)(file - import->file),
	};
	char sql[64];
	struct copy *copy;
	bool good;

	snprintf(sql, sizeof sql, "COPY %s FROM STDIN",
	    stagings[file->format->staging].table);
	progress_begin(file->source->path, source_size(file->source));
	copy = copy_begin(import->session, sql);
	good = rows_send(import, file, copy, &row);
	progress_clear();
	good = copy_end(copy, good ? NULL : "it cannot be read to its end") &&
	    good;
	arena_free(row.arena);
	return good;
}

/* Says how many lines were rejected. Were all files read to their end? */
static bool
rejects_end(struct import *import, bool whole)
{
	const struct rejects *rejects = &import->rejects;

	if (!rejects_close(&import->rejects))
		return false;
	if (rejects->count > 0)
		fprintf(stderr, "%s%ld lines cannot be used%s%s\n",
		    whole ? "" : "at least ", rejects->count,
		    rejects->path == NULL ? "" : ": see ",
		    rejects->path == NULL ? "" : rejects->path);
	return rejects_allowed(rejects);
}

static bool
files_stage(struct import *import)
{
	bool good = rejects_begin(&import->rejects);

	for (int i = 0; i < import->files && good; i++)
		if (import->file[i].format != NULL)
			good = file_stage(import, &import->file[i]);
	if (good && rejects_allowed(&import->rejects))
		return true;
	rejects_end(import, good);
	return false;
}

/* How many rows? -1: cannot tell. */
static int
rows_of(struct session *session, const char *sql)
{
	const struct rows *rows = session_run(session, sql);

	return rows == NULL ? -1 : rows_count(rows);
}

/* What is there to be merged, and is it worth it to make indexes anew? */
static bool
parts_choose(struct import *import, bool is_empty)
{
	struct merge *merge = &import->merge;
	int ratings = rows_of(import->session, "SELECT FROM rating LIMIT 1");

	/* Never none, or no step would weigh anything. */
	merge->movies = import->staged[STAGING_MOVIE] + 1;
	merge->ratings = import->staged[STAGING_RATING];
	if (import->staged[STAGING_RATING] == 0)
		merge->parts &= ~(unsigned)PART_RATINGS;
	if (ratings < 0 || import->dry_run)
		return ratings >= 0;
	merge->bare = import->exclusive ||
	    (is_empty && import->staged[STAGING_MOVIE] >= BARE_MIN);
	merge->bare_ratings = (merge->parts & PART_RATINGS) != 0 &&
	    (import->exclusive ||
		(ratings == 0 && import->staged[STAGING_RATING] >= BARE_MIN));
	return true;
}

static bool
is_true(struct session *session, const char *sql)
{
	const struct rows *rows = session_run(session, sql);

	return rows != NULL && *rows_value(rows, 0, 0, NULL) == 't';
}

/*
 * Behind the import: without what the planner knows of its tables, it would be
 * misled; and many that became more popular, or less, change the tiers of
 * search, in steps, so that nobody waits for them. The responders go on with
 * what is not done.
 */
static void
settle(struct import *import)
{
	struct session *session = import->session;
	bool moved = session_analyse(session,
	    (import->merge.parts & PART_RATINGS) != 0
		? "account, " CATALOGUE_TABLES ", " RATING_TABLES
		: CATALOGUE_TABLES);

	while (moved && is_true(session, "SELECT search_tier_aim()")) {
		moved = false;
		while (is_true(session, "SELECT search_keep(500) > 0"))
			moved = true;
	}
}

static bool
work(struct import *import)
{
	struct tally tally = { { 0 } };
	int there;

	if (!merge_begin(import->session))
		return false;
	there = rows_of(import->session, "SELECT FROM movie LIMIT 1");
	if (there < 0)
		return false;
	if (there > 0 && import->if_empty) {
		puts("there are movies already: nothing was imported");
		return session_run(import->session, "ROLLBACK") != NULL;
	}
	if (!files_stage(import))
		return false;
	if (!parts_choose(import, there == 0))
		return false;
	if (!merge_run(import->session, &import->merge, &tally)) {
		rejects_end(import, !import->rejects.cut);
		return false;
	}
	if (!rejects_end(import, true) || session_interrupted())
		return false;
	if (session_run(import->session,
		import->dry_run ? "ROLLBACK" : "COMMIT") == NULL)
		return false;
	printf("%ld movies added, %ld changed; %ld people added; "
	       "%ld credits and %ld ratings written%s\n",
	    tally.rows[TALLY_ADDED], tally.rows[TALLY_CHANGED],
	    tally.rows[TALLY_PEOPLE], tally.rows[TALLY_CREDITS],
	    tally.rows[TALLY_RATINGS],
	    import->dry_run ? ", and all of it taken back" : "");
	if (!import->dry_run)
		settle(import);
	return true;
}

static int
run(struct import *import, char **paths)
{
	bool good;

	import->merge.paths = paths;
	import->merge.rejects = &import->rejects;
	import->file =
	    memory_alloc((size_t)import->files * sizeof *import->file);
	memset(import->file, 0, (size_t)import->files * sizeof *import->file);
	session_heed_signals(import->session);
	good = rejects_are_apart(&import->rejects, paths) &&
	    files_open(import, paths) && work(import);
	files_close(import);
	if (good)
		return EXIT_SUCCESS;
	if (!session_interrupted()) {
		fputs("nothing was imported\n", stderr);
		return EXIT_FAILURE;
	}
	fputs("interrupted; the catalogue is as it was\n", stderr);
	return 128 + session_interrupted();
}

static bool
only_set(struct import *import, const char *part)
{
	import->merge.parts = strcmp(part, "movies") == 0 ? PART_MOVIES
	    : strcmp(part, "people") == 0		  ? PART_PEOPLE
	    : strcmp(part, "ratings") == 0		  ? PART_RATINGS
							  : 0;
	return import->merge.parts != 0;
}

static bool
option_read(struct import *import, int option, const char *text)
{
	switch (option) {
	case 'e':
		import->if_empty = true;
		return true;
	case 'd':
		import->dry_run = true;
		return true;
	case 's':
		if (import->rejects.path == NULL)
			import->rejects.path = "marquee-import.rejected";
		return true;
	case 'r':
		import->rejects.path = text;
		return true;
	case 'x':
		import->exclusive = true;
		return true;
	default:
		return option == 'o' && only_set(import, text);
	}
}

int
tool_import(struct session *session, int argc, char **argv)
{
	static const struct option options[] = {
		{ "if-empty", no_argument, NULL, 'e' },
		{ "dry-run", no_argument, NULL, 'd' },
		{ "skip-bad", no_argument, NULL, 's' },
		{ "rejects", required_argument, NULL, 'r' },
		{ "only", required_argument, NULL, 'o' },
		{ "exclusive", no_argument, NULL, 'x' },
		{ 0 },
	};
	struct import import = { .session = session, .merge.parts = PARTS_ALL };
	int option;

	optind = 0;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (!option_read(&import, option, optarg))
			return EXIT_USAGE;
	import.files = argc - optind;
	return import.files == 0 ? EXIT_USAGE : run(&import, argv + optind);
}
