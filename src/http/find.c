/* Finds the route of a request. */
#include "http/find.h"

#include <string.h>

enum { METHODS_MAX = 8 };

/* The pattern of the route that the path fits, or NULL. */
static const char *
pattern_of(const struct route *route, const struct uri *uri, const char **path)
{
	if (route_matches(route->path, uri, path))
		return route->path;
	if (route->alias != NULL && route_matches(route->alias, uri, path))
		return route->alias;
	return NULL;
}

void
route_find(struct call *call, const struct route *const *tables,
    const char **pattern, const char **path)
{
	const char *allow[METHODS_MAX], *first = NULL;
	struct buffer methods;
	int count = 0;

	for (; *tables != NULL; tables++)
		for (const struct route *r = *tables; r->path != NULL; r++) {
			const char *at = pattern_of(r, &call->uri, path);

			if (at == NULL ||
			    (first != NULL && strcmp(at, first) != 0))
				continue;
			first = at;
			if (strcmp(r->method, call->method) == 0) {
				call->route = r;
				*pattern = at;
				return;
			}
			if (count < METHODS_MAX)
				allow[count++] = r->method;
		}
	if (count == 0)
		return;
	buffer_init(&methods, call->arena, 64);
	for (int i = 0; i < count; i++)
		buffer_printf(&methods, "%s, %s", allow[i],
		    strcmp(allow[i], "GET") == 0 ? "HEAD, " : "");
	buffer_text(&methods, "OPTIONS");
	call->allow = buffer_string(&methods);
}
