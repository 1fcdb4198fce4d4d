/* One's own account: shown, changed, deleted. */
#include <inttypes.h>
#include <string.h>

#include "database.h"
#include "expect.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "user.h"
#include "write.h"

static const char me[] = "/api/users/me/";
static struct user user;

static void
set_up(void)
{
	user = user_new();
	address_new();
}

static struct reply *
look_at_me(void)
{
	return as(user.token, "GET", me, NULL, NULL);
}

static struct reply *
patch(const char *body)
{
	return as(user.token, "PATCH", me, NULL, body);
}

/* The account as it was: body and entity tag. */
static void
expect_same(const struct reply *before)
{
	struct reply *now = look_at_me();

	ck_assert_str_eq(now->body, before->body);
	ck_assert_pstr_eq(header(now, "ETag"), header(before, "ETag"));
}

START_TEST(it_is_shown_with_email_and_role)
{
	struct reply *reply = look_at_me();
	struct json_object *account = expect_json(reply);

	expect_keys(account, own_keys, "my account");
	ck_assert_int_eq(member_number(account, "id"), user.id);
	ck_assert_str_eq(member_text(account, "email"), user.email);
	ck_assert_str_eq(member_text(account, "role"), "user");
	ck_assert(json_object_get_boolean(member(account, "active")));
	ck_assert_pstr_eq(header(reply, "Cache-Control"), "private, no-cache");
	ck_assert_pstr_eq(header(reply, "Vary"), "Authorization");
}
END_TEST

START_TEST(what_the_client_has_is_not_sent_again)
{
	struct reply *reply = look_at_me();
	const char *known =
	    keep_printf("If-None-Match: %s\r\n", header(reply, "ETag"));
	struct reply *again = as(user.token, "GET", me, known, NULL);

	expect_status(again, 304);
	ck_assert_uint_eq(again->size, 0);
	ck_assert_pstr_eq(header(again, "ETag"), header(reply, "ETag"));
	expect_json(patch("{'bio': 'new'}"));
	expect_json(as(user.token, "GET", me, known, NULL));
}
END_TEST

/* clang-format off */
static const struct {
	const char *body, *key, *value; /* value NULL: null */
} good[] = {
	{ "{'full_name': 'Am\xc3\xa9lie \\ud83c\\udfac'}", "full_name",
	  "Am\xc3\xa9lie \xf0\x9f\x8e\xac" },
	{ "{'full_name': 'Ame\\u0301lie'}", "full_name", "Am\xc3\xa9lie" },
	{ "{'full_name': null}", "full_name", NULL },
	{ "{'phone_number': '+44 20 7946 0000'}", "phone_number",
	  "+44 20 7946 0000" },
	{ "{'phone_number': null}", "phone_number", NULL },
	{ "{'bio': 'One\\r\\n\\tTwo <b>'}", "bio", "One\r\n\tTwo <b>" },
	{ "{'bio': null}", "bio", NULL },
	{ "{'image': 'https://example.com/a.png'}", "image",
	  "https://example.com/a.png" },
	{ "{'image': null}", "image", NULL },
	{ "{'email': 'marquee-test-new@private.example'}", "email",
	  "marquee-test-new@private.example" },
	{ "{'username': 'marquee-test-new'}", "username", "marquee-test-new" },
};

