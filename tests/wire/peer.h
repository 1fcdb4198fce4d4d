#ifndef TESTS_WIRE_PEER_H
#define TESTS_WIRE_PEER_H

#include "record.h"
#include "reply.h"

/* One connection to the responder, and what a test expects on it. */

enum {
	PROMPT = 2000, /* ms; what is served at once is served within this */
	PATIENCE_MS = 10000,
	RECOVERY = 10000,
};

/*
 * Sends all of it. Returns 0 if the responder has closed the connection or
 * does not take it.
 */
int peer_send(int fd, const void *bytes, size_t size);
int peer_send_bytes(int fd, const struct bytes *bytes);

/* Asks for an address by GET and wants to keep the connection. */
void peer_ask(int fd, const char *target);

/* A new connection that has asked. */
int peer_new(const char *target);

/* Fails the test unless a well-formed reply of this status comes promptly. */
struct reply peer_expect(int fd, int status);

/* The same in a time of its own. */
struct reply peer_expect_within(int fd, int status, int milliseconds);

/*
 * A request for a movie, and what has to come of it: that movie, and the
 * X-Request-Id of the request.
 */
extern const struct request movie_request;
void peer_expect_movie(int fd);

/* Fails the test unless a problem comes that says when to try again. */
void peer_expect_problem(int fd, int status, int milliseconds);

/* Fails the test unless it is closed, and nothing else, in that time. */
void peer_expect_end(int fd, int milliseconds);

/*
 * Fails the test unless other peers are served promptly: on a new connection,
 * and on one that has been kept since the first call.
 */
void others_are_served(void);

/* The same without the database. */
void others_are_answered(void);

/*
 * Asks for a movie until others are served again. Until then the answers have
 * to be 503 or 504 and to say when to try again.
 */
void peer_expect_recovery(void);

#endif
