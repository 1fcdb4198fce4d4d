/* What everybody sees of accounts: lists, searches, one by id or name. */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "account.h"
#include "database.h"
#include "expect.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "user.h"
#include "walk.h"
#include "write.h"

enum { MANY = 23 };

static const char *prefix; /* of the names that these tests look for */

/* MANY accounts, every third of which is a brand, every seventh inactive. */
static void
set_up(void)
{
	prefix = username_new();
	sql("INSERT INTO account (email, username, kind, active, phone_number)"
	    " SELECT $1 || n || '@private.example', "
	    " CASE WHEN n % 2 = 0 THEN $1 || '_' || n"
	    " ELSE 'MARQUEE' || substr($1, 8) || '_' || n END,"
	    " CASE WHEN n % 3 = 0 THEN 'brand' ELSE 'person' END,"
	    " n % 7 <> 0, '0800 777' FROM generate_series(1, 23) AS n",
	    1, &prefix);
}

static void
tear_down(void)
{
	sql("DELETE FROM account WHERE lower(username) LIKE $1 || '%'", 1,
	    &prefix);
}

/* How many rows of set_up() the condition holds for. */
static size_t
expected_count(const char *condition)
{
	return (size_t)sql_number_of(
	    keep_printf("SELECT count(*) FROM account"
			" WHERE lower(username) LIKE $1 || '%%' AND active%s",
		condition),
	    prefix);
}

/* Sorted by name whatever its case, and nothing in it is private. */
static void
expect_list(struct json_object *all, size_t count)
{
	const char *before = "";

	ck_assert_uint_eq(json_object_array_length(all), count);
	for (size_t i = 0; i < count; i++) {
		const char *name = member_text(item(all, i), "username");

		expect_keys(item(all, i), public_keys, "a public account");
		must(strcasecmp(before, name) < 0, "%s comes before %s", before,
		    name);
		before = name;
	}
	ck_assert_ptr_null(
	    strstr(json_object_to_json_string(all), "private.example"));
	ck_assert_ptr_null(strstr(json_object_to_json_string(all), "0800 777"));
}

static const int limits[] = { 1, 2, 7, 20, 100 };

START_TEST(pages_hold_every_account_once)
{
	expect_list(walk(keep_printf(
			"/api/users/?search=%s&limit=%d", prefix, limits[_i])),
	    expected_count(""));
}
END_TEST

START_TEST(persons_and_brands_can_be_told_apart)
{
	size_t brands = expected_count(" AND kind = 'brand'");
	size_t persons = expected_count(" AND kind = 'person'");

	ck_assert_uint_gt(brands, 0);
	ck_assert_uint_gt(persons, 0);
	expect_list(walk(keep_printf(
			"/api/users/?search=%s&kind=brand&limit=3", prefix)),
	    brands);
	expect_list(walk(keep_printf(
			"/api/users/?search=%s&kind=person&limit=3", prefix)),
	    persons);
}
END_TEST

START_TEST(a_search_is_the_beginning_of_a_name_in_any_case)
{
	char *loud = keep_bytes(prefix, strlen(prefix));

	for (char *c = loud; *c != '\0'; c++)
		*c = (char)toupper(*c);
	expect_list(walk(keep_printf("/api/users/?search=%s", loud)),
	    expected_count(""));
	expect_list(walk(keep_printf("/api/users/?search=%s_22", prefix)), 1);
	expect_list(walk(keep_printf("/api/users/?search=%s", prefix + 1)), 0);
}
END_TEST

/* Nothing in a search stands for something else. */
static const char *const nothing[] = { "%25", "_", "*", "~", "'", "\\", "%5C",
	"%c3%a9", "%f0%9f%8e%ac", "[a-z]", "." };

START_TEST(a_search_is_taken_letter_by_letter)
{
	expect_list(
	    walk(keep_printf("/api/users/?search=%s%s", prefix, nothing[_i])),
	    strcmp(nothing[_i], "_") == 0 ? expected_count("") : 0);
}
END_TEST

START_TEST(a_count_is_told_if_it_is_asked_for)
{
	struct reply *reply =
	    getf("/api/users/?search=%s&limit=2&count=exact", prefix);

	expect_array(reply);
	ck_assert_pstr_eq(header(reply, "X-Total-Count"),
	    keep_printf("%zu", expected_count("")));
	ck_assert_ptr_null(
	    header(getf("/api/users/?search=%s", prefix), "X-Total-Count"));
}
END_TEST

