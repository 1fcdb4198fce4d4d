/* Lists come in pages that neither repeat nor lose anything. */
#include <inttypes.h>
#include <string.h>

#include "catalogue.h"
#include "expect.h"
#include "fixture.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "walk.h"

START_TEST(pages_of_seven_hold_every_movie_once)
{
	const char *target =
	    keep_printf("/api/movies/?limit=7&sort=%s", sorts[_i]);
	struct movies movies = expected(NULL, 0, sorts[_i]);

	expect_movies(walk(target), &movies, target);
}
END_TEST

/*
 * Beginnings of all sizes, more than a connection keeps statements for, again
 * when the first of them have been forgotten, by relevance as well.
 */
START_TEST(a_page_of_any_size_is_the_beginning_of_the_list)
{
	static const char *const lists[] = { "sort=name", "search=the" };

	for (int i = 0; i < 2; i++) {
		struct json_object *all =
		    expect_array(getf("/api/movies/?%s&limit=100", lists[i]));

		for (int n = 1; n <= 120; n++) {
			int limit = (n - 1) % 60 + 1;
			struct json_object *page = expect_array(
			    getf("/api/movies/?%s&limit=%d", lists[i], limit));

			ck_assert_int_eq(
			    (int)json_object_array_length(page), limit);
			for (int j = 0; j < limit; j++)
				must(json_object_equal(item(page, (size_t)j),
					 item(all, (size_t)j)),
				    "%s, %d: movie %d is another", lists[i],
				    limit, j);
		}
	}
}
END_TEST

/* The movies that were added while walking: some early, some late. */
static int64_t added[2000];
static int added_count;

static void
add_movies(int page)
{
	static const struct fixture movies[] = {
		{ "Marquee test: early", { 0 }, "100", "10", { "Drama" },
		    "2100", 1, 10 },
		{ "ZZ", { 0 }, "0", "0", { FIXTURE_GENRE, "Drama" }, "1870", 1,
		    1 },
		{ "Marquee test: unknown", { 0 }, 0, 0, { 0 }, 0, 0, 0 },
		{ "Marquee test: twin", { DIRECTOR_ONE }, "50.0", "5.0",
		    { "Drama" }, "1950", 2, 13 },
	};

	ck_assert_int_lt(added_count, 2000);
	added[added_count++] = fixture_add(&movies[page % 4]);
}

static bool
was_added(int64_t id)
{
	for (int i = 0; i < added_count; i++)
		if (added[i] == id)
			return true;
	return false;
}

START_TEST(what_is_added_meanwhile_moves_nothing)
{
	const char *target =
	    keep_printf("/api/movies/?limit=21&sort=%s", sorts[_i]);
	struct movies movies = expected(NULL, 0, sorts[_i]);
	struct json_object *all = walk_with(target, add_movies);
	struct json_object *old = json_object_new_array();

	keep_pointer(old);
	for (int i = 0; i < added_count; i++)
		fixture_delete(added[i]);
	for (size_t i = 0; i < json_object_array_length(all); i++)
		if (!was_added(member_number(item(all, i), "id")))
			json_object_array_add(
			    old, json_object_get(item(all, i)));
	expect_movies(old, &movies, target);
	for (int i = 0; i < added_count; i++) {
		int times = 0;

		for (size_t j = 0; j < json_object_array_length(all); j++)
			times += member_number(item(all, j), "id") == added[i];
		ck_assert_int_le(times, 1);
	}
}
END_TEST

START_TEST(a_page_goes_on_where_a_deleted_movie_was)
{
	static const struct fixture last = { "Marquee test: gone", { 0 }, "50",
		"5", { FIXTURE_GENRE }, "1950", 2, 13 };
	const char *base =
	    keep_printf("/api/movies/?genre=marquee+test&sort=%s", sorts[_i]);
	int64_t id = fixture_add(&last);
	struct json_object *all = expect_array(getf("%s&limit=100", base));
	size_t place = 0;
	const char *next;

	while (member_number(item(all, place), "id") != id)
		place++;
	next = link_next(getf("%s&limit=%zu", base, place + 1));
	fixture_delete(id);
	if (place + 1 == json_object_array_length(all)) {
		ck_assert_ptr_null(next);
		return;
	}
	ck_assert_ptr_nonnull(next);
	ck_assert(json_object_equal(
	    item(expect_array(get(next)), 0), item(all, place + 1)));
}
END_TEST

