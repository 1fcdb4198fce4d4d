/* What is done with passwords, beside the loop. */
#include "app/login.h"

#include "app/password.h"

/* Can the password be hashed? If not, it is for want of memory. */
static const char *
hash_of(struct call *call, const char *input)
{
	return password_hash(call_text(call, input),
	    call->request->settings->password_cost, call->arena);
}

static void
hash_new(struct call *call, const char *input)
{
	const char *hash = hash_of(call, input);

	if (hash == NULL)
		call->refusal = PROBLEM_BUSY;
	call_value(call, "new_hash", hash);
}

static enum password_match
match(struct call *call, const char *input)
{
	return password_match(call_text(call, input),
	    call_text(call, "old_hash"), call->request->settings->password_cost,
	    call->arena);
}

/* Who gives a password once more is known, and may know what was wrong. */
static bool
own_matches(struct call *call, const char *input)
{
	switch (match(call, input)) {
	case PASSWORD_RIGHT:
		return true;
	case PASSWORD_WRONG:
		call_refuse(call, input, "wrong", "It is not the password.");
		return false;
	case PASSWORD_UNCLEAR:
		call->refusal = PROBLEM_BUSY;
		return false;
	}
	return false;
}

void
password_new(struct call *call)
{
	hash_new(call, "password");
}

void
password_confirm(struct call *call)
{
	own_matches(call, "password");
}

void
password_replace(struct call *call)
{
	if (own_matches(call, "old_password"))
		hash_new(call, "new_password");
}

/* A login does not fail because the hash cannot be renewed this time. */
static void
hash_renew(struct call *call)
{
	const char *hash = NULL;

	if (password_hash_is_old(call_text(call, "old_hash"),
		call->request->settings->password_cost))
		hash = hash_of(call, "password");
	if (hash != NULL)
		call_value(call, "new_hash", hash);
}

void
login_check(struct call *call)
{
	switch (match(call, "password")) {
	case PASSWORD_RIGHT:
		hash_renew(call);
		call_value(call, "days",
		    arena_printf(call->arena, "%ld",
			call->request->settings->login_days));
		return;
	case PASSWORD_WRONG:
		call->refusal = PROBLEM_UNAUTHORIZED;
		call->refusal_detail = LOGIN_REFUSED;
		return;
	case PASSWORD_UNCLEAR:
		call->refusal = PROBLEM_BUSY;
		return;
	}
}
