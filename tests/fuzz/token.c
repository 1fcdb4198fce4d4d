/* Tokens: one that is read from a header has its form, and no other letter. */
#include "http/token.h"

#include <string.h>

#include "fuzz.h"

enum { TOKEN_SIZE = 50 };

static const char *
read_again(const char *scheme, const char *token)
{
	return token_of_header(
	    arena_printf(scratch, "%s %s", scheme, token), scratch);
}

void
fuzz_one(const unsigned char *bytes, size_t size)
{
	const char *header = fuzz_text(bytes, size);
	const char *token = token_of_header(header, scratch), *again;
	char *changed;

	claim(strlen(token_hash(header, scratch)) == 2 + 2 * 32, "%s", header);
	if (token == NULL)
		return;
	claim(strlen(token) == TOKEN_SIZE, "%s", token);
	claim(strncmp(token, "mq_", 3) == 0, "%s", token);
	claim(token + TOKEN_SIZE == header + strlen(header), "%s", token);
	again = read_again("bearer", token);
	claim(again != NULL && strcmp(again, token) == 0, "%s", token);
	/* The checksum covers all of it. */
	changed = arena_copy(scratch, token, TOKEN_SIZE);
	changed[size % TOKEN_SIZE] ^= 1;
	claim(read_again("Bearer", changed) == NULL, "%s", changed);
	claim(read_again("Bearer", token + 1) == NULL, "%s", token);
	claim(read_again("Basic", token) == NULL, "%s", token);
}
