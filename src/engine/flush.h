#ifndef ENGINE_FLUSH_H
#define ENGINE_FLUSH_H

#include <libpq-fe.h>
#include <stdbool.h>

#include "engine/list.h"
#include "engine/query.h"

struct pipeline;

/*
 * Group commit, over a connection that writes. What commits there does not wait
 * for the disk. Its answer does: for a flush behind it, which commits as the
 * server is set (synchronous_commit), and so takes along all before it, also
 * what others have committed. One at a time is under way; what is sent
 * meanwhile is for the next one, so that the more there is to do, the more
 * share one wait. What is refused waits as well, because it may have seen what
 * is not sure yet.
 *
 * Nobody is told of what a crash could undo. Reads may see it before it is
 * sure. A flush takes a transaction id, as each commit that is to wait has to.
 */
struct flush {
	struct query query; /* itself, among those that were sent */
	bool under_way;
	int wanted;	  /* queries that were sent behind the last one */
	struct link held; /* those whose answer waits, oldest first */
};

void flush_init(struct flush *flush);

/* Sends what a connection needs for it, without a sync. */
bool flush_prepare(PGconn *connection);

/*
 * The query was sent: sends a flush behind it, if it wants one and none is
 * under way. Returns false if libpq cannot.
 */
bool flush_follow(struct pipeline *pipeline, const struct query *query);

/* Is the answer of the query, which is complete, held back from now on? */
bool flush_holds(struct pipeline *pipeline, struct query *query);

/*
 * The flush has come back: gives the answers that waited for it, and sends the
 * next one if there is something to flush. If it was refused, nobody knows what
 * became of these, and the connection is spent. Returns false: connection lost.
 */
bool flush_complete(struct pipeline *pipeline);

/* The connection went away, and with it what the answers waited for. */
void flush_lose(struct pipeline *pipeline);

#endif
