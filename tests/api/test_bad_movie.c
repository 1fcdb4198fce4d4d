/* Bodies that are JSON, but no movie. */
#include <string.h>

#include "account.h"
#include "database.h"
#include "expect.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "write.h"

#define NAME "'name': 'Marquee test: bad'"
#define WITH(member) "{" NAME ", " member "}"
#define GENRE(element) "{" NAME ", 'genre': [" element "]}"

/* clang-format off */
static const struct {
	const char *body, *faults;
} bad[] = {
	/* no object at all */
	{ "[]", "body:wrong_type" },
	{ "[{" NAME "}]", "body:wrong_type" },
	{ "null", "body:wrong_type" },
	{ "true", "body:wrong_type" },
	{ "false", "body:wrong_type" },
	{ "0", "body:wrong_type" },
	{ "-1.5e3", "body:wrong_type" },
	{ "'name'", "body:wrong_type" },
	{ "''", "body:wrong_type" },

	/* wrong types */
	{ "{'name': null}", "name:wrong_type" },
	{ "{'name': 1}", "name:wrong_type" },
	{ "{'name': 1.5}", "name:wrong_type" },
	{ "{'name': true}", "name:wrong_type" },
	{ "{'name': []}", "name:wrong_type" },
	{ "{'name': ['x']}", "name:wrong_type" },
	{ "{'name': {}}", "name:wrong_type" },
	{ "{'name': {'name': 'x'}}", "name:wrong_type" },
	{ WITH("'director': 1"), "director:wrong_type" },
	{ WITH("'director': false"), "director:wrong_type" },
	{ WITH("'director': ['x']"), "director:wrong_type" },
	{ WITH("'director': {'name': 'x'}"), "director:wrong_type" },
	{ WITH("'popularity': '80'"), "popularity:wrong_type" },
	{ WITH("'popularity': ''"), "popularity:wrong_type" },
	{ WITH("'popularity': true"), "popularity:wrong_type" },
	{ WITH("'popularity': []"), "popularity:wrong_type" },
	{ WITH("'popularity': {}"), "popularity:wrong_type" },
	{ WITH("'imdb_score': '8.5'"), "imdb_score:wrong_type" },
	{ WITH("'imdb_score': 'NaN'"), "imdb_score:wrong_type" },
	{ WITH("'imdb_score': false"), "imdb_score:wrong_type" },
	{ WITH("'imdb_score': [8.5]"), "imdb_score:wrong_type" },
	{ WITH("'year': '1950'"), "year:wrong_type" },
	{ WITH("'year': true"), "year:wrong_type" },
	{ WITH("'year': [1950]"), "year:wrong_type" },
	{ WITH("'year': {}"), "year:wrong_type" },
	{ WITH("'genre': 'Drama'"), "genre:wrong_type" },
	{ WITH("'genre': {'name': 'Drama'}"), "genre:wrong_type" },
	{ WITH("'genre': 1"), "genre:wrong_type" },
	{ WITH("'genre': true"), "genre:wrong_type" },

	/* numbers that cannot be */
	{ WITH("'imdb_score': 10.1"), "imdb_score:out_of_range" },
	{ WITH("'imdb_score': -0.1"), "imdb_score:out_of_range" },
	{ WITH("'imdb_score': 11"), "imdb_score:out_of_range" },
	{ WITH("'imdb_score': -1"), "imdb_score:out_of_range" },
	{ WITH("'imdb_score': 10.000000000000001"), "imdb_score:out_of_range" },
	{ WITH("'imdb_score': 1e400"), "imdb_score:out_of_range" },
	{ WITH("'imdb_score': -1e400"), "imdb_score:out_of_range" },
	{ WITH("'imdb_score': 9223372036854775808"),
	  "imdb_score:out_of_range" },
	{ WITH("'imdb_score': 18446744073709551620"),
	  "imdb_score:out_of_range" },
	{ WITH("'imdb_score': 99999999999999999999999999999999999999999"),
	  "imdb_score:out_of_range" },
	{ WITH("'imdb_score': 7.55"), "imdb_score:too_precise" },
	{ WITH("'imdb_score': 0.01"), "imdb_score:too_precise" },
	{ WITH("'imdb_score': 9.99"), "imdb_score:too_precise" },
	{ WITH("'imdb_score': 755e-2"), "imdb_score:too_precise" },
	{ WITH("'imdb_score': 7.5000001"), "imdb_score:too_precise" },
	{ WITH("'imdb_score': 7.500000000001"), "imdb_score:too_precise" },
	{ WITH("'imdb_score': 1e-9"), "imdb_score:too_precise" },
	{ WITH("'popularity': 100.1"), "popularity:out_of_range" },
	{ WITH("'popularity': -0.1"), "popularity:out_of_range" },
	{ WITH("'popularity': 101"), "popularity:out_of_range" },
	{ WITH("'popularity': 1e3"), "popularity:out_of_range" },
	{ WITH("'popularity': 80.05"), "popularity:too_precise" },
	{ WITH("'popularity': 99.99"), "popularity:too_precise" },
	{ WITH("'year': 1869"), "year:out_of_range" },
	{ WITH("'year': 2101"), "year:out_of_range" },
	{ WITH("'year': 0"), "year:out_of_range" },
	{ WITH("'year': -1950"), "year:out_of_range" },
	{ WITH("'year': 67486"), "year:out_of_range" },      /* 2^16 + 1950 */
	{ WITH("'year': 4294969246"), "year:out_of_range" }, /* 2^32 + 1950 */
	{ WITH("'year': 18446744073709553566"), "year:out_of_range" },
	{ WITH("'year': 1e400"), "year:out_of_range" },
	{ WITH("'year': 1869.9"), "year:out_of_range" },
	{ WITH("'year': 1950.5"), "year:too_precise" },
	{ WITH("'year': 1950.0000001"), "year:too_precise" },

	/* texts */
	{ "{'name': ''}", "name:too_short" },
	{ "{'name': ' '}", "name:blank" },
	{ "{'name': '\\t\\n\\u00a0'}", "name:blank" },
	{ "{'name': 'a\\u001b[0m'}", "name:not_allowed" },
	{ "{'name': 'a\\nb'}", "name:not_allowed" },
	{ WITH("'director': 'A, B\\u009b'"), "director:not_allowed" },
	{ WITH("'director': '  '"), "director:blank" },
	{ WITH("'director': 'A,  , B'"), "director:not_allowed" },
	{ WITH("'director': ', '"), "director:not_allowed" },
	{ WITH("'director': 'A, '"), "director:not_allowed" },
	{ WITH("'director': ', A'"), "director:not_allowed" },
	{ WITH("'director': 'A, , B'"), "director:not_allowed" },
	{ WITH("'director': 'A, A'"), "director:not_allowed" },
	{ WITH("'director': 'A, B, C, B'"), "director:not_allowed" },

	/* genres */
	{ GENRE("'Drama'"), "genre[0]:wrong_type" },
	{ GENRE("'Drama', 'Western'"),
	  "genre[0]:wrong_type genre[1]:wrong_type" },
	{ GENRE("null"), "genre[0]:wrong_type" },
	{ GENRE("[]"), "genre[0]:wrong_type" },
	{ GENRE("1"), "genre[0]:wrong_type" },
	{ GENRE("{}"), "genre[0].name:missing" },
	{ GENRE("{'name': null}"), "genre[0].name:wrong_type" },
	{ GENRE("{'name': 1}"), "genre[0].name:wrong_type" },
	{ GENRE("{'name': 1}, {'name': 2}"),
	  "genre[0].name:wrong_type genre[1].name:wrong_type" },
	{ GENRE("{'name': ['Drama']}"), "genre[0].name:wrong_type" },
	{ GENRE("{'name': ''}"), "genre[0].name:too_short" },
	{ GENRE("{'name': 'Drama'}, {'name': '  '}"), "genre[1].name:blank" },
	{ GENRE("{'name': 'Dra\\tma'}"), "genre[0].name:not_allowed" },
	{ GENRE("{'Name': 'Drama'}"),
	  "genre[0].Name:unknown genre[0].name:missing" },
	{ GENRE("{'name': 'Drama', 'id': 1}"), "genre[0].id:unknown" },
	{ GENRE("{'name': 'Drama'}, {'name': 'Drama'}"),
	  "genre[1].name:repeated" },
	{ GENRE("{'name': 'Drama'}, {'name': 'dRAMA'}"),
	  "genre[1].name:repeated" },
	{ GENRE("{'name': 'a'}, {'name': 'A'}, {'name': 'b'}, {'name': 'B'}"),
	  "genre[1].name:repeated genre[3].name:repeated" },
	{ GENRE("{'name': 'Marquee É'}, {'name': 'marquee é'}"),
	  "genre[1].name:repeated" },
	{ GENRE("{'name': 'Drama'}, 1, {'name': ''}, {}"),
	  "genre[1]:wrong_type genre[2].name:too_short genre[3].name:missing" },

	/* what there is not */
	{ WITH("'rating': null"), "rating:unknown" },
	{ WITH("'created_at': null"), "created_at:unknown" },
	{ WITH("'updated_at': '2020-01-01T00:00:00Z'"), "updated_at:unknown" },
	{ WITH("'genres': []"), "genres:unknown" },
	{ WITH("'Name': 'x'"), "Name:unknown" },
	{ WITH("'ID': 1"), "ID:unknown" },
	{ WITH("'_etag': '1'"), "_etag:unknown" },
	{ WITH("'version': 1"), "version:unknown" },
	{ WITH("'token_hash': '', 'wanted': 'user', 'if_match': null"),
	  "token_hash:unknown wanted:unknown if_match:unknown" },
	{ WITH("'': 1"), ":unknown" },
	{ WITH("'é': 1"), "é:unknown" },
	{ WITH("'__proto__': {}"), "__proto__:unknown" },

	/* all of it is told */
	{ "{'name': '', 'director': 1, 'popularity': 101, 'imdb_score': 7.55,"
	  " 'genre': 'Drama', 'year': 1869, 'x': 1, 'y': 2}",
	  "name:too_short director:wrong_type popularity:out_of_range"
	  " imdb_score:too_precise genre:wrong_type year:out_of_range"
	  " x:unknown y:unknown" },
	{ "{'name': null, 'year': 'x', 'z': {'z': []}}",
	  "name:wrong_type year:wrong_type z:unknown" },
};
/* clang-format on */

