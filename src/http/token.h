#ifndef HTTP_TOKEN_H
#define HTTP_TOKEN_H

#include <stdbool.h>

#include "engine/arena.h"

/*
 * Tokens: "mq_", 32 random bytes, and a checksum of both, which tells a typing
 * error from a token that was revoked. Only the SHA-256 of a token is stored.
 */

/* A new one, or NULL if the system has no randomness. */
const char *token_make(struct arena *arena);

/*
 * The same in two steps: a seed, which is random, and the one token that grows
 * from it with that key, as often as it is asked for. Without the key, the seed
 * tells nothing of the token.
 */
const char *token_seed(struct arena *arena); /* or NULL */
const char *token_grow(const char *seed, const char *key, struct arena *arena);

/* Its SHA-256, as the text of a bytea. */
const char *token_hash(const char *token, struct arena *arena);

/*
 * The token in the value of an Authorization header (RFC 6750, section 2.1;
 * "Token" is taken for "Bearer"), or NULL if there is none of our form.
 */
const char *token_of_header(const char *header, struct arena *arena);

#endif
