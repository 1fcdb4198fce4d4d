#ifndef ENGINE_SERVE_H
#define ENGINE_SERVE_H

#include "engine/connection.h"
#include "engine/listener.h"
#include "engine/server.h"

/* What the parts of the server know of each other; for them only. */

enum { STATES = CONNECTION_WRITING + 1, SPARE_ARENAS_MAX = 64 };

/* Edges only: what has arrived may stay in the socket for a while. */
#define EVENTS_USUAL (EPOLLIN | EPOLLRDHUP | EPOLLET)

struct server {
	struct listener listener;
	struct ticker ticker;
	struct loop *loop;
	struct database *database;
	const struct handler *handler;
	const struct settings *settings;
	struct worker *worker;

	struct link lists[STATES]; /* connections by state, oldest first */
	long working, working_max; /* requests that the handler has */
	long parted;		   /* and beside them, with a reply in parts */
	int large;		   /* connections that are `large` */
	size_t body_more;	   /* see struct frame */
	int64_t queue_max, drain_max;
	bool pumping;
	bool draining, cutting; /* now all replies in parts are cut, too */
	int64_t drained_at;

	int64_t worked_at; /* when a request last ended; 0: trimmed since */
	struct arena *spare[SPARE_ARENAS_MAX];
	int spares;
};

void connection_enter(
    struct connection *connection, enum connection_state state);

/* Begins what is queued, as far as there is room. */
void server_pump(struct server *server);

/* The request is over; whole if all of the reply was written. */
void request_end(struct connection *connection, bool whole);

/* Writes what the peer takes now, and waits for it with the rest. */
void reply_write(struct connection *connection);

/* A part, but not the last one, is written. */
void part_written(struct connection *connection);

/* The request with a reply in parts is over. */
void parts_end(struct connection *connection);

/* Ends those that would still go on. */
void parts_cut(struct server *server);

#endif
