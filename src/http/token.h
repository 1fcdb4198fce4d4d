#ifndef HTTP_TOKEN_H
#define HTTP_TOKEN_H

#include <stdbool.h>

#include "engine/arena.h"

/*
 * Tokens: "mq_", 32 random bytes, and a checksum of both, which tells a typing
 * error from a token that was revoked. Only the SHA-256 (FIPS 180-4) of a token
 * is stored.
 */

/* A new one, or NULL if the system has no randomness. */
const char *token_make(struct arena *arena);

/* Its SHA-256, as the text of a bytea. */
const char *token_hash(const char *token, struct arena *arena);

/*
 * The token in the value of an Authorization header (RFC 6750, section 2.1;
 * "Token" is taken for "Bearer"), or NULL if there is none of our form.
 */
const char *token_of_header(const char *header, struct arena *arena);

#endif
