/* What is done with passwords, beside the loop. */
#include "app/login.h"

#include "app/password.h"

static const char *
asked(const struct call *call, const char *column)
{
	return rows_value(
	    call->asked, 0, rows_column(call->asked, column), NULL);
}

static void
hash_for(struct call *call, const char *password)
{
	const char *hash = password_hash(
	    password, call->request->settings->password_cost, call->arena);

	if (hash == NULL)
		call->refusal = PROBLEM_BUSY;
	call_value(call, "new_hash", hash);
}

/* Checks the password that the input has. */
static bool
check(struct call *call, const char *input)
{
	call_value(call, "who", asked(call, "who"));
	return password_is(call_text(call, input), asked(call, "password_hash"),
	    call->request->settings->password_cost, call->arena);
}

static bool
check_own(struct call *call, const char *input)
{
	if (check(call, input))
		return true;
	call_refuse(call, input, "wrong", "It is not the password.");
	return false;
}

void
password_new(struct call *call)
{
	hash_for(call, call_text(call, "password"));
}

void
password_confirm(struct call *call)
{
	check_own(call, "password");
}

void
password_replace(struct call *call)
{
	if (!check_own(call, "old_password"))
		return;
	call_value(call, "old_hash", asked(call, "password_hash"));
	hash_for(call, call_text(call, "new_password"));
}

void
login_check(struct call *call)
{
	long cost = call->request->settings->password_cost;
	const char *hash = asked(call, "password_hash");

	if (!check(call, "password")) {
		call->refusal = PROBLEM_UNAUTHORIZED;
		call->refusal_detail =
		    "There is no such account with that password.";
		return;
	}
	call_value(call, "account_id", asked(call, "id"));
	call_value(call, "old_hash", hash);
	if (password_hash_is_old(hash, cost))
		hash_for(call, call_text(call, "password"));
	call_value(call, "days",
	    arena_printf(
		call->arena, "%ld", call->request->settings->login_days));
}
