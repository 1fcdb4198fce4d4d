/* Bytes that grow at the end. */
#include "engine/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void
buffer_reserve(struct buffer *buffer, size_t more)
{
	size_t room = buffer->room;
	char *bytes;

	if (room - buffer->size >= more)
		return;
	while (room - buffer->size < more)
		room *= 2;
	bytes = arena_alloc(buffer->arena, room);
	memcpy(bytes, buffer->bytes, buffer->size);
	buffer->bytes = bytes;
	buffer->room = room;
}

void
buffer_init(struct buffer *buffer, struct arena *arena, size_t room)
{
	buffer->arena = arena;
	buffer->room = room < 16 ? 16 : room;
	buffer->bytes = arena_alloc(arena, buffer->room);
	buffer->size = 0;
}

void
buffer_put(struct buffer *buffer, const char *bytes, size_t size)
{
	buffer_reserve(buffer, size);
	memcpy(buffer->bytes + buffer->size, bytes, size);
	buffer->size += size;
}

void
buffer_text(struct buffer *buffer, const char *text)
{
	buffer_put(buffer, text, strlen(text));
}

void
buffer_char(struct buffer *buffer, char c)
{
	buffer_put(buffer, &c, 1);
}

void
buffer_printf(struct buffer *buffer, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	buffer_reserve(buffer, (size_t)length + 1);
	va_start(arguments, format);
	vsnprintf(buffer->bytes + buffer->size, (size_t)length + 1, format,
	    arguments);
	va_end(arguments);
	buffer->size += (size_t)length;
}

char *
buffer_string(struct buffer *buffer)
{
	buffer_char(buffer, '\0');
	buffer->size--;
	return buffer->bytes;
}
