#ifndef TOOL_IMPORT_FIELDS_H
#define TOOL_IMPORT_FIELDS_H

#include <stddef.h>

#include "tool/import/piece.h"

/* More than any form has. */
enum { FIELDS_MAX = 16 };

/* The fields of a line; they stand in it and end in a NUL each. */
struct fields {
	int count;
	char *field[FIELDS_MAX];
};

/*
 * Takes a line apart that has tabs between its fields, and no quotes. Returns
 * NULL, or what is wrong.
 */
const char *tsv_split(struct piece *piece, struct fields *fields);

/*
 * The same for commas and double quotes (RFC 4180). Narrower than that, a field
 * ends on its line: nothing that is read here has line ends within.
 */
const char *csv_split(struct piece *piece, struct fields *fields);

#endif
