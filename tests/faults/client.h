#ifndef TESTS_FAULTS_CLIENT_H
#define TESTS_FAULTS_CLIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "http.h"

/* A client that keeps its connection for some requests, or never. */
struct client {
	bool keeps;
	const char *key; /* Idempotency-Key of what is asked; NULL: none */
	struct connection *connection;
	int asked;     /* on this connection */
	int64_t began; /* the last request */
};

/*
 * One request, as the administrator; `body` NULL is none. Where a kept
 * connection turns out to be closed a GET is sent again, as by any client
 * (RFC 9112, section 9.3.1). Returns NULL if no answer came; that is
 * complained about where it must not be. The answer, and what else was kept in
 * the pool, lives until the next request.
 */
struct reply *client_ask(struct client *client, const char *method,
    const char *target, const char *body);

/*
 * For an answer that is not the right one: is it what clients are promised
 * while things are broken? That is 503 or 504, as a problem, and with
 * Retry-After.
 *
 * A write may also be answered so by the web server, whose child was killed
 * while it had it: nginx says 503, lighttpd 500. Neither of them may repeat it,
 * nor knows whether it was done.
 */
bool client_may_get(
    const struct client *client, const struct reply *reply, bool write);

/* Does such an answer say that nothing was done? */
bool reply_promises_nothing_done(const struct reply *reply);

#endif
