#ifndef ENGINE_QUERY_H
#define ENGINE_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/arena.h"
#include "engine/list.h"

/*
 * A question to PostgreSQL and its answer: one statement or a short fixed
 * group, sent as one pipeline segment, which is also the transaction.
 */

/* Different work waits in different queues. */
enum lane { LANE_QUICK, LANE_SLOW, LANE_WRITE, LANES };

enum { QUERY_STEPS_MAX = 12, QUERY_PARAMETERS_MAX = 48 };

struct query_step {
	const char *prepared; /* name of a prepared statement, or NULL … */
	const char *sql;      /* … and the text that is to be planned */
	bool lasting;	      /* … and comes again: see kept.h */
	int parameters;
	const char *const *values; /* as text; NULL is null */
};

struct rows; /* what a step gave; see rows.h */

enum answer_kind {
	ANSWER_ROWS,
	ANSWER_ERROR,	    /* PostgreSQL refused: see sqlstate */
	ANSWER_UNAVAILABLE, /* PostgreSQL is away; nothing was done */
	ANSWER_BUSY,	    /* waited too long for its turn; nothing was done */
	ANSWER_UNKNOWN,	    /* the connection was lost after a write was sent */
};

struct answer {
	enum answer_kind kind;
	int steps; /* how many gave rows */
	const struct rows *rows[QUERY_STEPS_MAX];
	char sqlstate[6];
	const char *message; /* of PostgreSQL, for the log */
	/* What the refusal is about, or "": columns, or a constraint. */
	const char *column, *constraint, *table;
};

struct query {
	enum lane lane;
	int steps;
	struct query_step step[QUERY_STEPS_MAX];
	bool repeatable; /* safe to send again */
	bool relaxed;	 /* nobody is told what a crash could undo */
	bool spare;	 /* may be left undone when there is much else to do */
	bool yields;	 /* lets others of its lane go first, for a while */
	/* NULL, or a foreign key: that it fails is the answer, no conflict. */
	const char *foreign_key;
	/* How many times as long as others a step may take, if it is told to
	 * PostgreSQL as well; 0 is once. */
	int patience;

	struct arena *arena; /* of the answer; NULL: nobody waits for it */
	void (*done)(struct query *query);
	void *context; /* for done() */

	/* Kept by the database side. */
	struct answer answer;
	struct link link;
	int64_t asked, sent;
	int tries;
	bool failed; /* a step was refused; the answer says how */
};

#endif
