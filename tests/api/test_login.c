/* Logging in with the OAuth2 password form, and out. */
#include <crypt.h>
#include <inttypes.h>
#include <string.h>

#include "account.h"
#include "database.h"
#include "expect.h"
#include "pool.h"
#include "topics.h"
#include "user.h"
#include "write.h"

#define FORM "Content-Type: application/x-www-form-urlencoded\r\n"

static void
set_up(void)
{
	address_new();
}

/* %s is the user name. */
static const char *const names[] = { "%s", "%s@private.example", "MARQUEE%s",
	"Marquee%s@PRIVATE.example" };

START_TEST(the_email_and_the_user_name_are_good_in_any_case)
{
	struct user user = user_new();
	const char *name = names[_i][0] == '%'
	    ? user.username
	    : user.username + strlen("marquee");
	const char *token =
	    expect_token(login(fill(names[_i], name), PASSWORD));
	struct json_object *me =
	    expect_json(as(token, "GET", "/api/users/me/", NULL, NULL));

	expect_form(token, "mq_[A-Za-z0-9_-]{47}", "a token");
	ck_assert_int_eq(member_number(me, "id"), user.id);
}
END_TEST

/* %s is the user name; what else a form has is nothing to the service. */
static const char *const forms[] = {
	"grant_type=password&username=%s&password=" PASSWORD,
	"password=" PASSWORD "&username=%s",
	"grant_type=password&username=%s&password=" PASSWORD
	"&scope=&client_id=string&client_secret=string",
	"username=%s&password=" PASSWORD "&scope=read+write&scope=x&&a=b&c",
	"username=%s&password=correct+horse%20battery+staple",
};

START_TEST(other_fields_of_the_form_do_not_matter)
{
	struct user user = user_new();

	ck_assert(
	    is_good(expect_token(login_form(fill(forms[_i], user.username)))));
}
END_TEST

START_TEST(a_login_is_good_for_as_long_as_it_says)
{
	struct user user = user_new();
	struct reply *reply = login(user.email, PASSWORD);
	const char *token = expect_token(reply);

	ck_assert_int_eq(
	    member_number(expect_json(reply), "expires_in"), 30 * 86400);
	ck_assert_pstr_eq(header(reply, "Cache-Control"), "no-store");
	ck_assert_int_eq(
	    sql_number_of("SELECT count(*) FROM token WHERE " TOKEN_IS
			  " AND name IS NULL AND"
			  " expires_at = created_at + interval '30 days'",
		token),
	    1);
	ck_assert(is_good(token));
	sql("UPDATE token SET expires_at = now() WHERE " TOKEN_IS, 1, &token);
	ck_assert(!is_good(token));
}
END_TEST

START_TEST(a_login_clears_away_the_tokens_that_have_ended)
{
	struct user user = user_new(), other = user_new();
	const char *kept = user_token_new(&user);

	sql("UPDATE token SET expires_at = now() - interval '1 s' "
	    "WHERE " TOKEN_IS,
	    1, &user.token);
	sql("UPDATE token SET expires_at = now() - interval '1 s' "
	    "WHERE " TOKEN_IS,
	    1, &other.token);
	expect_token(login(user.username, PASSWORD));
	ck_assert(is_good(kept));
	ck_assert_int_eq(rows_of(&user, "token WHERE account_id = $1"), 2);
	ck_assert_int_eq(rows_of(&other, "token WHERE account_id = $1"), 1);
}
END_TEST

/* clang-format off */
static const struct {
	const char *type, *form;
	int status;
	const char *faults;
} bad[] = {
	{ "application/x-www-form-urlencoded", "", 422,
	  "username:missing password:missing" },
	{ "application/x-www-form-urlencoded", "username=a", 422,
	  "password:missing" },
	{ "application/x-www-form-urlencoded", "password=a", 422,
	  "username:missing" },
	{ "application/x-www-form-urlencoded", "username=&password=", 422,
	  "username:too_short password:too_short" },
	{ "application/x-www-form-urlencoded",
	  "username=a&password=b&grant_type=refresh_token", 422,
	  "grant_type:not_allowed" },
	{ "application/x-www-form-urlencoded",
	  "username=a&username=b&password=c", 400, "username:repeated" },
	{ "application/x-www-form-urlencoded", "username=a&password=%00", 400,
	  "" },
	{ "application/x-www-form-urlencoded", "username=a&password=%f", 400,
	  "" },
	{ "application/x-www-form-urlencoded", "username=a&password=%ff", 400,
	  "" },
	{ "application/json", "{\"username\": \"a\", \"password\": \"b\"}",
	  415, "" },
	{ "multipart/form-data; boundary=x", "--x--", 415, "" },
	{ "text/plain", "username=a&password=b", 415, "" },
};
/* clang-format on */