static const struct {
	const char *body;
	int status;
	const char *faults;
} bad[] = {
	{ "{'role': 'admin'}", 422, "role:unknown" },
	{ "{'id': 1}", 422, "id:unknown" },
	{ "{'active': false}", 422, "active:unknown" },
	{ "{'created_at': '2020-01-01T00:00:00Z'}", 422, "created_at:unknown" },
	{ "{'followers': 7, 'following': 7}", 422,
	  "followers:unknown following:unknown" },
	{ "{'kind': 'brand'}", 422, "kind:unknown" },
	{ "{'password': '12345678'}", 422, "password:unknown" },
	{ "{'password_hash': 'x', 'version': 9, 'updated_at': null}", 422,
	  "password_hash:unknown version:unknown updated_at:unknown" },
	{ "{'bio': 'x', 'role': 'admin'}", 422, "role:unknown" },
	{ "{'email': null}", 422, "email:wrong_type" },
	{ "{'email': 'x'}", 422, "email:not_an_address" },
	{ "{'username': null}", 422, "username:wrong_type" },
	{ "{'username': 'a b'}", 422, "username:not_allowed" },
	{ "{'full_name': '', 'bio': '', 'phone_number': '', 'image': ''}", 422,
	  "full_name:too_short bio:too_short phone_number:not_a_number"
	  " image:not_an_address" },
	{ "{'image': 'javascript:alert(1)'}", 422, "image:not_an_address" },
	{ "{'phone_number': 'call me'}", 422, "phone_number:not_a_number" },
	{ "{'bio': 7}", 422, "bio:wrong_type" },
	{ "{'bio': '\\u001b[2J', 'full_name': 'One\\nTwo'}", 422,
	  "full_name:not_allowed bio:not_allowed" },
	{ "[]", 422, "body:wrong_type" },
	{ "{'bio': 'a', 'bio': 'b'}", 400, "" },
	{ "{'bio': '\\u0000'}", 400, "" },
	{ "{'bio'}", 400, "" },
};
/* clang-format on */

START_TEST(a_change_is_shown)
{
	struct reply *before, *after;

	expect_json(patch("{'full_name': 'Old', 'phone_number': '112',"
			  " 'bio': 'Old', 'image': 'http://old.example'}"));
	before = look_at_me();
	sql("DELETE FROM account WHERE username = 'marquee-test-new'", 0, NULL);
	after = patch(good[_i].body);
	ck_assert_pstr_eq(
	    json_object_get_string(member(expect_json(after), good[_i].key)),
	    good[_i].value);
	ck_assert_pstr_ne(header(after, "ETag"), header(before, "ETag"));
	expect_same(after);
	sql("DELETE FROM account WHERE username = 'marquee-test-new'", 0, NULL);
}
END_TEST

START_TEST(what_may_not_be_changed_is_refused_by_name)
{
	struct reply *before = look_at_me();

	expect_faults(patch(bad[_i].body), bad[_i].status, bad[_i].faults);
	expect_same(before);
}
END_TEST

START_TEST(a_change_of_nothing_changes_nothing)
{
	struct reply *before = look_at_me();

	expect_json(patch("{}"));
	expect_same(before);
}
END_TEST

START_TEST(a_name_may_be_written_in_another_case)
{
	const char *name =
	    keep_printf("Marquee%s", user.username + strlen("marquee"));
	struct json_object *account = expect_json(patch(keep_printf(
	    "{'username': '%s', 'email': '%s@X.example'}", name, name)));

	ck_assert_str_eq(member_text(account, "username"), name);
	expect_json(patch(keep_printf("{'username': '%s'}", user.username)));
}
END_TEST

START_TEST(what_is_taken_is_named)
{
	struct user other = user_new();
	struct reply *before = look_at_me();

	expect_faults(patch(keep_printf("{'username': '%s'}", other.username)),
	    409, "username:taken");
	expect_faults(patch(keep_printf("{'email': '%s'}", other.email)), 409,
	    "email:taken");
	expect_faults(patch(keep_printf("{'bio': 'x', 'username': '%s',"
					" 'email': '%s'}",
			  other.username, other.email)),
	    409, "email:taken username:taken");
	expect_same(before);
}
END_TEST

/* Each of the changes of what is mine; bodies with ' for ". */
static const struct {
	const char *method, *target, *body;
	int done;
} changes[] = {
	{ "PATCH", "/api/users/me/", "{'bio': 'x'}", 200 },
	{ "PUT", "/api/profiles/me/", "{'bio': 'x'}", 200 },
	{ "PUT", "/api/users/me/password/",
	    "{'old_password': '" PASSWORD "', 'new_password': '12345678'}",
	    204 },
	{ "DELETE", "/api/users/me/", "{'password': '" PASSWORD "'}", 204 },
};

