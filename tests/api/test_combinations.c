/* Every filter combines with every other and with every sort. */
#include "catalogue.h"
#include "expect.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "walk.h"

enum { PAIRS = FILTERS * (FILTERS - 1) / 2 };

/* The pair of that number: 0 and 1, 0 and 2, 1 and 2, 0 and 3 … */
static void
pair_take(struct filter pair[2], int number)
{
	int second = 1;

	while (number >= second)
		number -= second++;
	pair[0] = filters[number];
	pair[1] = filters[second];
}

static void
expect_filtered(const struct filter *filter, int n, const char *sort)
{
	const char *target =
	    keep_printf("%s&limit=100", filter_target(filter, n, sort));
	struct movies movies = expected(filter, n, sort);

	must(movies.count > 0, "%s checks nothing", target);
	expect_movies(walk(target), &movies, target);
}

START_TEST(a_pair_of_filters_combines_with_every_sort)
{
	struct filter pair[2];

	pair_take(pair, _i);
	for (int i = 0; i < SORTS; i++)
		expect_filtered(pair, 2, sorts[i]);
}
END_TEST

START_TEST(all_filters_combine_with_every_sort)
{
	expect_filtered(filters, FILTERS, sorts[_i]);
}
END_TEST

START_TEST(a_filtered_list_is_paged_in_every_sort)
{
	for (int i = 0; i < FILTERS; i++) {
		const char *target = filter_target(&filters[i], 1, sorts[_i]);
		struct movies movies = expected(&filters[i], 1, sorts[_i]);

		size_t limit = movies.count / 4 + 1; /* about four pages */

		target = keep_printf(
		    "%s&limit=%zu", target, limit > 100 ? 100 : limit);
		expect_movies(walk(target), &movies, target);
	}
}
END_TEST

/* Both ends of a range, and ends that exclude each other. */
static const struct {
	struct filter low, high;
	bool some;
} ranges[] = {
	{ { "year_min", "1950" }, { "year_max", "1950" }, true },
	{ { "year_min", "1960" }, { "year_max", "1969" }, true },
	{ { "year_min", "1951" }, { "year_max", "1950" }, false },
	{ { "imdb_score_min", "8.4" }, { "imdb_score_max", "8.4" }, true },
	{ { "imdb_score_min", "8" }, { "imdb_score_max", "7.9" }, false },
	{ { "popularity_min", "50" }, { "popularity_max", "50" }, true },
	{ { "popularity_min", "10" }, { "popularity_max", "9.9" }, false },
};

START_TEST(a_range_has_both_its_ends)
{
	struct filter pair[] = { ranges[_i].low, ranges[_i].high };

	for (int i = 0; i < SORTS; i++) {
		const char *target = filter_target(pair, 2, sorts[i]);
		struct movies movies = expected(pair, 2, sorts[i]);

		ck_assert((movies.count > 0) == ranges[_i].some);
		expect_movies(walk(target), &movies, target);
	}
}
END_TEST

TCase *
topic_combinations(void)
{
	TCase *topic = topic_new("combinations");

	tcase_add_loop_test(
	    topic, a_pair_of_filters_combines_with_every_sort, 0, PAIRS);
	tcase_add_loop_test(
	    topic, all_filters_combine_with_every_sort, 0, SORTS);
	tcase_add_loop_test(
	    topic, a_filtered_list_is_paged_in_every_sort, 0, SORTS);
	add_table_test(topic, a_range_has_both_its_ends, ranges);
	return topic;
}
