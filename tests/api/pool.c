/* Memory that stays until the process of a test ends. */
#include "pool.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct kept {
	struct kept *next;
	void *pointer;
};

static struct kept *own, *foreign;

static void
kept_add(struct kept **list, void *pointer)
{
	struct kept *kept = malloc(sizeof *kept);

	if (kept == NULL || pointer == NULL)
		abort();
	kept->pointer = pointer;
	kept->next = *list;
	*list = kept;
}

void
keep_pointer(void *pointer)
{
	kept_add(&foreign, pointer);
}

struct kept *
pool_mark(void)
{
	return own;
}

void
pool_release(struct kept *mark)
{
	while (own != mark) {
		struct kept *kept = own;

		own = kept->next;
		free(kept->pointer);
		free(kept);
	}
}

void *
keep(size_t size)
{
	void *memory = calloc(1, size == 0 ? 1 : size);

	kept_add(&own, memory);
	return memory;
}

char *
keep_bytes(const void *bytes, size_t size)
{
	char *copy = keep(size + 1);

	memcpy(copy, bytes, size);
	return copy;
}

char *
keep_printf(const char *format, ...)
{
	va_list arguments;
	char *text;
	int size;

	va_start(arguments, format);
	size = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (size < 0)
		abort();
	text = keep((size_t)size + 1);
	va_start(arguments, format);
	vsnprintf(text, (size_t)size + 1, format, arguments);
	va_end(arguments);
	return text;
}
