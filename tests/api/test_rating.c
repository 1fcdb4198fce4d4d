/* One's own rating of a movie, and what everybody sees of it. */
#include <inttypes.h>
#include <string.h>

#include "account.h"
#include "database.h"
#include "expect.h"
#include "fixture.h"
#include "must.h"
#include "pool.h"
#include "rate.h"
#include "topics.h"
#include "write.h"

static int64_t movie;
static struct user ann, bob;

static void
set_up(void)
{
	admin_token();
	movie = rated_movie_new();
	ann = user_new();
	bob = user_new();
}

static const char *
own(void)
{
	return keep_printf("/api/movies/%" PRId64 "/rating/", movie);
}

static void
expect_rating(const struct reply *reply, int status, int score)
{
	struct json_object *rating = expect_json_with(reply, status);

	expect_keys(rating, "score created_at updated_at", "a rating");
	ck_assert_int_eq(member_number(rating, "score"), score);
	expect_form(header(reply, "ETag"), "\"[^\"]+\"", "ETag");
}

START_TEST(the_first_time_is_201_and_then_200)
{
	expect_rating(rate(&ann, movie, NULL, 9), 201, 9);
	expect_rating(rate(&ann, movie, NULL, 9), 200, 9);
	expect_rating(rate(&ann, movie, NULL, 3), 200, 3);
	expect_rating(as(ann.token, "GET", own(), NULL, NULL), 200, 3);
	expect_status(unrate(&ann, movie, NULL), 204);
	expect_rating(rate(&ann, movie, NULL, 3), 201, 3);
}
END_TEST

START_TEST(the_same_score_once_more_changes_nothing)
{
	struct reply *first = rate(&ann, movie, NULL, 7);
	struct reply *second = rate(&ann, movie, NULL, 7);

	ck_assert_str_eq(first->body, second->body);
	ck_assert_str_eq(header(first, "ETag"), header(second, "ETag"));
	ck_assert_str_ne(
	    header(rate(&ann, movie, NULL, 8), "ETag"), header(first, "ETag"));
}
END_TEST

START_TEST(who_has_not_rated_has_none)
{
	expect_problem(as(ann.token, "GET", own(), NULL, NULL), 404);
	expect_problem(unrate(&ann, movie, NULL), 404);
	rate(&ann, movie, NULL, 5);
	expect_problem(as(bob.token, "GET", own(), NULL, NULL), 404);
	expect_problem(unrate(&bob, movie, NULL), 404);
	expect_status(as(ann.token, "GET", own(), NULL, NULL), 200);
}
END_TEST

START_TEST(the_ratings_of_the_movie_show_it_at_once)
{
	ck_assert_str_eq(rating_of(movie), "null 0");
	rate(&ann, movie, NULL, 10);
	ck_assert_str_eq(rating_of(movie), "10.00 1");
	rate(&bob, movie, NULL, 5);
	ck_assert_str_eq(rating_of(movie), "7.50 2");
	rate(&bob, movie, NULL, 6);
	ck_assert_str_eq(rating_of(movie), "8.00 2");
	unrate(&ann, movie, NULL);
	ck_assert_str_eq(rating_of(movie), "6.00 1");
	unrate(&bob, movie, NULL);
	ck_assert_str_eq(rating_of(movie), "null 0");
}
END_TEST

START_TEST(movies_show_it_within_two_seconds)
{
	rate(&ann, movie, NULL, 10);
	rate(&bob, movie, NULL, 5);
	expect_listed(movie, "7.50 2");
	unrate(&ann, movie, NULL);
	expect_listed(movie, "5.00 1");
	unrate(&bob, movie, NULL);
	expect_listed(movie, "null 0");
	expect_sums();
}
END_TEST

START_TEST(the_distribution_counts_each_score)
{
	const char *path =
	    keep_printf("/api/movies/%" PRId64 "/ratings/", movie);
	struct reply *before = get(path), *after;

	ck_assert_str_eq(before->body,
	    json("{'average':null,'count':0,'distribution':{'1':0,'2':0,'3':0,"
		 "'4':0,'5':0,'6':0,'7':0,'8':0,'9':0,'10':0}}"));
	rate(&ann, movie, NULL, 10);
	rate(&bob, movie, NULL, 1);
	for (int folded = 0; folded < 2; folded++) {
		after = get(path);
		ck_assert_str_eq(after->body,
		    json("{'average':5.50,'count':2,'distribution':{'1':1,"
			 "'2':0,'3':0,'4':0,'5':0,'6':0,'7':0,'8':0,'9':0,"
			 "'10':1}}"));
		expect_listed(movie, "5.50 2");
	}
	ck_assert_str_ne(header(before, "ETag"), header(after, "ETag"));
	expect_status(
	    ask("GET", path,
		keep_printf("If-None-Match: %s\r\n", header(after, "ETag")),
		NULL),
	    304);
}
END_TEST

START_TEST(the_tag_of_a_movie_follows_its_rating)
{
	const char *path = keep_printf("/api/movies/%" PRId64 "/", movie);
	const char *unrated = header(get(path), "ETag"), *rated;

	rate(&ann, movie, NULL, 4);
	expect_listed(movie, "4.00 1");
	rated = header(get(path), "ETag");
	ck_assert_str_ne(rated, unrated);
	expect_problem(
	    admin("PATCH", path, keep_printf("If-Match: %s\r\n", unrated),
		"{'year': 1951}"),
	    412);
	expect_status(
	    admin("PATCH", path, keep_printf("If-Match: %s\r\n", rated),
		"{'year': 1951}"),
	    200);
	ck_assert_str_eq(rating_of(movie), "4.00 1");
}
END_TEST

