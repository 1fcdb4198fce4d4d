#ifndef TESTS_API_USER_H
#define TESTS_API_USER_H

#include <json-c/json.h>
#include <stdint.h>

#include "http.h"

/*
 * People with an account each. They are put straight into the database, with
 * the hash of one password for all: to make a hash takes long, on purpose.
 */
struct user {
	int64_t id;
	const char *username, *email, *token;
	const char *path; /* "/api/users/7/" */
};

#define PASSWORD "correct horse battery staple"

/* Before any test: memory in which one test leaves the hash to the others. */
void user_share(void);

/* A user name that nobody has; account_remove() knows it. */
const char *username_new(void);

/* A new user, with a token that has not been used. */
struct user user_new(void);
struct user user_new_admin(void);

/* One more token of theirs, the same way. */
const char *user_token_new(const struct user *user);

/*
 * A request with a token, or NULL; `headers` are more whole lines or NULL; the
 * body is JSON with ' for ", or NULL.
 */
struct reply *as(const char *token, const char *method, const char *target,
    const char *headers, const char *body);

/* POST /api/users/login/token/ with what a login form has. */
struct reply *login(const char *name, const char *password);
struct reply *login_form(const char *form);

/* A text as it stands in a form. */
const char *form_text(const char *text);

/* The login has succeeded; its token. */
const char *expect_token(const struct reply *reply);

/* Is the token good for GET /api/users/me/? If not, that has to say 401. */
bool is_good(const char *token);

/* What GET /api/users/me/ shows, and what everybody sees. */
extern const char own_keys[], public_keys[];

/* How many rows the condition holds for; $1 is the user's id. */
int64_t rows_of(const struct user *user, const char *from_where);

#endif
