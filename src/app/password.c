/* Hashes of passwords. */
#include "app/password.h"

#include <crypt.h>
#include <errno.h>
#include <openssl/sha.h>
#include <string.h>

#include "engine/buffer.h"

static const char method[] = "$y$";

/* A setting of crypt(5): method, cost, salt. Returns false if there is none. */
static bool
setting_make(char setting[CRYPT_GENSALT_OUTPUT_SIZE], long cost)
{
	return crypt_gensalt_rn(method, (unsigned long)cost, NULL, 0, setting,
		   CRYPT_GENSALT_OUTPUT_SIZE) != NULL;
}

/*
 * What crypt(3) gets: it refuses 512 bytes, which 128 characters may have. Of
 * what is too long for it, that is the SHA-512 in hexadecimal, begun with a
 * word of our own: the plain one might be found elsewhere, and would then open
 * the account.
 */
static const char *
phrase_of(const char *password, struct arena *arena)
{
	unsigned char digest[SHA512_DIGEST_LENGTH];
	struct buffer phrase;
	const char *whole;

	if (strlen(password) < CRYPT_MAX_PASSPHRASE_SIZE)
		return password;
	whole = arena_printf(arena, "marquee %s", password);
	SHA512((const unsigned char *)whole, strlen(whole), digest);
	buffer_init(&phrase, arena, 2 * sizeof digest + 1);
	for (size_t i = 0; i < sizeof digest; i++)
		buffer_printf(&phrase, "%02x", digest[i]);
	return buffer_string(&phrase);
}

/* crypt(3); what it worked with is overwritten. */
static const char *
hash_make(const char *password, const char *setting, struct arena *arena)
{
	struct crypt_data *data = arena_alloc(arena, sizeof *data);
	const char *hash;

	errno = 0;
	hash = crypt_rn(
	    phrase_of(password, arena), setting, data, (int)sizeof *data);

	if (hash != NULL)
		hash = arena_copy(arena, hash, strlen(hash));
	explicit_bzero(data, sizeof *data);
	return hash;
}

const char *
password_hash(const char *password, long cost, struct arena *arena)
{
	char setting[CRYPT_GENSALT_OUTPUT_SIZE];

	return setting_make(setting, cost) ? hash_make(password, setting, arena)
					   : NULL;
}

enum password_match
password_match(
    const char *password, const char *hash, long cost, struct arena *arena)
{
	const char *made;
	unsigned char differs = 0;

	if (hash == NULL)
		return password_hash(password, cost, arena) == NULL
		    ? PASSWORD_UNCLEAR
		    : PASSWORD_WRONG;
	made = hash_make(password, hash, arena);
	/* What is no hash is no password's. */
	if (made == NULL)
		return errno == ENOMEM ? PASSWORD_UNCLEAR : PASSWORD_WRONG;
	if (strlen(made) != strlen(hash))
		return PASSWORD_WRONG;
	/* All of it, so that the time says nothing. */
	for (size_t i = 0; made[i] != '\0'; i++)
		differs |= (unsigned char)(made[i] ^ hash[i]);
	return differs == 0 ? PASSWORD_RIGHT : PASSWORD_WRONG;
}

bool
password_hash_is_old(const char *hash, long cost)
{
	char setting[CRYPT_GENSALT_OUTPUT_SIZE];
	size_t size;

	/* "$y$j9T$": the method and its parameters, which the cost decides. */
	if (!setting_make(setting, cost))
		return false;
	size = (size_t)(strrchr(setting, '$') - setting) + 1;
	return strncmp(hash, setting, size) != 0;
}
