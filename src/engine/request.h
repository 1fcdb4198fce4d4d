#ifndef ENGINE_REQUEST_H
#define ENGINE_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/arena.h"
#include "engine/log.h"

struct answer;
struct handler;
struct query;
struct server;

/*
 * One request that has arrived whole. It lives from begin() to
 * request_reply(); all of its memory is given back then.
 */
struct request {
	struct arena *arena;
	struct server *server;
	const struct handler *handler;
	char *const *parameters; /* "NAME=value", ended by NULL */
	const char *body;
	size_t body_size;
	int64_t arrived;       /* loop time */
	struct log_access log; /* times are filled in by the engine */
	void *detail;	       /* belongs to whoever handles the request */
};

/*
 * What a responder does with requests. begin() and resume() each end in one
 * call of request_reply() or request_query(), and nothing after it.
 */
struct handler {
	void (*begin)(struct request *request);
	/* The database has answered what request_query() asked. */
	void (*resume)(struct request *request, const struct answer *answer);
	/* The server is too busy for this request: it was not begun. */
	void (*refuse)(struct request *request);
};

/* A parameter that the web server passed; NULL if it is empty or not there. */
const char *request_parameter(const struct request *request, const char *name);

/*
 * Sends a whole CGI response (RFC 3875, section 6) and ends the request. The
 * bytes may live in its arena. Writes its log line.
 */
void request_reply(struct request *request, const char *bytes, size_t size);

/* Asks the database; the query lives in the arena. resume() gets the answer,
 * perhaps before this returns. */
void request_query(struct request *request, struct query *query);

#endif
