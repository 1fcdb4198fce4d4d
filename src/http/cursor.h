#ifndef HTTP_CURSOR_H
#define HTTP_CURSOR_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/arena.h"

/*
 * Where a page of a list ended: the sort key of its last row (NULL: that row
 * has none) and its id, in the URL-safe alphabet of RFC 4648, section 5.
 * `list` is a digest of the list it belongs to, with its filters and sort; the
 * cursor carries it mixed with a digest of itself, so that one of another list
 * or one with a changed character is told from a good one.
 */
struct cursor {
	const char *key;
	const char *id;
};

const char *cursor_write(
    const struct cursor *cursor, uint64_t list, struct arena *arena);

/* Returns false if it is no cursor of this list. */
bool cursor_read(struct cursor *cursor, const char *text, uint64_t list,
    struct arena *arena);

/* Goes on with a digest (FNV-1a, 64 bits); begin with CURSOR_DIGEST. */
#define CURSOR_DIGEST UINT64_C(0xcbf29ce484222325)
uint64_t cursor_digest(uint64_t digest, const char *bytes, size_t size);

#endif
