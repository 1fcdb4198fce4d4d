/* Where a page of a list ended. */
#include "http/cursor.h"

#include <string.h>

#include "engine/buffer.h"
#include "http/base64.h"
#include "http/uri.h"

enum { DIGEST_SIZE = 8 };

uint64_t
cursor_digest(uint64_t digest, const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		digest ^= (unsigned char)bytes[i];
		digest *= UINT64_C(0x100000001b3);
	}
	return digest;
}

static void
digest_put(char *bytes, uint64_t digest)
{
	for (int i = 0; i < DIGEST_SIZE; i++)
		bytes[i] = (char)(digest >> (8 * i) & 255);
}

const char *
cursor_write(const struct cursor *cursor, uint64_t list, struct arena *arena)
{
	char digest[DIGEST_SIZE] = { 0 };
	struct buffer out;

	/* The digest, then "nID" or "kID<NUL>KEY". */
	buffer_init(&out, arena, 64);
	buffer_put(&out, digest, DIGEST_SIZE);
	buffer_char(&out, cursor->key == NULL ? 'n' : 'k');
	buffer_text(&out, cursor->id);
	if (cursor->key != NULL) {
		buffer_char(&out, '\0');
		buffer_text(&out, cursor->key);
	}
	digest_put(out.bytes,
	    cursor_digest(
		list, out.bytes + DIGEST_SIZE, out.size - DIGEST_SIZE));
	return base64_encode(out.bytes, out.size, arena);
}

bool
cursor_read(
    struct cursor *cursor, const char *text, uint64_t list, struct arena *arena)
{
	char digest[DIGEST_SIZE];
	const char *last;
	struct buffer bytes;
	size_t id;

	buffer_init(&bytes, arena, strlen(text) + 1);
	if (!base64_decode(&bytes, text) || bytes.size < DIGEST_SIZE + 2)
		return false;
	digest_put(digest,
	    cursor_digest(
		list, bytes.bytes + DIGEST_SIZE, bytes.size - DIGEST_SIZE));
	if (memcmp(digest, bytes.bytes, DIGEST_SIZE) != 0)
		return false;
	cursor->id = buffer_string(&bytes) + DIGEST_SIZE + 1;
	id = strlen(cursor->id);
	cursor->key = NULL;
	if (bytes.bytes[DIGEST_SIZE] == 'k' &&
	    DIGEST_SIZE + 1 + id < bytes.size)
		cursor->key = cursor->id + id + 1;
	last = cursor->key == NULL ? cursor->id : cursor->key;
	/* The digest is no secret, so the parts may still be anything. */
	return bytes.bytes[DIGEST_SIZE] == (cursor->key == NULL ? 'n' : 'k') &&
	    utf8_is_valid(
		bytes.bytes + DIGEST_SIZE, bytes.size - DIGEST_SIZE) &&
	    last + strlen(last) == bytes.bytes + bytes.size;
}
