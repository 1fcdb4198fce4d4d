#ifndef HTTP_STAGE_H
#define HTTP_STAGE_H

#include "http/call.h"

/*
 * From inputs to a reply: the statements of a route, sent in one segment or, if
 * the route has work(), in two with the work between them. Who asks is asked in
 * each, in the same round trip: where something would be changed, a refusal
 * raises, and the rest is not done; what was read is not shown.
 */

/* Reads the token of the call. Returns false if there is none of our form. */
bool stage_authorise(struct call *call);

/* The inputs are read. */
void stage_begin(struct call *call);

/* The database has answered. */
void stage_answered(struct call *call, const struct answer *answer);

/* work() is done; or not, because it would have begun too late. */
void stage_worked(struct call *call, bool done);

#endif
