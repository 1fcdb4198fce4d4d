/* Genres, and how many movies each has. */
#include "catalogue.h"
#include "database.h"
#include "expect.h"
#include "pool.h"
#include "topics.h"
#include "walk.h"

static const char *const walks[] = {
	"/api/genres/",
	"/api/genres/?limit=1",
	"/api/genres/?limit=7",
	"/api/genres/?limit=100",
};

START_TEST(genres_are_listed_by_name)
{
	struct json_object *genres = walk(walks[_i]);
	const struct rows *rows =
	    sql("SELECT name FROM genre ORDER BY name COLLATE \"und-x-icu\"", 0,
		NULL);

	ck_assert_int_eq(
	    (int)json_object_array_length(genres), rows_size(rows));
	for (int i = 0; i < rows_size(rows); i++) {
		struct json_object *genre = item(genres, (size_t)i);

		expect_keys(genre, "name movies", "a genre");
		ck_assert_str_eq(
		    member_text(genre, "name"), rows_text(rows, i, 0));
	}
}
END_TEST

START_TEST(a_genre_counts_its_movies)
{
	struct json_object *genres = walk("/api/genres/");

	for (size_t i = 0; i < json_object_array_length(genres); i++) {
		struct filter filter = { "genre",
			member_text(item(genres, i), "name") };

		ck_assert_int_eq(member_number(item(genres, i), "movies"),
		    (int64_t)expected(&filter, 1, "id").count);
	}
}
END_TEST

START_TEST(there_is_no_single_genre)
{
	expect_problem(get("/api/genres/1/"), 404);
	expect_problem(get("/api/genres/Drama"), 404);
}
END_TEST

TCase *
topic_genres(void)
{
	TCase *topic = topic_new("genres");

	add_table_test(topic, genres_are_listed_by_name, walks);
	tcase_add_test(topic, a_genre_counts_its_movies);
	tcase_add_test(topic, there_is_no_single_genre);
	return topic;
}
