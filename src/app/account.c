/* Accounts: registration, one's own, everybody's, and what an admin changes. */
#include "app/account_inputs.h"
#include "app/app.h"
#include "app/login.h"
#include "app/password.h"

/* clang-format off */

static const struct input register_inputs[] = {
	EMAIL, USERNAME, PASSWORD("password"), FULL_NAME,
	KIND(IN_BODY),
	{ 0 },
};

static const struct input change_inputs[] = {
	EMAIL, USERNAME, PROFILE,
	{ 0 },
};

static const struct input profile_inputs[] = {
	PROFILE,
	{ 0 },
};

static const struct input delete_inputs[] = {
	PASSWORD("password"),
	{ 0 },
};

static const struct input password_inputs[] = {
	PASSWORD("old_password"), PASSWORD("new_password"),
	{ 0 },
};

static const struct input appoint_inputs[] = {
	{ "id", INPUT_ID, .place = IN_PATH },
	{ "role", INPUT_CHOICE, .place = IN_BODY, .choices = "user admin",
	  .required = true },
	{ "active", INPUT_BOOLEAN, .place = IN_BODY, .required = true },
	{ 0 },
};

static const struct input id_inputs[] = {
	{ "id", INPUT_ID, .place = IN_PATH },
	{ 0 },
};

static const struct input name_inputs[] = {
	{ "username", INPUT_WORD, 3, 40, IN_PATH },
	{ 0 },
};

static const struct input list_filters[] = {
	{ "search", INPUT_TEXT, 1, 40 },
	KIND(IN_QUERY),
	{ 0 },
};

static const struct order by_name[] = {
	{ "", "_name", INPUT_TEXT },
	{ 0 },
};

const struct route account_routes[] = {
	{ "POST", "/api/users/", .access = ACCESS_ANYONE,
	  .inputs = register_inputs, .created = "/api/users/",
	  .shape = SHAPE_ONE, .lane = LANE_WRITE,
	  .ask = STATEMENT_ACCOUNT_EXPECT_FREE, .work = password_new,
	  .statement = STATEMENT_ACCOUNT_REGISTER,
	  .once = { STATEMENT_ACCOUNT_REGISTER_KEEP,
		STATEMENT_ACCOUNT_AGAIN } },
	{ "GET", "/api/users/", .access = ACCESS_ANYONE,
	  .inputs = list_filters,
	  .shape = SHAPE_LIST, .lane = LANE_SLOW,
	  .statement = STATEMENT_ACCOUNT_LIST, .orders = by_name },

	{ "GET", "/api/users/me/", .access = ACCESS_USER,
	  .shape = SHAPE_ONE, .lane = LANE_QUICK,
	  .statement = STATEMENT_ACCOUNT_ME },
	{ "PATCH", "/api/users/me/", .access = ACCESS_USER,
	  .inputs = change_inputs,
	  .shape = SHAPE_ONE, .lane = LANE_WRITE,
	  .before = {
		{ STATEMENT_ACCOUNT_EXPECT_ME, NULL },
		{ STATEMENT_ACCOUNT_EXPECT_FREE_BUT_ME, NULL },
		{ STATEMENT_ACCOUNT_UPDATE, "changed" },
	  },
	  .statement = STATEMENT_ACCOUNT_ME },
	{ "DELETE", "/api/users/me/", .access = ACCESS_USER,
	  .inputs = delete_inputs, .shape = SHAPE_NONE, .lane = LANE_WRITE,
	  .ask = STATEMENT_PASSWORD_BEGIN, .work = password_confirm,
	  .denied = STATEMENT_LOGIN_FAILED,
	  .abandoned = STATEMENT_LOGIN_ABANDONED,
	  .before = {
		{ STATEMENT_ACCOUNT_EXPECT_ME, NULL },
		{ STATEMENT_LOGIN_SUCCEEDED, NULL },
		{ STATEMENT_LOGIN_FORGET, NULL },
	  },
	  .statement = STATEMENT_ACCOUNT_DELETE, .missing = PROBLEM_CONFLICT },
	{ "GET", "/api/users/me/export/", .access = ACCESS_USER,
	  .shape = SHAPE_ONE, .lane = LANE_SLOW,
	  .statement = STATEMENT_ACCOUNT_EXPORT },
	{ "PUT", "/api/users/me/password/", .access = ACCESS_USER,
	  .inputs = password_inputs, .shape = SHAPE_NONE, .lane = LANE_WRITE,
	  .ask = STATEMENT_PASSWORD_BEGIN, .work = password_replace,
	  .denied = STATEMENT_LOGIN_FAILED,
	  .abandoned = STATEMENT_LOGIN_ABANDONED,
	  .before = {
		{ STATEMENT_ACCOUNT_EXPECT_ME, NULL },
		{ STATEMENT_LOGIN_SUCCEEDED, NULL },
	  },
	  .statement = STATEMENT_PASSWORD_CHANGE, .missing = PROBLEM_CONFLICT },

	{ "GET", "/api/users/{id}/", .access = ACCESS_ANYONE,
	  .inputs = id_inputs, .shape = SHAPE_ONE, .lane = LANE_QUICK,
	  .statement = STATEMENT_ACCOUNT_GET },
	{ "PATCH", "/api/users/{id}/", .access = ACCESS_ADMIN,
	  .inputs = appoint_inputs,
	  .shape = SHAPE_ONE, .lane = LANE_WRITE,
	  .before = {
		{ STATEMENT_ACCOUNT_EXPECT, NULL },
		{ STATEMENT_ACCOUNT_APPOINT, "changed" },
		{ STATEMENT_TOKEN_REVOKE_INACTIVE, "active" },
	  },
	  .statement = STATEMENT_ACCOUNT_BY_ID },

	{ "PUT", "/api/profiles/me/", .access = ACCESS_USER,
	  .inputs = profile_inputs,
	  .shape = SHAPE_ONE, .lane = LANE_WRITE,
	  .before = {
		{ STATEMENT_ACCOUNT_EXPECT_ME, NULL },
		{ STATEMENT_ACCOUNT_UPDATE, NULL },
	  },
	  .statement = STATEMENT_ACCOUNT_ME },
	{ "GET", "/api/profiles/{username}/", .access = ACCESS_ANYONE,
	  .inputs = name_inputs, .shape = SHAPE_ONE, .lane = LANE_QUICK,
	  .statement = STATEMENT_ACCOUNT_BY_NAME },
	{ 0 },
};

/*
 * A deleted account with a million followers takes some of the first. 10 000
 * answers go at a time: so many are hardly made in that time.
 */
const struct duty account_duties[] = {
	{ STATEMENT_ACCOUNT_KEEP, .every_ms = 500 },
	{ STATEMENT_ANSWER_EXPIRE, .every_ms = 5000 },
	{ 0 },
};
