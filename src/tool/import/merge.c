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
	{ STATEMENT_IMPORT_GENRE,          .parts = PART_MOVIES },
	{ STATEMENT_IMPORT_GENRE_LIST,     .parts = PART_MOVIES },

	{ STATEMENT_IMPORT_TARGET,         .parts = PART_MOVIES,
	  .each_origin = true },
	{ STATEMENT_IMPORT_TARGET_SCORES,  .parts = PART_MOVIES,
	  .each_origin = true, .analyse = "import_target" },
	{ STATEMENT_IMPORT_MOVIE_NEW,      .parts = PART_MOVIES,
	  .each_origin = true, .count = TALLY_ADDED },
	{ STATEMENT_IMPORT_MOVIE_KEY,      .parts = PART_MOVIES,
	  .each_origin = true },
	{ STATEMENT_IMPORT_LINK_KEY,       .parts = PART_MOVIES,
	  .each_origin = true, .analyse = "movie, movie_key" },
	{ STATEMENT_IMPORT_MOVIE_OLD,      .parts = PART_MOVIES,
	  .each_origin = true, .count = TALLY_CHANGED },
	{ STATEMENT_IMPORT_GENRE_UNLINK,   .parts = PART_MOVIES,
	  .each_origin = true },
	{ STATEMENT_IMPORT_GENRE_LINK,     .parts = PART_MOVIES,
	  .each_origin = true },
	{ STATEMENT_IMPORT_GENRE_RELINK,   .parts = PART_MOVIES,
	  .each_origin = true },

	{ STATEMENT_IMPORT_NAMED_NAMES,    .parts = PART_PEOPLE },
	{ STATEMENT_IMPORT_NAMED_CREW,     .parts = PART_PEOPLE },
	{ STATEMENT_IMPORT_NAMED_CAST,     .parts = PART_PEOPLE,
	  .analyse = "import_named" },
	{ STATEMENT_IMPORT_PERSON_OLD,     .parts = PART_PEOPLE },
	{ STATEMENT_IMPORT_PERSON_NEW,     .parts = PART_PEOPLE,
	  .analyse = "person", .count = TALLY_PEOPLE },
	{ STATEMENT_IMPORT_PERSON_KEY,     .parts = PART_PEOPLE,
	  .analyse = "person_key" },
	{ STATEMENT_IMPORT_CREDIT_MERGE,   .parts = PART_PEOPLE,
	  .analyse = "import_credit" },
	{ STATEMENT_IMPORT_RECREDITED,     .parts = PART_PEOPLE,
	  .analyse = "import_recredited" },
	{ STATEMENT_IMPORT_CREDIT_OLD,     .parts = PART_PEOPLE },
	{ STATEMENT_IMPORT_CREDIT_NEW,     .parts = PART_PEOPLE,
	  .count = TALLY_CREDITS },
	{ STATEMENT_IMPORT_MOVIE_TOUCH,    .parts = PART_PEOPLE,
	  .count = TALLY_CHANGED },

	{ STATEMENT_IMPORT_RATER_NEW,      .parts = PART_RATINGS,
	  .analyse = "account" },
	{ STATEMENT_IMPORT_RATER,          .parts = PART_RATINGS,
	  .analyse = "import_rater" },
	{ STATEMENT_IMPORT_RATING_BAD,     .parts = PART_RATINGS,
	  .rejects = true },
	{ STATEMENT_IMPORT_RATING,         .parts = PART_RATINGS,
	  .analyse = "rating_delta", .count = TALLY_RATINGS },
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

static bool
step_run(struct session *session, const struct merge_step *step,
    enum origin origin, struct tally *tally)
{
	struct value source = { "source", &origin_names[origin], 1 };
	const struct statement *statement = &statements[step->statement];
	long rows;

	progress_begin(statement->name + strlen("import_"), 0);
	if (session_query(session, statement, &(struct values){ &source, 1 }) ==
	    NULL)
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
				if ((s->parts & merge->parts) != 0 &&
				    (!step_run(session, s, (enum origin)origin,
					 tally) ||
					(s->rejects &&
					    !ratings_reject(session, merge))))
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
		if (!session_analyse(session, stagings[i].table))
			return false;
	}
	return true;
}

static bool
ratings_settle(struct session *session)
{
	const struct values none = { 0 };

	return session_query(session, &statements[STATEMENT_RATING_ALONE],
		   &none) != NULL &&
	    session_query(
		session, &statements[STATEMENT_RATING_SETTLE], &none) != NULL;
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

bool
merge_run(
    struct session *session, const struct merge *merge, struct tally *tally)
{
	struct bare *bare = NULL;
	bool good;

	if (!staged_prepare(session, merge, tally))
		return false;
	if (merge->bare || merge->bare_ratings) {
		bare = merge_bare(session, merge);
		if (bare == NULL)
			return false;
	}
	good = steps_run(session, merge, tally) &&
	    ((merge->parts & PART_RATINGS) == 0 || ratings_settle(session));
	if (bare != NULL) {
		good = good && bare_end(bare, session);
		bare_free(bare);
	}
	return good;
}