START_TEST(conditions_guard_a_rating)
{
	static const char never[] = "If-Match: \"0.0\"\r\n";
	static const char none[] = "If-None-Match: *\r\n";
	const char *tag;

	expect_problem(rate(&ann, movie, never, 5), 412);
	expect_status(rate(&ann, movie, none, 5), 201);
	expect_problem(rate(&ann, movie, none, 6), 412);
	expect_problem(rate(&ann, movie, never, 6), 412);
	expect_problem(unrate(&ann, movie, never), 412);
	tag = keep_printf("If-Match: %s\r\n",
	    header(as(ann.token, "GET", own(), NULL, NULL), "ETag"));
	expect_rating(rate(&ann, movie, tag, 6), 200, 6);
	expect_problem(unrate(&ann, movie, tag), 412);
	tag = keep_printf("If-Match: %s\r\n",
	    header(as(ann.token, "GET", own(), NULL, NULL), "ETag"));
	expect_status(unrate(&ann, movie, tag), 204);
}
END_TEST

START_TEST(a_rating_is_guarded_by_what_it_must_not_be)
{
	const char *tag =
	    header(rate(&ann, movie, "If-None-Match: \"0.0\"\r\n", 5), "ETag");
	const char *none = keep_printf("If-None-Match: \"0.0\", W/%s\r\n", tag);

	expect_problem(rate(&ann, movie, none, 6), 412);
	expect_problem(unrate(&ann, movie, none), 412);
	expect_problem(
	    unrate(&ann, movie, keep_printf("If-Match: %s\r\n%s", tag, none)),
	    412);
	expect_rating(
	    rate(&ann, movie, "If-None-Match: \"0.0\"\r\n", 6), 200, 6);
	expect_status(unrate(&ann, movie, none), 204);
}
END_TEST

/* clang-format off */
static const struct {
	const char *headers;
	int first, again; /* PUT where there is no rating, and where there is */
} insisted[] = {
	{ "If-Match: *\r\n", 412, 200 },
	{ "If-None-Match: *\r\n", 201, 412 },
	{ "If-Match: \"0.0\"\r\n", 412, 412 },
	{ "If-Match: W/\"0.0\"\r\n", 412, 412 },
	{ "If-Match: 0.0\r\n", 412, 412 },
	{ "If-Match: \"\"\r\n", 412, 412 },
	{ "If-Match: *\r\nIf-None-Match: *\r\n", 412, 412 },
	{ "If-Match: \"0.0\"\r\nIf-None-Match: *\r\n", 412, 412 },
	{ "If-None-Match: \"0.0\"\r\n", 201, 200 },
	{ "If-None-Match: W/\"0.0\", \"\"\r\n", 201, 200 },
	{ "If-None-Match: 0.0\r\n", 201, 200 },
	{ "If-Match: *\r\nIf-None-Match: \"0.0\"\r\n", 412, 200 },
	{ "If-Match: \"0.0\"\r\nIf-None-Match: \"1.1\"\r\n", 412, 412 },
};
/* clang-format on */

/* RFC 9110, section 13.1. */
START_TEST(what_is_insisted_on_is_there_or_not)
{
	expect_status(
	    rate(&ann, movie, insisted[_i].headers, 5), insisted[_i].first);
	ck_assert_str_eq(
	    rating_of(movie), insisted[_i].first == 201 ? "5.00 1" : "null 0");
	rate(&ann, movie, NULL, 5);
	expect_status(
	    rate(&ann, movie, insisted[_i].headers, 6), insisted[_i].again);
	ck_assert_str_eq(
	    rating_of(movie), insisted[_i].again == 200 ? "6.00 1" : "5.00 1");
}
END_TEST

START_TEST(they_go_with_their_movie)
{
	rate(&ann, movie, NULL, 5);
	fixture_delete(movie);
	expect_problem(as(ann.token, "GET", own(), NULL, NULL), 404);
	expect_problem(rate(&ann, movie, NULL, 5), 404);
	ck_assert_int_eq(rows_of(&ann, "rating WHERE account_id = $1"), 0);
	expect_sums();
}
END_TEST

START_TEST(they_go_with_their_account)
{
	rate(&ann, movie, NULL, 2);
	rate(&bob, movie, NULL, 8);
	expect_status(as(ann.token, "DELETE", "/api/users/me/", NULL,
			  "{'password': '" PASSWORD "'}"),
	    204);
	ck_assert_str_eq(rating_of(movie), "8.00 1");
	ck_assert_int_eq(rows_of(&ann, "rating WHERE account_id = $1"), 0);
	expect_sums();
}
END_TEST

TCase *
topic_rating(void)
{
	TCase *topic = topic_new("rating");

	tcase_add_checked_fixture(topic, set_up, NULL);
	tcase_add_test(topic, the_first_time_is_201_and_then_200);
	tcase_add_test(topic, the_same_score_once_more_changes_nothing);
	tcase_add_test(topic, who_has_not_rated_has_none);
	tcase_add_test(topic, the_ratings_of_the_movie_show_it_at_once);
	tcase_add_test(topic, movies_show_it_within_two_seconds);
	tcase_add_test(topic, the_distribution_counts_each_score);
	tcase_add_test(topic, the_tag_of_a_movie_follows_its_rating);
	tcase_add_test(topic, conditions_guard_a_rating);
	tcase_add_test(topic, a_rating_is_guarded_by_what_it_must_not_be);
	add_table_test(topic, what_is_insisted_on_is_there_or_not, insisted);
	tcase_add_test(topic, they_go_with_their_movie);
	tcase_add_test(topic, they_go_with_their_account);
	return topic;
}
