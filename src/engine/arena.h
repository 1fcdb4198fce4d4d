#ifndef ENGINE_ARENA_H
#define ENGINE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

/*
 * Memory of one request. Everything that a request needs is taken from its
 * arena and given back at once when the request ends. Running out of memory
 * ends the process; its supervisor starts it again.
 *
 * Built with ARENA_MALLOC, each piece is a malloc() of its own, so that the
 * sanitizers and valgrind see every bound.
 */
struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena);

/* Gives everything back, adopted things first, newest first. */
void arena_reset(struct arena *arena);

/*
 * A place in it. To rewind is to give back what was taken since, in the same
 * way.
 */
struct arena_mark {
	const void *block, *adopted;
	size_t used; /* of the block */
};
struct arena_mark arena_mark(const struct arena *arena);
void arena_rewind(struct arena *arena, struct arena_mark mark);

/* What is in it is secret: it is overwritten before it is given back. */
void arena_keep_secret(struct arena *arena);

/* Zeroed memory, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);

/* Copies; the result ends in a NUL. */
char *arena_copy(struct arena *arena, const char *text, size_t size);
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Has `release` called with `thing` when the arena is reset. */
void arena_adopt(
    struct arena *arena, void *thing, void (*release)(void *thing));

#endif
