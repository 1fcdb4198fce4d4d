/* Base64 for addresses. */
#include "http/base64.h"

#include <string.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			       "abcdefghijklmnopqrstuvwxyz"
			       "0123456789-_";

const char *
base64_encode(const char *bytes, size_t size, struct arena *arena)
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
			buffer_char(&out, alphabet[group >> (18 - 6 * j) & 63]);
	}
	return buffer_string(&out);
}

bool
base64_decode(struct buffer *out, const char *text)
{
	unsigned long group = 0;
	int bits = 0;

	for (; *text != '\0'; text++) {
		const char *digit = strchr(alphabet, *text);

		if (digit == NULL)
			return false;
		group =
		    (group << 6 | (unsigned long)(digit - alphabet)) & 0xffffff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			buffer_char(out, (char)(group >> bits & 255));
		}
	}
	return bits < 6 && (group & ((1ul << bits) - 1)) == 0;
}
