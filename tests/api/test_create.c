/* New movies. */
#include <inttypes.h>
#include <string.h>

#include "database.h"
#include "expect.h"
#include "fixture.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "walk.h"
#include "write.h"

#define NAME "Marquee test: made"
#define DIRECTED(names) "{'name': '" NAME "', 'director': '" names "'}"
#define WITH(member) "{'name': '" NAME "', " member "}"

/* clang-format off */
static const struct {
	const char *body, *line;
} made[] = {
	{ "{'name': '" NAME "'}", NAME "||null|null||null" },
	{ "{'name': '" NAME "', 'director': 'Marquee Tester A',"
	  " 'popularity': 80, 'imdb_score': 8.5,"
	  " 'genre': [{'name': 'Western'}, {'name': 'Drama'}], 'year': 1950}",
	  NAME "|Marquee Tester A|80.0|8.5|Drama,Western|1950" },
	{ "{'year': 1950, 'genre': [{'name': 'Drama'}], 'imdb_score': 1,"
	  " 'popularity': 2, 'director': 'Marquee Tester A',"
	  " 'name': '" NAME "'}",
	  NAME "|Marquee Tester A|2.0|1.0|Drama|1950" },
	{ "{'name': '" NAME "', 'director': null, 'popularity': null,"
	  " 'imdb_score': null, 'genre': null, 'year': null}",
	  NAME "||null|null||null" },
	{ WITH("'director': '', 'genre': []"), NAME "||null|null||null" },
	{ " \t\r\n{ \n\t'name'\r\n:\t'" NAME "' \n} \r\n\t",
	  NAME "||null|null||null" },

	/* an id is not for the client to say */
	{ WITH("'id': 1"), NAME "||null|null||null" },
	{ WITH("'id': 9223372036854775807"), NAME "||null|null||null" },
	{ WITH("'id': 'seven'"), NAME "||null|null||null" },
	{ WITH("'id': null"), NAME "||null|null||null" },
	{ WITH("'id': {'id': [-1]}"), NAME "||null|null||null" },

	/* the ends of what is possible, and other ways to write a number */
	{ WITH("'popularity': 0, 'imdb_score': 0, 'year': 1870"),
	  NAME "||0.0|0.0||1870" },
	{ WITH("'popularity': 100, 'imdb_score': 10, 'year': 2100"),
	  NAME "||100.0|10.0||2100" },
	{ WITH("'popularity': 100.0, 'imdb_score': 10.0, 'year': 2100.0"),
	  NAME "||100.0|10.0||2100" },
	{ WITH("'popularity': 0.1, 'imdb_score': 9.9"),
	  NAME "||0.1|9.9||null" },
	{ WITH("'popularity': 99.9, 'imdb_score': 0.3"),
	  NAME "||99.9|0.3||null" },
	{ WITH("'popularity': -0, 'imdb_score': -0.0"),
	  NAME "||0.0|0.0||null" },
	{ WITH("'popularity': 1e2, 'imdb_score': 75E-1, 'year': 1.95e+3"),
	  NAME "||100.0|7.5||1950" },
	{ WITH("'popularity': 7.50, 'imdb_score': 7.5000000000000000000000"),
	  NAME "||7.5|7.5||null" },
	{ WITH("'popularity': 0e999, 'imdb_score': 0.000000000000000000e-999"),
	  NAME "||0.0|0.0||null" },

	/* several directors, in the order in which they are named */
	{ DIRECTED("Marquee Tester B, Marquee Tester A"),
	  NAME "|Marquee Tester B, Marquee Tester A|null|null||null" },
	{ DIRECTED("Marquee Tester C, Marquee Tester A, Marquee Tester B"),
	  NAME "|Marquee Tester C, Marquee Tester A, Marquee Tester B"
	  "|null|null||null" },
	{ DIRECTED("Marquee Tester A,B"),
	  NAME "|Marquee Tester A,B|null|null||null" },
	{ DIRECTED("Marquee Tester A, B,, C"),
	  NAME "|Marquee Tester A, B,, C|null|null||null" },
	{ DIRECTED("Marquee Tester \\\"A\\\" \\\\, {B}, \\u0027C\\u0027, NULL"),
	  NAME "|Marquee Tester \"A\" \\, {B}, 'C', NULL|null|null||null" },
	{ DIRECTED("Marquee Tester 黒澤 明, Marquee Tester Ødegård"),
	  NAME "|Marquee Tester 黒澤 明, Marquee Tester Ødegård|null|null||null" },

	/* genres, in alphabetical order, and whatever their case */
	{ WITH("'genre': [{'name': 'wEsTeRn'}, {'name': 'DRAMA'}]"),
	  NAME "||null|null|Drama,Western|null" },
	{ WITH("'genre': [{'name': 'Marquee z'}, {'name': 'marquee a'},"
	       " {'name': 'Marquee M'}]"),
	  NAME "||null|null|marquee a,Marquee M,Marquee z|null" },
	{ WITH("'genre': [{'name': 'Marquee, \\\"x\\\" {\\\\} NULL'}]"),
	  NAME "||null|null|Marquee, \"x\" {\\} NULL|null" },
	{ WITH("'genre': [{'name': 'Marquee 🎬'}]"),
	  NAME "||null|null|Marquee 🎬|null" },
};

