#ifndef ENGINE_MEMORY_H
#define ENGINE_MEMORY_H

#include <stddef.h>

/* Like malloc() and realloc(), but never NULL: see memory_exhausted(). */
void *memory_alloc(size_t size);
void *memory_resize(void *memory, size_t size);

/* Says so and aborts; the supervisor starts the process again. */
_Noreturn void memory_exhausted(size_t size);

#endif
