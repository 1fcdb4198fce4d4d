/* The list of movies: its order, and each filter alone. */
#include <string.h>

#include "catalogue.h"
#include "expect.h"
#include "fixture.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "walk.h"

START_TEST(a_list_has_20_movies_of_the_greatest_popularity)
{
	struct movies movies = expected(NULL, 0, "-popularity");

	movies.count = 20;
	expect_movies(
	    expect_array(get("/api/movies/")), &movies, "/api/movies/");
}
END_TEST

START_TEST(a_list_can_be_sorted_either_way)
{
	const char *target = keep_printf("/api/movies/?sort=%s", sorts[_i]);
	struct movies movies = expected(NULL, 0, sorts[_i]);

	expect_movies(walk(target), &movies, target);
}
END_TEST

START_TEST(what_has_no_sort_key_comes_last)
{
	const char *key = sorts[_i] + (sorts[_i][0] == '-');
	struct json_object *all =
	    walk(keep_printf("/api/movies/?limit=100&sort=%s", sorts[_i]));
	size_t nulls = 0;

	for (size_t i = 0; i < json_object_array_length(all); i++) {
		struct json_object *movie = item(all, i);
		struct json_object *value = strcmp(key, "rating") == 0
		    ? member(member(movie, "rating"), "average")
		    : member(movie, key);

		must(value == NULL || nulls == 0,
		    "sort=%s: a value comes after null", sorts[_i]);
		nulls += value == NULL;
	}
	must(nulls > 0 || strcmp(key, "id") == 0 || strcmp(key, "name") == 0,
	    "there is no movie without %s", key);
}
END_TEST

/* clang-format off */
static const struct {
	struct filter filter;
	bool some; /* must some movies have it? */
} alone[] = {
	{ { "genre", "Drama" }, true },
	{ { "genre", "DRAMA" }, true },
	{ { "genre", "sci-fi" }, true },
	{ { "genre", "film-noir" }, true },
	{ { "genre", FIXTURE_GENRE }, true },
	{ { "genre", "Dram" }, false },
	{ { "genre", "Drama " }, false },
	{ { "genre", "D%" }, false },
	{ { "genre", "D_ama" }, false },
	{ { "director", "Fritz Lang" }, true },
	{ { "director", "alfred HITCHCOCK" }, true },
	{ { "director", DIRECTOR_TWO }, true },
	{ { "director", "黒澤 \"明\" \\" }, true },
	{ { "director", "Hitchcock" }, false },
	{ { "director", DIRECTOR_ONE ", " DIRECTOR_TWO }, false },
	{ { "director", "'; DROP TABLE movie; --" }, false },
	{ { "director_id", "{person}" }, true },
	{ { "director_id", "9223372036854775807" }, false },
	{ { "year", "1870" }, true },
	{ { "year", "1927" }, true },
	{ { "year", "2100" }, true },
	{ { "year", "1872" }, false },
	{ { "year_min", "1870" }, true },
	{ { "year_min", "2000" }, true },
	{ { "year_min", "2100" }, true },
	{ { "year_max", "1870" }, true },
	{ { "year_max", "1927" }, true },
	{ { "year_max", "2100" }, true },
	{ { "imdb_score_min", "0" }, true },
	{ { "imdb_score_min", "8.4" }, true },
	{ { "imdb_score_min", "8.41" }, true },
	{ { "imdb_score_min", "10" }, true },
	{ { "imdb_score_max", "0" }, true },
	{ { "imdb_score_max", "0.0" }, true },
	{ { "imdb_score_max", "4.95" }, true },
	{ { "imdb_score_max", "10.0" }, true },
	{ { "popularity_min", "0" }, true },
	{ { "popularity_min", "50.0" }, true },
	{ { "popularity_min", "99.95" }, true },
	{ { "popularity_min", "100" }, true },
	{ { "popularity_max", "0" }, true },
	{ { "popularity_max", "88.8" }, true },
	{ { "popularity_max", "100.0" }, true },
	{ { "rating_min", "1" }, true },
	{ { "rating_min", "6.5" }, true },
	{ { "rating_min", "6.51" }, true },
	{ { "rating_min", "10" }, true },
};
/* clang-format on */

START_TEST(a_filter_lets_through_what_it_holds_for)
{
	const struct filter *filter = &alone[_i].filter;
	const char *target = filter_target(filter, 1, "-popularity");
	struct movies movies = expected(filter, 1, "-popularity");

	must((movies.count > 0) == alone[_i].some, "%s=%s holds for %zu movies",
	    filter->name, filter->value, movies.count);
	expect_movies(
	    walk(keep_printf("%s&limit=100", target)), &movies, target);
}
END_TEST

START_TEST(the_case_of_letters_with_accents_is_ignored)
{
	static const char plain[] = "/api/movies/?director=Louis+Lumi%C3%A8re";
	struct json_object *wanted = walk(plain);

	ck_assert_uint_gt(json_object_array_length(wanted), 0);
	ck_assert(json_object_equal(
	    walk("/api/movies/?director=louis%20LUMI%C3%88RE"), wanted));
}
END_TEST

/* clang-format off */
static const struct {
	int n;
	struct filter filters[8];
} genres[] = {
	{ 2, { { "genre", "adventure" }, { "genre", "horror" } } },
	{ 2, { { "genre", "Drama" }, { "genre", "dRAMA" } } },
	{ 2, { { "genre", "Drama" }, { "genre", "No such genre" } } },
	{ 3, { { "genre", "Fantasy" }, { "genre", "Sci-Fi" },
	       { "genre", "Action" } } },
	{ 8, { { "genre", "Action" }, { "genre", "Adventure" },
	       { "genre", "Comedy" }, { "genre", "Crime" },
	       { "genre", "Drama" }, { "genre", "Fantasy" },
	       { "genre", "Horror" }, { "genre", FIXTURE_GENRE } } },
};
/* clang-format on */

START_TEST(every_genre_that_is_asked_for_must_hold)
{
	const char *target =
	    filter_target(genres[_i].filters, genres[_i].n, "name");
	struct movies movies =
	    expected(genres[_i].filters, genres[_i].n, "name");

	expect_movies(walk(target), &movies, target);
}
END_TEST

START_TEST(a_value_may_be_encoded_as_forms_do)
{
	struct filter filter = { "director", DIRECTOR_ONE };
	struct movies movies = expected(&filter, 1, "id");
	static const char *const same[] = {
		"/api/movies/?limit=100&sort=id&director=Marquee+Tester+One",
		"/api/movies/"
		"?director=Marquee%20Tester%20One&sort=id&limit=100",
		"/api/movies?%64irector=marquee+teste%72+on%45&sort=%69d"
		"&limit=%31%30%30",
	};

	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		expect_movies(expect_array(get(same[i])), &movies, same[i]);
}
END_TEST

TCase *
topic_movie_list(void)
{
	TCase *topic = topic_new("movie list");

	tcase_add_test(topic, a_list_has_20_movies_of_the_greatest_popularity);
	tcase_add_loop_test(topic, a_list_can_be_sorted_either_way, 0, SORTS);
	tcase_add_loop_test(topic, what_has_no_sort_key_comes_last, 0, SORTS);
	add_table_test(topic, a_filter_lets_through_what_it_holds_for, alone);
	tcase_add_test(topic, the_case_of_letters_with_accents_is_ignored);
	add_table_test(topic, every_genre_that_is_asked_for_must_hold, genres);
	tcase_add_test(topic, a_value_may_be_encoded_as_forms_do);
	return topic;
}
