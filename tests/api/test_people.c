/* People, and the movies they made. */
#include <inttypes.h>

#include "catalogue.h"
#include "database.h"
#include "expect.h"
#include "fixture.h"
#include "pool.h"
#include "topics.h"
#include "walk.h"

static void
expect_person(struct json_object *person, const struct rows *rows, int row)
{
	expect_keys(person, "id name movies", "a person");
	ck_assert_int_eq(
	    member_number(person, "id"), rows_number(rows, row, 0));
	ck_assert_str_eq(member_text(person, "name"), rows_text(rows, row, 1));
	ck_assert_int_eq(
	    member_number(person, "movies"), rows_number(rows, row, 2));
}

static const struct rows *
all_people(void)
{
	return sql("SELECT id, name, (SELECT count(DISTINCT movie_id)"
		   " FROM credit WHERE person_id = id)"
		   " FROM person WHERE id IN (SELECT person_id FROM credit)"
		   " ORDER BY name COLLATE \"und-x-icu\", id",
	    0, NULL);
}

static const char *const walks[] = {
	"/api/people/",
	"/api/people/?limit=7",
	"/api/people/?limit=100",
};

START_TEST(people_are_listed_by_name)
{
	struct json_object *people = walk(walks[_i]);
	const struct rows *rows = all_people();

	ck_assert_int_eq(
	    (int)json_object_array_length(people), rows_size(rows));
	for (int i = 0; i < rows_size(rows); i++)
		expect_person(item(people, (size_t)i), rows, i);
}
END_TEST

START_TEST(one_person_says_what_the_list_says)
{
	const struct rows *rows = all_people();

	for (int i = 0; i < rows_size(rows); i += 29)
		expect_person(expect_json(getf("/api/people/%" PRId64 "/",
				  rows_number(rows, i, 0))),
		    rows, i);
}
END_TEST

START_TEST(a_person_without_a_movie_is_there)
{
	int64_t id = person_id(IDLE_PERSON);
	struct json_object *person =
	    expect_json(getf("/api/people/%" PRId64, id));

	ck_assert_int_eq(member_number(person, "movies"), 0);
	ck_assert_uint_eq(json_object_array_length(expect_array(
			      getf("/api/people/%" PRId64 "/movies", id))),
	    0);
}
END_TEST

/* Newest first; of one year, the one added last first. */
START_TEST(the_movies_of_a_person_come_newest_first)
{
	static const char *const names[] = { DIRECTOR_ONE, DIRECTOR_TWO,
		"Alfred Hitchcock", "Fritz Lang" };
	static const char *const limits[] = { "", "?limit=1", "?limit=7",
		"?limit=100" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct filter filter = { "director", names[i] };
		struct movies movies = expected(&filter, 1, "-year");
		const char *target =
		    keep_printf("/api/people/%" PRId64 "/movies/%s",
			person_id(names[i]), limits[_i]);

		ck_assert_uint_gt(movies.count, 0);
		expect_movies(walk(target), &movies, target);
	}
}
END_TEST

START_TEST(the_movies_of_nobody_answer_404)
{
	expect_problem(get("/api/people/9223372036854775807/movies/"), 404);
	expect_problem(
	    get("/api/people/9223372036854775807/movies/?count=exact"), 404);
	expect_problem(
	    get("/api/people/9223372036854775807/movies/?limit=1"), 404);
}
END_TEST

START_TEST(every_director_of_a_movie_is_a_person)
{
	const struct movies *movies = catalogue();

	for (size_t i = 0; i < movies->count; i++) {
		const struct movie *movie = &movies->movie[i];
		const char *names = "";

		for (int d = 0; d < movie->directors; d++)
			names = keep_printf("%s%s%s", names, d > 0 ? ", " : "",
			    movie->director[d]);
		ck_assert_str_eq(member_text(movie->json, "director"), names);
	}
}
END_TEST

TCase *
topic_people(void)
{
	TCase *topic = topic_new("people");

	add_table_test(topic, people_are_listed_by_name, walks);
	tcase_add_test(topic, one_person_says_what_the_list_says);
	tcase_add_test(topic, a_person_without_a_movie_is_there);
	tcase_add_loop_test(
	    topic, the_movies_of_a_person_come_newest_first, 0, 4);
	tcase_add_test(topic, the_movies_of_nobody_answer_404);
	tcase_add_test(topic, every_director_of_a_movie_is_a_person);
	return topic;
}
