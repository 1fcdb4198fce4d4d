/* Queries that no client should send. */
#include <string.h>

#include "expect.h"
#include "fixture.h"
#include "pool.h"
#include "topics.h"

/* clang-format off */
static const struct {
	const char *name, *value, *code;
} invalid[] = {
	{ "limit", "0", "out_of_range" },
	{ "limit", "-1", "out_of_range" },
	{ "limit", "101", "out_of_range" },
	{ "limit", "2147483648", "out_of_range" },
	{ "limit", "4294967297", "out_of_range" },
	{ "limit", "9223372036854775808", "out_of_range" },
	{ "limit", "18446744073709551617", "out_of_range" },
	{ "limit", "99999999999999999999999999999999999999", "out_of_range" },
	{ "limit", "", "not_a_number" },
	{ "limit", "abc", "not_a_number" },
	{ "limit", "1.5", "not_a_number" },
	{ "limit", "1e1", "not_a_number" },
	{ "limit", "0x10", "not_a_number" },
	{ "limit", "10%20", "not_a_number" },
	{ "limit", "%2010", "not_a_number" },
	{ "limit", "+10", "not_a_number" },
	{ "limit", "1%2C0", "not_a_number" },
	{ "limit", "--1", "not_a_number" },
	{ "limit", "-", "not_a_number" },
	{ "limit", "%D9%A1", "not_a_number" },
	{ "year", "1869", "out_of_range" },
	{ "year", "2101", "out_of_range" },
	{ "year", "0", "out_of_range" },
	{ "year", "-1950", "out_of_range" },
	{ "year", "99999", "out_of_range" },
	{ "year", "9999999999", "out_of_range" },
	{ "year", "1950.0", "not_a_number" },
	{ "year", "MCML", "not_a_number" },
	{ "year_min", "1869", "out_of_range" },
	{ "year_min", "2101", "out_of_range" },
	{ "year_min", "x", "not_a_number" },
	{ "year_max", "1869", "out_of_range" },
	{ "year_max", "2101", "out_of_range" },
	{ "year_max", "x", "not_a_number" },
	{ "imdb_score_min", "-0.1", "out_of_range" },
	{ "imdb_score_min", "10.1", "out_of_range" },
	{ "imdb_score_min", "10.0000001", "out_of_range" },
	{ "imdb_score_min", "1000000000000000000000000", "out_of_range" },
	{ "imdb_score_min", "8,5", "not_a_number" },
	{ "imdb_score_min", "8.5.1", "not_a_number" },
	{ "imdb_score_min", "", "not_a_number" },
	{ "imdb_score_min", "nan", "not_a_number" },
	{ "imdb_score_min", "NaN", "not_a_number" },
	{ "imdb_score_min", "inf", "not_a_number" },
	{ "imdb_score_min", "Infinity", "not_a_number" },
	{ "imdb_score_min", "0x8", "not_a_number" },
	{ "imdb_score_min", "1_0", "not_a_number" },
	{ "imdb_score_min", ".", "not_a_number" },
	{ "imdb_score_max", "-1", "out_of_range" },
	{ "imdb_score_max", "10.1", "out_of_range" },
	{ "imdb_score_max", "ten", "not_a_number" },
	{ "popularity_min", "-0.1", "out_of_range" },
	{ "popularity_min", "100.1", "out_of_range" },
	{ "popularity_min", "high", "not_a_number" },
	{ "popularity_max", "-0.1", "out_of_range" },
	{ "popularity_max", "100.1", "out_of_range" },
	{ "popularity_max", "high", "not_a_number" },
	{ "rating_min", "0.9", "out_of_range" },
	{ "rating_min", "0", "out_of_range" },
	{ "rating_min", "10.1", "out_of_range" },
	{ "rating_min", "best", "not_a_number" },
	{ "director_id", "0", "out_of_range" },
	{ "director_id", "-1", "out_of_range" },
	{ "director_id", "9223372036854775808", "out_of_range" },
	{ "director_id", "abc", "not_a_number" },
	{ "director_id", "1e3", "not_a_number" },
	{ "sort", "", "not_allowed" },
	{ "sort", "-", "not_allowed" },
	{ "sort", "--name", "not_allowed" },
	{ "sort", "Name", "not_allowed" },
	{ "sort", "name,-id", "not_allowed" },
	{ "sort", "director", "not_allowed" },
	{ "sort", "created_at", "not_allowed" },
	{ "sort", "-relevance", "not_allowed" },
	{ "sort", "id%20DESC", "not_allowed" },
	{ "sort", "id%3B%20DROP%20TABLE%20movie", "not_allowed" },
	{ "count", "all", "not_allowed" },
};
/* clang-format on */

START_TEST(a_value_that_cannot_be_answers_422)
{
	struct reply *reply =
	    getf("/api/movies/?%s=%s", invalid[_i].name, invalid[_i].value);
	struct json_object *problem = expect_problem(reply, 422);

	expect_fault(reply, 422, invalid[_i].name, invalid[_i].code);
	ck_assert_uint_eq(
	    json_object_array_length(member(problem, "errors")), 1);
	expect_alive();
}
END_TEST

/* These may be read as numbers or not; what matters is that nothing breaks. */
static const char *const doubtful[] = { "1e1", "1e400", "1e-400", "1E1", ".5",
	"5.", "05", "-0", "0.0000000000000000000000000000000000000000001",
	"5.00000000000000000000000000000000000000000000000000000000000000" };

