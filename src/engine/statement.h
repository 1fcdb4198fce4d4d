#ifndef ENGINE_STATEMENT_H
#define ENGINE_STATEMENT_H

#include <stdbool.h>

#include "engine/arena.h"
#include "engine/query.h"

/*
 * A named SQL statement of sql/queries. How it is written there:
 *
 *   -- name: movie_get :one      begins a statement that gives one row …
 *   -- name: movie_list :many    … or any number
 *   -- fragment: movie_columns   begins a piece for several statements
 *   -- include: movie_columns    puts it here
 *   … = :year                    a parameter, bound by name
 *   … LIMIT :#limit              a number, put in as it is
 *   …                --? year    this line is sent only if year is given
 *   …                --? sort=id … only if sort is given as id
 *   …                --? each g  … once for each value of g
 *
 * Several conditions on a line must all hold. Without their conditions, all
 * lines together are one valid statement; that is what start-up prepares.
 * A statement without conditions is fixed: it is planned once. Any other is
 * planned for the values at hand: each time, or, if what is sent has no
 * parameters, once for each connection; see kept.h.
 */
struct statement {
	const char *name;
	bool one;
	const struct statement_line {
		const char *sql;
		const char *condition; /* "" is none */
	} * lines;		       /* ends with NULL */
};

/*
 * A value for a parameter; given several times, it has several texts. A text
 * may be NULL, for null: that is given, too.
 */
struct value {
	const char *name;
	const char **texts;
	int count; /* 0: not given */
};

struct values {
	struct value *items;
	int count, room;
};

/* The value of that name, or NULL if there is none or it is not given. */
const struct value *values_find(const struct values *values, const char *name);

/* Has it no conditions? */
bool statement_is_fixed(const struct statement *statement);

/* Makes the SQL and the parameters for these values. */
void statement_render(const struct statement *statement,
    const struct values *values, struct arena *arena, struct query_step *step);

/* A fixed statement, ready to be prepared and bound. */
struct plan {
	const char *name;
	const char *sql;
	int parameters;
	const char *names[QUERY_PARAMETERS_MAX];
};

/*
 * The plan lives in the arena. That of a statement with conditions is good for
 * seeing whether PostgreSQL can prepare it, not for binding.
 */
void statement_plan(
    const struct statement *statement, struct arena *arena, struct plan *plan);

/* Binds the values by name; what is not given is null. */
void plan_bind(const struct plan *plan, const struct values *values,
    struct arena *arena, struct query_step *step);

#endif
