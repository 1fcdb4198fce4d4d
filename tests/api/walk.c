/* From page to page. */
#include "walk.h"

#include <string.h>

#include "expect.h"
#include "must.h"
#include "pool.h"

enum { PAGES_MAX = 2000 };

/* RFC 8288, in the one form that the interface promises. */
const char *
link_next(const struct reply *reply)
{
	static const char end[] = ">; rel=\"next\"";
	const char *link = header(reply, "Link");
	size_t size;

	if (link == NULL)
		return NULL;
	size = strlen(link);
	must(strncmp(link, "</api/", 6) == 0 && size > sizeof end &&
		strcmp(link + size - strlen(end), end) == 0,
	    "%s: Link: %s", reply->request, link);
	return keep_bytes(link + 1, size - strlen(end) - 1);
}

const char *
cursor_of(const char *target)
{
	const char *cursor = strstr(target, "cursor=");

	must(cursor != NULL, "no cursor in %s", target);
	cursor += strlen("cursor=");
	return keep_bytes(cursor, strcspn(cursor, "&"));
}

const char *
cursor_for(const char *target)
{
	const char *next = link_next(get(target));

	must(next != NULL, "%s has one page only", target);
	return cursor_of(next);
}

struct json_object *
walk_with(const char *target, void (*between)(int page))
{
	struct json_object *all = json_object_new_array();
	int page;

	keep_pointer(all);
	for (page = 0; target != NULL; page++) {
		struct reply *reply = get(target);
		struct json_object *array = expect_array(reply);
		size_t i, size = json_object_array_length(array);

		must(page < PAGES_MAX, "%s: endless", target);
		for (i = 0; i < size; i++)
			json_object_array_add(
			    all, json_object_get(item(array, i)));
		target = link_next(reply);
		must(target == NULL || size > 0, "%s: nothing, but a next page",
		    reply->request);
		if (target != NULL && between != NULL)
			between(page);
	}
	return all;
}

struct json_object *
walk(const char *target)
{
	return walk_with(target, NULL);
}
