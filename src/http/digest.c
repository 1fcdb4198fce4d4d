/* Digests, and how PostgreSQL writes them. */
#include "http/digest.h"

#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/buffer.h"

/* It fails without memory only; what was no digest must not pass for one. */
static void
digest_expect(const unsigned char *made)
{
	if (made != NULL)
		return;
	fputs("libcrypto makes no digest\n", stderr);
	abort();
}

struct digest
digest_of(const char *bytes, size_t size)
{
	struct digest digest;

	digest_expect(SHA256((const unsigned char *)bytes, size, digest.bytes));
	return digest;
}

struct digest
digest_keyed(const char *key, const char *bytes, size_t size)
{
	struct digest digest;

	digest_expect(HMAC(EVP_sha256(), key, (int)strlen(key),
	    (const unsigned char *)bytes, size, digest.bytes, NULL));
	return digest;
}

const char *
digest_text(const struct digest *digest, struct arena *arena)
{
	static const char hex[] = "0123456789abcdef";
	struct buffer text;

	buffer_init(&text, arena, 2 * sizeof digest->bytes + 4);
	buffer_text(&text, "\\x");
	for (size_t i = 0; i < sizeof digest->bytes; i++) {
		buffer_char(&text, hex[digest->bytes[i] >> 4]);
		buffer_char(&text, hex[digest->bytes[i] & 15]);
	}
	return buffer_string(&text);
}
