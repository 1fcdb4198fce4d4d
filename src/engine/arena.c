/* Memory of one request: blocks that are filled from the front. */
#include "engine/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/memory.h"

enum {
#ifdef ARENA_MALLOC
	BLOCK_SIZE = 0,
#else
	BLOCK_SIZE = 4096,
#endif
	ALIGNMENT = _Alignof(max_align_t),
};

struct block {
	struct block *next;
	size_t used, size;
	_Alignas(max_align_t) char bytes[];
};

struct adopted {
	struct adopted *next;
	void *thing;
	void (*release)(void *thing);
};

struct arena {
	struct block *blocks;
	struct adopted *adopted;
	bool secret;
};

static struct block *
block_new(struct arena *arena, size_t size)
{
	const size_t usual = BLOCK_SIZE;
	struct block *block;

	if (size < usual)
		size = usual;
	block = memory_alloc(sizeof *block + size);
	block->used = 0;
	block->size = size;
	block->next = arena->blocks;
	arena->blocks = block;
	return block;
}

struct arena *
arena_new(void)
{
	struct arena *arena = memory_alloc(sizeof *arena);

	arena->blocks = NULL;
	arena->adopted = NULL;
	arena->secret = false;
	return arena;
}

void
arena_free(struct arena *arena)
{
	arena_reset(arena);
	free(arena->blocks);
	free(arena);
}

/* Lets go of what was adopted since then. */
static void
adopted_release(struct arena *arena, const void *then)
{
	struct adopted *adopted;

	while ((adopted = arena->adopted) != then) {
		arena->adopted = adopted->next;
		adopted->release(adopted->thing);
	}
}

void
arena_reset(struct arena *arena)
{
	struct block *block;

	/* What is adopted may stand in the blocks: let go of it first. */
	adopted_release(arena, NULL);
	for (block = arena->blocks; arena->secret && block != NULL;
	     block = block->next)
		explicit_bzero(block->bytes, block->used);
	arena->secret = false;
	/* Keep the first block, unless it is an outsize one. */
	while ((block = arena->blocks) != NULL) {
		if (block->next == NULL && block->size == BLOCK_SIZE)
			break;
		arena->blocks = block->next;
		free(block);
	}
	if (block != NULL)
		block->used = 0;
}

struct arena_mark
arena_mark(const struct arena *arena)
{
	const struct block *block = arena->blocks;

	return (struct arena_mark){ block, arena->adopted,
		block == NULL ? 0 : block->used };
}

void
arena_rewind(struct arena *arena, struct arena_mark mark)
{
	struct block *block;

	adopted_release(arena, mark.adopted);
	while ((block = arena->blocks) != mark.block) {
		if (arena->secret)
			explicit_bzero(block->bytes, block->used);
		arena->blocks = block->next;
		free(block);
	}
	if (block == NULL)
		return;
	if (arena->secret)
		explicit_bzero(
		    block->bytes + mark.used, block->used - mark.used);
	block->used = mark.used;
}

void
arena_keep_secret(struct arena *arena)
{
	arena->secret = true;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	struct block *block = arena->blocks;
	void *piece;

	if (size > SIZE_MAX / 2)
		memory_exhausted(size);
	size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (block == NULL || block->size - block->used < size)
		block = block_new(arena, size);
	piece = block->bytes + block->used;
	block->used += size;
	return memset(piece, 0, size);
}

char *
arena_copy(struct arena *arena, const char *text, size_t size)
{
	char *copy = arena_alloc(arena, size + 1);

	memcpy(copy, text, size);
	return copy;
}

char *
arena_printf(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	char *text;
	int length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	text = arena_alloc(arena, (size_t)length + 1);
	va_start(arguments, format);
	vsnprintf(text, (size_t)length + 1, format, arguments);
	va_end(arguments);
	return text;
}

void
arena_adopt(struct arena *arena, void *thing, void (*release)(void *thing))
{
	struct adopted *adopted = arena_alloc(arena, sizeof *adopted);

	adopted->thing = thing;
	adopted->release = release;
	adopted->next = arena->adopted;
	arena->adopted = adopted;
}
