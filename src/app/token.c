/* Tokens: logging in and out, and named ones for programs. */
#include "app/app.h"
#include "app/login.h"
#include "http/json.h"

/* A login, as OAuth 2.0 answers it (RFC 6749, section 5.1). */
static void
login_write(struct call *call, const struct rows *rows, struct buffer *body)
{
	buffer_text(body, "{\"access_token\":");
	json_put_string(body, call->secret);
	buffer_printf(body, ",\"token_type\":\"bearer\",\"expires_in\":%s}",
	    rows_value(rows, 0, rows_column(rows, "expires_in"), NULL));
}

/* A new token: the only time that its value is shown. */
static void
token_write(struct call *call, const struct rows *rows, struct buffer *body)
{
	json_put_row(body, rows, 0);
	body->size--; /* the brace */
	buffer_text(body, ",\"token\":");
	json_put_string(body, call->secret);
	buffer_char(body, '}');
}

/* clang-format off */

/* The password form (RFC 6749, section 4.3.2): what else it has is ignored. */
static const struct input login_inputs[] = {
	{ "username", INPUT_TEXT, 1, 254, IN_FORM, .required = true },
	{ "password", INPUT_PASSWORD, 1, 1000, IN_FORM, .required = true },
	{ "grant_type", INPUT_CHOICE, .place = IN_FORM, .choices = "password" },
	{ 0 },
};

static const struct input new_inputs[] = {
	{ "name", INPUT_TEXT, 1, 100, IN_BODY, .required = true },
	{ "expires_in", INPUT_INTEGER, 60, 315360000, IN_BODY },
	{ 0 },
};

static const struct input id_inputs[] = {
	{ "id", INPUT_ID, .place = IN_PATH },
	{ 0 },
};

static const struct order newest_first[] = {
	{ "", "id", INPUT_ID },
	{ 0 },
};

const struct route token_routes[] = {
	/* Heeds no Idempotency-Key: who asks again is to get a new token. */
	{ "POST", "/api/users/login/token/", .access = ACCESS_ANYONE,
	  .inputs = login_inputs, .shape = SHAPE_ONE, .lane = LANE_WRITE,
	  .ask = STATEMENT_LOGIN_BEGIN, .work = login_check,
	  .denied = STATEMENT_LOGIN_FAILED,
	  .abandoned = STATEMENT_LOGIN_ABANDONED, .makes_token = true,
	  .before = {
		{ STATEMENT_LOGIN_LOCK, NULL },
		{ STATEMENT_LOGIN_RENEW, "new_hash" },
		{ STATEMENT_LOGIN_SUCCEEDED, NULL },
		{ STATEMENT_TOKEN_EXPIRE, NULL },
	  },
	  .statement = STATEMENT_LOGIN_TOKEN, .missing = PROBLEM_UNAUTHORIZED,
	  .missing_detail = LOGIN_REFUSED,
	  .write = login_write },
	{ "DELETE", "/api/users/login/token/", .access = ACCESS_USER,
	  .shape = SHAPE_NONE, .lane = LANE_WRITE,
	  .statement = STATEMENT_TOKEN_REVOKE_THIS },
	{ "GET", "/api/users/me/tokens/", .access = ACCESS_USER,
	  .shape = SHAPE_LIST, .lane = LANE_SLOW,
	  .statement = STATEMENT_TOKEN_LIST, .orders = newest_first },
	{ "POST", "/api/users/me/tokens/", .access = ACCESS_USER,
	  .inputs = new_inputs, .created = "/api/users/me/tokens/",
	  .shape = SHAPE_ONE, .lane = LANE_WRITE, .makes_token = true,
	  .before = {
		{ STATEMENT_ACCOUNT_LOCK_ME, NULL },
	  },
	  .statement = STATEMENT_TOKEN_ADD, .missing = PROBLEM_UNAUTHORIZED,
	  .once = { STATEMENT_TOKEN_ADD_KEEP, STATEMENT_TOKEN_AGAIN },
	  .write = token_write },
	{ "DELETE", "/api/users/me/tokens/{id}/", .access = ACCESS_USER,
	  .inputs = id_inputs, .shape = SHAPE_NONE, .lane = LANE_WRITE,
	  .statement = STATEMENT_TOKEN_REVOKE, .missing = PROBLEM_NOT_FOUND },
	{ 0 },
};
