#ifndef ENGINE_BUFFER_H
#define ENGINE_BUFFER_H

#include <stddef.h>

#include "engine/arena.h"

/* Bytes that grow at the end; they live in an arena. */
struct buffer {
	struct arena *arena;
	char *bytes;
	size_t size, room;
};

void buffer_init(struct buffer *buffer, struct arena *arena, size_t room);
void buffer_put(struct buffer *buffer, const char *bytes, size_t size);
void buffer_text(struct buffer *buffer, const char *text);
void buffer_char(struct buffer *buffer, char c);
void buffer_printf(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The bytes as a string, ended by a NUL that does not count as size. */
char *buffer_string(struct buffer *buffer);

#endif
