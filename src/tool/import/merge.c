/* Merges what is staged into the catalogue. */
#include "tool/import/merge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gen/statements.h"
#include "tool/bare.h"
#include "tool/progress.h"
#include "tool/tool.h"

/* Any number; all who import into this database take it. */
#define LOCK "(5062746834)"

/*
 * The tables are as large as the import, so the memory for sorting and joining
 * them is chosen for this transaction. (temp_buffers cannot be local.)
 */
static const char begin[] = "SET temp_buffers = '32MB';"
			    "BEGIN;"
			    "SET LOCAL jit = off;"
			    "SET LOCAL statement_timeout = 0;"
			    "SET LOCAL lock_timeout = 0;"
			    "SET LOCAL idle_in_transaction_session_timeout = 0;"
			    "SELECT pg_try_advisory_xact_lock" LOCK;

const int merge_tables[] = {
	STATEMENT_IMPORT_MAKE_MOVIE,
	STATEMENT_IMPORT_MAKE_SCORE,
	STATEMENT_IMPORT_MAKE_CREW,
	STATEMENT_IMPORT_MAKE_CAST,
	STATEMENT_IMPORT_MAKE_PERSON,
	STATEMENT_IMPORT_MAKE_LINK,
	STATEMENT_IMPORT_MAKE_RATING,
	STATEMENT_IMPORT_MAKE_RATER,
	STATEMENT_IMPORT_MAKE_GENRE_LIST,
	STATEMENT_IMPORT_MAKE_TARGET,
	STATEMENT_IMPORT_MAKE_NAMED,
	STATEMENT_IMPORT_MAKE_CREDIT,
	STATEMENT_IMPORT_MAKE_RECREDITED,
	STATEMENT_IMPORT_MAKE_TOUCHED,
	STATEMENT_NONE,
};

/* clang-format off */
const int merge_uniques[STAGINGS] = {
	[STAGING_MOVIE]  = STATEMENT_IMPORT_UNIQUE_MOVIE,
	[STAGING_SCORE]  = STATEMENT_IMPORT_UNIQUE_SCORE,
	[STAGING_CREW]   = STATEMENT_IMPORT_UNIQUE_CREW,
	[STAGING_PERSON] = STATEMENT_IMPORT_UNIQUE_PERSON,
	[STAGING_LINK]   = STATEMENT_IMPORT_UNIQUE_LINK,
};

const struct merge_step merge_steps[] = {
	{ STATEMENT_IMPORT_GENRE_HOLD,     .parts = PART_MOVIES },
	{ STATEMENT_IMPORT_GENRE,          .parts = PART_MOVIES },
	{ STATEMENT_IMPORT_GENRE_LIST,     .parts = PART_MOVIES },

	{ STATEMENT_IMPORT_TARGET,         .parts = PART_MOVIES,
	  .each_origin = true, .seconds = { 28, 28 } },
	{ STATEMENT_IMPORT_TARGET_SCORES,  .parts = PART_MOVIES,
	  .each_origin = true, .analyse = "import_target" },
	{ STATEMENT_IMPORT_TARGET_HOLD,    .parts = PART_MOVIES,
	  .each_origin = true },
	{ STATEMENT_IMPORT_MOVIE_NEW,      .parts = PART_MOVIES,
	  .each_origin = true, .count = TALLY_ADDED, .seconds = { 22, 290 } },
	{ STATEMENT_IMPORT_MOVIE_KEY,      .parts = PART_MOVIES,
	  .each_origin = true, .seconds = { 12, 30 } },
	{ STATEMENT_IMPORT_LINK_KEY,       .parts = PART_MOVIES,
	  .each_origin = true, .analyse = "movie, movie_key" },
	{ STATEMENT_IMPORT_MOVIE_OLD,      .parts = PART_MOVIES,
	  .each_origin = true, .count = TALLY_CHANGED },
	{ STATEMENT_IMPORT_GENRE_UNLINK,   .parts = PART_MOVIES,
	  .each_origin = true },
	{ STATEMENT_IMPORT_GENRE_LINK,     .parts = PART_MOVIES,
	  .each_origin = true, .seconds = { 17, 95 } },
	{ STATEMENT_IMPORT_GENRE_RELINK,   .parts = PART_MOVIES,
	  .each_origin = true },

	{ STATEMENT_IMPORT_NAMED_NAMES,    .parts = PART_PEOPLE },
	{ STATEMENT_IMPORT_NAMED_CREW,     .parts = PART_PEOPLE,
	  .seconds = { 12, 12 } },
	{ STATEMENT_IMPORT_NAMED_CAST,     .parts = PART_PEOPLE,
	  .analyse = "import_named" },
	{ STATEMENT_IMPORT_NAMED_HOLD,     .parts = PART_PEOPLE },
	{ STATEMENT_IMPORT_PERSON_LOCK,    .parts = PART_PEOPLE },
	{ STATEMENT_IMPORT_PERSON_OLD,     .parts = PART_PEOPLE },
	{ STATEMENT_IMPORT_PERSON_HOLD,    .parts = PART_PEOPLE },
	{ STATEMENT_IMPORT_PERSON_NEW,     .parts = PART_PEOPLE,
	  .analyse = "person", .count = TALLY_PEOPLE, .seconds = { 6, 55 } },
	{ STATEMENT_IMPORT_PERSON_KEY,     .parts = PART_PEOPLE,
	  .analyse = "person_key", .seconds = { 5, 20 } },
	{ STATEMENT_IMPORT_CREDIT_MERGE,   .parts = PART_PEOPLE,
	  .analyse = "import_credit", .seconds = { 17, 17 } },
	{ STATEMENT_IMPORT_RECREDITED,     .parts = PART_PEOPLE,
	  .analyse = "import_recredited" },
	{ STATEMENT_IMPORT_CREDIT_LOCK,    .parts = PART_PEOPLE },
	{ STATEMENT_IMPORT_CREDIT_OLD,     .parts = PART_PEOPLE },
	{ STATEMENT_IMPORT_CREDIT_NEW,     .parts = PART_PEOPLE,
	  .count = TALLY_CREDITS, .seconds = { 14, 370 } },
	{ STATEMENT_IMPORT_MOVIE_TOUCH,    .parts = PART_PEOPLE,
	  .count = TALLY_CHANGED },

	{ STATEMENT_IMPORT_RATER_NEW,      .parts = PART_RATINGS,
	  .analyse = "account" },
	{ STATEMENT_IMPORT_RATER,          .parts = PART_RATINGS,
	  .analyse = "import_rater" },
	{ STATEMENT_IMPORT_RATING_HOLD,    .parts = PART_RATINGS },
	{ STATEMENT_IMPORT_RATING_BAD,     .parts = PART_RATINGS,
	  .rejects = true },
	{ STATEMENT_IMPORT_RATING,         .parts = PART_RATINGS,
	  .analyse = "rating_delta", .count = TALLY_RATINGS,
	  .seconds = { 33, 100 } },
	{ 0 },
};
/* clang-format on */

