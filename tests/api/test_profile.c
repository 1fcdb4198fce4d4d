/* PUT /api/profiles/me/ replaces what people say about themselves. */
#include <string.h>

#include "expect.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "user.h"
#include "write.h"

static struct user user;

static void
set_up(void)
{
	user = user_new();
}

static struct reply *
put(const char *body)
{
	return as(user.token, "PUT", "/api/profiles/me/", NULL, body);
}

/* "full_name|phone_number|bio|image" */
static const char *
line(struct json_object *account)
{
	static const char *const keys[] = { "full_name", "phone_number", "bio",
		"image" };
	const char *all = "";

	for (int i = 0; i < 4; i++) {
		const char *text =
		    json_object_get_string(member(account, keys[i]));

		all = keep_printf(
		    "%s%s%s", all, i > 0 ? "|" : "", text ? text : "-");
	}
	return all;
}

/* clang-format off */
static const struct {
	const char *body, *line;
} good[] = {
	{ "{'full_name': 'A B', 'phone_number': '112', 'bio': 'C',"
	  " 'image': 'http://d.example/'}", "A B|112|C|http://d.example/" },
	{ "{'full_name': 'A'}", "A|-|-|-" },
	{ "{'phone_number': '+1 (2) 3-4'}", "-|+1 (2) 3-4|-|-" },
	{ "{'bio': null, 'image': 'https://x'}", "-|-|-|https://x" },
	{ "{}", "-|-|-|-" },
};

static const struct {
	const char *body, *faults;
} bad[] = {
	{ "{'full_name': 7}", "full_name:wrong_type" },
	{ "{'image': '/a.png'}", "image:not_an_address" },
	{ "{'image': 'ftp://example.com/a.png'}", "image:not_an_address" },
	{ "{'phone_number': 'x'}", "phone_number:not_a_number" },
	{ "{'username': 'abc'}", "username:unknown" },
	{ "{'email': 'a@b.c'}", "email:unknown" },
	{ "{'role': 'admin', 'id': 1, 'active': true, 'kind': 'brand'}",
	  "role:unknown id:unknown active:unknown kind:unknown" },
	{ "{'created_at': null, 'followers': 1}",
	  "created_at:unknown followers:unknown" },
};
/* clang-format on */

START_TEST(what_is_not_given_is_gone)
{
	struct json_object *account;

	expect_json(put("{'full_name': 'Old', 'phone_number': '911',"
			" 'bio': 'Old', 'image': 'http://old.example'}"));
	account = expect_json(put(good[_i].body));
	expect_keys(account, own_keys, "my account");
	ck_assert_str_eq(line(account), good[_i].line);
	ck_assert_str_eq(member_text(account, "email"), user.email);
	account =
	    expect_json(as(user.token, "GET", "/api/users/me/", NULL, NULL));
	ck_assert_str_eq(line(account), good[_i].line);
}
END_TEST

START_TEST(what_is_no_profile_is_refused_by_name)
{
	expect_json(put("{'bio': 'Old'}"));
	expect_faults(put(bad[_i].body), 422, bad[_i].faults);
	ck_assert_str_eq(line(expect_json(as(
			     user.token, "GET", "/api/users/me/", NULL, NULL))),
	    "-|-|Old|-");
}
END_TEST

/* The longest of each, in characters. */
START_TEST(a_profile_has_limits)
{
	const char *wide = "\xf0\x9f\x8e\xac";

	expect_json(put(keep_printf("{'full_name': '%s', 'bio': '%s'}",
	    times(wide, 255), times(wide, 2000))));
	expect_faults(put(keep_printf("{'full_name': '%s', 'bio': '%s',"
				      " 'phone_number': '%s', 'image':"
				      " 'http://%s'}",
			  times(wide, 256), times(wide, 2001), times("1", 33),
			  times("x", 1994))),
	    422,
	    "full_name:too_long bio:too_long phone_number:too_long"
	    " image:too_long");
}
END_TEST

/* "me" is no user name here. */
START_TEST(there_is_no_get_of_me)
{
	expect_problem(
	    as(user.token, "GET", "/api/profiles/me/", NULL, NULL), 405);
}
END_TEST

TCase *
topic_profile(void)
{
	TCase *topic = topic_new("profile");

	tcase_add_checked_fixture(topic, set_up, NULL);
	add_table_test(topic, what_is_not_given_is_gone, good);
	add_table_test(topic, what_is_no_profile_is_refused_by_name, bad);
	tcase_add_test(topic, a_profile_has_limits);
	tcase_add_test(topic, there_is_no_get_of_me);
	return topic;
}
