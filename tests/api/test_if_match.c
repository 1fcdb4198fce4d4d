/* Changes that are made only to what the client has seen. */
#include <string.h>

#include "database.h"
#include "expect.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "write.h"

static const char whole[] =
    "{'name': 'Marquee test: guarded', 'director': 'Marquee Tester',"
    " 'genre': [{'name': 'Marquee guarded'}], 'year': 1950}";

/* clang-format off */
static const struct {
	const char *method, *body;
	int done;
} changes[] = {
	{ "PUT", "{'name': 'Marquee test: guarded', 'genre':"
	  " [{'name': 'Marquee other'}]}", 200 },
	{ "PATCH", "{'director': 'Marquee Tester Other', 'year': 1951}", 200 },
	{ "DELETE", NULL, 204 },
};

/* %s is the tag as it came, with its quotes. */
static const char *const matching[] = {
	"%s", "*", "%s, \"other\"", "\"other\", %s", "\"other\",%s,\"more\"",
	"\"a\" ,\t%s\t, \"b\"", "\"with, comma\", %s", "\"\", %s",
	"W/\"weak\", %s", "W/%s, %s", "%s, W/\"weak\"", ", ,%s,",
	"\"\\\", %s", "\"{}\", %s", "\"NULL\", \"é\", %s",
};

static const char *const failing[] = {
	"\"other\"", "\"other\", \"more\"", "W/%s", "W/%s, \"other\"",
	"\"other\", W/%s", "\"\"", "\"*\"", "**", "\"%s\"", "other", "W/", ",",
	"\"", "\"\"\"", "\"x%s", "W/*", "\"{}\"", "\"NULL\"", "\"\\\"",
	"x%s", "w/%s", "\"other\" x%s", "\"' OR true --\"",
	"\"\xff\"", "\"\xc3\x28\"",
};
/* clang-format on */

static struct reply *
change(const char *path, const char *tags, int i)
{
	return admin(changes[i].method, path,
	    keep_printf("If-Match: %s\r\n", tags), changes[i].body);
}

START_TEST(a_tag_that_matches_lets_it_pass)
{
	for (int i = 0; i < 3; i++) {
		struct made movie = make(whole);
		struct reply *reply =
		    change(movie.path, fill(matching[_i], movie.etag), i);

		expect_status(reply, changes[i].done);
		if (changes[i].done == 204) {
			expect_problem(get(movie.path), 404);
			continue;
		}
		ck_assert_pstr_ne(header(reply, "ETag"), movie.etag);
		ck_assert_pstr_eq(header(reply, "ETag"), look(movie.path).etag);
		unmake(&movie);
	}
}
END_TEST

START_TEST(a_tag_that_does_not_match_answers_412)
{
	struct made movie = make(whole);

	for (int i = 0; i < 3; i++)
		expect_faults(
		    change(movie.path, fill(failing[_i], movie.etag), i), 412,
		    "");
	expect_unchanged(&movie);
	unmake(&movie);
}
END_TEST

/* clang-format off */
/* Headers with the tag in them, and whether a change may be made with them. */
static const struct {
	const char *headers;
	bool good;
} others[] = {
	{ "If-None-Match: *\r\n", false },
	{ "If-None-Match: %s\r\n", false },
	{ "If-None-Match: W/%s\r\n", false },
	{ "If-None-Match: \"other\", W/%s, \"more\"\r\n", false },
	{ "If-None-Match: W/\"other\",%s\r\n", false },
	{ "If-Match: *\r\nIf-None-Match: %s\r\n", false },
	{ "If-Match: %s\r\nIf-None-Match: %s\r\n", false },
	{ "If-Match: %s\r\nIf-None-Match: W/%s\r\n", false },
	{ "If-Match: %s\r\nIf-None-Match: *\r\n", false },
	{ "If-Match: \"other\"\r\nIf-None-Match: \"more\"\r\n", false },
	{ "If-None-Match: \"other\"\r\n", true },
	{ "If-None-Match: W/\"other\", \"\", \"more\"\r\n", true },
	{ "If-None-Match: \"x%s\r\n", true },
	{ "If-Match: *\r\nIf-None-Match: \"other\"\r\n", true },
	{ "If-Match: %s\r\nIf-None-Match: \"other\"\r\n", true },
};
/* clang-format on */

