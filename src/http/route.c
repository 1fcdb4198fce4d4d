/* Matches paths with the patterns of the route table. */
#include "http/route.h"

#include <string.h>

bool
route_matches(const char *pattern, const struct uri *uri, const char **values)
{
	for (int i = 0; i < uri->segments; i++) {
		const char *segment = uri->segment[i];
		size_t size;

		pattern++; /* the slash */
		size = strcspn(pattern, "/");
		if (size == 0)
			return false;
		if (*pattern == '{')
			*values++ = segment;
		else if (strncmp(segment, pattern, size) != 0 ||
		    segment[size] != '\0')
			return false;
		pattern += size;
	}
	return strcmp(pattern, "/") == 0;
}

const char *
route_path_input(const char *pattern, int i, struct arena *arena)
{
	do {
		pattern = strchr(pattern, '{');
		if (pattern == NULL)
			return NULL;
		pattern++;
	} while (i-- > 0);
	return arena_copy(arena, pattern, strcspn(pattern, "}"));
}
