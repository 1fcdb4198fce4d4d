/* Cursors: one that is read is the one that is written for what it says. */
#include "http/cursor.h"

#include <string.h>

#include "fuzz.h"
#include "http/base64.h"
#include "http/uri.h"

static const uint64_t list = UINT64_C(0x0123456789abcdef);

/* There is one text only for each place in a list. */
static bool
claim_it_is_the_only_one(const char *text)
{
	struct cursor cursor;

	if (!cursor_read(&cursor, text, list, scratch))
		return false;
	claim(utf8_is_valid(cursor.id, strlen(cursor.id)), "%s", cursor.id);
	claim(
	    cursor.key == NULL || utf8_is_valid(cursor.key, strlen(cursor.key)),
	    "%s", cursor.key);
	claim(strcmp(cursor_write(&cursor, list, scratch), text) == 0, "%s",
	    text);
	claim(!cursor_read(&cursor, text, ~list, scratch), "%s", text);
	return true;
}

/* Anybody can make one with a good digest, whatever the rest is. */
static const char *
forge(const unsigned char *bytes, size_t size)
{
	uint64_t digest = cursor_digest(list, (const char *)bytes, size);
	struct buffer forged;

	buffer_init(&forged, scratch, size + sizeof digest);
	for (int i = 0; i < 8; i++)
		buffer_char(&forged, (char)(digest >> 8 * i & 255));
	buffer_put(&forged, (const char *)bytes, size);
	return base64_encode(forged.bytes, forged.size, scratch);
}

/* The bytes as an id and, behind a NUL, a key. */
static void
claim_what_is_written_is_read(const unsigned char *bytes, size_t size)
{
	struct cursor cursor = { .id = fuzz_text(bytes, size) };
	size_t id = strlen(cursor.id);

	if (id < size)
		cursor.key = fuzz_text(bytes + id + 1, size - id - 1);
	if (*cursor.id == '\0' || !utf8_is_valid(cursor.id, id) ||
	    (cursor.key != NULL &&
		!utf8_is_valid(cursor.key, strlen(cursor.key))))
		return;
	claim(claim_it_is_the_only_one(cursor_write(&cursor, list, scratch)),
	    "id %s, key %s", cursor.id, cursor.key ? cursor.key : "null");
}

void
fuzz_one(const unsigned char *bytes, size_t size)
{
	claim_it_is_the_only_one(fuzz_text(bytes, size));
	claim_it_is_the_only_one(forge(bytes, size));
	claim_what_is_written_is_read(bytes, size);
}
