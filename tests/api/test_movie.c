/* One movie: what it says, and how it is written. */
#include <inttypes.h>
#include <string.h>

#include "catalogue.h"
#include "database.h"
#include "expect.h"
#include "fixture.h"
#include "must.h"
#include "pool.h"
#include "topics.h"

static const struct reply *
get_movie(int64_t id)
{
	return getf("/api/movies/%" PRId64 "/", id);
}

START_TEST(every_movie_has_the_same_form)
{
	const struct movies *movies = catalogue();

	for (size_t i = 0; i < movies->count; i++)
		expect_movie(movies->movie[i].json);
}
END_TEST

START_TEST(one_movie_says_what_its_list_says)
{
	const struct movies *movies = catalogue();

	for (size_t i = 0; i < movies->count; i += 13) {
		struct json_object *one =
		    expect_json(get_movie(movies->movie[i].id));

		expect_movie(one);
		ck_assert_str_eq(json_object_to_json_string(one),
		    json_object_to_json_string(movies->movie[i].json));
	}
}
END_TEST

START_TEST(api_movie_is_another_name_for_api_movies)
{
	struct reply *one = get("/api/movies/{movie}/");
	struct reply *other = get("/api/movie/{movie}/");

	expect_json(other);
	ck_assert_str_eq(one->body, other->body);
}
END_TEST

/* Without the spaces between, and the times at the end. */
START_TEST(a_movie_is_written_exactly_so)
{
	struct json_object *movie = expect_json(get("/api/movies/{movie}/"));
	const char *plain =
	    json_object_to_json_string_ext(movie, JSON_C_TO_STRING_PLAIN);
	const char *wanted =
	    keep_printf("{\"id\":%" PRId64 ",\"name\":\"" FULL_MOVIE "\","
			"\"director\":\"" DIRECTOR_ONE ", " DIRECTOR_TWO "\","
			"\"popularity\":80.0,\"imdb_score\":8.0,"
			"\"genre\":[{\"name\":\"Drama\"},"
			"{\"name\":\"" FIXTURE_GENRE "\"},"
			"{\"name\":\"Western\"}],\"year\":1950,"
			"\"rating\":{\"average\":8.25,\"count\":4},"
			"\"created_at\":",
		movie_id(FULL_MOVIE));

	must(strncmp(plain, wanted, strlen(wanted)) == 0,
	    "%s\nis wanted, came\n%s", wanted, plain);
}
END_TEST

START_TEST(what_is_not_known_is_null)
{
	struct json_object *movie =
	    expect_json(get_movie(movie_id(BARE_MOVIE)));

	expect_movie(movie);
	ck_assert_str_eq(member_text(movie, "director"), "");
	ck_assert_ptr_null(member(movie, "popularity"));
	ck_assert_ptr_null(member(movie, "imdb_score"));
	ck_assert_ptr_null(member(movie, "year"));
	ck_assert_uint_eq(json_object_array_length(member(movie, "genre")), 0);
	ck_assert_ptr_null(member(member(movie, "rating"), "average"));
	ck_assert_int_eq(member_number(member(movie, "rating"), "count"), 0);
}
END_TEST

static const struct {
	const char *name, *popularity, *imdb_score;
} written[] = {
	{ "Marquee test: low", "0.0", "0.0" },
	{ "Marquee test: high", "100.0", "10.0" },
	{ "Marquee test: 0.1", "0.1", "0.1" },
	{ "Marquee test: 9.9", "99.9", "9.9" },
	{ "Marquee test: twin", "50.0", "5.0" },
	{ "Marquee test: no score", "50.0", "null" },
	{ "Marquee test: no fame", "null", "5.0" },
};

START_TEST(scores_are_written_with_one_decimal)
{
	struct json_object *movie =
	    expect_json(get_movie(movie_id(written[_i].name)));

	ck_assert_str_eq(
	    json_object_to_json_string(member(movie, "popularity")),
	    written[_i].popularity);
	ck_assert_str_eq(
	    json_object_to_json_string(member(movie, "imdb_score")),
	    written[_i].imdb_score);
}
END_TEST

