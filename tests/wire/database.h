#ifndef TESTS_WIRE_DATABASE_H
#define TESTS_WIRE_DATABASE_H

#include <libpq-fe.h>
#include <sys/types.h>

/* The PostgreSQL behind the responder, at DATABASE_URL. */

/* A connection for the test; NULL if there is none to be had. */
PGconn *database_connect(void);

/* Runs a statement; fails the test if it is refused. Returns a number. */
long database_run(const char *sql);

/* Locks the table of movies, until it is unlocked or the test ends. */
PGconn *movies_lock(void);
void movies_unlock(PGconn *lock);

/* Waits until so many backends of the responder wait for a lock. */
void wait_until_blocked(int count);

/*
 * From now on commits are done, but not acknowledged, as if a standby had to
 * have them first; until they are released. Waits for one that is there.
 */
void commits_hold(void);
void commits_release(void);
void wait_until_committed(void);

/* From now on no commit can be made sure, though each is done. */
void flushes_forbid(void);
void flushes_allow(void);

/* Ends every backend of the responder. */
void backends_terminate(void);

/* Stops the responder's backends in their tracks. */
void backends_freeze(void);

/* What is done to the whole cluster, by the program that CLUSTER names. */
void postgres_freeze(void);
void postgres_thaw(void); /* the backends too */
void postgres_stop(void);
void postgres_start(void);

/* Kills a backend, after which PostgreSQL ends all others and restarts. */
void postgres_crash(void);

/* How many connections there may be; -1: as many as PostgreSQL allows. */
void database_limit(int connections);

/* All as it should be, whatever a test that failed has left behind. */
void postgres_well(void);

/* An address whose reply is larger than what a socket holds. */
const char *wide_list(void);

/* What an admin sends as Authorization. */
const char *database_admin(void);

#endif
