#ifndef ENGINE_SESSION_H
#define ENGINE_SESSION_H

#include <stdbool.h>

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

/*
 * The same within a transaction that others may wait for while it waits for
 * them: then it takes back what it has done of the statement and runs it again,
 * for a minute, until the others give up by their lock_timeout.
 */
const struct rows *session_insist(struct session *session,
    const struct statement *statement, const struct values *values);

/* Calls it some times a second while the session waits for an answer. */
void session_tick(struct session *session, void (*tick)(void));

/* Lets the planner know what is in these tables now, "a, b". */
bool session_analyse(struct session *session, const char *tables);

/* How many rows the statement has added, changed or deleted. */
long session_affected(const struct session *session);

/*
 * Sends rows into a table: `sql` is COPY … FROM STDIN. Between begin and end
 * nothing else may be asked. With a reason to end, nothing of it stays. Each
 * returns false after one line on standard error.
 */
bool session_copy_begin(struct session *session, const char *sql);
bool session_copy_put(struct session *session, const char *bytes, size_t size);
bool session_copy_end(struct session *session, const char *reason);

/*
 * From here on SIGINT, SIGTERM and SIGHUP end what the session is waiting for,
 * and whoever works with it looks now and then whether one has come, and which:
 * 0 is none. What then fails, fails without a word.
 */
void session_heed_signals(struct session *session);
int session_interrupted(void);

#endif
