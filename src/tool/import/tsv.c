/* Fields with tabs between them. */
#include <string.h>

#include "tool/import/fields.h"

const char *
tsv_split(struct piece *piece, struct fields *fields)
{
	char *at = piece->text, *end = piece->text + piece->size;

	for (fields->count = 0;; at++) {
		if (fields->count == FIELDS_MAX)
			return "it has too many fields";
		fields->field[fields->count++] = at;
		at = memchr(at, '\t', (size_t)(end - at));
		if (at == NULL)
			return NULL;
		*at = '\0';
	}
}
