/* Memory that outlives a request; without any, the process ends. */
#include "engine/memory.h"

#include <stdio.h>
#include <stdlib.h>

void *
memory_alloc(size_t size)
{
	void *memory = malloc(size == 0 ? 1 : size);

	if (memory == NULL)
		memory_exhausted(size);
	return memory;
}

void *
memory_resize(void *memory, size_t size)
{
	void *resized = realloc(memory, size == 0 ? 1 : size);

	if (resized == NULL)
		memory_exhausted(size);
	return resized;
}

void
memory_exhausted(size_t size)
{
	fprintf(stderr, "out of memory: %zu bytes were wanted\n", size);
	abort();
}
