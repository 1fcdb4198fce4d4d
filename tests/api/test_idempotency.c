/* Idempotency-Key: who asks once more gets the answer of the first time. */
#include <inttypes.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "database.h"
#include "expect.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "user.h"
#include "write.h"

#define MOVIES "/api/movies/"
#define USERS "/api/users/"
#define TOKENS "/api/users/me/tokens/"
#define MOVIE "'name': 'Marquee test: %s'"
#define ACCOUNT "'email': '%s@example.com', 'username': '%s'"

/* What can be made: %s is a name that nothing has yet, and $1 as well. */
/* clang-format off */
static const struct maker {
	const char *target, *body, *other, *made;
} makers[] = {
	{ MOVIES,
	  "{" MOVIE ", 'popularity': 80, 'imdb_score': 7.5, 'year': 1950,"
	  " 'director': 'Marquee Tester \\\"A\\\" \\\\, Marquee Tester Ø',"
	  " 'genre': [{'name': 'Western'},"
	  " {'name': 'Marquee, \\\"x\\\" {\\\\} NULL'}]}",
	  "{" MOVIE ", 'popularity': 80.0}",
	  "movie WHERE name = 'Marquee test: ' || $1" },
	{ MOVIES, "{" MOVIE "}", "{" MOVIE " }",
	  "movie WHERE name = 'Marquee test: ' || $1" },
	{ USERS,
	  "{" ACCOUNT ", 'password': '12345678', 'kind': 'brand',"
	  " 'full_name': 'Ame\\u0301lie \\ud83c\\udfac \\\"'}",
	  "{" ACCOUNT ", 'password': '12345679', 'kind': 'brand'}",
	  "account WHERE username = $1" },
	{ USERS, "{" ACCOUNT ", 'password': '12345678'}",
	  "{" ACCOUNT ", 'password': '12345679'}",
	  "account WHERE username = $1" },
	{ TOKENS, "{'name': '%s', 'expires_in': 3600}",
	  "{'name': '%s', 'expires_in': 3601}", "token WHERE name = $1" },
	{ TOKENS, "{'name': '%s'}", "{'name': '%s', 'expires_in': null}",
	  "token WHERE name = $1" },
	{ MOVIES "import/", "[{" MOVIE "}, {'name': 'Marquee test: another'}]",
	  "[{" MOVIE "}]", "movie WHERE name = 'Marquee test: ' || $1" },
};
/* clang-format on */

static struct user user;
static const char *name;

static void
set_up(void)
{
	user = user_new_admin();
	name = username_new();
	address_new();
}

static struct reply *
post_as(const struct user *who, const char *target, const char *key,
    const char *body)
{
	return as(strcmp(target, USERS) == 0 ? NULL : who->token, "POST",
	    target, keep_printf("Idempotency-Key: %s\r\n", key),
	    fill(body, name));
}

static struct reply *
post(const char *target, const char *key, const char *body)
{
	return post_as(&user, target, key, body);
}

/* The key is the name: those without an account share theirs. */
static struct reply *
make_with(const struct maker *maker)
{
	return post(maker->target, name, maker->body);
}

static int64_t
count(const struct maker *maker)
{
	return sql_number_of(
	    keep_printf("SELECT count(*) FROM %s", maker->made), name);
}

/* Head and body, without what is new each time. */
static const char *
essence(const struct reply *reply)
{
	static const char *const fresh[] = { "Date:", "X-Request-Id:" };
	char *lines = keep_bytes(reply->head, strlen(reply->head)), *line;
	const char *all = "";

	while ((line = strsep(&lines, "\n")) != NULL)
		if (strncasecmp(line, fresh[0], strlen(fresh[0])) != 0 &&
		    strncasecmp(line, fresh[1], strlen(fresh[1])) != 0)
			all = keep_printf("%s%s\n", all, line);
	return keep_printf("%s\n%s", all, reply->body);
}

static void
expect_same(const struct reply *reply, const struct reply *first)
{
	expect_status(first, 201);
	ck_assert_str_eq(essence(reply), essence(first));
	ck_assert_str_ne(
	    header(reply, "X-Request-Id"), header(first, "X-Request-Id"));
}

static void
expect_reused(const struct reply *reply)
{
	expect_faults(reply, 422, "Idempotency-Key:not_allowed");
}

START_TEST(the_same_key_and_body_give_the_same_answer)
{
	const struct maker *maker = &makers[_i];
	struct reply *first = make_with(maker);

	for (int i = 0; i < 3; i++)
		expect_same(make_with(maker), first);
	ck_assert_int_eq(count(maker), 1);
}
END_TEST

START_TEST(another_body_is_refused)
{
	const struct maker *maker = &makers[_i];
	struct reply *first = make_with(maker);

	expect_reused(post(maker->target, name, maker->other));
	expect_reused(
	    post(maker->target, name, keep_printf("%s ", maker->body)));
	if (strcmp(maker->target, USERS) != 0)
		expect_same(make_with(maker), first);
	ck_assert_int_eq(count(maker), 1);
}
END_TEST

