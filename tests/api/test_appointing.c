/* What an admin changes: role and active, from the next request on. */
#include <inttypes.h>
#include <string.h>

#include "account.h"
#include "database.h"
#include "expect.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "user.h"
#include "write.h"

static struct user user, boss;

static void
set_up(void)
{
	user = user_new();
	boss = user_new_admin();
	address_new();
}

static struct reply *
appoint(const char *body)
{
	return as(boss.token, "PATCH", user.path, NULL, body);
}

/* May the user change the catalogue, which is another responder's? */
static void
expect_may_change_movies(bool may)
{
	struct reply *reply =
	    as(user.token, "POST", "/api/movies/", NULL, "{'name': ''}");

	expect_faults(reply, may ? 422 : 403, may ? "name:too_short" : "");
}

/* May the user change accounts? */
static void
expect_may_appoint(bool may)
{
	struct reply *reply =
	    as(user.token, "PATCH", boss.path, NULL, "{'x': 1}");

	expect_faults(reply, may ? 422 : 403, may ? "x:unknown" : "");
}

START_TEST(a_role_counts_from_the_next_request_on)
{
	for (int i = 0; i < 2; i++) {
		struct json_object *account;

		expect_may_change_movies(false);
		expect_may_appoint(false);
		account = expect_json(appoint("{'role': 'admin'}"));
		expect_keys(account, own_keys, "an account");
		ck_assert_int_eq(member_number(account, "id"), user.id);
		ck_assert_str_eq(member_text(account, "role"), "admin");
		expect_may_change_movies(true);
		expect_may_appoint(true);
		expect_json(appoint("{'role': 'user'}"));
	}
	expect_may_change_movies(false);
}
END_TEST

START_TEST(who_is_deactivated_is_out_at_once)
{
	const char *other = user_token_new(&user);
	struct json_object *account = expect_json(appoint("{'active': false}"));

	ck_assert(!json_object_get_boolean(member(account, "active")));
	ck_assert(!is_good(user.token));
	ck_assert(!is_good(other));
	expect_problem(login(user.username, PASSWORD), 401);
	expect_problem(get(user.path), 404);
	/* And back again: with new tokens only. */
	expect_json(appoint("{'active': true}"));
	ck_assert(!is_good(user.token));
	ck_assert(!is_good(other));
	ck_assert(is_good(expect_token(login(user.username, PASSWORD))));
	expect_json(get(user.path));
}
END_TEST

START_TEST(what_stays_active_keeps_its_tokens)
{
	expect_json(appoint("{'active': true}"));
	ck_assert(is_good(user.token));
	expect_json(appoint("{'role': 'admin', 'active': true}"));
	ck_assert(is_good(user.token));
}
END_TEST

/* clang-format off */
static const struct {
	const char *body;
	int status;
	const char *faults;
} bad[] = {
	{ "{'role': 'root'}", 422, "role:not_allowed" },
	{ "{'role': null}", 422, "role:wrong_type" },
	{ "{'role': true}", 422, "role:wrong_type" },
	{ "{'active': null}", 422, "active:wrong_type" },
	{ "{'active': 'false'}", 422, "active:wrong_type" },
	{ "{'active': 0}", 422, "active:wrong_type" },
	{ "{'active': false, 'role': 'Admin'}", 422, "role:not_allowed" },
	{ "{'id': 1}", 422, "id:unknown" },
	{ "{'username': 'abc', 'email': 'a@b', 'kind': 'brand'}", 422,
	  "username:unknown email:unknown kind:unknown" },
	{ "{'password': '12345678', 'password_hash': 'x'}", 422,
	  "password:unknown password_hash:unknown" },
	{ "{'created_at': null, 'followers': 1}", 422,
	  "created_at:unknown followers:unknown" },
	{ "[]", 422, "body:wrong_type" },
	{ "{", 400, "" },
};
/* clang-format on */

START_TEST(an_admin_changes_nothing_else)
{
	struct reply *before =
	    as(user.token, "GET", "/api/users/me/", NULL, NULL);

	expect_faults(appoint(bad[_i].body), bad[_i].status, bad[_i].faults);
	ck_assert_str_eq(
	    as(user.token, "GET", "/api/users/me/", NULL, NULL)->body,
	    before->body);
}
END_TEST

START_TEST(a_change_of_nothing_changes_nothing)
{
	struct reply *before = get(user.path), *after = appoint("{}");

	expect_json(after);
	ck_assert_pstr_eq(header(after, "ETag"), header(before, "ETag"));
	ck_assert(is_good(user.token));
}
END_TEST

START_TEST(a_change_is_made_only_to_what_was_seen)
{
	const char *tag = header(get(user.path), "ETag");

	expect_faults(as(boss.token, "PATCH", user.path,
			  "If-Match: \"other\"\r\n", "{'role': 'admin'}"),
	    412, "");
	expect_may_appoint(false);
	expect_json(as(boss.token, "PATCH", user.path,
	    keep_printf("If-Match: %s\r\n", tag), "{'role': 'admin'}"));
	expect_faults(
	    as(boss.token, "PATCH", user.path,
		keep_printf("If-Match: %s\r\n", tag), "{'role': 'user'}"),
	    412, "");
	expect_may_appoint(true);
}
END_TEST

START_TEST(who_is_not_there_answers_404)
{
	static const char *const paths_missing[] = {
		"/api/users/9223372036854775807/", "/api/users/0/",
		"/api/users/x/"
	};

	for (size_t i = 0; i < 3; i++)
		expect_faults(as(boss.token, "PATCH", paths_missing[i], NULL,
				  "{'role': 'user'}"),
		    404, "");
}
END_TEST

START_TEST(an_inactive_account_can_be_looked_at_by_a_change)
{
	expect_json(appoint("{'active': false}"));
	ck_assert_str_eq(
	    member_text(expect_json(appoint("{}")), "email"), user.email);
}
END_TEST

/* An admin who resigns is a user at once. */
START_TEST(an_admin_may_resign)
{
	expect_json(
	    as(boss.token, "PATCH", boss.path, NULL, "{'role': 'user'}"));
	expect_faults(appoint("{'role': 'admin'}"), 403, "");
	ck_assert(is_good(boss.token));
}
END_TEST

START_TEST(nobody_deletes_an_account_by_its_id)
{
	expect_problem(as(boss.token, "DELETE", user.path, NULL, NULL), 405);
	expect_problem(as(boss.token, "PUT", user.path, NULL, "{}"), 405);
	ck_assert(is_good(user.token));
}
END_TEST

TCase *
topic_appointing(void)
{
	TCase *topic = topic_new("appointing");

	tcase_add_checked_fixture(topic, set_up, NULL);
	tcase_add_test(topic, a_role_counts_from_the_next_request_on);
	tcase_add_test(topic, who_is_deactivated_is_out_at_once);
	tcase_add_test(topic, what_stays_active_keeps_its_tokens);
	add_table_test(topic, an_admin_changes_nothing_else, bad);
	tcase_add_test(topic, a_change_of_nothing_changes_nothing);
	tcase_add_test(topic, a_change_is_made_only_to_what_was_seen);
	tcase_add_test(topic, who_is_not_there_answers_404);
	tcase_add_test(topic, an_inactive_account_can_be_looked_at_by_a_change);
	tcase_add_test(topic, an_admin_may_resign);
	tcase_add_test(topic, nobody_deletes_an_account_by_its_id);
	return topic;
}