/* Names, as they are written in JSON and as they come back. */
static const struct {
	const char *written, *name;
} names[] = {
	{ "🎬 👩‍👩‍👧 𝄞", "🎬 👩‍👩‍👧 𝄞" },
	{ "\\ud83c\\udfac \\u00e9\\u00C9 \\uD834\\uDD1E", "🎬 éÉ 𝄞" },
	{ "שלום ‏מרחבא‎ السينما", "שלום ‏מרחבא‎ السينما" },
	{ "Ame\xCC\x81lie und Amélie ﬁ Ⅷ", "Ame\xCC\x81lie und Amélie ﬁ Ⅷ" },
	{ "\\\"\\\\\\/", "\"\\/" },
	{ "</script> & {} [] : , ' %s %n $1 \\\\x41",
	  "</script> & {} [] : , ' %s %n $1 \\x41" },
	{ "\\uFEFF \\uFFFF \\u2028 \\uE000", "\uFEFF \uFFFF \u2028 \uE000" },
	{ "null", "null" },
	{ "1", "1" },
	{ "  two  spaces  ", "  two  spaces  " },
};
/* clang-format on */

START_TEST(what_is_sent_comes_back)
{
	struct made movie = make(made[_i].body);

	ck_assert_str_eq(movie_line(movie.json), made[_i].line);
	expect_unchanged(&movie);
	unmake(&movie);
}
END_TEST

START_TEST(a_name_comes_back_as_it_was_meant)
{
	const char *body = keep_printf("{\"name\": \"%s\"}", names[_i].written);
	struct made movie = expect_made(
	    admin_bytes("POST", "/api/movies/", body, strlen(body)));

	ck_assert_str_eq(member_text(movie.json, "name"), names[_i].name);
	expect_unchanged(&movie);
	unmake(&movie);
}
END_TEST

/* Lengths count characters: an é is one, in two bytes. */
static const struct {
	const char *form, *letter;
	int count;
	const char *fault;
} lengths[] = {
	{ "{'name': '%s'}", "a", 1, NULL },
	{ "{'name': '%s'}", "a", 255, NULL },
	{ "{'name': '%s'}", "é", 255, NULL },
	{ "{'name': '%s'}", "🎬", 255, NULL },
	{ "{'name': '%s'}", "\\u00e9", 255, NULL },
	{ "{'name': '%s'}", "\\ud83c\\udfac", 255, NULL },
	{ "{'name': '%s'}", "a", 0, "name:too_short" },
	{ "{'name': '%s'}", "a", 256, "name:too_long" },
	{ "{'name': '%s'}", "é", 256, "name:too_long" },
	{ "{'name': '%s'}", "🎬", 256, "name:too_long" },
	{ "{'name': '%s'}", "\\u00e9", 256, "name:too_long" },
	{ "{'name': '%s'}", "a", 60000, "name:too_long" },
	{ DIRECTED("%s"), "é", 255, NULL },
	{ DIRECTED("%s"), "🎬", 255, NULL },
	{ DIRECTED("%s"), "a", 256, "director:too_long" },
	{ DIRECTED("%s"), "é", 256, "director:too_long" },
	{ WITH("'genre': [{'name': '%s'}]"), "é", 50, NULL },
	{ WITH("'genre': [{'name': '%s'}]"), "🎬", 50, NULL },
	{ WITH("'genre': [{'name': '%s'}]"), "a", 0,
	    "genre[0].name:too_short" },
	{ WITH("'genre': [{'name': '%s'}]"), "a", 51,
	    "genre[0].name:too_long" },
	{ WITH("'genre': [{'name': '%s'}]"), "é", 51,
	    "genre[0].name:too_long" },
};

