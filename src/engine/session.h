#ifndef ENGINE_SESSION_H
#define ENGINE_SESSION_H

#include "engine/arena.h"
#include "engine/rows.h"
#include "engine/statement.h"

/*
 * One connection to PostgreSQL for a command that may wait for it. The
 * responders do not use it; see database.h.
 */
struct session;

/* Returns NULL after one line on standard error. */
struct session *session_open(const char *database_url);
void session_close(struct session *session);

/*
 * Runs SQL, several statements if need be. Returns the rows of the last one,
 * which live until the next call, or NULL after one line on standard error.
 */
const struct rows *session_run(struct session *session, const char *sql);

/* The same for one named statement with its values. */
const struct rows *session_query(struct session *session,
    const struct statement *statement, const struct values *values);

#endif
