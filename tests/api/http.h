#ifndef TESTS_API_HTTP_H
#define TESTS_API_HTTP_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A small HTTP/1.1 client over raw sockets (RFC 9112). It sends whatever it is
 * given, also what no proper client would send, and is strict in what it
 * accepts. It talks to the web server that the environment variable BASE
 * names (host:port). What it returns lives in the pool.
 */
struct reply {
	const char *request; /* what was asked, for messages */
	int status;
	char *head; /* status line and header lines */
	char *body; /* ended by a NUL that does not count */
	size_t size;
};

/*
 * One request on a connection of its own. `target` goes out as it is, but
 * for the names in braces that fixture_fill() knows; `headers` are whole
 * lines or NULL; a body, if there is one, gets a Content-Length. Fails the
 * test if there is no answer, or if there is more than the answer.
 */
struct reply *ask(const char *method, const char *target, const char *headers,
    const char *body);

/* The same with a body of any bytes. */
struct reply *ask_with(const char *method, const char *target,
    const char *headers, const void *body, size_t size);
struct reply *get(const char *target);

/* GET of a target that is put together. */
struct reply *getf(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* Sends these bytes, reads one answer; NULL if none comes. */
struct reply *ask_bytes(const void *bytes, size_t size);

/*
 * Connections come from that address from now on, until the test ends.
 * address_new() is one of 127.0.0.0/8 that no other test has: what the service
 * remembers about an address does not carry over.
 */
void address_use(const char *address);
const char *address_new(void);

/* A header's value, or NULL; fails the test if it was sent twice. */
const char *header(const struct reply *reply, const char *name);

/* Is `item` in a header whose value is a comma-separated list? */
bool header_has(const struct reply *reply, const char *name, const char *item);

/* A connection that is used more than once, or misused. */
struct connection;

/* NULL if nobody listens; connection_open() then fails the test. */
struct connection *connection_try(void);
struct connection *connection_open(void);
void connection_send(
    struct connection *connection, const void *bytes, size_t size);

/* The next answer, or NULL. The answer to HEAD has no body. */
struct reply *connection_receive(struct connection *connection, bool head);

/* Waits for the end of the connection; true if nothing more came. */
bool connection_ended(struct connection *connection);
void connection_close(struct connection *connection);

#endif