static const struct {
	const char *query;
	size_t size;
} limits[] = {
	{ "", 20 },
	{ "?limit=1", 1 },
	{ "?limit=20", 20 },
	{ "?limit=21", 21 },
	{ "?limit=100", 100 },
};

START_TEST(a_page_is_as_long_as_its_limit)
{
	struct reply *reply = getf("/api/movies/%s", limits[_i].query);

	ck_assert_uint_eq(
	    json_object_array_length(expect_array(reply)), limits[_i].size);
	ck_assert_ptr_nonnull(link_next(reply));
}
END_TEST

START_TEST(a_last_page_has_no_link_even_if_it_is_full)
{
	struct filter filter = { "genre", FIXTURE_GENRE };
	size_t all = expected(&filter, 1, "id").count;
	const char *target = filter_target(&filter, 1, "id");

	ck_assert_uint_gt(all, 2);
	ck_assert_ptr_nonnull(link_next(getf("%s&limit=%zu", target, all - 1)));
	ck_assert_ptr_null(link_next(getf("%s&limit=%zu", target, all)));
	ck_assert_ptr_null(link_next(getf("%s&limit=%zu", target, all + 1)));
	ck_assert_ptr_null(link_next(get("/api/movies/?genre=None+such")));
}
END_TEST

START_TEST(a_link_repeats_the_query_it_belongs_to)
{
	const char *next = link_next(
	    get("/api/movies/?genre=drama&genre=marquee%20test&year_min=1950"
		"&sort=-imdb_score&limit=3&count=exact"));
	static const char *const parts[] = { "genre=drama", "genre=marquee",
		"year_min=1950", "sort=-imdb_score", "limit=3", "cursor=" };

	ck_assert_ptr_nonnull(next);
	must(strncmp(next, "/api/movies/?", 13) == 0 ||
		strncmp(next, "/api/movies?", 12) == 0,
	    "Link: %s", next);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		must(strstr(next, parts[i]) != NULL,
		    "%s is missing in the Link %s", parts[i], next);
}
END_TEST

/* What a Link holds must itself be a proper target (RFC 3986). */
START_TEST(a_link_is_encoded)
{
	struct fixture movie = { "Marquee test: odd person",
		{ "Marquee Tester <\"é&+#%>" }, "50", "5", { FIXTURE_GENRE },
		"1950", 0, 0 };
	struct filter filter = { "director", movie.director[0] };
	int64_t ids[2];
	struct json_object *all;
	const char *next;

	for (int i = 0; i < 2; i++)
		ids[i] = fixture_add(&movie);
	next = link_next(getf("%s&limit=1", filter_target(&filter, 1, "id")));
	expect_form(next, "[]A-Za-z0-9._~:/?@!$&'()*+,;=%[-]+", "Link");
	all = walk(keep_printf("%s&limit=1", filter_target(&filter, 1, "id")));
	for (int i = 0; i < 2; i++)
		fixture_delete(ids[i]);
	ck_assert_uint_eq(json_object_array_length(all), 2);
	ck_assert_int_eq(member_number(item(all, 0), "id"), ids[0]);
	ck_assert_int_eq(member_number(item(all, 1), "id"), ids[1]);
}
END_TEST

TCase *
topic_paging(void)
{
	TCase *topic = topic_new("paging");

	tcase_add_loop_test(
	    topic, pages_of_seven_hold_every_movie_once, 0, SORTS);
	tcase_add_loop_test(
	    topic, what_is_added_meanwhile_moves_nothing, 0, SORTS);
	tcase_add_loop_test(
	    topic, a_page_goes_on_where_a_deleted_movie_was, 0, SORTS);
	add_table_test(topic, a_page_is_as_long_as_its_limit, limits);
	tcase_add_test(topic, a_page_of_any_size_is_the_beginning_of_the_list);
	tcase_add_test(topic, a_last_page_has_no_link_even_if_it_is_full);
	tcase_add_test(topic, a_link_repeats_the_query_it_belongs_to);
	tcase_add_test(topic, a_link_is_encoded);
	return topic;
}
