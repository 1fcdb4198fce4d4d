/* Where a page of a list ended. */
#include "http/cursor.h"

#include <string.h>

#include "engine/buffer.h"
#include "http/uri.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			       "abcdefghijklmnopqrstuvwxyz"
			       "0123456789-_";

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

static const char *
encode(const char *bytes, size_t size, struct arena *arena)
{
	struct buffer out;

	buffer_init(&out, arena, size * 4 / 3 + 8);
	for (size_t i = 0; i < size; i += 3) {
		unsigned long group = 0;
		size_t given = size - i < 3 ? size - i : 3;

		for (size_t j = 0; j < 3; j++)
			group = group << 8 |
			    (j < given ? (unsigned char)bytes[i + j] : 0);
		for (size_t j = 0; j <= given; j++)
			buffer_char(&out,
			    alphabet[group >> (18 - 6 * j) & 63]);
	}
	return buffer_string(&out);
}

/* Takes the one canonical form only. Returns false for any other. */
static bool
decode(struct buffer *out, const char *text)
{
	unsigned long group = 0;
	int bits = 0;

	for (; *text != '\0'; text++) {
		const char *digit = strchr(alphabet, *text);

		if (digit == NULL)
			return false;
		group = (group << 6 | (unsigned long)(digit - alphabet)) &
		    0xffffff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			buffer_char(out, (char)(group >> bits & 255));
		}
	}
	return bits < 6 && (group & ((1ul << bits) - 1)) == 0;
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
	    cursor_digest(list, out.bytes + DIGEST_SIZE,
		out.size - DIGEST_SIZE));
	return encode(out.bytes, out.size, arena);
}

bool
cursor_read(struct cursor *cursor, const char *text, uint64_t list,
    struct arena *arena)
{
	char digest[DIGEST_SIZE];
	struct buffer bytes;
	size_t id;

	buffer_init(&bytes, arena, strlen(text) + 1);
	if (!decode(&bytes, text) || bytes.size < DIGEST_SIZE + 2)
		return false;
	digest_put(digest,
	    cursor_digest(list, bytes.bytes + DIGEST_SIZE,
		bytes.size - DIGEST_SIZE));
	if (memcmp(digest, bytes.bytes, DIGEST_SIZE) != 0)
		return false;
	cursor->id = buffer_string(&bytes) + DIGEST_SIZE + 1;
	id = strlen(cursor->id);
	cursor->key = NULL;
	if (bytes.bytes[DIGEST_SIZE] == 'k' &&
	    DIGEST_SIZE + 1 + id < bytes.size)
		cursor->key = cursor->id + id + 1;
	/* The digest is no secret, so the parts may still be anything. */
	return bytes.bytes[DIGEST_SIZE] == (cursor->key == NULL ? 'n' : 'k') &&
	    utf8_is_valid(
	    bytes.bytes + DIGEST_SIZE, bytes.size - DIGEST_SIZE) &&
	    (cursor->key == NULL ||
		cursor->key + strlen(cursor->key) ==
		    bytes.bytes + bytes.size);
}
