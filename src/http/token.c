/* Tokens: making them, and reading them from a header. */
#include "http/token.h"

#include <string.h>
#include <strings.h>
#include <sys/random.h>

#include "http/base64.h"
#include "http/digest.h"

static const char prefix[] = "mq_";

enum {
	RANDOM_SIZE = 32,
	RANDOM_DIGITS = 43,
	CHECKSUM_SIZE = 3,
	CHECKSUM_DIGITS = 4,
	TOKEN_SIZE = sizeof prefix - 1 + RANDOM_DIGITS + CHECKSUM_DIGITS,
};

static const char *
checksum(const char *text, size_t size, struct arena *arena)
{
	struct digest digest = digest_of(text, size);

	return base64_encode((const char *)digest.bytes, CHECKSUM_SIZE, arena);
}

const char *
token_seed(struct arena *arena)
{
	char random[RANDOM_SIZE];

	if (getrandom(random, sizeof random, 0) != sizeof random)
		return NULL;
	return base64_encode(random, sizeof random, arena);
}

const char *
token_grow(const char *seed, const char *key, struct arena *arena)
{
	struct digest digest = digest_keyed(seed, key, strlen(key));
	const char *text = arena_printf(arena, "%s%s", prefix,
	    base64_encode(
		(const char *)digest.bytes, sizeof digest.bytes, arena));

	explicit_bzero(&digest, sizeof digest);
	return arena_printf(
	    arena, "%s%s", text, checksum(text, strlen(text), arena));
}

const char *
token_make(struct arena *arena)
{
	const char *seed = token_seed(arena);

	return seed == NULL ? NULL : token_grow(seed, "", arena);
}

const char *
token_hash(const char *token, struct arena *arena)
{
	struct digest digest = digest_of(token, strlen(token));

	return digest_text(&digest, arena);
}

const char *
token_of_header(const char *header, struct arena *arena)
{
	static const char *const schemes[] = { "Bearer ", "Token " };
	const char *token = NULL;

	for (size_t i = 0; header != NULL && i < 2; i++)
		if (strncasecmp(header, schemes[i], strlen(schemes[i])) == 0)
			token = header + strlen(schemes[i]);
	if (token == NULL)
		return NULL;
	token += strspn(token, " ");
	if (strlen(token) != TOKEN_SIZE ||
	    strncmp(token, prefix, sizeof prefix - 1) != 0 ||
	    strcmp(token + TOKEN_SIZE - CHECKSUM_DIGITS,
		checksum(token, TOKEN_SIZE - CHECKSUM_DIGITS, arena)) != 0)
		return NULL;
	return token;
}
