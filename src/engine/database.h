#ifndef ENGINE_DATABASE_H
#define ENGINE_DATABASE_H

#include "engine/loop.h"
#include "engine/pipeline.h"
#include "engine/query.h"
#include "engine/settings.h"

/*
 * PostgreSQL as a responder sees it: a lane for each kind of work, each with
 * its own connections and its own queue.
 */
struct database;

/*
 * `prepared[lane]` ends with a NULL name; a lane without one is not used and
 * opens no connection. Everything passed has to live as long as the database.
 */
struct database *database_new(struct loop *loop,
    const struct settings *settings,
    const struct prepared *const prepared[LANES]);
void database_free(struct database *database);

/*
 * Asks. query->done() is called once, when query->answer is complete; at once,
 * within this call, if PostgreSQL is known to be away.
 */
void database_submit(struct database *database, struct query *query);

/* Is something asked that is not answered yet? */
bool database_is_busy(const struct database *database);

#endif
