#ifndef HTTP_DIGEST_H
#define HTTP_DIGEST_H

#include <stddef.h>

#include "engine/arena.h"

/* SHA-256 (FIPS 180-4). */
struct digest {
	unsigned char bytes[32];
};

struct digest digest_of(const char *bytes, size_t size);

/* Their HMAC (RFC 2104): only who has the key can make it, or try bytes. */
struct digest digest_keyed(const char *key, const char *bytes, size_t size);

/* As the text of a bytea. */
const char *digest_text(const struct digest *digest, struct arena *arena);

#endif
