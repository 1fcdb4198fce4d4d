#ifndef HTTP_REPLY_H
#define HTTP_REPLY_H

#include "engine/buffer.h"
#include "engine/rows.h"
#include "http/call.h"

/*
 * The replies of the HTTP layer. Each sends, and ends the request: nothing of
 * the call may be touched afterwards.
 */

/* A body of JSON; `headers` are whole lines, or NULL. */
void reply_json(struct call *call, int status, const char *headers,
    const struct buffer *body);

/*
 * A resource: the first row. A column _etag is its entity tag without the
 * quotes; without one it is not to be stored. 304 if a GET says that the client
 * has it (RFC 9110, section 13.1.2); 201 if the route creates it,
 * or if the row says so in its column _created.
 */
void reply_resource(
    struct call *call, const struct rows *rows, const struct buffer *body);

/*
 * Writes the head of a reply that is sent in parts, and so says no length. It
 * sends nothing.
 */
void reply_head(struct call *call, const char *type, struct buffer *out);

void reply_empty(struct call *call, int status, const char *headers);
void reply_options(struct call *call);

/* `detail` NULL: the usual one. The faults of the call are listed. */
void reply_problem(struct call *call, enum problem problem, const char *detail);

#endif