START_TEST(a_change_is_made_only_to_what_was_seen)
{
	struct reply *before = look_at_me();
	const char *tag = header(before, "ETag");

	expect_faults(as(user.token, changes[_i].method, changes[_i].target,
			  "If-Match: \"other\"\r\n", changes[_i].body),
	    412, "");
	expect_faults(
	    as(user.token, changes[_i].method, changes[_i].target,
		keep_printf("If-Match: W/%s\r\n", tag), changes[_i].body),
	    412, "");
	expect_same(before);
	expect_status(
	    as(user.token, changes[_i].method, changes[_i].target,
		keep_printf("If-Match: %s\r\n", tag), changes[_i].body),
	    changes[_i].done);
}
END_TEST

/* clang-format off */
static const struct {
	const char *body;
	int status;
	const char *faults;
} not_deleted[] = {
	{ "{}", 422, "password:missing" },
	{ "{'password': null}", 422, "password:wrong_type" },
	{ "{'password': 'short'}", 422, "password:too_short" },
	{ "{'password': 'wrong horse'}", 422, "password:wrong" },
	{ "{'password': '" PASSWORD " '}", 422, "password:wrong" },
	{ "{'password': '" PASSWORD "', 'id': 1}", 422, "id:unknown" },
	{ "", 400, "" },
};
/* clang-format on */

START_TEST(it_is_not_deleted_without_the_password)
{
	struct reply *before = look_at_me();

	expect_faults(as(user.token, "DELETE", me, NULL, not_deleted[_i].body),
	    not_deleted[_i].status, not_deleted[_i].faults);
	expect_same(before);
}
END_TEST

START_TEST(when_it_is_deleted_nothing_is_left)
{
	const char *other = user_token_new(&user);

	/* Whatever table refers to accounts. */
	const struct rows *tables =
	    sql("SELECT c.conrelid::regclass::text, a.attname"
		" FROM pg_constraint c JOIN pg_attribute a"
		" ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)"
		" WHERE c.contype = 'f' AND c.confrelid = 'account'::regclass",
		0, NULL);
	struct reply *reply =
	    as(user.token, "DELETE", me, NULL, "{'password': '" PASSWORD "'}");

	expect_status(reply, 204);
	ck_assert_uint_eq(reply->size, 0);
	ck_assert_int_eq(rows_of(&user, "account WHERE id = $1"), 0);
	ck_assert_int_ge(rows_size(tables), 1);
	for (int i = 0; i < rows_size(tables); i++)
		ck_assert_int_eq(
		    rows_of(&user,
			keep_printf("%s WHERE %s = $1", rows_text(tables, i, 0),
			    rows_text(tables, i, 1))),
		    0);
	ck_assert(!is_good(user.token));
	ck_assert(!is_good(other));
	expect_problem(get(user.path), 404);
	expect_problem(getf("/api/profiles/%s/", user.username), 404);
	expect_problem(login(user.username, PASSWORD), 401);
}
END_TEST

START_TEST(the_name_is_free_again)
{
	expect_status(
	    as(user.token, "DELETE", me, NULL, "{'password': '" PASSWORD "'}"),
	    204);
	expect_json_with(as(NULL, "POST", "/api/users/", NULL,
			     keep_printf("{'email': '%s', 'username': '%s',"
					 " 'password': '12345678'}",
				 user.email, user.username)),
	    201);
	ck_assert(!is_good(user.token));
}
END_TEST

TCase *
topic_me(void)
{
	TCase *topic = topic_new("me");

	tcase_add_checked_fixture(topic, set_up, NULL);
	tcase_add_test(topic, it_is_shown_with_email_and_role);
	tcase_add_test(topic, what_the_client_has_is_not_sent_again);
	add_table_test(topic, a_change_is_shown, good);
	add_table_test(topic, what_may_not_be_changed_is_refused_by_name, bad);
	tcase_add_test(topic, a_change_of_nothing_changes_nothing);
	tcase_add_test(topic, a_name_may_be_written_in_another_case);
	tcase_add_test(topic, what_is_taken_is_named);
	add_table_test(topic, a_change_is_made_only_to_what_was_seen, changes);
	add_table_test(
	    topic, it_is_not_deleted_without_the_password, not_deleted);
	tcase_add_test(topic, when_it_is_deleted_nothing_is_left);
	tcase_add_test(topic, the_name_is_free_again);
	return topic;
}
