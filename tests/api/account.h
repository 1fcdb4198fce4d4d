#ifndef TESTS_API_ACCOUNT_H
#define TESTS_API_ACCOUNT_H

/*
 * Accounts of the tests and their tokens, made as an administrator makes them:
 * with the marquee command, in the environment variable BUILD, on the instance
 * whose configuration CONFIG names.
 */

/* Before any test: memory in which one test leaves tokens to the others. */
void account_share(void);

/* An admin and a user with a token each. */
void account_insert(void);
void account_remove(void); /* also what an earlier run left behind */

const char *admin_token(void);
const char *user_token(void);

#define ACCOUNT_ADMIN "marquee-test-admin"
#define ACCOUNT_USER "marquee-test-user"

/* One more; `options` may be "--admin". */
void account_create(const char *username, const char *options);

/* One more token of an account, alone. */
const char *token_create(const char *username);

/* Its row in the database has this SHA-256; for use in SQL, with $1. */
#define TOKEN_IS "hash = sha256(convert_to($1, 'UTF8'))"

/*
 * Runs the marquee command with these arguments and this standard input.
 * Returns its exit status; *output gets what it printed, and what it complained
 * about.
 */
int marquee(const char *arguments, const char *input, const char **output);

#endif