/* The ways to send it; a PATCH is wrong just as much. */
static const char *const methods[] = { "POST", "PUT", "PATCH" };

static void
expect_all_refuse(const char *body, const char *faults)
{
	struct made movie = make("{'name': 'Marquee test: as it was'}");
	int64_t count = sql_number("SELECT count(*) FROM movie");

	for (int i = 0; i < 3; i++)
		expect_faults(
		    admin(methods[i], i == 0 ? "/api/movies/" : movie.path,
			NULL, body),
		    422, faults);
	expect_unchanged(&movie);
	ck_assert_int_eq(sql_number("SELECT count(*) FROM movie"), count);
	unmake(&movie);
}

START_TEST(every_fault_is_named_and_nothing_is_changed)
{
	expect_all_refuse(bad[_i].body, bad[_i].faults);
}
END_TEST

/* A PATCH need not repeat the name. */
START_TEST(a_movie_needs_a_name)
{
	static const char *const bodies[] = { "{}", "{'year': 1950}",
		"{'id': 1}" };
	struct made movie = make("{'name': 'Marquee test: as it was'}");

	for (int i = 0; i < 3; i++) {
		expect_faults(admin("POST", "/api/movies/", NULL, bodies[i]),
		    422, "name:missing");
		expect_faults(admin("PUT", movie.path, NULL, bodies[i]), 422,
		    "name:missing");
	}
	expect_faults(admin("PUT", movie.path, NULL, "{'x': 1, 'year': 1}"),
	    422, "name:missing x:unknown year:out_of_range");
	expect_unchanged(&movie);
	unmake(&movie);
}
END_TEST