bool
merge_begin(struct session *session)
{
	const struct rows *rows = session_run(session, begin);

	if (rows != NULL && strcmp(rows_value(rows, 0, 0, NULL), "t") != 0) {
		fputs("waiting for another import to end\n", stderr);
		rows =
		    session_run(session, "SELECT pg_advisory_xact_lock" LOCK);
	}
	if (rows != NULL)
		rows = session_query(session, &statements[STATEMENT_ROOMY],
		    &(struct values){ 0 });
	for (int i = 0; rows != NULL && merge_tables[i] != STATEMENT_NONE; i++)
		rows = session_query(session, &statements[merge_tables[i]],
		    &(struct values){ 0 });
	return rows != NULL;
}

/* What bare_end() takes of five million, in seconds; and to add ratings up. */
static const struct bare_weight bare_seconds = { 75, 105, 25 };
enum { RATING_INDEXES = 11, SETTLE = 60 };

static double
step_weight(const struct merge *merge, const struct merge_step *step)
{
	return (step->parts & PART_RATINGS) != 0
	    ? (double)step->seconds[!merge->bare_ratings] *
		(double)merge->ratings
	    : (double)step->seconds[!merge->bare] * (double)merge->movies;
}

static struct bare_weight
bare_weight(const struct merge *merge)
{
	double movies = merge->bare ? (double)merge->movies : 0;
	double ratings = merge->bare_ratings ? (double)merge->ratings : 0;

	return (struct bare_weight){
		bare_seconds.search * movies,
		bare_seconds.indexes * movies + RATING_INDEXES * ratings,
		bare_seconds.references * movies,
	};
}

static int
origins_count(const struct merge *merge)
{
	int count = 0;

	for (int i = 0; i < ORIGINS; i++)
		count += merge->origins[i];
	return count;
}

static double
merge_weight(const struct merge *merge)
{
	struct bare_weight bare = bare_weight(merge);
	double all = bare.search + bare.indexes + bare.references;

	for (const struct merge_step *s = merge_steps;
	     s->statement != STATEMENT_NONE; s++)
		if ((s->parts & merge->parts) != 0 &&
		    (!s->each_origin || origins_count(merge) > 0))
			all += step_weight(merge, s);
	if ((merge->parts & PART_RATINGS) != 0)
		all += SETTLE * (double)merge->ratings;
	return all;
}

static bool
step_run(struct session *session, const struct merge_step *step,
    enum origin origin, struct tally *tally)
{
	struct value source = { "source", &origin_names[origin], 1 };
	const struct statement *statement = &statements[step->statement];
	long rows;

	progress_begin(statement->name + strlen("import_"), 0);
	if (session_insist(
		session, statement, &(struct values){ &source, 1 }) == NULL)
		return false;
	rows = session_affected(session);
	tally->rows[step->count] += rows;
	progress_end(rows);
	return step->analyse == NULL || session_analyse(session, step->analyse);
}

