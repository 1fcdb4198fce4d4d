#ifndef HTTP_ARRAY_H
#define HTTP_ARRAY_H

#include "engine/buffer.h"

/* Writes a text array in PostgreSQL's form, to be bound as a parameter. */
struct array {
	struct buffer text;
};

void array_begin(struct array *array, struct arena *arena);
void array_add(struct array *array, const char *element); /* NULL is null */
const char *array_end(struct array *array);

#endif