START_TEST(a_name_arrives_as_it_was_stored)
{
	const struct fixture *fixture = &fixtures[_i];
	const struct movies *movies = catalogue();
	const char *directors = "";

	for (int i = 0; fixture->director[i] != NULL; i++)
		directors = keep_printf("%s%s%s", directors, i > 0 ? ", " : "",
		    fixture->director[i]);
	for (size_t i = 0; i < movies->count; i++) {
		struct json_object *movie = movies->movie[i].json;

		if (strcmp(member_text(movie, "name"), fixture->name) == 0 &&
		    strcmp(member_text(movie, "director"), directors) == 0)
			return;
	}
	ck_abort_msg("%s by %s did not", fixture->name, directors);
}
END_TEST

START_TEST(times_are_those_of_the_database)
{
	struct json_object *movie = expect_json(get("/api/movies/{movie}/"));
	const char *const values[] = { fixture_fill("{movie}"),
		member_text(movie, "created_at"),
		member_text(movie, "updated_at") };
	const struct rows *rows = sql(
	    "SELECT count(*) FROM movie WHERE id = $1"
	    " AND abs(extract(epoch FROM created_at - $2::timestamptz)) < 1"
	    " AND abs(extract(epoch FROM updated_at - $3::timestamptz)) < 1",
	    3, values);

	ck_assert_int_eq(rows_number(rows, 0, 0), 1);
}
END_TEST

/* clang-format off */
static const struct {
	const char *name, *director, *popularity, *imdb_score, *genres;
} fixed[] = {
	{ "King Kong", "Merian C. Cooper", "80.0", "8.0",
	  "Adventure, Fantasy, Horror" },
	{ "Star Wars", "George Lucas", "88.8", "8.8",
	  "Action, Adventure, Fantasy, Sci-Fi" },
	{ "Star Trek", "Marc Daniels", "88.8", "8.8", "Adventure, Sci-Fi" },
	{ "Psycho", "Alfred Hitchcock", "87.0", "8.7",
	  "Horror, Mystery, Thriller" },
	{ "Metropolis", "Fritz Lang", "84.0", "8.4",
	  "Adventure, Drama, Sci-Fi" },
	{ "The Wizard of Oz", "Victor Fleming", "83.0", "8.3",
	  "Adventure, Fantasy" },
};
/* clang-format on */

START_TEST(the_sample_has_the_six_fixed_films)
{
	const struct movies *movies = catalogue();
	int found = 0;

	for (size_t i = 0; i < movies->count; i++) {
		struct json_object *movie = movies->movie[i].json;
		const char *genres = "";

		if (strcmp(member_text(movie, "name"), fixed[_i].name) != 0 ||
		    strcmp(member_text(movie, "director"),
			fixed[_i].director) != 0)
			continue;
		found++;
		for (int g = 0; g < movies->movie[i].genres; g++)
			genres = keep_printf("%s%s%s", genres,
			    g > 0 ? ", " : "", movies->movie[i].genre[g]);
		ck_assert_str_eq(genres, fixed[_i].genres);
		ck_assert_str_eq(
		    json_object_to_json_string(member(movie, "popularity")),
		    fixed[_i].popularity);
		ck_assert_str_eq(
		    json_object_to_json_string(member(movie, "imdb_score")),
		    fixed[_i].imdb_score);
	}
	must(found == 1, "%s is there %d times", fixed[_i].name, found);
}
END_TEST

START_TEST(the_sample_has_200_films)
{
	ck_assert_uint_ge(catalogue()->count, 200 + (size_t)fixture_count);
	ck_assert_int_eq((int64_t)catalogue()->count,
	    sql_number("SELECT count(*) FROM movie"));
}
END_TEST

TCase *
topic_movie(void)
{
	TCase *topic = topic_new("movie");

	tcase_add_test(topic, the_sample_has_200_films);
	add_table_test(topic, the_sample_has_the_six_fixed_films, fixed);
	tcase_add_test(topic, every_movie_has_the_same_form);
	tcase_add_test(topic, one_movie_says_what_its_list_says);
	tcase_add_test(topic, api_movie_is_another_name_for_api_movies);
	tcase_add_test(topic, a_movie_is_written_exactly_so);
	tcase_add_test(topic, what_is_not_known_is_null);
	add_table_test(topic, scores_are_written_with_one_decimal, written);
	tcase_add_loop_test(
	    topic, a_name_arrives_as_it_was_stored, 0, fixture_count);
	tcase_add_test(topic, times_are_those_of_the_database);
	return topic;
}
