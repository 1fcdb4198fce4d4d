/* Named tokens: made, listed and revoked by their owner. */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "account.h"
#include "database.h"
#include "expect.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "user.h"
#include "walk.h"
#include "write.h"

static const char tokens[] = "/api/users/me/tokens/";
static struct user user;

static void
set_up(void)
{
	user = user_new();
}

static struct reply *
post(const char *body)
{
	return as(user.token, "POST", tokens, NULL, body);
}

static struct reply *
list(const char *token)
{
	return as(token, "GET", tokens, NULL, NULL);
}

/* clang-format off */
static const struct {
	const char *body, *name, *lasts; /* lasts NULL: for ever */
} good[] = {
	{ "{'name': 'backup'}", "backup", NULL },
	{ "{'name': 'backup', 'expires_in': null}", "backup", NULL },
	{ "{'name': ' \\u00e9\\ud83c\\udfac\\\"'}",
	  " \xc3\xa9\xf0\x9f\x8e\xac\"", NULL },
	{ "{'name': 'a', 'expires_in': 60}", "a", "1 minute" },
	{ "{'name': 'a', 'expires_in': 3600.0}", "a", "1 hour" },
	{ "{'name': 'a', 'expires_in': 315360000}", "a", "3650 days" },
};

static const struct {
	const char *body;
	int status;
	const char *faults;
} bad[] = {
	{ "{}", 422, "name:missing" },
	{ "{'name': null}", 422, "name:wrong_type" },
	{ "{'name': ''}", 422, "name:too_short" },
	{ "{'name': 7}", 422, "name:wrong_type" },
	{ "{'name': 'a', 'expires_in': 59}", 422, "expires_in:out_of_range" },
	{ "{'name': 'a', 'expires_in': 0}", 422, "expires_in:out_of_range" },
	{ "{'name': 'a', 'expires_in': -60}", 422, "expires_in:out_of_range" },
	{ "{'name': 'a', 'expires_in': 315360001}", 422,
	  "expires_in:out_of_range" },
	{ "{'name': 'a', 'expires_in': 1e30}", 422, "expires_in:out_of_range" },
	{ "{'name': 'a', 'expires_in': 60.5}", 422, "expires_in:too_precise" },
	{ "{'name': 'a', 'expires_in': '60'}", 422, "expires_in:wrong_type" },
	{ "{'name': 'a', 'expires_at': null}", 422, "expires_at:unknown" },
	{ "{'name': 'a', 'account_id': 1, 'hash': 'x', 'token': 'mq_'}", 422,
	  "account_id:unknown hash:unknown token:unknown" },
	{ "{'name': 'a'", 400, "" },
	{ "{'name': 'a\\u0000'}", 400, "" },
};
/* clang-format on */

START_TEST(a_new_token_is_shown_once)
{
	struct reply *reply = post(good[_i].body);
	struct json_object *made = expect_json_with(reply, 201);
	const char *token = member_text(made, "token");
	const char *values[] = { token, good[_i].lasts };

	expect_keys(made, "id name created_at expires_at token", "a token");
	ck_assert_str_eq(member_text(made, "name"), good[_i].name);
	ck_assert_pstr_eq(header(reply, "Location"),
	    keep_printf("%s%" PRId64 "/", tokens, member_number(made, "id")));
	ck_assert_pstr_eq(header(reply, "Cache-Control"), "no-store");
	ck_assert(is_good(token));
	ck_assert_int_eq(
	    rows_number(sql("SELECT count(*) FROM token WHERE " TOKEN_IS
			    " AND expires_at IS NOT DISTINCT FROM"
			    " created_at + $2::interval",
			    2, values),
		0, 0),
	    1);
	ck_assert(
	    (member(made, "expires_at") == NULL) == (good[_i].lasts == NULL));
	reply = list(user.token);
	expect_array(reply);
	ck_assert_ptr_null(strstr(reply->body, token));
	ck_assert_ptr_null(strstr(reply->body, token + strlen("mq_")));
}
END_TEST

START_TEST(what_cannot_be_is_refused)
{
	expect_faults(post(bad[_i].body), bad[_i].status, bad[_i].faults);
	ck_assert_int_eq(rows_of(&user, "token WHERE account_id = $1"), 1);
}
END_TEST

START_TEST(a_name_has_up_to_100_characters)
{
	const char *name = times("\xf0\x9f\x8e\xac", 100);

	expect_json_with(post(keep_printf("{'name': '%s'}", name)), 201);
	expect_faults(
	    post(keep_printf("{'name': '%sx'}", name)), 422, "name:too_long");
}
END_TEST

START_TEST(the_list_is_newest_first_and_knows_which_one_asks)
{
	struct json_object *all, *first, *second;
	const char *token;

	post("{'name': 'one'}");
	token = member_text(
	    expect_json_with(post("{'name': 'two'}"), 201), "token");
	all = expect_array(list(token));
	ck_assert_uint_eq(json_object_array_length(all), 3);
	first = item(all, 0);
	second = item(all, 1);
	for (size_t i = 0; i < 3; i++)
		expect_keys(item(all, i),
		    "id name created_at expires_at last_used_at current",
		    "a token");
	ck_assert_str_eq(member_text(first, "name"), "two");
	ck_assert_str_eq(member_text(second, "name"), "one");
	ck_assert_ptr_null(member(item(all, 2), "name"));
	ck_assert(json_object_get_boolean(member(first, "current")));
	ck_assert(!json_object_get_boolean(member(second, "current")));
	ck_assert(!json_object_get_boolean(member(item(all, 2), "current")));
	ck_assert_ptr_null(member(second, "last_used_at"));
}
END_TEST

