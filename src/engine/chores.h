#ifndef ENGINE_CHORES_H
#define ENGINE_CHORES_H

#include "engine/database.h"
#include "engine/loop.h"

/*
 * What a responder has PostgreSQL do from time to time, for nobody. Every child
 * does so; whether one of them is enough is for the statement to find out.
 */
struct chore {
	const char *prepared; /* of LANE_WRITE, without parameters */
	int64_t every;	      /* microseconds from an end to the next begin, at
				 most, and half of it at least */
};

/*
 * Does them while the loop turns, each once at a time. The list ends with a
 * NULL name. Everything passed has to live as long.
 */
struct chores *chores_new(
    struct loop *loop, struct database *database, const struct chore *list);

/* Before the database goes. What is under way is not waited for. */
void chores_free(struct chores *chores);

#endif
