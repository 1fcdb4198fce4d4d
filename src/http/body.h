#ifndef HTTP_BODY_H
#define HTTP_BODY_H

#include <json-c/json.h>

#include "http/call.h"

/*
 * Reads the body of the call into values. That is a form if the route has
 * inputs IN_FORM; or else a JSON object, with one value for each input that is
 * IN_BODY. In a PATCH (RFC 7396) only what is there is given; otherwise what is
 * missing is given as null. If anything is given, so is the value `changed`.
 *
 * Returns PROBLEM_NONE, with a fault for each thing that is wrong with a
 * member; or what is wrong with the body as a whole, and *detail.
 */
enum problem body_read(struct call *call, const char **detail);

/*
 * The same for a JSON object that stands for the body. What is not an object is
 * a fault.
 */
void body_take(struct call *call, struct json_object *json);

/*
 * Why `text`, which is called `what`, is no JSON: a sentence; or NULL, if it
 * is.
 */
const char *body_fault(
    const char *what, const char *text, size_t size, struct arena *arena);

/* Is that the media type of the body (RFC 9110, section 8.3)? */
bool body_is(const struct call *call, const char *media_type);

/* Is it compressed, or so, by its Content-Encoding (RFC 9110, section 8.4)? */
bool body_is_encoded(const struct call *call);

/* How long may it be? In bytes. */
size_t body_max(const struct call *call);

/* Does the route take a body? */
bool body_is_wanted(const struct route *route);

#endif
