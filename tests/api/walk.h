#ifndef TESTS_API_WALK_H
#define TESTS_API_WALK_H

#include <json-c/json.h>

#include "http.h"

/* The target of the Link to the next page, or NULL if there is no Link. */
const char *link_next(const struct reply *reply);

/* The value of the cursor in a target. */
const char *cursor_of(const char *target);

/* The cursor of the second page of a list. */
const char *cursor_for(const char *target);

/* A list from its first page to its last, as one array. */
struct json_object *walk(const char *target);

/* The same; `between` is called after each page that has a next one. */
struct json_object *walk_with(const char *target, void (*between)(int page));

#endif