START_TEST(a_form_that_is_none_is_refused)
{
	expect_faults(ask("POST", "/api/users/login/token/",
			  keep_printf("Content-Type: %s\r\n", bad[_i].type),
			  bad[_i].form),
	    bad[_i].status, bad[_i].faults);
}
END_TEST

START_TEST(a_query_is_no_form)
{
	struct user user = user_new();

	expect_faults(ask("POST",
			  keep_printf("/api/users/login/token/?username=%s"
				      "&password=12345678",
			      user.username),
			  FORM, ""),
	    400,
	    "username:unknown password:unknown username:missing"
	    " password:missing");
}
END_TEST

/* Hashes of the PASSWORD that are good, but not as they are made now. */
static const struct {
	const char *method;
	unsigned long cost;
} old[] = {
	{ "$y$", 5 },
	{ "$y$", 1 },
	{ "$6$", 1000 },
	{ "$2b$", 4 },
};

static const char *
hash_by(const char *method, unsigned long cost)
{
	struct crypt_data data = { 0 };
	char setting[CRYPT_GENSALT_OUTPUT_SIZE];

	ck_assert_ptr_nonnull(
	    crypt_gensalt_rn(method, cost, NULL, 0, setting, sizeof setting));
	return keep_printf("%s", crypt_r(PASSWORD, setting, &data));
}

static const char *
hash_of(const struct user *user)
{
	return rows_text(
	    sql("SELECT password_hash FROM account WHERE id = $1", 1,
		(const char *[]){ keep_printf("%" PRId64, user->id) }),
	    0, 0);
}

START_TEST(an_old_hash_is_renewed_at_the_next_login)
{
	struct user user = user_new();
	const char *now = hash_of(&user), *renewed;
	const char *values[] = { user.username,
		hash_by(old[_i].method, old[_i].cost) };

	sql("UPDATE account SET password_hash = $2 WHERE username = $1", 2,
	    values);
	expect_problem(login(user.username, "wrong horse"), 401);
	ck_assert_str_eq(hash_of(&user), values[1]);
	ck_assert(is_good(expect_token(login(user.username, PASSWORD))));
	renewed = hash_of(&user);
	ck_assert_str_ne(renewed, values[1]);
	/* "$y$", the cost, "$": as a new one has it. */
	ck_assert_int_eq(strncmp(renewed, now, strlen("$y$j9T$")), 0);
	ck_assert(is_good(expect_token(login(user.username, PASSWORD))));
	ck_assert_str_eq(hash_of(&user), renewed);
	ck_assert(is_good(user.token));
}
END_TEST

START_TEST(a_hash_that_is_as_it_should_be_stays)
{
	struct user user = user_new();
	const char *before = hash_of(&user);

	expect_token(login(user.username, PASSWORD));
	ck_assert_str_eq(hash_of(&user), before);
}
END_TEST

START_TEST(to_log_out_revokes_the_token_it_came_with)
{
	struct user user = user_new();
	const char *token = expect_token(login(user.username, PASSWORD));
	struct reply *reply =
	    as(token, "DELETE", "/api/users/login/token/", NULL, NULL);

	expect_status(reply, 204);
	ck_assert_uint_eq(reply->size, 0);
	ck_assert(!is_good(token));
	ck_assert(is_good(user.token));
	expect_faults(
	    as(token, "DELETE", "/api/users/login/token/", NULL, NULL), 401,
	    "");
	ck_assert_int_eq(
	    sql_number_of("SELECT count(*) FROM token WHERE " TOKEN_IS, token),
	    0);
}
END_TEST

TCase *
topic_login(void)
{
	TCase *topic = topic_new("login");

	tcase_add_checked_fixture(topic, set_up, NULL);
	add_table_test(
	    topic, the_email_and_the_user_name_are_good_in_any_case, names);
	add_table_test(topic, other_fields_of_the_form_do_not_matter, forms);
	tcase_add_test(topic, a_login_is_good_for_as_long_as_it_says);
	tcase_add_test(topic, a_login_clears_away_the_tokens_that_have_ended);
	add_table_test(topic, a_form_that_is_none_is_refused, bad);
	tcase_add_test(topic, a_query_is_no_form);
	add_table_test(topic, an_old_hash_is_renewed_at_the_next_login, old);
	tcase_add_test(topic, a_hash_that_is_as_it_should_be_stays);
	tcase_add_test(topic, to_log_out_revokes_the_token_it_came_with);
	return topic;
}