START_TEST(another_key_makes_another_one)
{
	for (int i = 0; i < 3; i++)
		expect_status(
		    post(MOVIES, keep_printf("%d", i), "{" MOVIE "}"), 201);
	ck_assert_int_eq(count(&makers[0]), 3);
}
END_TEST

START_TEST(quotes_are_not_part_of_the_key)
{
	const struct maker *maker = &makers[_i];
	struct reply *first =
	    post(maker->target, keep_printf("\"%s\"", name), maker->body);

	expect_same(make_with(maker), first);
	expect_same(ask("POST", maker->target,
			keep_printf("%sidempotency-key:  \"%s\"\r\n" JSON_BODY,
			    bearer(user.token), name),
			json(fill(maker->body, name))),
	    first);
}
END_TEST

START_TEST(the_answer_is_that_of_then_whatever_has_become_of_the_movie)
{
	struct reply *first = make_with(&makers[0]);
	const char *path = header(first, "Location");

	expect_json(as(user.token, "PATCH", path, NULL, "{'year': 1951}"));
	expect_same(make_with(&makers[0]), first);
	expect_status(as(user.token, "DELETE", path, NULL, NULL), 204);
	expect_same(make_with(&makers[0]), first);
	expect_problem(get(path), 404);
	ck_assert_int_eq(count(&makers[0]), 0);
}
END_TEST

START_TEST(the_answer_is_that_of_then_whatever_has_become_of_the_account)
{
	struct reply *first = make_with(&makers[2]);

	sql("UPDATE account SET full_name = 'Other', role = 'admin',"
	    " version = 7 WHERE username = $1",
	    1, &name);
	expect_same(make_with(&makers[2]), first);
}
END_TEST

START_TEST(the_token_of_a_second_answer_is_good)
{
	struct json_object *again;

	make_with(&makers[4]);
	again = expect_json_with(make_with(&makers[4]), 201);

	ck_assert(is_good(member_text(again, "token")));
}
END_TEST

START_TEST(once_a_token_is_revoked_its_key_is_as_new)
{
	struct reply *first = make_with(&makers[4]);
	struct json_object *next;

	expect_status(
	    as(user.token, "DELETE", header(first, "Location"), NULL, NULL),
	    204);
	next = expect_json_with(make_with(&makers[4]), 201);
	ck_assert(is_good(member_text(next, "token")));
	ck_assert(strstr(first->body, member_text(next, "token")) == NULL);
}
END_TEST

START_TEST(everybody_has_keys_of_their_own)
{
	struct user other = user_new_admin();

	expect_status(post(MOVIES, "1", "{" MOVIE "}"), 201);
	expect_status(post_as(&other, MOVIES, "1", "{" MOVIE "}"), 201);
	expect_status(
	    post_as(&other, MOVIES, "2", "{" MOVIE ", 'year': 1950}"), 201);
	expect_status(post(MOVIES, "2", "{" MOVIE "}"), 201);
	ck_assert_int_eq(count(&makers[0]), 4);
}
END_TEST

START_TEST(every_address_has_keys_of_its_own)
{
	expect_status(post(MOVIES, name, "{" MOVIE "}"), 201);
	expect_status(post(TOKENS, name, "{'name': '%s'}"), 201);
	expect_status(post(USERS, name, makers[3].body), 201);
	/* With a slash or without, it is the same one. */
	expect_same(post("/api/movies", name, "{" MOVIE "}"),
	    post(MOVIES, name, "{" MOVIE "}"));
}
END_TEST

static const char *const bad[] = { "\"\"", "\"", "\"a", "a\"", "a b", "\"a b\"",
	"a,b", "\"a\", \"b\"", "\"a\";b=1", "\"a\\b\"" };

START_TEST(what_is_no_key_is_a_fault)
{
	for (size_t i = 0; i < 6; i += 2) {
		const struct maker *maker = &makers[i];

		expect_faults(post(maker->target, bad[_i], maker->body), 400,
		    "Idempotency-Key:invalid");
		expect_faults(post(maker->target, times("a", 256), maker->body),
		    400, "Idempotency-Key:invalid");
		ck_assert_int_eq(count(maker), 0);
	}
	expect_faults(post(MOVIES, bad[_i], "{'name': ''}"), 400,
	    "Idempotency-Key:invalid name:too_short");
}
END_TEST

START_TEST(a_key_of_255_characters_is_taken)
{
	const char *key = times("a", 255);

	expect_same(
	    post(MOVIES, key, "{" MOVIE "}"), post(MOVIES, key, "{" MOVIE "}"));
}
END_TEST