/* As if it had been found out when they were read. */
static bool
ratings_reject(struct session *session, const struct merge *merge)
{
	enum { FILE_NUMBER, LINE, REASON, TEXT };
	const struct rows *rows;
	bool good = true;

	do {
		rows = session_run(session, "FETCH 1000 FROM import_bad");
		if (rows == NULL)
			return false;
		for (int i = 0; i < rows_count(rows) && good; i++) {
			int file = atoi(rows_value(rows, i, FILE_NUMBER, NULL));
			struct piece piece = {
				.line = atol(rows_value(rows, i, LINE, NULL)),
			};

			piece.text =
			    (char *)rows_value(rows, i, TEXT, &piece.size);
			good = reject(merge->rejects, merge->paths[file],
			    &piece, rows_value(rows, i, REASON, NULL));
		}
	} while (good && rows_count(rows) > 0);
	return good && rejects_allowed(merge->rejects) &&
	    session_run(session, "CLOSE import_bad") != NULL;
}

/* A step with all that belongs to it, if it is part of the import. */
static bool
step_try(struct session *session, const struct merge *merge,
    const struct merge_step *step, enum origin origin, struct tally *tally)
{
	if ((step->parts & merge->parts) == 0)
		return true;
	progress_share(step_weight(merge, step) /
	    (step->each_origin ? origins_count(merge) : 1));
	return step_run(session, step, origin, tally) &&
	    (!step->rejects || ratings_reject(session, merge));
}

/*
 * The movies of one origin are merged completely before those of the next, so
 * that these are known by what the first has said.
 */
static bool
steps_run(
    struct session *session, const struct merge *merge, struct tally *tally)
{
	const struct merge_step *from = merge_steps, *to = from;

	for (; from->statement != STATEMENT_NONE; from = to) {
		while (to->statement != STATEMENT_NONE &&
		    to->each_origin == from->each_origin)
			to++;
		for (int origin = 0; origin < ORIGINS; origin++) {
			if (from->each_origin ? !merge->origins[origin]
					      : origin > 0)
				continue;
			for (const struct merge_step *s = from; s < to; s++)
				if (!step_try(session, merge, s,
					(enum origin)origin, tally))
					return false;
		}
	}
	return true;
}

/* Of lines with one key, only the last is left. */
static bool
staged_prepare(
    struct session *session, const struct merge *merge, struct tally *tally)
{
	for (int i = 0; i < STAGINGS; i++) {
		const struct merge_step unique = { merge_uniques[i] };

		if (merge->doubles[i] && merge_uniques[i] != STATEMENT_NONE &&
		    !step_run(session, &unique, ORIGIN_JSON, tally))
			return false;
	}
	progress_begin("analyse", 0);
	for (int i = 0; i < STAGINGS; i++)
		if (!session_analyse(session, stagings[i].table))
			return false;
	progress_end(-1);
	return true;
}

static bool
ratings_settle(struct session *session, const struct merge *merge)
{
	const struct values none = { 0 };

	progress_share(SETTLE * (double)merge->ratings);
	progress_begin("settle", 0);
	if (session_query(
		session, &statements[STATEMENT_RATING_ALONE], &none) == NULL ||
	    session_insist(
		session, &statements[STATEMENT_RATING_SETTLE], &none) == NULL)
		return false;
	progress_end(-1);
	return true;
}

/* Who adds up ratings must not wait for what is locked here. */
static struct bare *
merge_bare(struct session *session, const struct merge *merge)
{
	if (merge->bare_ratings &&
	    (session_query(session, &statements[STATEMENT_RATING_ALONE],
		 &(struct values){ 0 }) == NULL ||
		session_run(session,
		    "LOCK TABLE account, movie IN ACCESS EXCLUSIVE MODE") ==
		    NULL))
		return NULL;
	return bare_begin(session,
	    !merge->bare_ratings ? CATALOGUE_TABLES
		: merge->bare	 ? CATALOGUE_TABLES ", " RATING_TABLES
				 : RATING_TABLES);
}

static bool
all_run(struct session *session, const struct merge *merge, struct tally *tally)
{
	struct bare *bare = NULL;
	bool good;

	if (!staged_prepare(session, merge, tally))
		return false;
	if (merge->bare || merge->bare_ratings) {
		bare = merge_bare(session, merge);
		if (bare == NULL)
			return false;
		bare_weigh(bare, bare_weight(merge));
	}
	good = steps_run(session, merge, tally) &&
	    ((merge->parts & PART_RATINGS) == 0 ||
		ratings_settle(session, merge));
	if (bare != NULL) {
		good = good && bare_end(bare, session);
		bare_free(bare);
	}
	return good;
}

bool
merge_run(
    struct session *session, const struct merge *merge, struct tally *tally)
{
	bool good;

	progress_whole(merge_weight(merge));
	session_tick(session, progress_tick);
	good = all_run(session, merge, tally);
	session_tick(session, NULL);
	progress_clear();
	progress_whole(0);
	return good;
}
