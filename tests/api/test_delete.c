/* Movies that are deleted, and what goes with them. */
#include <inttypes.h>
#include <string.h>

#include "account.h"
#include "database.h"
#include "expect.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "walk.h"
#include "write.h"

/* A movie with a director and a genre of its own, and two that are shared. */
static const char lonely[] =
    "{'name': 'Marquee test: lonely', 'director': 'Marquee Tester Alone,"
    " Marquee Tester Shared', 'genre': [{'name': 'Marquee alone'},"
    " {'name': 'Marquee shared'}]}";
static const char company[] =
    "{'name': 'Marquee test: company', 'director': 'Marquee Tester Shared',"
    " 'genre': [{'name': 'Marquee shared'}]}";

/* What a list says of a name; -1: it is not in it. */
static int64_t
movies_of(const char *list, const char *name)
{
	struct json_object *all = walk(keep_printf("/api/%s/?limit=100", list));

	for (size_t i = 0; i < json_object_array_length(all); i++)
		if (strcmp(member_text(item(all, i), "name"), name) == 0)
			return member_number(item(all, i), "movies");
	return -1;
}

static void
expect_counts(int64_t alone, int64_t shared)
{
	ck_assert_int_eq(movies_of("genres", "Marquee alone"), alone);
	ck_assert_int_eq(movies_of("genres", "Marquee shared"), shared);
	ck_assert_int_eq(movies_of("people", "Marquee Tester Alone"), alone);
	ck_assert_int_eq(movies_of("people", "Marquee Tester Shared"), shared);
}

START_TEST(delete_answers_204_and_then_404)
{
	struct made movie = make(lonely);
	struct reply *reply = admin("DELETE", movie.path, NULL, NULL);

	expect_status(reply, 204);
	ck_assert_uint_eq(reply->size, 0);
	ck_assert_ptr_null(header(reply, "Content-Type"));
	expect_problem(get(movie.path), 404);
	expect_status(ask("HEAD", movie.path, NULL, NULL), 404);
	expect_problem(admin("DELETE", movie.path, NULL, NULL), 404);
	expect_problem(admin("PUT", movie.path, NULL, lonely), 404);
	expect_problem(admin("PATCH", movie.path, NULL, "{}"), 404);
}
END_TEST

START_TEST(an_id_is_not_given_again)
{
	struct made movie = make(lonely);
	int64_t id = movie.id;

	unmake(&movie);
	movie = make(lonely);
	ck_assert_int_gt(movie.id, id);
	unmake(&movie);
}
END_TEST

START_TEST(a_deleted_movie_leaves_no_rows)
{
	static const char *const tables[] = { "credit", "movie_genre",
		"rating_summary" };
	struct made movie = make(lonely);
	const char *id = keep_printf("%" PRId64, movie.id);

	unmake(&movie);
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		ck_assert_int_eq(
		    sql_number_of(keep_printf("SELECT count(*) FROM %s"
					      " WHERE movie_id = $1",
				      tables[i]),
			id),
		    0);
}
END_TEST

/* clang-format off */
static const struct {
	const char *method, *body;
	int64_t alone, shared; /* -1: gone */
} ways[] = {
	{ "DELETE", NULL, -1, 1 },
	{ "PUT", "{'name': 'Marquee test: alone'}", -1, 1 },
	{ "PATCH", "{'genre': null, 'director': null}", -1, 1 },
	{ "PATCH", "{'genre': [], 'director': ''}", -1, 1 },
	{ "PATCH", "{'genre': [{'name': 'Marquee shared'}],"
	  " 'director': 'Marquee Tester Shared'}", -1, 2 },
	{ "PATCH", "{'genre': [{'name': 'Marquee ALONE'}],"
	  " 'director': 'Marquee Tester Alone'}", 1, 1 },
	{ "PATCH", "{'genre': [{'name': 'Marquee new'}],"
	  " 'director': 'Marquee Tester New'}", -1, 1 },
	{ "PATCH", "{'year': 1950}", 1, 2 },
};
/* clang-format on */

START_TEST(who_and_what_has_no_movie_left_goes)
{
	struct made gone = make(lonely), stays = make(company);
	struct reply *reply;

	expect_counts(1, 2);
	reply = admin(ways[_i].method, gone.path, NULL, ways[_i].body);
	expect_status(reply, ways[_i].body == NULL ? 204 : 200);
	expect_counts(ways[_i].alone, ways[_i].shared);
	expect_unchanged(&stays);
	if (ways[_i].body != NULL)
		unmake(&gone);
	expect_counts(-1, 1);
	unmake(&stays);
	expect_counts(-1, -1);
	ck_assert_int_eq(movies_of("genres", "Marquee new"), -1);
	ck_assert_int_eq(movies_of("people", "Marquee Tester New"), -1);
}
END_TEST

START_TEST(a_person_keeps_the_address_while_there_is_a_movie)
{
	struct made first = make(lonely), second = make(company);
	const char *path = keep_printf("/api/people/%" PRId64 "/",
	    sql_number("SELECT id FROM person"
		       " WHERE name = 'Marquee Tester Shared'"));
	const char *tag = header(get(path), "ETag");

	unmake(&first);
	ck_assert_int_eq(member_number(expect_json(get(path)), "movies"), 1);
	ck_assert_pstr_ne(header(get(path), "ETag"), tag);
	unmake(&second);
	expect_problem(get(path), 404);
	expect_problem(get(keep_printf("%smovies/", path)), 404);
}
END_TEST

/* Nothing of it is looked at. */
START_TEST(a_body_of_a_delete_is_read_away)
{
	struct made movie = make(lonely);

	expect_status(
	    ask("DELETE", movie.path, bearer(admin_token()), "{"), 204);
	expect_problem(get(movie.path), 404);
}
END_TEST

TCase *
topic_delete(void)
{
	TCase *topic = topic_new("delete");

	tcase_add_test(topic, delete_answers_204_and_then_404);
	tcase_add_test(topic, an_id_is_not_given_again);
	tcase_add_test(topic, a_deleted_movie_leaves_no_rows);
	add_table_test(topic, who_and_what_has_no_movie_left_goes, ways);
	tcase_add_test(
	    topic, a_person_keeps_the_address_while_there_is_a_movie);
	tcase_add_test(topic, a_body_of_a_delete_is_read_away);
	return topic;
}
