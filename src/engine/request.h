#ifndef ENGINE_REQUEST_H
#define ENGINE_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/arena.h"
#include "engine/log.h"
#include "engine/query.h"
#include "engine/settings.h"
#include "engine/worker.h"

struct answer;
struct handler;
struct database;

/*
 * One request that has arrived whole. It lives from begin() to
 * request_reply(); all of its memory is given back then.
 */
struct request {
	struct arena *arena;
	const struct handler *handler;
	const struct settings *settings;
	struct database *database;
	struct worker *worker;
	int64_t queue_max;	 /* how long it may wait for its turn */
	char *const *parameters; /* "NAME=value", ended by NULL */
	const char *body;	 /* "" if it has more bytes than may be */
	size_t body_size;
	int64_t arrived;       /* loop time */
	struct log_access log; /* times are filled in by the engine */
	void *detail;	       /* belongs to whoever handles the request */
	struct job job;	       /* for request_work() */
};

/*
 * What a responder does with requests. begin(), resume(), more() and worked()
 * each end in one call of request_reply(), request_query() or request_work(),
 * or of one of those for a reply in parts, and nothing after it.
 */
struct handler {
	void (*begin)(struct request *request);
	/* The database has answered what request_query() asked. */
	void (*resume)(struct request *request, const struct answer *answer);
	/* In the worker's thread: what request_work() is for. */
	void (*work)(struct request *request);
	/* That is done; or not, because its turn would have come too late. */
	void (*worked)(struct request *request, bool done);
	/* Of a reply in parts: it is time for the next; see below. */
	void (*more)(struct request *request);
	/* The server is too busy for this request: it was not begun. */
	void (*refuse)(struct request *request);
	/* Takes bodies of up to large_body_kib, not of 64 KiB. */
	bool takes_large;
};

/* A parameter that the web server passed; NULL if it is empty or not there. */
const char *request_parameter(const struct request *request, const char *name);

/*
 * Sends a whole CGI response (RFC 3875, section 6) and ends the request. The
 * bytes may live in its arena. Writes its log line.
 */
void request_reply(struct request *request, const char *bytes, size_t size);

/*
 * A reply in parts, for one that is too large to be held in memory. Once
 * request_in_parts() has allowed it, request_part() sends all but the last,
 * which request_reply() does. When the peer has taken nearly all of a part,
 * what the arena has given since request_in_parts() is taken back, and more()
 * is called. It may need several turns until it knows more: request_rest() has
 * it called again half a second later. If the peer goes away, or the process
 * has to, the request ends between two calls, without any.
 *
 * Such a request does not count as one that is worked on: there may be
 * max_exports of them; one more has the place of one whose peer takes it very
 * slowly, which is cut. Returns false if there is none.
 */
bool request_in_parts(struct request *request);
void request_part(struct request *request, const char *bytes, size_t size);
void request_rest(struct request *request);

/* Ends the reply, and the connection, in a way that shows that it is cut. */
void request_cut(struct request *request);

/*
 * Asks the database; the query lives in the arena. resume() gets the answer,
 * perhaps before this returns.
 */
void request_query(struct request *request, struct query *query);

/*
 * Has the handler's work() done beside the loop; see worker.h. The request has
 * waited too long when that does not begin within the time of the queue.
 */
void request_work(struct request *request);

/*
 * Has one step done for which nobody waits, and of which nobody hears; it may
 * be left undone when there is much to do. It is a prepared one, and its values
 * are copied.
 */
void request_note(
    struct request *request, enum lane lane, const struct query_step *step);

#endif
