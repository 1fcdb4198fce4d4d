/* Who may change the catalogue: an admin, and nobody else. */
#include <inttypes.h>

#include "account.h"
#include "database.h"
#include "expect.h"
#include "pool.h"
#include "topics.h"
#include "write.h"

/* clang-format off */
static const struct {
	const char *method, *path, *body;
	int done; /* what an admin gets */
} guarded[] = {
	{ "POST", "/api/movies/", "{'name': 'Marquee test: access'}", 201 },
	{ "POST", "/api/movies", "{'name': 'Marquee test: access'}", 201 },
	{ "PUT", "/api/movies/%s/", "{'name': 'Marquee test: x'}", 200 },
	{ "PUT", "/api/movie/%s", "{'name': 'Marquee test: x'}", 200 },
	{ "PATCH", "/api/movies/%s/", "{'year': 1951}", 200 },
	{ "PATCH", "/api/movie/%s/", "{'year': 1951}", 200 },
	{ "DELETE", "/api/movies/%s", NULL, 204 },
	{ "DELETE", "/api/movie/%s/", NULL, 204 },
};
/* clang-format on */

/* A movie of its own for each test, and the path for the row. */
static struct made
subject(const char **path, int i)
{
	struct made made = make("{'name': 'Marquee test: subject',"
				" 'year': 1950, 'director': 'Marquee Tester'}");

	*path = fill(guarded[i].path, keep_printf("%" PRId64, made.id));
	return made;
}

static struct reply *
ask_as(const char *token, const char *path, int i, const char *body)
{
	return ask(guarded[i].method, path,
	    keep_printf("%s%s", bearer(token), body == NULL ? "" : JSON_BODY),
	    body == NULL ? NULL : json(body));
}

static int64_t
movies_count(void)
{
	return sql_number("SELECT count(*) FROM movie");
}

START_TEST(without_a_token_it_answers_401)
{
	const char *path;
	struct made made = subject(&path, _i);
	int64_t count = movies_count();
	struct reply *reply = ask_as(NULL, path, _i, guarded[_i].body);

	expect_faults(reply, 401, "");
	ck_assert_pstr_eq(header(reply, "WWW-Authenticate"), "Bearer");
	expect_unchanged(&made);
	ck_assert_int_eq(movies_count(), count);
	unmake(&made);
}
END_TEST

START_TEST(a_user_gets_403)
{
	const char *path;
	struct made made = subject(&path, _i);
	int64_t count = movies_count();
	struct reply *reply = ask_as(user_token(), path, _i, guarded[_i].body);

	expect_faults(reply, 403, "");
	ck_assert_ptr_null(header(reply, "WWW-Authenticate"));
	expect_unchanged(&made);
	ck_assert_int_eq(movies_count(), count);
	unmake(&made);
}
END_TEST

START_TEST(an_admin_may)
{
	const char *path;
	struct made made = subject(&path, _i);
	struct reply *reply = ask_as(admin_token(), path, _i, guarded[_i].body);

	expect_status(reply, guarded[_i].done);
	if (guarded[_i].done == 201) {
		struct made more = expect_made(reply);

		unmake(&more);
	}
	if (guarded[_i].done != 204)
		unmake(&made);
}
END_TEST

/* Whether a movie is there, or a body is good, is not their business. */
START_TEST(those_who_may_not_are_told_nothing_else)
{
	static const char *const bodies[] = { "{", "", "[]", "{'x': 1}",
		"{'name': '', 'year': 1}" };
	const char *path = fill(guarded[_i].path, "9223372036854775807");

	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		expect_faults(ask_as(NULL, path, _i, bodies[i]), 401, "");
		expect_faults(ask_as("mq_no", path, _i, bodies[i]), 401, "");
		expect_faults(
		    ask_as(user_token(), path, _i, bodies[i]), 403, "");
		expect_faults(
		    ask_as(NULL, keep_printf("%s?x=1", path), _i, bodies[i]),
		    401, "");
		expect_faults(ask_as(user_token(), keep_printf("%s?x=1", path),
				  _i, bodies[i]),
		    403, "");
	}
	expect_faults(
	    ask(guarded[_i].method, path, "Content-Type: text/plain\r\n", "x"),
	    401, "");
}
END_TEST

START_TEST(a_change_of_the_role_counts_at_once)
{
	const char *name = "marquee-test-role", *token;
	struct made made = make("{'name': 'Marquee test: role'}");

	account_create(name, "");
	token = token_create(name);
	for (int i = 0; i < 2; i++) {
		expect_faults(
		    ask("PATCH", made.path,
			keep_printf("%s" JSON_BODY, bearer(token)), "{}"),
		    403, "");
		sql("UPDATE account SET role = 'admin' WHERE username = $1", 1,
		    &name);
		expect_json(ask("PATCH", made.path,
		    keep_printf("%s" JSON_BODY, bearer(token)), "{}"));
		sql("UPDATE account SET role = 'user' WHERE username = $1", 1,
		    &name);
	}
	unmake(&made);
}
END_TEST

/* clang-format off */
static const struct {
	const char *method, *target;
	int status;
} open[] = {
	{ "GET", "/api/movies/", 200 },
	{ "GET", "/api/movies/{movie}/", 200 },
	{ "HEAD", "/api/movies/{movie}/", 200 },
	{ "GET", "/api/people/", 200 },
	{ "GET", "/healthz", 200 },
	{ "OPTIONS", "/api/movies/", 204 },
	{ "OPTIONS", "/api/movies/{movie}/", 204 },
	{ "PUT", "/api/movies/", 405 },
	{ "DELETE", "/api/nothing/", 404 },
	{ "PATCH", "/api/movies/0/", 404 },
};
/* clang-format on */

START_TEST(what_is_open_asks_for_no_token_and_minds_none)
{
	const char *const tokens[] = { NULL, "mq_no", user_token(),
		admin_token() };

	for (int i = 0; i < 4; i++)
		expect_status(ask(open[_i].method, open[_i].target,
				  bearer(tokens[i]), NULL),
		    open[_i].status);
}
END_TEST

TCase *
topic_access(void)
{
	TCase *topic = topic_new("access");

	add_table_test(topic, without_a_token_it_answers_401, guarded);
	add_table_test(topic, a_user_gets_403, guarded);
	add_table_test(topic, an_admin_may, guarded);
	add_table_test(topic, those_who_may_not_are_told_nothing_else, guarded);
	tcase_add_test(topic, a_change_of_the_role_counts_at_once);
	add_table_test(
	    topic, what_is_open_asks_for_no_token_and_minds_none, open);
	return topic;
}
