/* Entity tags in request headers. */
#include "http/etag.h"

#include <string.h>

#include "http/array.h"
#include "http/uri.h"

/* A tag of a list, without its quotes. */
struct tag {
	const char *text;
	size_t size;
	bool weak;
};

/*
 * Goes on to the next tag of a list. Returns false at its end; *list is NULL
 * then if what follows is no tag.
 */
static bool
tag_next(const char **list, struct tag *tag)
{
	const char *at = *list + strspn(*list, ", \t"), *end;

	*list = NULL;
	tag->weak = strncmp(at, "W/", 2) == 0;
	if (tag->weak)
		at += 2;
	if (*at == '\0' && !tag->weak)
		*list = at;
	if (*at != '"')
		return false;
	end = strchr(at + 1, '"');
	if (end == NULL)
		return false;
	tag->text = at + 1;
	tag->size = (size_t)(end - at) - 1;
	*list = end + 1;
	return true;
}

bool
etag_is_known(const char *list, const char *etag)
{
	struct tag tag;

	if (list == NULL)
		return false;
	if (strcmp(list, "*") == 0)
		return true;
	while (tag_next(&list, &tag))
		if (tag.size == strlen(etag) &&
		    memcmp(tag.text, etag, tag.size) == 0)
			return true;
	return false;
}

/* Anything but these; `there` says that there must be something. */
static const char *
etags_read_none(const char *none, bool there, struct arena *arena)
{
	struct array tags;
	struct tag tag;

	array_begin(&tags, arena);
	array_add(&tags, NULL);
	if (!there)
		array_add(&tags, "");
	while (tag_next(&none, &tag))
		if (tag.size > 0 && utf8_is_valid(tag.text, tag.size))
			array_add(&tags, arena_copy(arena, tag.text, tag.size));
	return array_end(&tags);
}

const char *
etags_read(const char *match, const char *none, struct arena *arena)
{
	bool any = match != NULL && strcmp(match, "*") == 0;
	struct array tags;
	struct tag tag;

	if (none != NULL && strcmp(none, "*") == 0)
		return match == NULL ? ETAGS_NONE : ETAGS_UNMET;
	if (none != NULL && (match == NULL || any))
		return etags_read_none(none, any, arena);
	if (match == NULL)
		return NULL;
	if (any)
		return ETAGS_ANY;
	array_begin(&tags, arena);
	/* What has no tag, or cannot be read, is not met. */
	array_add(&tags, "");
	while (tag_next(&match, &tag)) {
		const char *text = arena_copy(arena, tag.text, tag.size);

		if (!tag.weak && utf8_is_valid(text, tag.size) &&
		    !etag_is_known(none, text))
			array_add(&tags, text);
	}
	return match == NULL ? ETAGS_UNMET : array_end(&tags);
}
