/* Registration: who gets an account, and what is refused. */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "database.h"
#include "expect.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "user.h"
#include "write.h"

#define BOTH "'email': '%s@example.com', 'username': '%s'"
#define ALL BOTH ", 'password': '12345678'"

static struct reply *
register_with(const char *form, const char *name)
{
	return as(NULL, "POST", "/api/users/", NULL, fill(form, name));
}

static int64_t
accounts_named(const char *name)
{
	return sql_number_of(
	    "SELECT count(*) FROM account WHERE username = $1", name);
}

static void
set_up(void)
{
	address_new();
}

/* clang-format off */
static const struct {
	const char *body, *kind, *full_name;
} good[] = {
	{ "{" ALL "}", "person", NULL },
	{ "{" ALL ", 'kind': 'person'}", "person", NULL },
	{ "{" ALL ", 'kind': 'brand', 'full_name': 'Acme \\u00e9'}",
	  "brand", "Acme \xc3\xa9" },
	{ "{" ALL ", 'kind': null, 'full_name': null}", "person", NULL },
	/* e and COMBINING ACUTE ACCENT are one letter */
	{ "{" ALL ", 'full_name': 'Ame\\u0301lie'}", "person",
	  "Am\xc3\xa9lie" },
	{ "{" BOTH ", 'password': ' \\ud83c\\udfac      '}", "person", NULL },
};
/* clang-format on */

START_TEST(a_new_account_is_shown_to_its_owner)
{
	const char *name = username_new();
	struct reply *reply = register_with(good[_i].body, name);
	struct json_object *account = expect_json_with(reply, 201);

	expect_keys(account, own_keys, "an account");
	ck_assert_str_eq(member_text(account, "username"), name);
	ck_assert_str_eq(
	    member_text(account, "email"), keep_printf("%s@example.com", name));
	ck_assert_str_eq(member_text(account, "kind"), good[_i].kind);
	ck_assert_str_eq(member_text(account, "role"), "user");
	ck_assert(json_object_get_boolean(member(account, "active")));
	ck_assert_pstr_eq(json_object_get_string(member(account, "full_name")),
	    good[_i].full_name);
	ck_assert_int_eq(member_number(account, "followers"), 0);
	ck_assert_pstr_eq(header(reply, "Location"),
	    keep_printf(
		"/api/users/%" PRId64 "/", member_number(account, "id")));
	expect_form(header(reply, "ETag"), "\"[^\"]+\"", "ETag");
	expect_json(get(header(reply, "Location")));
}
END_TEST

/* clang-format off */
static const struct {
	const char *body, *faults;
} bad[] = {
	{ "{}", "email:missing username:missing password:missing" },
	{ "{" BOTH "}", "password:missing" },
	{ "{" BOTH ", 'password': null}", "password:wrong_type" },
	{ "{" BOTH ", 'password': 12345678}", "password:wrong_type" },
	{ "{" BOTH ", 'password': '1234567'}", "password:too_short" },
	{ "{" BOTH ", 'password': '\\u00e9\\u00e9\\u00e9\\u00e9'}",
	  "password:too_short" },
	{ "{'email': 'x', 'username': '%s', 'password': '12345678'}",
	  "email:not_an_address" },
	{ "{'email': '%s', 'username': 'ab', 'password': 'x'}",
	  "email:not_an_address username:too_short password:too_short" },
	{ "{'email': '%s@x', 'username': 'ab', 'password': '12345678'}",
	  "username:too_short" },
	{ "{'email': '%s@x', 'username': "
	  "'marquee-test-789012345678901234567890-041',"
	  " 'password': '12345678'}", "username:too_long" },
	{ "{'email': '%s@x', 'username': '%s.', 'password': '12345678'}",
	  "username:not_allowed" },
	{ "{" ALL ", 'kind': 'robot'}", "kind:not_allowed" },
	{ "{" ALL ", 'kind': 'Person'}", "kind:not_allowed" },
	{ "{" ALL ", 'full_name': ''}", "full_name:too_short" },
	{ "{" ALL ", 'full_name': []}", "full_name:wrong_type" },

	/* mass assignment */
	{ "{" ALL ", 'role': 'admin'}", "role:unknown" },
	{ "{" ALL ", 'role': 'user'}", "role:unknown" },
	{ "{" ALL ", 'id': 1}", "id:unknown" },
	{ "{" ALL ", 'active': true}", "active:unknown" },
	{ "{" ALL ", 'created_at': '2020-01-01T00:00:00Z'}",
	  "created_at:unknown" },
	{ "{" ALL ", 'updated_at': null}", "updated_at:unknown" },
	{ "{" ALL ", 'followers': 1000000, 'following': 1}",
	  "followers:unknown following:unknown" },
	{ "{" ALL ", 'password_hash': '$y$'}", "password_hash:unknown" },
	{ "{" ALL ", 'version': 7, 'Role': 'admin'}",
	  "version:unknown Role:unknown" },
	{ "{" ALL ", 'new_hash': 'x', 'changed': ''}",
	  "new_hash:unknown changed:unknown" },
};
/* clang-format on */