START_TEST(what_it_must_not_be_is_heeded_as_well)
{
	for (int i = 0; i < 3; i++) {
		struct made movie = make(whole);
		struct reply *reply = admin(changes[i].method, movie.path,
		    fill(others[_i].headers, movie.etag), changes[i].body);

		if (others[_i].good) {
			expect_status(reply, changes[i].done);
		} else {
			expect_faults(reply, 412, "");
			expect_unchanged(&movie);
		}
		if (!others[_i].good || changes[i].done != 204)
			unmake(&movie);
	}
}
END_TEST

/* What stands between the quotes, without them, is no tag. */
START_TEST(a_tag_without_its_quotes_answers_412)
{
	static const char *const forms[] = { "%s", "\"%s", "%s\"", "'%s'",
		"\"other\", %s", "\" %s\"", "\"%s \"", "\"%s0\"" };
	struct made movie = make(whole);
	const char *bare = keep_bytes(movie.etag + 1, strlen(movie.etag) - 2);

	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		expect_problem(
		    change(movie.path, fill(forms[i], bare), _i), 412);
	expect_unchanged(&movie);
	unmake(&movie);
}
END_TEST

START_TEST(the_tag_of_an_earlier_state_answers_412)
{
	struct made movie = make(whole), now;

	expect_json(admin("PATCH", movie.path, NULL, "{'year': 1952}"));
	now = look(movie.path);
	ck_assert_str_ne(now.etag, movie.etag);
	expect_problem(change(movie.path, movie.etag, _i), 412);
	expect_unchanged(&now);
	expect_status(change(movie.path, now.etag, _i), changes[_i].done);
	if (changes[_i].done != 204)
		unmake(&movie);
}
END_TEST

/* A PUT that puts back what was there is a change like any other. */
START_TEST(a_state_that_comes_back_has_a_tag_of_its_own)
{
	struct made movie = make(whole), now;

	expect_json(admin("PATCH", movie.path, NULL, "{'year': 1952}"));
	expect_json(admin("PUT", movie.path, NULL, whole));
	now = look(movie.path);
	ck_assert_str_eq(movie_line(now.json), movie_line(movie.json));
	expect_problem(change(movie.path, movie.etag, _i), 412);
	unmake(&now);
}
END_TEST

START_TEST(a_hundred_tags_may_be_sent)
{
	struct made movie = make(whole);
	const char *tags = times("\"another one\", ", 100);

	expect_problem(
	    change(movie.path, keep_printf("%s\"last\"", tags), _i), 412);
	expect_status(
	    change(movie.path, keep_printf("%s%s", tags, movie.etag), _i),
	    changes[_i].done);
	if (changes[_i].done != 204)
		unmake(&movie);
}
END_TEST

/* RFC 9110, section 13.2.1: without the condition it would fail as well. */
START_TEST(what_is_not_there_answers_404_whatever_the_tag)
{
	static const char path[] = "/api/movies/9223372036854775807/";

	expect_problem(change(path, "*", _i), 404);
	expect_problem(change(path, "\"1.0.0\"", _i), 404);
}
END_TEST

START_TEST(a_bad_body_outweighs_a_bad_tag)
{
	struct made movie = make(whole);
	static const char tag[] = "If-Match: \"other\"\r\n";

	expect_faults(admin("PATCH", movie.path, tag, "{'year': 1}"), 422,
	    "year:out_of_range");
	expect_problem(admin("PATCH", movie.path, tag, "{"), 400);
	unmake(&movie);
}
END_TEST

TCase *
topic_if_match(void)
{
	TCase *topic = topic_new("if-match");

	add_table_test(topic, a_tag_that_matches_lets_it_pass, matching);
	add_table_test(topic, a_tag_that_does_not_match_answers_412, failing);
	add_table_test(topic, what_it_must_not_be_is_heeded_as_well, others);
	add_table_test(topic, a_tag_without_its_quotes_answers_412, changes);
	add_table_test(topic, the_tag_of_an_earlier_state_answers_412, changes);
	add_table_test(
	    topic, a_state_that_comes_back_has_a_tag_of_its_own, changes);
	add_table_test(topic, a_hundred_tags_may_be_sent, changes);
	add_table_test(
	    topic, what_is_not_there_answers_404_whatever_the_tag, changes);
	tcase_add_test(topic, a_bad_body_outweighs_a_bad_tag);
	return topic;
}