START_TEST(a_text_has_a_least_and_a_greatest_length)
{
	const char *body = fill(
	    lengths[_i].form, times(lengths[_i].letter, lengths[_i].count));
	struct reply *reply = admin("POST", "/api/movies/", NULL, body);

	if (lengths[_i].fault == NULL) {
		struct made movie = expect_made(reply);

		expect_unchanged(&movie);
		unmake(&movie);
	} else {
		expect_faults(reply, 422, lengths[_i].fault);
	}
}
END_TEST

START_TEST(a_new_movie_has_no_rating_and_was_not_changed)
{
	struct made movie = make(WITH("'year': 1950"));
	struct json_object *rating = member(movie.json, "rating");

	ck_assert_ptr_null(member(rating, "average"));
	ck_assert_int_eq(member_number(rating, "count"), 0);
	ck_assert_str_eq(member_text(movie.json, "created_at"),
	    member_text(movie.json, "updated_at"));
	unmake(&movie);
}
END_TEST

START_TEST(a_given_id_disturbs_no_movie)
{
	struct reply *before = get("/api/movies/{movie}/");
	struct made movie = make(fixture_fill(WITH("'id': {movie}")));

	ck_assert_int_ne(movie.id, movie_id(FULL_MOVIE));
	ck_assert_str_eq(get("/api/movies/{movie}/")->body, before->body);
	unmake(&movie);
}
END_TEST

START_TEST(a_new_movie_is_in_every_list_that_it_belongs_to)
{
	static const char *const lists[] = { "/api/movies/?sort=-id&limit=1",
		"/api/movies/?genre=marquee+lists",
		"/api/movies/?director=marquee+tester+lists",
		"/api/movies/?year=1950&sort=-id&limit=1" };
	struct made movie = make(WITH("'director': 'Marquee Tester Lists',"
				      " 'genre': [{'name': 'Marquee lists'}],"
				      " 'year': 1950"));

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		struct json_object *list = expect_array(get(lists[i]));

		ck_assert_uint_eq(json_object_array_length(list), 1);
		ck_assert(json_object_equal(item(list, 0), movie.json));
	}
	ck_assert(json_object_equal(
	    item(expect_array(getf("/api/people/%" PRId64 "/movies/",
		     person_id("Marquee Tester Lists"))),
		0),
	    movie.json));
	unmake(&movie);
}
END_TEST

START_TEST(who_and_what_is_there_is_used_again)
{
	static const char body[] =
	    WITH("'director': 'Marquee Tester Once, Marquee Tester Again',"
		 " 'genre': [{'name': 'Marquee once'}]");
	struct made first = make(body), second = make(body), third;

	third = make(WITH("'genre': [{'name': 'MARQUEE ONCE'}]"));
	ck_assert_str_eq(movie_line(first.json), movie_line(second.json));
	ck_assert_str_eq(
	    movie_line(third.json), NAME "||null|null|Marquee once|null");
	ck_assert_int_eq(
	    sql_number("SELECT count(*) FROM person WHERE name IN"
		       " ('Marquee Tester Once', 'Marquee Tester Again')"),
	    2);
	ck_assert_int_eq(sql_number("SELECT count(*) FROM genre"
				    " WHERE lower(name) = 'marquee once'"),
	    1);
	unmake(&first);
	unmake(&second);
	unmake(&third);
}
END_TEST

/* Not even its case makes a second genre, in whatever script. */
START_TEST(a_genre_is_the_same_in_any_case)
{
	struct made first = make(WITH("'genre': [{'name': 'Marquee Éß Ж'}]"));
	struct made second = make(WITH("'genre': [{'name': 'mARQUEE éß ж'}]"));

	ck_assert_str_eq(movie_line(first.json), movie_line(second.json));
	unmake(&first);
	unmake(&second);
}
END_TEST

TCase *
topic_create(void)
{
	TCase *topic = topic_new("create");

	add_table_test(topic, what_is_sent_comes_back, made);
	add_table_test(topic, a_name_comes_back_as_it_was_meant, names);
	add_table_test(
	    topic, a_text_has_a_least_and_a_greatest_length, lengths);
	tcase_add_test(topic, a_new_movie_has_no_rating_and_was_not_changed);
	tcase_add_test(topic, a_given_id_disturbs_no_movie);
	tcase_add_test(topic, a_new_movie_is_in_every_list_that_it_belongs_to);
	tcase_add_test(topic, who_and_what_is_there_is_used_again);
	tcase_add_test(topic, a_genre_is_the_same_in_any_case);
	return topic;
}
