#ifndef HTTP_MEMBER_H
#define HTTP_MEMBER_H

#include <json-c/json.h>

#include "http/call.h"

/* One member of a JSON body on its way to a value. */
struct member {
	struct call *call;
	const struct input *input;
	struct json_object *json;
	const char *text; /* result; NULL is null */
};

/*
 * Checks it against its input, which says what it has to be, and sets `text`.
 * What is wrong is a fault of the call.
 */
void member_take(struct member *member);

#endif
