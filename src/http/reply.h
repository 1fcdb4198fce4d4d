#ifndef HTTP_REPLY_H
#define HTTP_REPLY_H

#include "engine/buffer.h"
#include "http/call.h"

/*
 * The replies of the HTTP layer. Each sends, and ends the request: nothing of
 * the call may be touched afterwards.
 */

/* A body of JSON; `headers` are whole lines, or NULL. */
void reply_json(struct call *call, int status, const char *headers,
    const struct buffer *body);

/*
 * A resource with its entity tag (without quotes); 304 if the client has it
 * (RFC 9110, section 13.1.2).
 */
void reply_resource(
    struct call *call, const char *etag, const struct buffer *body);

void reply_empty(struct call *call, int status, const char *headers);
void reply_options(struct call *call);

/* `detail` NULL: the usual one. The faults of the call are listed. */
void reply_problem(
    struct call *call, enum problem problem, const char *detail);

#endif