/* clang-format off */
static const struct {
	const char *query, *faults;
	int status;
} bad[] = {
	{ "kind=robot", "kind:not_allowed", 422 },
	{ "kind=", "kind:not_allowed", 422 },
	{ "search=", "search:too_short", 422 },
	{ "search=aaaaaaaaaabbbbbbbbbbccccccccccddddddddddx",
	  "search:too_long", 422 },
	{ "limit=0", "limit:out_of_range", 422 },
	{ "limit=101", "limit:out_of_range", 422 },
	{ "email=a", "email:unknown", 400 },
	{ "role=admin", "role:unknown", 400 },
	{ "active=false", "active:unknown", 400 },
	{ "sort=email", "sort:unknown", 400 },
	{ "cursor=x", "cursor:malformed", 400 },
};
/* clang-format on */

START_TEST(what_cannot_be_asked_is_refused)
{
	struct reply *reply = getf("/api/users/?%s", bad[_i].query);

	if (strncmp(bad[_i].query, "cursor", 6) == 0)
		expect_problem(reply, 400);
	else
		expect_faults(reply, bad[_i].status, bad[_i].faults);
}
END_TEST

START_TEST(an_account_is_the_same_by_id_and_by_name)
{
	struct user user = user_new();
	struct reply *by_id = get(user.path);
	struct json_object *account = expect_json(by_id);
	const char *loud =
	    keep_printf("MARQUEE%s", user.username + strlen("marquee"));

	expect_keys(account, public_keys, "a public account");
	ck_assert_int_eq(member_number(account, "id"), user.id);
	ck_assert_ptr_null(strstr(by_id->body, "private.example"));
	ck_assert_str_eq(
	    getf("/api/profiles/%s/", user.username)->body, by_id->body);
	ck_assert_str_eq(getf("/api/profiles/%s", loud)->body, by_id->body);
	expect_status(
	    ask("GET", user.path,
		keep_printf("If-None-Match: %s\r\n", header(by_id, "ETag")),
		NULL),
	    304);
}
END_TEST

/* A token changes nothing of it, not even that of an admin. */
START_TEST(everybody_sees_the_same)
{
	struct user user = user_new();
	struct reply *reply = get(user.path);
	const char *const tokens[] = { user.token, user_new_admin().token,
		"mq_no" };

	for (int i = 0; i < 3; i++)
		ck_assert_str_eq(
		    as(tokens[i], "GET", user.path, NULL, NULL)->body,
		    reply->body);
}
END_TEST

/* clang-format off */
static const char *const missing[] = {
	"/api/users/9223372036854775807/", "/api/users/0/", "/api/users/-1/",
	"/api/users/01/", "/api/users/x/", "/api/users/1.0/",
	"/api/users/9223372036854775808/", "/api/users/Me/",
	"/api/profiles/marquee-nobody/", "/api/profiles/ab/",
	"/api/profiles/a%20b/", "/api/profiles/%c3%a9%c3%a9%c3%a9/",
	"/api/profiles/", "/api/users/login/", "/api/users/1/followers/x/",
	"/api/users/1/password/", "/api/users/1/tokens/", "/api/users/1/export/",
	"/api/users/me/tokens/1/x/",
};
/* clang-format on */

START_TEST(what_is_not_there_answers_404)
{
	expect_faults(get(missing[_i]), 404, "");
}
END_TEST

START_TEST(who_is_inactive_is_not_there)
{
	struct user user = user_new();

	sql("UPDATE account SET active = false WHERE username = $1", 1,
	    &user.username);
	expect_problem(get(user.path), 404);
	expect_problem(getf("/api/profiles/%s/", user.username), 404);
	expect_list(
	    walk(keep_printf("/api/users/?search=%s", user.username)), 0);
}
END_TEST

TCase *
topic_public_accounts(void)
{
	TCase *topic = topic_new("public accounts");

	tcase_add_checked_fixture(topic, set_up, tear_down);
	add_table_test(topic, pages_hold_every_account_once, limits);
	tcase_add_test(topic, persons_and_brands_can_be_told_apart);
	tcase_add_test(topic, a_search_is_the_beginning_of_a_name_in_any_case);
	add_table_test(topic, a_search_is_taken_letter_by_letter, nothing);
	tcase_add_test(topic, a_count_is_told_if_it_is_asked_for);
	add_table_test(topic, what_cannot_be_asked_is_refused, bad);
	tcase_add_test(topic, an_account_is_the_same_by_id_and_by_name);
	tcase_add_test(topic, everybody_sees_the_same);
	add_table_test(topic, what_is_not_there_answers_404, missing);
	tcase_add_test(topic, who_is_inactive_is_not_there);
	return topic;
}
