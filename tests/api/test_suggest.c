/* Suggestions while somebody types. */
#include <string.h>

#include "expect.h"
#include "fixture.h"
#include "must.h"
#include "topics.h"

/* clang-format off */
static const struct {
	const char *q, *kind, *name;
} first[] = {
	{ "the+godf", "movie", "The Godfather" },
	{ "the+godfather", "movie", "The Godfather" },
	{ "godfa", "movie", "The Godfather" },
	{ "godfathr", "movie", "The Godfather" },
	{ "it", "movie", "It" },
	{ "9", "movie", "9" },
	{ "%E4%B8%83%E4%BA%BA", "movie", "七人の侍" },
	{ "stanley+kub", "person", "Stanley Kubrick" },
	{ "Kieslowski", "person", "Krzysztof Kieślowski" },
};
/* clang-format on */

START_TEST(what_somebody_types_suggests_first)
{
	struct json_object *list =
	    expect_array(getf("/api/suggest/?q=%s", first[_i].q));
	struct json_object *best = item(list, 0);

	expect_keys(best, "kind id name year", "a suggestion");
	ck_assert_str_eq(member_text(best, "kind"), first[_i].kind);
	ck_assert_str_eq(member_text(best, "name"), first[_i].name);
	ck_assert_int_gt(member_number(best, "id"), 0);
	must((member(best, "year") == NULL) ==
		(strcmp(first[_i].kind, "person") == 0),
	    "%s: a movie has a year, a person has none", first[_i].name);
}
END_TEST

/* Popularity counts by how much of the title has been typed. */
START_TEST(a_title_that_is_nearly_typed_comes_before_a_long_one)
{
	static const struct fixture movies[] = {
		{ "Qzorvam Tigh", { 0 }, "40", 0, { 0 }, 0, 0, 0 },
		{ "Qzorvam Ti and All That Came to Pass There", { 0 }, "60", 0,
		    { 0 }, 0, 0, 0 },
		{ "Qzorvam Titanic, the Best That Ever Was", { 0 }, "100", 0,
		    { 0 }, 0, 0, 0 },
		{ "Qzorvam Ticket to the End of the World", { 0 }, "0", 0,
		    { 0 }, 0, 0, 0 },
		{ "Qzorvam Tidy", { 0 }, "0", 0, { 0 }, 0, 0, 0 },
		{ "Qzorvam Times That Never End", { 0 }, 0, 0, { 0 }, 0, 0, 0 },
		{ "Qzorvam Tips", { 0 }, 0, 0, { 0 }, 0, 0, 0 },
		{ "Qzorvam Tiger", { 0 }, "1", 0, { 0 }, 0, 0, 0 },
	};
	/* Of both that are four letters from their end, the later one. */
	static const int places[] = { 0, 2, 1, 7, 6, 4, 5, 3 };
	enum { ADDED = sizeof places / sizeof *places };
	int64_t added[ADDED];
	struct json_object *list;

	for (int i = 0; i < ADDED; i++)
		added[i] = fixture_add(&movies[i]);
	list = expect_array(get("/api/suggest/?q=qzorvam+ti"));
	for (int i = 0; i < ADDED; i++)
		fixture_delete(added[i]);
	ck_assert_uint_eq(json_object_array_length(list), ADDED);
	for (int i = 0; i < ADDED; i++)
		ck_assert_str_eq(member_text(item(list, (size_t)i), "name"),
		    movies[places[i]].name);
}
END_TEST

START_TEST(there_are_ten_suggestions_at_most)
{
	ck_assert_uint_eq(
	    json_object_array_length(expect_array(get("/api/suggest/?q=the"))),
	    10);
	ck_assert_uint_eq(json_object_array_length(
			      expect_array(get("/api/suggest/?q=xqzvwk"))),
	    0);
}
END_TEST

START_TEST(something_has_to_be_typed)
{
	expect_fault(get("/api/suggest/"), 422, "q", "missing");
	expect_fault(get("/api/suggest/?q="), 422, "q", "too_short");
	expect_faults(get("/api/suggest/?q=a&limit=5"), 400, "limit:unknown");
}
END_TEST

TCase *
topic_suggest(void)
{
	TCase *topic = topic_new("suggest");

	add_table_test(topic, what_somebody_types_suggests_first, first);
	tcase_add_test(
	    topic, a_title_that_is_nearly_typed_comes_before_a_long_one);
	tcase_add_test(topic, there_are_ten_suggestions_at_most);
	tcase_add_test(topic, something_has_to_be_typed);
	return topic;
}
