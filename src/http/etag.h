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
 * What a change insists on is a text array of PostgreSQL: the tags one of which
 * must be that of what is changed; or, behind a null, those none of which may
 * be: see condition_fails() in sql/schema. A tag is never empty.
 */
#define ETAGS_NONE "{}"	     /* there must be nothing yet */
#define ETAGS_ANY "{NULL}"   /* there must be something */
#define ETAGS_UNMET "{\"\"}" /* that cannot be */

/*
 * What If-Match and If-None-Match together insist on, each NULL if it is not
 * there; NULL if there is neither. Of If-Match these are the tags that can
 * match by the strong comparison, and an empty one.
 */
const char *etags_read(
    const char *match, const char *none, struct arena *arena);

#endif
