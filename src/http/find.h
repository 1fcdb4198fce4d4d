#ifndef HTTP_FIND_H
#define HTTP_FIND_H

#include "http/call.h"

/*
 * Finds the route of the call in the tables: call->route, the pattern that
 * fits, and in `path` the texts of its inputs. Of several patterns that fit a
 * path, the first counts. Without a route, call->allow are the methods that the
 * path knows, or NULL if there is no such path.
 */
void route_find(struct call *call, const struct route *const *tables,
    const char **pattern, const char **path);

#endif