START_TEST(a_doubtful_number_breaks_nothing)
{
	static const char *const names[] = { "imdb_score_min", "popularity_max",
		"rating_min" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct reply *reply =
		    getf("/api/movies/?%s=%s", names[i], doubtful[_i]);

		if (reply->status == 200)
			expect_array(reply);
		else
			expect_fault(reply, 422, names[i], NULL);
	}
	expect_alive();
}
END_TEST

/* Lengths count characters: an é is one, in two bytes. */
static const struct {
	const char *name, *character;
	int count, status;
} lengths[] = {
	{ "director", "a", 255, 200 },
	{ "director", "a", 256, 422 },
	{ "director", "%C3%A9", 255, 200 },
	{ "director", "%C3%A9", 256, 422 },
	{ "director", "%F0%9F%8E%AC", 255, 200 },
	{ "genre", "a", 50, 200 },
	{ "genre", "a", 51, 422 },
	{ "genre", "%C3%A9", 50, 200 },
	{ "genre", "%C3%A9", 51, 422 },
};

START_TEST(a_text_has_a_greatest_length)
{
	const char *value = "";
	struct reply *reply;

	for (int i = 0; i < lengths[_i].count; i++)
		value = keep_printf("%s%s", value, lengths[_i].character);
	reply = getf("/api/movies/?%s=%s", lengths[_i].name, value);
	if (lengths[_i].status == 200)
		expect_array(reply);
	else
		expect_fault(reply, 422, lengths[_i].name, "too_long");
}
END_TEST

/* clang-format off */
static const struct {
	const char *target, *field;
} unknown[] = {
	{ "/api/movies/?nothing=1", "nothing" },
	{ "/api/movies/?q=kong", "q" },
	{ "/api/movies/?Limit=5", "Limit" },
	{ "/api/movies/?limit%20=5", "limit " },
	{ "/api/movies/?year-min=1950", "year-min" },
	{ "/api/movies/?genre[]=drama", "genre[]" },
	{ "/api/movies/?page=2", "page" },
	{ "/api/movies/?offset=20", "offset" },
	{ "/api/movies/?nothing", "nothing" },
	{ "/api/movies/?%C3%A9=1", "é" },
	{ "/api/movies/?\"%22\\\\=1", "\"\"\\\\" },
	{ "/api/movies/?=1", "" },
	{ "/api/movies?id={movie}", "id" },
	{ "/api/movies/{movie}/?limit=1", "limit" },
	{ "/api/movie/{movie}?fields=id", "fields" },
	{ "/api/genres/?genre=drama", "genre" },
	{ "/api/genres/?sort=name", "sort" },
	{ "/api/people/?year=1950", "year" },
	{ "/api/people/?q=kong", "q" },
	{ "/api/people/{person}/?cursor=x", "cursor" },
	{ "/api/people/{person}/movies/?sort=year", "sort" },
	{ "/api/people/{person}/movies?genre=drama", "genre" },
};
/* clang-format on */

START_TEST(an_unknown_parameter_answers_400)
{
	expect_fault(
	    get(unknown[_i].target), 400, unknown[_i].field, "unknown");
	expect_alive();
}
END_TEST

/* clang-format off */
static const struct {
	const char *target, *field;
} repeated[] = {
	{ "/api/movies/?limit=1&limit=1", "limit" },
	{ "/api/movies/?limit=1&limit=2", "limit" },
	{ "/api/movies/?limit=1&%6cimit=2", "limit" },
	{ "/api/movies/?year=1950&genre=drama&year=1950", "year" },
	{ "/api/movies/?sort=id&sort=-id", "sort" },
	{ "/api/movies/?count=exact&count=exact", "count" },
	{ "/api/movies/?cursor=a&cursor=a", "cursor" },
	{ "/api/movies/?director=a&director=b", "director" },
	{ "/api/movies/?director_id=1&director_id=1&director_id=1",
	  "director_id" },
	{ "/api/movies/?year_min=1950&year_min=1950", "year_min" },
	{ "/api/movies/?rating_min=5&rating_min=5", "rating_min" },
	{ "/api/people/?limit=1&limit=1", "limit" },
	{ "/api/genres/?count=exact&count=exact", "count" },
	{ "/api/people/{person}/movies/?limit=1&limit=1", "limit" },
};
/* clang-format on */

START_TEST(a_repeated_parameter_answers_400)
{
	expect_fault(
	    get(repeated[_i].target), 400, repeated[_i].field, "repeated");
	expect_alive();
}
END_TEST

START_TEST(a_ninth_genre_is_refused)
{
	const char *target = "/api/movies/?genre=1";
	struct reply *reply;

	for (int i = 2; i <= 9; i++)
		target = keep_printf("%s&genre=%d", target, i);
	reply = get(target);
	expect_fault(reply, reply->status == 422 ? 422 : 400, "genre", NULL);
}
END_TEST

TCase *
topic_bad_query(void)
{
	TCase *topic = topic_new("bad query");

	add_table_test(topic, a_value_that_cannot_be_answers_422, invalid);
	add_table_test(topic, a_doubtful_number_breaks_nothing, doubtful);
	add_table_test(topic, a_text_has_a_greatest_length, lengths);
	add_table_test(topic, an_unknown_parameter_answers_400, unknown);
	add_table_test(topic, a_repeated_parameter_answers_400, repeated);
	tcase_add_test(topic, a_ninth_genre_is_refused);
	return topic;
}
