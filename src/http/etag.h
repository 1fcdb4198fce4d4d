#ifndef HTTP_ETAG_H
#define HTTP_ETAG_H

#include <stdbool.h>

#include "engine/arena.h"

/* Entity tags in request headers: RFC 9110, sections 8.8.3 and 13.1. */

/*
 * Is the tag (without its quotes) in a list such as If-None-Match has, by the
 * weak comparison? A list of NULL is not there.
 */
bool etag_is_known(const char *list, const char *etag);

/*
 * The tags of If-Match that can match by the strong comparison, as a text array
 * of PostgreSQL; NULL if there is no condition: no header, or an asterisk.
 */
const char *etags_read(const char *list, struct arena *arena);

#endif