static const int many[] = { 31, 100, 1000, 2000 };

START_TEST(many_genres_are_too_many)
{
	const char *genres = "{'name': 'g0'}";
	struct made movie;

	for (int i = 1; i < many[_i]; i++)
		genres = keep_printf("%s, {'name': 'g%d'}", genres, i);
	expect_all_refuse(keep_printf(GENRE("%s"), genres), "genre:too_many");
	genres = times("'Drama', ", many[_i]);
	expect_all_refuse(
	    keep_printf(GENRE("%s 'Drama'"), genres), "genre:too_many");
	genres = "{'name': 'Marquee 0'}";
	for (int i = 1; i < 30; i++)
		genres = keep_printf("%s, {'name': 'Marquee %d'}", genres, i);
	movie = make(keep_printf(GENRE("%s"), genres));
	ck_assert_uint_eq(
	    json_object_array_length(member(movie.json, "genre")), 30);
	unmake(&movie);
}
END_TEST

/* They stand in the answer as they were sent. */
START_TEST(an_odd_name_of_a_member_is_repeated_exactly)
{
	static const char *const odd[] = { "a b", "a:b", "🎬", "</script>",
		"%s%n", "a.b[0]", "name ", " name", "名前" };

	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
		expect_fault(admin("POST", "/api/movies/", NULL,
				 keep_printf("{" NAME ", '%s': [{}]}", odd[i])),
		    422, odd[i], "unknown");
	expect_fault(admin("POST", "/api/movies/", NULL,
			 keep_printf("{" NAME ", '%s': 1}", times("x", 20000))),
	    422, keep_printf("%s…", times("x", 100)), "unknown");
}
END_TEST

TCase *
topic_bad_movie(void)
{
	TCase *topic = topic_new("bad movie");

	add_table_test(topic, every_fault_is_named_and_nothing_is_changed, bad);
	tcase_add_test(topic, a_movie_needs_a_name);
	add_table_test(topic, many_genres_are_too_many, many);
	tcase_add_test(topic, an_odd_name_of_a_member_is_repeated_exactly);
	return topic;
}
