#ifndef HTTP_NUMBER_H
#define HTTP_NUMBER_H

#include "engine/arena.h"

/*
 * A number of JSON in a form that PostgreSQL takes as it is: its exponent may
 * be beyond what that can read.
 */

/* With one decimal; NULL if it has more. */
const char *number_tenths(const char *number, struct arena *arena);

/* Without decimals; NULL if it has some. */
const char *number_whole(const char *number, struct arena *arena);

#endif