START_TEST(what_cannot_be_is_refused_by_name)
{
	const char *name = username_new();

	expect_faults(register_with(bad[_i].body, name), 422, bad[_i].faults);
	ck_assert_int_eq(accounts_named(name), 0);
}
END_TEST

/* A password as long as it may be, all of which counts. */
START_TEST(a_password_is_never_cut)
{
	const char *name = username_new();
	const char *password = times("\xf0\x9f\x8e\xac", 127);

	expect_json_with(
	    register_with(
		keep_printf("{" BOTH ", 'password': '%s'}", "%s", "%s",
		    keep_printf("%s\xf0\x9f\x8e\xad", password)),
		name),
	    201);
	expect_token(login(name, keep_printf("%s\xf0\x9f\x8e\xad", password)));
	expect_problem(
	    login(name, keep_printf("%s\xf0\x9f\x8e\xac", password)), 401);
	expect_problem(login(name, password), 401);
	expect_faults(
	    register_with(keep_printf("{" BOTH ", 'password': '%s..'}", "%s",
			      "%s", password),
		username_new()),
	    422, "password:too_long");
}
END_TEST

START_TEST(a_name_has_3_to_40_characters)
{
	static const char *const names[] = { "Z-_",
		"marquee-test-789012345678901234567890-40" };

	for (int i = 0; i < 2; i++) {
		sql("DELETE FROM account WHERE username = $1", 1, &names[i]);
		expect_json_with(register_with("{" ALL "}", names[i]), 201);
		expect_json(getf("/api/profiles/%s/", names[i]));
		sql("DELETE FROM account WHERE username = $1", 1, &names[i]);
	}
}
END_TEST

/* clang-format off */
static const struct {
	const char *body, *faults; /* %s is the name that is taken */
} taken[] = {
	{ "{'email': 'new-%s@x.example', 'username': '%s',"
	  " 'password': '12345678'}", "username:taken" },
	{ "{'email': '%s@private.example', 'username': 'new%s',"
	  " 'password': '12345678'}", "email:taken" },
	{ "{'email': '%s@private.example', 'username': '%s',"
	  " 'password': '12345678'}", "email:taken username:taken" },
};
/* clang-format on */

static const char *
shouted(const char *text)
{
	char *copy = keep_bytes(text, strlen(text));

	for (char *c = copy; *c != '\0'; c++)
		*c = (char)toupper(*c);
	return copy;
}

START_TEST(what_is_taken_is_named_whatever_its_case)
{
	struct user user = user_new();
	int64_t count = sql_number("SELECT count(*) FROM account");

	expect_faults(register_with(taken[_i].body, user.username), 409,
	    taken[_i].faults);
	expect_faults(register_with(taken[_i].body, shouted(user.username)),
	    409, taken[_i].faults);
	ck_assert_int_eq(sql_number("SELECT count(*) FROM account"), count);
}
END_TEST

/* clang-format off */
static const struct {
	const char *type, *body;
	int status;
} malformed[] = {
	{ "application/json", "{", 400 },
	{ "application/json", "", 400 },
	{ "application/json", "{\"email\": \"a\\u0000@x\"}", 400 },
	{ "application/json", "{\"password\": \"12345678\\u0000\"}", 400 },
	{ "application/json", "{\"role\": 1, \"role\": 2}", 400 },
	{ "application/json", "[]", 422 },
	{ "text/plain", "{}", 415 },
	{ "application/x-www-form-urlencoded", "email=a@b", 415 },
	{ "application/merge-patch+json", "{}", 415 },
};
/* clang-format on */

START_TEST(a_body_that_cannot_be_read_is_refused)
{
	expect_problem(
	    ask("POST", "/api/users/",
		keep_printf("Content-Type: %s\r\n", malformed[_i].type),
		malformed[_i].body),
	    malformed[_i].status);
}
END_TEST

START_TEST(a_body_that_is_too_long_is_refused)
{
	static const int statuses[] = { 413, 0 };

	expect_refusal(as(NULL, "POST", "/api/users/", NULL,
			   keep_printf("{'bio': '%s'}", times("x", 70000))),
	    statuses);
}
END_TEST

TCase *
topic_registration(void)
{
	TCase *topic = topic_new("registration");

	tcase_add_checked_fixture(topic, set_up, NULL);
	add_table_test(topic, a_new_account_is_shown_to_its_owner, good);
	add_table_test(topic, what_cannot_be_is_refused_by_name, bad);
	tcase_add_test(topic, a_password_is_never_cut);
	tcase_add_test(topic, a_name_has_3_to_40_characters);
	add_table_test(topic, what_is_taken_is_named_whatever_its_case, taken);
	add_table_test(topic, a_body_that_cannot_be_read_is_refused, malformed);
	tcase_add_test(topic, a_body_that_is_too_long_is_refused);
	return topic;
}
