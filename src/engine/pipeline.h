#ifndef ENGINE_PIPELINE_H
#define ENGINE_PIPELINE_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/flush.h"
#include "engine/hosts.h"
#include "engine/kept.h"
#include "engine/loop.h"
#include "engine/query.h"

/*
 * One connection to PostgreSQL in libpq's pipeline mode, which comes back by
 * itself when it is lost. Each query is a segment of its own: its steps and
 * one sync, so that nothing it does touches its neighbours.
 */

/* A statement that a connection prepares before it is ready. */
struct prepared {
	const char *name;
	const char *sql;
};

struct pipeline_options {
	const char *database_url;
	struct hosts hosts;  /* of it */
	const char *session; /* server settings: "-c name=value …" */
	int64_t silence_max; /* microseconds without an answer: it is frozen */
	const struct prepared *prepared;
	int prepared_count;
	bool writes; /* answers wait for a flush: see flush.h */
};

enum pipeline_state {
	PIPELINE_DOWN, /* waits until retry_at */
	PIPELINE_CONNECTING,
	PIPELINE_PREPARING,
	PIPELINE_READY,
	PIPELINE_SPENT, /* takes no more queries; ends when all are answered */
};

struct pipeline {
	struct watch watch;
	struct loop *loop;
	const struct pipeline_options *options;
	enum pipeline_state state;
	bool failed; /* the last attempt to connect did not succeed */
	/* Sent and not come back: queries, flushes, and what is kept. */
	int depth;

	/*
	 * Whoever owns it sets these. answered(): the answer of the query is
	 * complete. returned(): the connection went away under it; `safe` says
	 * that nothing was done. changed(): look at `state` and `failed`.
	 */
	void *owner;
	void (*answered)(struct pipeline *pipeline, struct query *query);
	void (*returned)(
	    struct pipeline *pipeline, struct query *query, bool safe);
	void (*changed)(struct pipeline *pipeline);

	PGconn *connection;
	struct kept kept; /* by the connection */
	uint32_t events;  /* that epoll watches; 0: not watched */
	struct link sent; /* what `depth` counts, oldest first */
	struct flush flush;
	int64_t deadline; /* of connecting and preparing */
	int64_t retry_at;
	int64_t heard;	/* when it last answered, or began to have to */
	int failures;	/* attempts to connect in a row */
	int first_host; /* of the list: the one to try first */
};

void pipeline_init(struct pipeline *pipeline, struct loop *loop,
    const struct pipeline_options *options);
void pipeline_free(struct pipeline *pipeline);

/* Sends a query. Only when PIPELINE_READY. */
void pipeline_send(struct pipeline *pipeline, struct query *query);

/*
 * A query that was sent is not waited for any more: what it gives will be
 * dropped. It belongs to the caller again.
 */
void pipeline_forsake(struct query *query);

/* Looks after deadlines. Returns when to look again, in loop time. */
int64_t pipeline_tick(struct pipeline *pipeline, int64_t now);

#endif
