/* Memory that stays until the process of a test ends. */
#include "keep.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

struct kept {
	struct kept *next;
	_Alignas(max_align_t) char bytes[];
};

static struct kept *all;

void *
keep(size_t size)
{
	struct kept *kept = calloc(1, sizeof *kept + size);

	if (kept == NULL)
		abort();
	kept->next = all;
	all = kept;
	return kept->bytes;
}

char *
keep_printf(const char *format, ...)
{
	va_list arguments;
	char *text;
	int length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	text = keep((size_t)length + 1);
	va_start(arguments, format);
	vsnprintf(text, (size_t)length + 1, format, arguments);
	va_end(arguments);
	return text;
}
