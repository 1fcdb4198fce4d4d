/* Paths and methods: what is there, and what may be done with it. */
#include <stdlib.h>
#include <string.h>

#include "expect.h"
#include "fixture.h"
#include "must.h"
#include "pool.h"
#include "topics.h"

static const char *
without_slash(const char *path)
{
	return keep_bytes(path, strlen(path) - 1);
}

START_TEST(a_path_answers_with_and_without_its_slash)
{
	struct reply *with = get(paths[_i]);
	struct reply *without = get(without_slash(paths[_i]));

	expect_json(with);
	expect_json(without);
	ck_assert_ptr_null(header(with, "Location"));
	ck_assert_ptr_null(header(without, "Location"));
	ck_assert_str_eq(with->body, without->body);
	ck_assert((header(with, "Link") == NULL) ==
	    (header(without, "Link") == NULL));
}
END_TEST

START_TEST(head_answers_as_get_does_without_the_body)
{
	static const char *const same[] = { "Content-Type", "ETag", "Link",
		"Access-Control-Allow-Origin" };
	struct reply *whole = get(paths[_i]);
	struct reply *head = ask("HEAD", paths[_i], NULL, NULL);
	const char *length = header(head, "Content-Length");
	size_t i;

	expect_status(head, 200);
	for (i = 0; i < sizeof same / sizeof *same; i++)
		ck_assert_pstr_eq(
		    header(head, same[i]), header(whole, same[i]));
	if (length != NULL)
		ck_assert_uint_eq(strtoul(length, NULL, 10), whole->size);
}
END_TEST

static const char *const known[] = { "GET", "HEAD", "OPTIONS", "POST", "PUT",
	"PATCH", "DELETE" };

enum { METHODS = sizeof known / sizeof *known };

/* Which of them change something, by the path. */
static bool
is_allowed(const char *path, const char *method)
{
	static const char *const readers = "GET HEAD OPTIONS";

	if (strstr(readers, method) != NULL)
		return true;
	if (strcmp(path, "/api/movies/") == 0 ||
	    strcmp(path, "/api/users/") == 0)
		return strcmp(method, "POST") == 0;
	if (strstr(path, "/followers/") != NULL ||
	    strstr(path, "/following/") != NULL)
		return false;
	if (strstr(path, "{account}") != NULL)
		return strcmp(method, "PATCH") == 0;
	return strstr(path, "{movie}") != NULL && strcmp(method, "POST") != 0;
}

static void
expect_allow(const struct reply *reply, const char *name, const char *path)
{
	const char *given = header(reply, name);
	size_t allowed = 0, commas = 0;

	for (int i = 0; i < METHODS; i++) {
		allowed += is_allowed(path, known[i]);
		must(header_has(reply, name, known[i]) ==
			is_allowed(path, known[i]),
		    "%s: %s: %s", reply->request, name,
		    given == NULL ? "(none)" : given);
	}
	for (const char *at = given; (at = strchr(at, ',')) != NULL; at++)
		commas++;
	must(commas == allowed - 1, "%s: %s: %s", reply->request, name, given);
}

START_TEST(options_answers_204_and_what_is_allowed)
{
	const char *const both[] = { paths[_i], without_slash(paths[_i]) };
	size_t i;

	for (i = 0; i < 2; i++) {
		struct reply *reply = ask("OPTIONS", both[i], NULL, NULL);

		expect_status(reply, 204);
		ck_assert_uint_eq(reply->size, 0);
		expect_allow(reply, "Allow", paths[_i]);
		expect_allow(reply, "Access-Control-Allow-Methods", paths[_i]);
	}
}
END_TEST

