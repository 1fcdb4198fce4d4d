#ifndef APP_PASSWORD_H
#define APP_PASSWORD_H

#include <stdbool.h>

#include "engine/arena.h"

/*
 * Passwords are kept as hashes in the form of crypt(5), made by yescrypt. Each
 * call of these takes tens of milliseconds and megabytes, on purpose.
 */
enum { PASSWORD_MIN = 8, PASSWORD_MAX = 128 }; /* characters */

/* The hash, or NULL if the system has no randomness or no memory for it. */
const char *password_hash(const char *password, long cost, struct arena *arena);

enum password_match {
	PASSWORD_RIGHT,
	PASSWORD_WRONG,
	PASSWORD_UNCLEAR, /* there is no memory to find out */
};

/*
 * Is it the password of that hash? With a hash of NULL it is wrong, but to find
 * out takes as long as with a hash of that cost.
 */
enum password_match password_match(
    const char *password, const char *hash, long cost, struct arena *arena);

/* Was the hash made by another method, or at another cost? */
bool password_hash_is_old(const char *hash, long cost);

#endif
