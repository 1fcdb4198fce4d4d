#ifndef TOOL_IMPORT_MERGE_H
#define TOOL_IMPORT_MERGE_H

#include <stdbool.h>

#include "engine/session.h"
#include "tool/import/format.h"
#include "tool/import/reject.h"

/* What an import has done to the catalogue, in rows. */
struct tally {
	long rows[6];
};

enum {
	TALLY_NONE,
	TALLY_ADDED,
	TALLY_CHANGED,
	TALLY_PEOPLE,
	TALLY_CREDITS,
	TALLY_RATINGS,
};

/* A statement of sql/queries/import.sql. */
struct merge_step {
	int statement;
	unsigned parts;	     /* not done if the import is limited to others */
	bool each_origin;    /* once for each origin of movies */
	int count;	     /* what its rows count as */
	int seconds[2];	     /* that it takes of five million rows: bare, not */
	bool rejects;	     /* it finds ratings that cannot be used */
	const char *analyse; /* tables the planner has to know anew, or NULL */
};

/*
 * What makes the temporary tables, what takes doubles out of those that have
 * keys, and what merges them. The first and the last end with statement 0.
 */
extern const int merge_tables[];
extern const int merge_uniques[STAGINGS];
extern const struct merge_step merge_steps[];

/* Begins the transaction; nobody else imports until it ends. */
bool merge_begin(struct session *session);

struct merge {
	unsigned parts;		/* of what there is */
	bool origins[ORIGINS];	/* from which there are movies */
	bool doubles[STAGINGS]; /* which may have a key twice */
	/*
	 * Indexes of the catalogue, and of ratings, are dropped, and made again
	 * at the end: nobody else can use it until the transaction ends.
	 */
	bool bare, bare_ratings;
	long movies, ratings; /* how many are staged */
	/* Where ratings go that nothing can be done with; names of the files.
	 */
	struct rejects *rejects;
	char *const *paths;
};

/*
 * Merges what is staged into the catalogue. Returns false after one line on
 * standard error, or after rejecting what may not be passed over.
 */
bool merge_run(
    struct session *session, const struct merge *merge, struct tally *tally);

#endif
