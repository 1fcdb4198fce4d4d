/* X-Total-Count: how many there are, for those who ask. */
#include <stdlib.h>
#include <string.h>

#include "catalogue.h"
#include "database.h"
#include "expect.h"
#include "fixture.h"
#include "pool.h"
#include "topics.h"
#include "walk.h"

static int64_t
total(const struct reply *reply)
{
	const char *value = header(reply, "X-Total-Count");

	expect_array(reply);
	expect_form(value, "0|[1-9][0-9]*", reply->request);
	return strtoll(value, NULL, 10);
}

static const struct {
	const char *path, *statement;
} lists[] = {
	{ "/api/movies/", "SELECT count(*) FROM movie" },
	{ "/api/people/", "SELECT count(DISTINCT person_id) FROM credit" },
	{ "/api/genres/", "SELECT count(DISTINCT genre_id) FROM movie_genre" },
	{ "/api/people/{person}/movies/",
	    "SELECT count(*) FROM credit JOIN person ON id = person_id"
	    " WHERE name = '" DIRECTOR_ONE "'" },
};

START_TEST(nothing_is_counted_unasked)
{
	struct reply *reply = get(lists[_i].path);

	expect_array(reply);
	ck_assert_ptr_null(header(reply, "X-Total-Count"));
}
END_TEST

START_TEST(an_exact_count_is_exact)
{
	ck_assert_int_eq(total(getf("%s?count=exact", lists[_i].path)),
	    sql_number(lists[_i].statement));
	ck_assert_int_eq(total(getf("%s?limit=1&count=exact", lists[_i].path)),
	    sql_number(lists[_i].statement));
}
END_TEST

START_TEST(an_estimated_count_is_near)
{
	int64_t exact = sql_number(lists[_i].statement), estimated;

	/* Other tests may have added much since the server last looked. */
	sql("ANALYZE", 0, NULL);
	estimated = total(getf("%s?count=estimated", lists[_i].path));
	if (strstr(lists[_i].path, "{person}") != NULL)
		return; /* a guess may be poor where a condition holds */
	ck_assert_int_ge(estimated, exact / 2);
	ck_assert_int_le(estimated, exact * 2);
}
END_TEST

START_TEST(head_has_the_count_too)
{
	struct reply *reply = ask(
	    "HEAD", keep_printf("%s?count=exact", lists[_i].path), NULL, NULL);
	const char *count = header(reply, "X-Total-Count");

	expect_status(reply, 200);
	ck_assert_ptr_nonnull(count);
	ck_assert_int_eq(
	    strtoll(count, NULL, 10), sql_number(lists[_i].statement));
}
END_TEST

START_TEST(another_way_to_count_is_refused)
{
	static const char *const others[] = { "", "true", "1", "EXACT", "none",
		"exact%20", "exact%2Cestimated" };

	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		expect_fault(getf("%s?count=%s", lists[_i].path, others[i]),
		    422, "count", "not_allowed");
}
END_TEST

START_TEST(a_filtered_list_is_counted_exactly)
{
	for (int i = 0; i <= _i; i++) {
		const struct filter pair[] = { filters[_i], filters[i] };
		int n = i == _i ? 1 : 2;
		const char *target = filter_target(pair, n, "-rating");

		ck_assert_int_eq(total(getf("%s&count=exact&limit=1", target)),
		    (int64_t)expected(pair, n, "id").count);
	}
}
END_TEST

START_TEST(a_filtered_list_can_be_estimated)
{
	const char *target = filter_target(&filters[_i], 1, "name");

	total(getf("%s&count=estimated&limit=1", target));
}
END_TEST

START_TEST(a_list_of_nothing_counts_zero)
{
	ck_assert_int_eq(
	    total(get("/api/movies/?genre=None+such&count=exact")), 0);
	ck_assert_int_eq(total(get("/api/movies/?year=1872&count=exact")), 0);
}
END_TEST

START_TEST(the_count_is_the_same_on_every_page)
{
	const char *target = "/api/movies/?genre=marquee%20test&limit=9"
			     "&count=exact";
	int64_t whole = total(get(target));

	while ((target = link_next(get(target))) != NULL)
		ck_assert_int_eq(total(get(target)), whole);
}
END_TEST

TCase *
topic_counts(void)
{
	TCase *topic = topic_new("counts");

	add_table_test(topic, nothing_is_counted_unasked, lists);
	add_table_test(topic, an_exact_count_is_exact, lists);
	add_table_test(topic, an_estimated_count_is_near, lists);
	add_table_test(topic, head_has_the_count_too, lists);
	add_table_test(topic, another_way_to_count_is_refused, lists);
	tcase_add_loop_test(
	    topic, a_filtered_list_is_counted_exactly, 0, FILTERS);
	tcase_add_loop_test(
	    topic, a_filtered_list_can_be_estimated, 0, FILTERS);
	tcase_add_test(topic, a_list_of_nothing_counts_zero);
	tcase_add_test(topic, the_count_is_the_same_on_every_page);
	return topic;
}
