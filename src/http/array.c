/* Writes PostgreSQL arrays. */
#include "http/array.h"

void
array_begin(struct array *array, struct arena *arena)
{
	buffer_init(&array->text, arena, 64);
	buffer_char(&array->text, '{');
}

void
array_add(struct array *array, const char *element)
{
	if (array->text.size > 1)
		buffer_char(&array->text, ',');
	if (element == NULL) {
		buffer_text(&array->text, "NULL");
		return;
	}
	buffer_char(&array->text, '"');
	for (; *element != '\0'; element++) {
		if (*element == '"' || *element == '\\')
			buffer_char(&array->text, '\\');
		buffer_char(&array->text, *element);
	}
	buffer_char(&array->text, '"');
}

const char *
array_end(struct array *array)
{
	buffer_char(&array->text, '}');
	return buffer_string(&array->text);
}
