#ifndef APP_LOGIN_H
#define APP_LOGIN_H

#include "http/call.h"

#define LOGIN_REFUSED "There is no such account with that password."

/*
 * The work of routes that have to do with passwords: each is done in the
 * worker's thread. Where a password is checked, `old_hash` is its hash, which
 * `ask` has found.
 */

/* Hashes `password`, for `new_hash`. */
void password_new(struct call *call);

/* Checks `password`, which the owner gives once more. */
void password_confirm(struct call *call);

/* Checks `old_password`, and hashes `new_password`. */
void password_replace(struct call *call);

/* Checks `password`; a hash that is not as it should be is renewed. */
void login_check(struct call *call);

#endif