START_TEST(who_may_not_is_told_that_and_no_more)
{
	struct user nobody = user_new();

	expect_faults(post_as(&nobody, MOVIES, "a b", "{'name': ''}"), 403, "");
	nobody.token = "x";
	expect_faults(post_as(&nobody, MOVIES, "a b", "{}"), 401, "");
}
END_TEST

START_TEST(who_may_not_any_more_gets_no_answer)
{
	make_with(&makers[0]);
	sql("UPDATE account SET role = 'user' WHERE username = $1", 1,
	    &user.username);
	expect_faults(make_with(&makers[0]), 403, "");
	sql("UPDATE account SET active = false WHERE username = $1", 1,
	    &user.username);
	expect_faults(make_with(&makers[0]), 401, "");
}
END_TEST

START_TEST(after_a_refusal_the_key_is_as_new)
{
	expect_faults(post(MOVIES, "1", "{}"), 422, "name:missing");
	expect_problem(post(MOVIES, "1", "{"), 400);
	expect_status(post(MOVIES, "1", "{" MOVIE "}"), 201);
	expect_faults(post(MOVIES, "1", "{}"), 422, "name:missing");
	expect_status(post(MOVIES, "1", "{" MOVIE "}"), 201);
	ck_assert_int_eq(count(&makers[0]), 1);
}
END_TEST

START_TEST(a_name_that_is_taken_is_not_kept)
{
	struct reply *first = post(USERS, name, makers[3].body);
	const char *key = username_new();

	expect_faults(post(USERS, key, makers[3].body), 409,
	    "email:taken username:taken");
	expect_same(post(USERS, name, makers[3].body), first);
	sql("DELETE FROM account WHERE username = $1", 1, &name);
	expect_status(post(USERS, key, makers[3].body), 201);
}
END_TEST

START_TEST(elsewhere_it_is_ignored)
{
	static const char key[] = "Idempotency-Key: a b\r\n";
	const char *form =
	    "Idempotency-Key: 1\r\n"
	    "Content-Type: application/x-www-form-urlencoded\r\n";
	const char *path = header(make_with(&makers[0]), "Location");
	const char *login = keep_printf(
	    "username=%s&password=%s", user.username, form_text(PASSWORD));
	const char *one, *two;

	expect_json(ask("GET", path, key, NULL));
	expect_json(as(user.token, "PATCH", path, key, "{'year': 1951}"));
	expect_json_with(as(user.token, "PUT", keep_printf("%srating/", path),
			     key, "{'score': 7}"),
	    201);
	expect_status(as(user.token, "DELETE", path, key, NULL), 204);
	one = expect_token(ask("POST", "/api/users/login/token/", form, login));
	two = expect_token(ask("POST", "/api/users/login/token/", form, login));
	ck_assert_str_ne(one, two);
}
END_TEST

START_TEST(without_a_key_nothing_is_kept)
{
	expect_status(
	    as(user.token, "POST", MOVIES, NULL, fill("{" MOVIE "}", name)),
	    201);
	expect_status(as(user.token, "POST", MOVIES, "Idempotency-Key:\r\n",
			  fill("{" MOVIE "}", name)),
	    201);
	ck_assert_int_eq(
	    rows_of(&user, "kept_answer WHERE account_id = $1"), 0);
	ck_assert_int_eq(count(&makers[0]), 2);
}
END_TEST

TCase *
topic_idempotency(void)
{
	TCase *topic = topic_new("idempotency");

	tcase_add_checked_fixture(topic, set_up, NULL);
	add_table_test(
	    topic, the_same_key_and_body_give_the_same_answer, makers);
	add_table_test(topic, another_body_is_refused, makers);
	tcase_add_test(topic, another_key_makes_another_one);
	add_table_test(topic, quotes_are_not_part_of_the_key, makers);
	tcase_add_test(
	    topic, the_answer_is_that_of_then_whatever_has_become_of_the_movie);
	tcase_add_test(topic,
	    the_answer_is_that_of_then_whatever_has_become_of_the_account);
	tcase_add_test(topic, the_token_of_a_second_answer_is_good);
	tcase_add_test(topic, once_a_token_is_revoked_its_key_is_as_new);
	tcase_add_test(topic, everybody_has_keys_of_their_own);
	tcase_add_test(topic, every_address_has_keys_of_its_own);
	add_table_test(topic, what_is_no_key_is_a_fault, bad);
	tcase_add_test(topic, a_key_of_255_characters_is_taken);
	tcase_add_test(topic, who_may_not_is_told_that_and_no_more);
	tcase_add_test(topic, who_may_not_any_more_gets_no_answer);
	tcase_add_test(topic, after_a_refusal_the_key_is_as_new);
	tcase_add_test(topic, a_name_that_is_taken_is_not_kept);
	tcase_add_test(topic, elsewhere_it_is_ignored);
	tcase_add_test(topic, without_a_key_nothing_is_kept);
	return topic;
}
