#ifndef TOOL_GENERATE_RATINGS_H
#define TOOL_GENERATE_RATINGS_H

#include "tool/generate/parts.h"

/* Of all ratings that could be given, at most one in so many is made. */
enum { RATINGS_EACH = 100 };

/*
 * Lets the generated accounts rate the movies, and adds it up. Most comes from
 * few accounts and goes to few movies, those that are popular; the scores are
 * around imdb_score. The tables have no ratings yet, and nobody else adds them
 * up. Returns false after one line on standard error, or after an interruption.
 */
bool ratings_run(const struct generate *generate);

#endif
