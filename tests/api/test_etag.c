/* Entity tags, and answers that need not be sent again. */
#include <string.h>

#include "database.h"
#include "expect.h"
#include "fixture.h"
#include "pool.h"
#include "topics.h"

static const char *const resources[] = {
	"/api/movies/{movie}/",
	"/api/movie/{movie}/",
	"/api/people/{person}/",
};

/* RFC 9110, section 8.8.3. */
static const char *
tag_of(const char *target)
{
	const char *tag = header(get(target), "ETag");

	expect_form(tag, "\"[^\"]+\"", target);
	return tag;
}

static struct reply *
get_if_none_match(const char *target, const char *tags)
{
	return ask(
	    "GET", target, keep_printf("If-None-Match: %s\r\n", tags), NULL);
}

START_TEST(a_single_resource_has_a_strong_tag)
{
	ck_assert_str_eq(tag_of(resources[_i]), tag_of(resources[_i]));
}
END_TEST

/* clang-format off */
static const struct {
	const char *before, *after; /* what stands around the tag */
} matching[] = {
	{ "", "" },
	{ "W/", "" },
	{ "\"another\", ", "" },
	{ "\"another\",", "" },
	{ "", ", \"another\"" },
	{ "W/\"a\", W/\"b\" ,\tW/", " , \"c\"" },
	{ ", ,", ",," },
	{ "\"with, comma\", \"\", ", "" },
};
/* clang-format on */

START_TEST(a_tag_that_matches_answers_304)
{
	size_t i;

	for (i = 0; i < sizeof resources / sizeof *resources; i++) {
		const char *tag = tag_of(resources[i]);
		struct reply *reply = get_if_none_match(resources[i],
		    keep_printf("%s%s%s", matching[_i].before, tag,
			matching[_i].after));

		expect_status(reply, 304);
		ck_assert_uint_eq(reply->size, 0);
		ck_assert_pstr_eq(header(reply, "ETag"), tag);
		reply = ask("HEAD", resources[i],
		    keep_printf("If-None-Match: %s\r\n", tag), NULL);
		expect_status(reply, 304);
	}
}
END_TEST

START_TEST(a_star_matches_what_is_there)
{
	expect_status(get_if_none_match(resources[_i], "*"), 304);
	expect_problem(
	    get_if_none_match("/api/movies/9223372036854775807/", "*"), 404);
}
END_TEST

/* clang-format off */
static const struct {
	const char *before, *after; /* around what is between the quotes */
} different[] = {
	{ "\"x", "\"" },
	{ "\"", "x\"" },
	{ "", "" },
	{ "\"", "" },
	{ "", "\"" },
	{ "\"another ", " one\"" },
	{ "\"a\", \"b", "\"" },
};
/* clang-format on */

START_TEST(a_tag_that_differs_answers_200)
{
	size_t i;

	for (i = 0; i < sizeof resources / sizeof *resources; i++) {
		const char *tag = tag_of(resources[i]);
		const char *bare = keep_bytes(tag + 1, strlen(tag) - 2);

		expect_json(get_if_none_match(resources[i],
		    keep_printf("%s%s%s", different[_i].before, bare,
			different[_i].after)));
	}
}
END_TEST

static const char *const odd_tags[] = { "", "\"\"", "\"", "W/", ",", "**",
	"\"*\"", "\"\xC3\xA9\"", "\"a\" \"b\"", "W/*" };

START_TEST(odd_tags_answer_200)
{
	expect_json(get_if_none_match(resources[0], odd_tags[_i]));
}
END_TEST

START_TEST(different_movies_have_different_tags)
{
	const char *tag = tag_of(resources[0]);
	struct reply *other = getf(
	    "/api/movies/%lld/", (long long)movie_id("Marquee test: twin"));

	expect_status(other, 200);
	ck_assert_pstr_ne(header(other, "ETag"), tag);
}
END_TEST

/* What a change through the API does to the row, and a rating. */
static const char *const changes[] = {
	"UPDATE movie SET popularity = popularity, version = version + 1"
	" WHERE name = '" FULL_MOVIE "'",
	"UPDATE rating_summary SET count = count + 1, sum = sum + 10 FROM movie"
	" WHERE id = movie_id AND name = '" FULL_MOVIE "'",
	"UPDATE rating_summary SET count = count - 1, sum = sum - 10 FROM movie"
	" WHERE id = movie_id AND name = '" FULL_MOVIE "'",
};

START_TEST(a_change_changes_the_tag)
{
	const char *before = tag_of(resources[0]);
	struct reply *reply;

	sql(changes[_i], 0, NULL);
	reply = get_if_none_match(resources[0], before);
	expect_json(reply);
	ck_assert_pstr_ne(header(reply, "ETag"), before);
}
END_TEST

TCase *
topic_etag(void)
{
	TCase *topic = topic_new("etag");

	add_table_test(topic, a_single_resource_has_a_strong_tag, resources);
	add_table_test(topic, a_tag_that_matches_answers_304, matching);
	add_table_test(topic, a_star_matches_what_is_there, resources);
	add_table_test(topic, a_tag_that_differs_answers_200, different);
	add_table_test(topic, odd_tags_answer_200, odd_tags);
	tcase_add_test(topic, different_movies_have_different_tags);
	add_table_test(topic, a_change_changes_the_tag, changes);
	return topic;
}
