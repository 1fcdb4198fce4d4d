/* Entity tags: what the strong comparison finds, the weak one does, too. */
#include "http/etag.h"

#include <string.h>

#include "engine/buffer.h"
#include "fuzz.h"
#include "http/uri.h"

/*
 * The next element of a text array as etags_read() writes it; NULL after the
 * last.
 */
static const char *
element_next(const char **array)
{
	const char *at = *array + 1;
	struct buffer element;

	if (**array == '}' || *at == '}')
		return NULL;
	claim(*at == '"', "%s", at);
	buffer_init(&element, scratch, 16);
	for (at++; *at != '"'; at++) {
		if (*at == '\\')
			at++;
		claim(*at != '\0', "an element does not end");
		buffer_char(&element, *at);
	}
	*array = at + 1;
	claim(**array == ',' || strcmp(*array, "}") == 0, "%s", *array);
	return buffer_string(&element);
}

/* The first line of the input is a tag, the rest is a header. */
void
fuzz_one(const unsigned char *bytes, size_t size)
{
	const char *text = fuzz_text(bytes, size);
	size_t line = strcspn(text, "\n");
	const char *tag = arena_copy(scratch, text, line);
	const char *list = text + line + (text[line] == '\n');
	const char *array = etags_read(list, NULL, scratch), *element;

	etag_is_known(list, tag);
	claim((strcmp(array, ETAGS_ANY) == 0) == (strcmp(list, "*") == 0), "%s",
	    list);
	if (strcmp(array, ETAGS_ANY) == 0)
		return;
	claim(
	    *array == '{' && utf8_is_valid(array, strlen(array)), "%s", array);
	element = element_next(&array);
	claim(element != NULL && *element == '\0', "%s", array);
	while ((element = element_next(&array)) != NULL)
		claim(etag_is_known(list, element), "%s", element);
	array = etags_read(NULL, list, scratch);
	claim(strncmp(array, "{NULL,\"\"", 8) == 0, "%s", array);
	array += 8;
	while ((element = element_next(&array)) != NULL)
		claim(etag_is_known(list, element), "%s", element);
	if (strchr(tag, '"') == NULL)
		claim(etag_is_known(
			  arena_printf(scratch, "\"%s\", %s", tag, list), tag),
		    "%s", tag);
}
