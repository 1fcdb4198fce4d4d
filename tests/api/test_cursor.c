/* A cursor works for the list that made it, and is refused otherwise. */
#include <string.h>

#include "expect.h"
#include "fixture.h"
#include "pool.h"
#include "topics.h"
#include "walk.h"

#define MOVIES "/api/movies/?limit=2"

static void
expect_refused(const char *target, const char *cursor)
{
	expect_fault(getf("%s%ccursor=%s", target,
			 strchr(target, '?') == NULL ? '?' : '&', cursor),
	    400, "cursor", "invalid");
}

/* clang-format off */
static const char *const lists[] = {
	MOVIES,
	MOVIES "&sort=popularity",
	MOVIES "&sort=-imdb_score",
	MOVIES "&sort=imdb_score",
	MOVIES "&sort=-rating",
	MOVIES "&sort=rating",
	MOVIES "&sort=-year",
	MOVIES "&sort=year",
	MOVIES "&sort=-name",
	MOVIES "&sort=name",
	MOVIES "&sort=-id",
	MOVIES "&sort=id",
	MOVIES "&genre=drama",
	MOVIES "&genre=comedy",
	MOVIES "&genre=drama&genre=comedy",
	MOVIES "&director=marquee+tester+one",
	MOVIES "&director_id={person}",
	MOVIES "&year_min=1950",
	MOVIES "&year_min=1951",
	MOVIES "&year_max=1950",
	MOVIES "&year=1950",
	MOVIES "&imdb_score_min=5",
	MOVIES "&imdb_score_max=5",
	MOVIES "&popularity_min=50",
	MOVIES "&popularity_max=50",
	MOVIES "&rating_min=5",
	"/api/people/?limit=2",
	"/api/people/{person}/movies/?limit=2",
	"/api/genres/?limit=2",
};
/* clang-format on */

START_TEST(a_cursor_is_for_its_own_list_only)
{
	const char *cursor = cursor_for(lists[_i]);

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		if (i == (size_t)_i)
			expect_array(getf("%s&cursor=%s", lists[i], cursor));
		else
			expect_refused(lists[i], cursor);
}
END_TEST

START_TEST(a_cursor_is_for_its_own_person_only)
{
	const char *cursor = cursor_for("/api/people/{person}/movies/?limit=2");

	expect_refused(keep_printf("/api/people/%lld/movies/?limit=2",
			   (long long)person_id(DIRECTOR_TWO)),
	    cursor);
}
END_TEST

/* A list of each kind of sort key; the tests below change its cursor. */
static const char *const changed[] = {
	MOVIES,
	MOVIES "&sort=name",
	MOVIES "&sort=id",
	MOVIES "&sort=-year",
	MOVIES "&sort=rating&genre=drama",
	"/api/people/?limit=2",
	"/api/people/{person}/movies/?limit=2",
	"/api/genres/?limit=2",
};

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop"
			      "qrstuvwxyz0123456789-_";

START_TEST(a_cursor_with_one_character_changed_is_refused)
{
	const char *cursor = cursor_for(changed[_i]);
	char *other = keep_bytes(cursor, strlen(cursor));

	ck_assert_uint_ge(strlen(cursor), 8);
	for (size_t i = 0; cursor[i] != '\0'; i++) {
		other[i] = cursor[i] == 'A' ? 'B' : 'A';
		expect_refused(changed[_i], other);
		other[i] = cursor[i] ^ 1;
		if (strchr(letters, other[i]) != NULL)
			expect_refused(changed[_i], other);
		other[i] = '!';
		expect_refused(changed[_i], other);
		other[i] = cursor[i];
	}
	expect_array(getf("%s&cursor=%s", changed[_i], other));
}
END_TEST

/* The last character of a base64 text may have bits that say nothing. */
START_TEST(a_cursor_is_written_one_way_only)
{
	const char *cursor = cursor_for(changed[_i]);
	char *other = keep_bytes(cursor, strlen(cursor));
	size_t last = strlen(cursor) - 1;

	for (const char *letter = letters; *letter != '\0'; letter++) {
		other[last] = *letter;
		if (*letter != cursor[last])
			expect_refused(changed[_i], other);
	}
}
END_TEST

START_TEST(a_part_of_a_cursor_is_refused)
{
	const char *cursor = cursor_for(changed[_i]);

	for (size_t size = 0; size < strlen(cursor); size++)
		expect_refused(changed[_i], keep_bytes(cursor, size));
	for (size_t from = 1; from < strlen(cursor); from++)
		expect_refused(changed[_i], cursor + from);
}
END_TEST

START_TEST(a_cursor_with_more_at_its_end_is_refused)
{
	static const char *const more[] = { "A", "AA", "AAAA", "=", "==", "%3D",
		"%20", "+", "!", ".", "%C3%A9" };
	const char *cursor = cursor_for(changed[_i]);

	for (size_t i = 0; i < sizeof more / sizeof *more; i++)
		expect_refused(
		    changed[_i], keep_printf("%s%s", cursor, more[i]));
	expect_refused(changed[_i], keep_printf("%s%s", cursor, cursor));
}
END_TEST

/* clang-format off */
static const char *const nonsense[] = {
	"", "x", "0", "1", "-1", "null", "eyJpZCI6MX0", "AAAAAAAAAAAAAAAA",
	"%7B%22id%22%3A1%7D", "%F0%9F%8E%AC", "1%27%20OR%201=1", "________",
};
/* clang-format on */

START_TEST(a_cursor_that_nobody_made_is_refused)
{
	char *endless = keep(3001);

	for (size_t i = 0; i < sizeof changed / sizeof *changed; i++)
		expect_refused(changed[i], nonsense[_i]);
	memset(endless, 'A', 3000);
	expect_refused(changed[0], endless);
}
END_TEST

START_TEST(a_cursor_can_be_used_again)
{
	const char *cursor = cursor_for(changed[_i]);
	const char *first = getf("%s&cursor=%s", changed[_i], cursor)->body;

	ck_assert_str_eq(
	    getf("%s&cursor=%s", changed[_i], cursor)->body, first);
}
END_TEST

TCase *
topic_cursor(void)
{
	TCase *topic = topic_new("cursor");

	add_table_test(topic, a_cursor_is_for_its_own_list_only, lists);
	tcase_add_test(topic, a_cursor_is_for_its_own_person_only);
	add_table_test(
	    topic, a_cursor_with_one_character_changed_is_refused, changed);
	add_table_test(topic, a_cursor_is_written_one_way_only, changed);
	add_table_test(topic, a_part_of_a_cursor_is_refused, changed);
	add_table_test(
	    topic, a_cursor_with_more_at_its_end_is_refused, changed);
	add_table_test(topic, a_cursor_that_nobody_made_is_refused, nonsense);
	add_table_test(topic, a_cursor_can_be_used_again, changed);
	return topic;
}
