#ifndef TOOL_GENERATE_PARTS_H
#define TOOL_GENERATE_PARTS_H

#include <stdint.h>

#include "engine/session.h"

/* More pairs of names there are not; and so many rows of a kind are enough. */
enum { PEOPLE_MAX = 10006000, NUMBER_MAX = 100000000 };

/* What is asked for. */
struct generate {
	struct session *session;
	uint32_t movies, people, accounts, ratings;
	uint64_t seed;
};

/*
 * Fills the tables, which have none of it yet. Returns false after one line on
 * standard error, or after an interruption.
 */
bool parts_run(const struct generate *generate);

#endif
