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

/* Gives it back, and all it holds. */
void connection_free(struct connection *connection);

/*
 * Looks whether the idle connection has a request now; if it is of no more use,
 * frees it. Returns whether it is still there.
 */
bool connection_look(struct connection *connection);

/* Begins what is queued, as far as there is room. */
void server_pump(struct server *server);

/* The request is over; whole if all of the reply was written. */
void request_end(struct connection *connection, bool whole);

/* Writes what the peer takes now, and waits for it with the rest. */
void reply_write(struct connection *connection);

/* Asks for a look when the connection has been long enough in its state. */
void server_expire_by(
    struct server *server, const struct connection *connection);

/* Looks after what stays too long in a state. Returns when to look again. */
int64_t server_expire(struct server *server, int64_t now);

/* The process is to go: closes what is idle, cuts what would go on. */
void server_drain(struct server *server, int64_t now);

/* A part, but not the last one, is written. */
void part_written(struct connection *connection);

/* The request with a reply in parts is over. */
void parts_end(struct connection *connection);

/* Ends those that would still go on. */
void parts_cut(struct server *server);

#endif