START_TEST(a_token_that_has_ended_is_not_listed)
{
	post("{'name': 'one'}");
	sql("UPDATE token SET expires_at = now() WHERE name = 'one'"
	    " AND account_id = (SELECT id FROM account WHERE username = $1)",
	    1, &user.username);
	ck_assert_uint_eq(
	    json_object_array_length(expect_array(list(user.token))), 1);
}
END_TEST

START_TEST(the_list_comes_in_pages)
{
	const char *target = "/api/users/me/tokens/?limit=3&count=exact";
	int64_t last = INT64_MAX, count = 0;

	for (int i = 0; i < 7; i++)
		expect_json_with(post("{'name': 'one of many'}"), 201);
	while (target != NULL) {
		struct reply *reply = as(user.token, "GET", target, NULL, NULL);
		struct json_object *page = expect_array(reply);

		ck_assert_pstr_eq(header(reply, "X-Total-Count"), "8");
		for (size_t i = 0; i < json_object_array_length(page); i++) {
			int64_t id = member_number(item(page, i), "id");

			ck_assert_int_lt(id, last);
			last = id;
			count++;
		}
		target = link_next(reply);
	}
	ck_assert_int_eq(count, 8);
}
END_TEST

START_TEST(a_token_can_be_revoked_once)
{
	struct json_object *made =
	    expect_json_with(post("{'name': 'one'}"), 201);
	const char *path =
	    keep_printf("%s%" PRId64 "/", tokens, member_number(made, "id"));
	const char *token = member_text(made, "token");
	struct reply *reply = as(user.token, "DELETE", path, NULL, NULL);

	expect_status(reply, 204);
	ck_assert_uint_eq(reply->size, 0);
	ck_assert(!is_good(token));
	ck_assert(is_good(user.token));
	expect_problem(as(user.token, "DELETE", path, NULL, NULL), 404);
	expect_problem(as(user.token, "GET", path, NULL, NULL), 405);
}
END_TEST

START_TEST(a_token_can_revoke_itself)
{
	struct json_object *made =
	    expect_json_with(post("{'name': 'one'}"), 201);
	const char *token = member_text(made, "token");

	expect_status(
	    as(token, "DELETE",
		keep_printf("%s%" PRId64, tokens, member_number(made, "id")),
		NULL, NULL),
	    204);
	ck_assert(!is_good(token));
}
END_TEST

static const char *const no_ids[] = { "9223372036854775807", "0", "-1", "x",
	"01", "1x", "9223372036854775808" };

START_TEST(what_is_no_token_of_mine_answers_404)
{
	expect_problem(
	    as(user.token, "DELETE", keep_printf("%s%s/", tokens, no_ids[_i]),
		NULL, NULL),
	    404);
}
END_TEST

/* The time of the last use; NULL: it was not used. */
static const char *
last_used(void)
{
	return rows_text(sql("SELECT last_used_at FROM token WHERE " TOKEN_IS,
			     1, &user.token),
	    0, 0);
}

/* It is written down when the answer is on its way already. */
static void
wait_until_used(const char *condition)
{
	const char *statement = keep_printf(
	    "SELECT count(*) FROM token WHERE " TOKEN_IS " AND %s", condition);

	for (int i = 0; sql_number_of(statement, user.token) == 0; i++) {
		must(i < 1000, "its use is not written down");
		usleep(10000);
	}
}

/* Also where the answer is no. */
static const struct {
	const char *method, *target;
} uses[] = {
	{ "GET", "/api/users/me/" },
	{ "GET", "/api/users/me/tokens/" },
	{ "PATCH", "/api/users/me/" },
	{ "DELETE", "/api/users/me/tokens/9223372036854775807/" },
};

START_TEST(the_last_use_is_kept_to_the_minute)
{
	const char *before;

	ck_assert_ptr_null(last_used());
	as(user.token, uses[_i].method, uses[_i].target, NULL,
	    strcmp(uses[_i].method, "PATCH") == 0 ? "{}" : NULL);
	wait_until_used("last_used_at > now() - interval '1 minute'");
	before = last_used();
	for (int i = 0; i < 5; i++)
		ck_assert(is_good(user.token));
	ck_assert_pstr_eq(last_used(), before);
	sql("UPDATE token SET last_used_at = now() - interval '61 s'"
	    " WHERE " TOKEN_IS,
	    1, &user.token);
	ck_assert(is_good(user.token));
	wait_until_used("last_used_at > now() - interval '1 minute'");
}
END_TEST

TCase *
topic_tokens(void)
{
	TCase *topic = topic_new("tokens");

	tcase_add_checked_fixture(topic, set_up, NULL);
	add_table_test(topic, a_new_token_is_shown_once, good);
	add_table_test(topic, what_cannot_be_is_refused, bad);
	tcase_add_test(topic, a_name_has_up_to_100_characters);
	tcase_add_test(
	    topic, the_list_is_newest_first_and_knows_which_one_asks);
	tcase_add_test(topic, a_token_that_has_ended_is_not_listed);
	tcase_add_test(topic, the_list_comes_in_pages);
	tcase_add_test(topic, a_token_can_be_revoked_once);
	tcase_add_test(topic, a_token_can_revoke_itself);
	add_table_test(topic, what_is_no_token_of_mine_answers_404, no_ids);
	add_table_test(topic, the_last_use_is_kept_to_the_minute, uses);
	return topic;
}
