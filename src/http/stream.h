#ifndef HTTP_STREAM_H
#define HTTP_STREAM_H

#include "http/call.h"

/*
 * A reply of all the rows there are, as JSON texts with a line feed behind each
 * (NDJSON), without holding more than a hundred of them. The statement of
 * the route gives them in order of their `id`, the first of those beyond
 * :after_id; it is asked anew for the next ones when the client has taken nearly
 * all of the last, and nothing of PostgreSQL is held between. So each row is as
 * it was when its turn came. What passes once the first rows are sent, such as
 * a restart of PostgreSQL, is waited for; if that takes too long, the reply is
 * cut. So is one that is read very slowly, where others want its place.
 */
void stream_begin(struct call *call);

/* The database has answered. */
void stream_answered(struct call *call, const struct answer *answer);

/* It is time for the next rows. */
void stream_more(struct call *call);

#endif
