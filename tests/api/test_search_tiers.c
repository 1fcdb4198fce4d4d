/* Search: that movies are in tiers of popularity changes no answer. */
#include "database.h"
#include "expect.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "walk.h"

/* Does what is kept say the same as making it all anew? */
static void
expect_kept(void)
{
	ck_assert_int_eq(
	    sql_number("SELECT count(*) FROM movie m FULL JOIN"
		       " movie_search s ON s.movie_id = m.id"
		       " CROSS JOIN search_tier_of("
		       "coalesce(m.popularity, -1), m.id) AS t (tier)"
		       " WHERE (s.tier, s.title, s.popularity, s.words) IS"
		       " DISTINCT FROM (t.tier, search_title(m.name),"
		       " coalesce(m.popularity, -1), search_lexemes(t.tier,"
		       " concat_ws(' ', search_words(m.name), ("
		       "SELECT string_agg(search_words(p.name), ' ')"
		       " FROM credit c JOIN person p ON p.id = c.person_id"
		       " WHERE c.movie_id = m.id AND"
		       " c.role = 'director'))))"),
	    0);
	ck_assert_int_eq(sql_number("SELECT count(*) FROM person p FULL JOIN"
				    " person_search s ON s.person_id = p.id"
				    " WHERE (s.name, s.words) IS DISTINCT FROM"
				    " (search_title(p.name), search_lexemes("
				    "search_words(p.name)))"),
	    0);
	ck_assert_int_eq(sql_number("SELECT count(*) FROM movie_search,"
				    " unnest(tsvector_to_array(words)) AS w"
				    " WHERE substr(w, 2) NOT IN"
				    " (SELECT word FROM search_word UNION ALL"
				    " SELECT word FROM search_new_word)"),
	    0);
}

START_TEST(what_is_kept_for_the_search_is_exact)
{
	expect_kept();
}
END_TEST

static bool
is_at_its_goals(void)
{
	return sql_number("SELECT count(*) FROM search_tier"
			  " WHERE (popularity, movie_id) <>"
			  " (goal_popularity, goal_movie_id)") == 0;
}

/* The responders move them as well. */
static void
move(int steps)
{
	while (steps-- > 0 && !is_at_its_goals())
		sql("SELECT search_keep(5)", 0, NULL);
}

/* Behind the 15th most popular movie, the 30th, and so on. */
static void
tiers_begin(void)
{
	sql("UPDATE search_tier t SET (goal_popularity, goal_movie_id) ="
	    " (SELECT coalesce(popularity, -1), id FROM movie"
	    " ORDER BY coalesce(popularity, -1) DESC, id DESC"
	    " OFFSET 15 * t.tier - 1 LIMIT 1)",
	    0, NULL);
}

static void
tiers_end(void)
{
	sql("UPDATE search_tier SET goal_popularity = -2, goal_movie_id = 0", 0,
	    NULL);
	move(1000);
	must(is_at_its_goals(), "the tiers do not end");
}

static const char *const lists[] = {
	"/api/movies/?search=m&limit=7",
	"/api/movies/?search=the&limit=1",
	"/api/movies/?search=marquee+t&limit=5",
	"/api/movies/?search=marque+tst&limit=5",
	"/api/movies/?search=godfathr",
	"/api/movies/?search=the&genre=drama&limit=3",
	"/api/movies/?search=the&year_max=1980&limit=3",
	"/api/movies/?search=the&sort=name&limit=11",
	"/api/suggest/?q=the",
	"/api/suggest/?q=kubr",
	"/api/suggest/?q=m",
};

enum { LISTS = sizeof lists / sizeof *lists };

START_TEST(where_tiers_end_changes_no_answer)
{
	struct json_object *before[LISTS];

	for (int i = 0; i < LISTS; i++)
		before[i] = walk(lists[i]);
	tiers_begin();
	for (int steps = 1; steps <= 1000; steps *= 10) {
		move(steps);
		for (int i = 0; i < LISTS; i++)
			must(json_object_equal(walk(lists[i]), before[i]),
			    "%s says something else in tiers", lists[i]);
		expect_kept();
	}
	must(is_at_its_goals(), "the tiers do not move");
	ck_assert_int_eq(
	    sql_number("SELECT count(DISTINCT tier) FROM movie_search"), 5);
	tiers_end();
	expect_kept();
	ck_assert_int_eq(
	    sql_number("SELECT count(DISTINCT tier) FROM movie_search"), 1);
}
END_TEST

static void
tiers_wander(int page)
{
	(void)page;
	move(1);
}

/* Asked for while movies wander from tier to tier. */
START_TEST(pages_go_on_while_tiers_move)
{
	struct json_object *whole = walk("/api/movies/?search=the&limit=100");

	tiers_begin();
	must(json_object_equal(
		 walk_with("/api/movies/?search=the&limit=2", tiers_wander),
		 whole),
	    "something is lost while tiers move");
	tiers_end();
}
END_TEST

TCase *
topic_search_tiers(void)
{
	TCase *topic = topic_new("search tiers");

	tcase_add_checked_fixture(topic, NULL, tiers_end);
	tcase_add_test(topic, what_is_kept_for_the_search_is_exact);
	tcase_add_test(topic, where_tiers_end_changes_no_answer);
	tcase_add_test(topic, pages_go_on_while_tiers_move);
	return topic;
}