START_TEST(another_method_answers_405_and_what_is_allowed)
{
	for (int i = 0; i < METHODS; i++) {
		struct reply *reply;

		if (is_allowed(paths[_i], known[i]))
			continue;
		reply = ask(known[i], paths[_i],
		    "Content-Type: application/json\r\n",
		    "{\"name\": \"King Kong\"}");
		expect_problem(reply, 405);
		expect_allow(reply, "Allow", paths[_i]);
		expect_problem(
		    ask(known[i], without_slash(paths[_i]), NULL, ""), 405);
	}
}
END_TEST

START_TEST(a_method_nobody_knows_is_refused)
{
	static const char *const methods[] = { "BREW", "PROPFIND", "TRACE" };
	static const int statuses[] = { 405, 501, 0 };
	size_t i;

	for (i = 0; i < sizeof methods / sizeof *methods; i++)
		expect_refusal(
		    ask(methods[i], paths[_i], NULL, NULL), statuses);
}
END_TEST

/* clang-format off */
static const char *const unknown[] = {
	"/api/",
	"/api",
	"/api/nothing/",
	"/api/movie/",
	"/api/movies/{movie}/nothing/",
	"/api/movies/{movie}//",
	"/api/Movies/",
	"/api/movies.json",
	"/api/people/{person}/movies/{movie}/",
	"/api/genres/Drama/",
	"/apimovies/",
	"/movies/",
	"/healthz/nothing",
	"/readyzz",
	"/api/movies%3Flimit=1",
};
/* clang-format on */

START_TEST(an_unknown_path_answers_404)
{
	static const char *const methods[] = { "POST", "OPTIONS", "DELETE" };
	size_t i;

	expect_problem(get(unknown[_i]), 404);
	expect_status(ask("HEAD", unknown[_i], NULL, NULL), 404);
	for (i = 0; i < sizeof methods / sizeof *methods; i++)
		expect_problem(ask(methods[i], unknown[_i], NULL, ""), 404);
}
END_TEST

static const char *const missing[] = {
	"/api/movies/9223372036854775807/",
	"/api/movie/9223372036854775807/",
	"/api/people/9223372036854775807/",
	"/api/people/9223372036854775807/movies/",
};

START_TEST(what_has_no_such_id_answers_404)
{
	expect_problem(get(missing[_i]), 404);
	expect_problem(get(without_slash(missing[_i])), 404);
	expect_status(ask("HEAD", missing[_i], NULL, NULL), 404);
}
END_TEST

START_TEST(a_path_may_be_percent_encoded)
{
	const char *plain = get("/api/movies/{movie}/")->body;
	const char *id = fixture_fill("{movie}");
	struct reply *reply;

	reply = getf("/api/movies/%%%02x%s/", (unsigned)id[0], id + 1);
	expect_json(reply);
	ck_assert_str_eq(reply->body, plain);
	reply = get("/%61p%69/m%6Fvi%65s/{movie}");
	expect_json(reply);
	ck_assert_str_eq(reply->body, plain);
}
END_TEST

START_TEST(the_absolute_form_of_a_target_is_understood)
{
	expect_json(get("http://marquee.test/api/movies/{movie}/"));
}
END_TEST

TCase *
topic_routing(void)
{
	TCase *topic = topic_new("routing");

	tcase_add_loop_test(
	    topic, a_path_answers_with_and_without_its_slash, 0, PATHS);
	tcase_add_loop_test(
	    topic, head_answers_as_get_does_without_the_body, 0, PATHS);
	tcase_add_loop_test(
	    topic, options_answers_204_and_what_is_allowed, 0, PATHS);
	tcase_add_loop_test(
	    topic, another_method_answers_405_and_what_is_allowed, 0, PATHS);
	tcase_add_loop_test(topic, a_method_nobody_knows_is_refused, 0, PATHS);
	add_table_test(topic, an_unknown_path_answers_404, unknown);
	add_table_test(topic, what_has_no_such_id_answers_404, missing);
	tcase_add_test(topic, a_path_may_be_percent_encoded);
	tcase_add_test(topic, the_absolute_form_of_a_target_is_understood);
	return topic;
}
