#ifndef HTTP_ROUTE_H
#define HTTP_ROUTE_H

#include <stdbool.h>

#include "engine/buffer.h"
#include "engine/query.h"
#include "engine/rows.h"
#include "gen/statements.h"
#include "http/input.h"
#include "http/problem.h"
#include "http/uri.h"

/*
 * The API is a table: a row says what one method on one path does. Most rows
 * need no code: the inputs are checked, bound by name to the parameters of the
 * statement, and its rows become the JSON of the reply.
 */

/* Who may call; there is no default. */
enum access { ACCESS_UNSAID, ACCESS_ANYONE, ACCESS_USER, ACCESS_ADMIN };

enum shape {
	SHAPE_ONE,    /* the first row, as an object; none: see `missing` */
	SHAPE_LIST,   /* all rows, as an array in pages */
	SHAPE_ALL,    /* all rows, as an array */
	SHAPE_STREAM, /* all rows, as lines (NDJSON): see stream.h */
	SHAPE_NONE,  /* nothing is shown; none: see `missing`, if that is set */
	SHAPE_FIXED, /* no statement: `body` */
};

enum { ROUTE_STEPS_MAX = 9 };

/* A statement on the way to the one whose rows are shown. */
struct route_step {
	enum statement_id statement;
	const char *given; /* only if this input is given; NULL is always */
};

/*
 * How a route that creates something heeds Idempotency-Key: what is sent in
 * place of its statement then, which gives the same row and keeps it by
 * answer_keep(), and what gives that row once more, from answer_kept().
 */
struct route_once {
	enum statement_id keep, again;
};

/*
 * A sort order of a list. After a page, the list goes on from the value that
 * the last row has in `column`, and from its id (column _id, or id).
 */
struct order {
	const char *sort; /* value of `sort`; "" cannot be asked for by name */
	const char *column; /* of the key */
	/* What the key is: INPUT_ID, _IDS, _INTEGER, _DECIMAL or _TEXT. */
	enum input_type type;
	/* Of a list whose sort is not given: the first whose input is. */
	const char *given; /* NULL: needs none */
	/* Makes the pages, in place of that of the route. */
	enum statement_id statement;
};

struct call;

struct route {
	const char *method;
	const char *path;  /* "/api/movies/{id}/": {id} is a path input */
	const char *alias; /* another path for the same, or NULL */
	enum access access;
	const struct input *inputs; /* ends with a NULL name; NULL is none */
	enum shape shape;
	enum lane lane;
	struct route_step before[ROUTE_STEPS_MAX];
	enum statement_id statement;
	/* One row of it has to be there for the rest to mean anything. */
	enum statement_id parent;
	/* NULL, or a foreign key that fails if what the path names is not
	 * there, which is `missing`. */
	const char *foreign_key;
	enum problem missing;	    /* PROBLEM_NONE stands for NOT_FOUND */
	const char *missing_detail; /* NULL: the usual one */
	const struct order *orders; /* of a list; ends with a NULL sort */
	const char *body;
	const char *created; /* 201; Location is this, the id, and a slash */
	struct route_once once;

	/*
	 * What takes long, such as checking a password, is done beside the
	 * loop: `ask` in a transaction of its own, whose row gives values for
	 * all that follows; then work(), which adds more, or refuses with a
	 * fault or call->refusal. Then `denied` is done instead; or
	 * `abandoned`, where it did not come to a decision.
	 */
	enum statement_id ask, denied, abandoned;
	void (*work)(struct call *call);

	/*
	 * The body is up to so many objects, each of which has the inputs that
	 * are IN_BODY. To read them is what takes long: see batch.h.
	 */
	long items_max;

	/*
	 * A new token is made: its hash for `new_token_hash`, itself for
	 * write(), as call->secret.
	 */
	bool makes_token;

	/* Writes the body of the reply, where a row does not say it all. */
	void (*write)(
	    struct call *call, const struct rows *rows, struct buffer *body);
};

/*
 * Does the path match the pattern? If so, values[i] gets the texts of the
 * pattern's inputs, in order.
 */
bool route_matches(
    const char *pattern, const struct uri *uri, const char **values);

/* Is something of it done beside the loop? */
static inline bool
route_works(const struct route *route)
{
	return route->work != NULL || route->items_max != 0;
}

/* How the pattern calls its i-th input; NULL after the last. */
const char *route_path_input(const char *pattern, int i, struct arena *arena);

#endif
