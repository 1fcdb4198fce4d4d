#ifndef TOOL_BARE_H
#define TOOL_BARE_H

#include <stdbool.h>

#include "engine/session.h"

/*
 * What slows the filling of empty tables down, all indexes and constraints
 * between tables but primary keys, is dropped before and made again behind it.
 * From begin until the transaction ends nobody else can use the tables.
 */
struct bare;

/*
 * The tables are locked in the order in which they are named, with a comma
 * between them; others should lock them so, too. Returns NULL after one line on
 * standard error.
 */
struct bare *bare_begin(struct session *session, const char *tables);

/*
 * How heavy is what bare_end() does, as shares of a whole: to fill what search
 * needs, to make all indexes, and all references between tables.
 */
struct bare_weight {
	double search, indexes, references;
};

void bare_weigh(struct bare *bare, struct bare_weight weight);

/* Returns whether all is there again. */
bool bare_end(struct bare *bare, struct session *session);
void bare_free(struct bare *bare);

#endif
