/* Every fault of a request is told, not just the first. */
#include "expect.h"
#include "fixture.h"
#include "pool.h"
#include "topics.h"

/* clang-format off */
static const struct {
	const char *target;
	int status;
	struct {
		const char *field, *code;
	} fault[16];
} wrong[] = {
	{ "/api/movies/?limit=0&sort=fame", 422,
	  { { "limit", "out_of_range" }, { "sort", "not_allowed" } } },
	{ "/api/movies/?limit=x&year=1&rating_min=11&count=maybe", 422,
	  { { "limit", "not_a_number" }, { "year", "out_of_range" },
	    { "rating_min", "out_of_range" }, { "count", "not_allowed" } } },
	{ "/api/movies/?a=1&b=2&c=3", 400,
	  { { "a", "unknown" }, { "b", "unknown" }, { "c", "unknown" } } },
	{ "/api/movies/?limit=1&limit=2&year=1950&year=1951", 400,
	  { { "limit", "repeated" }, { "year", "repeated" } } },
	{ "/api/movies/?limit=0&nothing=1", 400,
	  { { "limit", "out_of_range" }, { "nothing", "unknown" } } },
	{ "/api/movies/?year=x&sort=id&sort=id&find=x&limit=500", 400,
	  { { "year", "not_a_number" }, { "sort", "repeated" },
	    { "find", "unknown" }, { "limit", "out_of_range" } } },
	{ "/api/movies/?cursor=!&limit=0&nothing=1", 400,
	  { { "cursor", "invalid" }, { "limit", "out_of_range" },
	    { "nothing", "unknown" } } },
	{ "/api/movies/?cursor=!&sort=x", 400,
	  { { "cursor", "invalid" }, { "sort", "not_allowed" } } },
	{ "/api/movies/?year=a&year_min=a&year_max=a&imdb_score_min=a"
	  "&imdb_score_max=a&popularity_min=a&popularity_max=a&rating_min=a"
	  "&director_id=a&limit=a&sort=a&count=a", 422,
	  { { "year", "not_a_number" }, { "year_min", "not_a_number" },
	    { "year_max", "not_a_number" },
	    { "imdb_score_min", "not_a_number" },
	    { "imdb_score_max", "not_a_number" },
	    { "popularity_min", "not_a_number" },
	    { "popularity_max", "not_a_number" },
	    { "rating_min", "not_a_number" },
	    { "director_id", "not_a_number" }, { "limit", "not_a_number" },
	    { "sort", "not_allowed" }, { "count", "not_allowed" } } },
	{ "/api/people/?limit=0&count=x&sort=name", 400,
	  { { "limit", "out_of_range" }, { "count", "not_allowed" },
	    { "sort", "unknown" } } },
	{ "/api/genres/?limit=0&limit=1&x=1", 400,
	  { { "limit", "repeated" }, { "x", "unknown" } } },
	{ "/api/people/{person}/movies/?limit=101&year=1", 400,
	  { { "limit", "out_of_range" }, { "year", "unknown" } } },
	{ "/api/movies/{movie}/?x=1&y=2", 400,
	  { { "x", "unknown" }, { "y", "unknown" } } },
};
/* clang-format on */

START_TEST(all_faults_are_told_at_once)
{
	struct reply *reply = get(wrong[_i].target);

	expect_problem(reply, wrong[_i].status);
	for (int i = 0; wrong[_i].fault[i].field != NULL; i++)
		expect_fault(reply, wrong[_i].status, wrong[_i].fault[i].field,
		    wrong[_i].fault[i].code);
}
END_TEST

START_TEST(what_is_right_is_not_blamed)
{
	struct json_object *problem = expect_problem(
	    get("/api/movies/?genre=drama&year_min=1950&limit=0&sort=-name"
		"&count=exact"),
	    422);

	ck_assert_uint_eq(
	    json_object_array_length(member(problem, "errors")), 1);
	ck_assert(has_fault(problem, "limit", "out_of_range"));
}
END_TEST

START_TEST(many_faults_are_told_too)
{
	const char *target = "/api/movies/?limit=0";
	struct json_object *problem;

	for (int i = 0; i < 50; i++)
		target = keep_printf("%s&x%d=%%41", target, i);
	problem = expect_problem(get(target), 400);
	ck_assert(has_fault(problem, "limit", "out_of_range"));
	for (int i = 0; i < 50; i++)
		ck_assert(has_fault(problem, keep_printf("x%d", i), "unknown"));
}
END_TEST

/* More than a responder cares to look at. */
START_TEST(hundreds_of_parameters_answer_400)
{
	const char *target = "/api/movies/?limit=0";

	for (int i = 0; i < 500; i++)
		target = keep_printf("%s&x%d=%%41", target, i);
	expect_problem(get(target), 400);
	expect_alive();
}
END_TEST

TCase *
topic_faults(void)
{
	TCase *topic = topic_new("faults");

	add_table_test(topic, all_faults_are_told_at_once, wrong);
	tcase_add_test(topic, what_is_right_is_not_blamed);
	tcase_add_test(topic, many_faults_are_told_too);
	tcase_add_test(topic, hundreds_of_parameters_answer_400);
	return topic;
}
