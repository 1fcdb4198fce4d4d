/* Fields with commas between them, some in double quotes. */
#include <string.h>

#include "tool/import/fields.h"

/*
 * At the opening quote. Moves the field over it, with its doubled quotes made
 * single, and returns where it ends in the line, or NULL.
 */
static char *
unquote(char *at)
{
	char *to = at++;

	for (;; at++) {
		if (*at == '\0')
			return NULL;
		if (*at == '"' && *++at != '"') {
			*to = '\0';
			return at;
		}
		*to++ = *at;
	}
}

const char *
csv_split(struct piece *piece, struct fields *fields)
{
	char *at = piece->text;

	for (fields->count = 0;;) {
		char behind;

		if (fields->count == FIELDS_MAX)
			return "it has too many fields";
		fields->field[fields->count++] = at;
		if (*at == '"') {
			at = unquote(at);
			if (at == NULL)
				return "a quoted field does not end on its "
				       "line";
			if (*at != ',' && *at != '\0')
				return "something follows a quoted field";
		} else {
			at += strcspn(at, ",\"");
			if (*at == '"')
				return "a quote within a field without quotes";
		}
		behind = *at;
		*at = '\0';
		if (behind == '\0')
			return NULL;
		at++;
	}
}
