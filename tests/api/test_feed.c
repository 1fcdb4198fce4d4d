/* The feed: what those whom one follows have rated. */
#include "follow.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "database.h"
#include "expect.h"
#include "fixture.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "walk.h"
#include "write.h"

enum { FRIENDS = 4, MOVIES = 5 };

static struct user reader, friends[FRIENDS], stranger;
static int64_t movies[MOVIES];

/* Puts a rating there as it would be `age` seconds from now. */
static void
rated(const struct user *user, int64_t movie, int score, int age)
{
	const char *values[] = { keep_printf("%" PRId64, user->id),
		keep_printf("%" PRId64, movie), keep_printf("%d", score),
		keep_printf("%d", age) };

	sql("INSERT INTO rating (account_id, movie_id, score, updated_at)"
	    " VALUES ($1, $2, $3, date_trunc('second', now())"
	    " - make_interval(secs => $4))",
	    4, values);
}

/* In turns, so that the newest of one stand between those of others. */
static void
set_up(void)
{
	reader = user_new();
	stranger = user_new();
	for (int i = 0; i < MOVIES; i++)
		movies[i] = sql_number("INSERT INTO movie (name, year) VALUES"
				       " ('Marquee test: fed', 1950)"
				       " RETURNING id");
	for (int i = 0; i < FRIENDS; i++) {
		friends[i] = i % 2 == 0 ? user_new() : brand_new();
		expect_followed(&reader, &friends[i]);
		for (int j = 0; j < MOVIES; j++)
			rated(&friends[i], movies[j], 1 + (i + j) % 10,
			    10 * ((i * 3 + j * 7) % 11));
	}
	rated(&stranger, movies[0], 9, 0);
	rated(&reader, movies[0], 9, 0);
}

static struct json_object *
feed(const struct user *user, int limit)
{
	const char *target = keep_printf("/api/feed/?limit=%d", limit);
	struct json_object *all = json_object_new_array();

	keep_pointer(all);
	while (target != NULL) {
		struct reply *reply =
		    as(user->token, "GET", target, NULL, NULL);
		struct json_object *page = expect_array(reply);

		for (size_t i = 0; i < json_object_array_length(page); i++)
			json_object_array_add(
			    all, json_object_get(item(page, i)));
		target = link_next(reply);
	}
	return all;
}

/* "user movie score", a line each, as the feed has to have them. */
static const char *
expected(void)
{
	const char *id = keep_printf("%" PRId64, reader.id), *text = "";
	const struct rows *rows =
	    sql("SELECT r.account_id, r.movie_id, r.score"
		" FROM rating r JOIN follow f ON f.followed_id = r.account_id"
		" WHERE f.follower_id = $1"
		" ORDER BY r.updated_at DESC, r.account_id DESC,"
		" r.movie_id DESC",
		1, &id);

	for (int i = 0; i < rows_size(rows); i++)
		text = keep_printf("%s%s %s %s\n", text, rows_text(rows, i, 0),
		    rows_text(rows, i, 1), rows_text(rows, i, 2));
	return text;
}

static void
expect_feed(int limit)
{
	struct json_object *all = feed(&reader, limit);
	const char *text = "";

	for (size_t i = 0; i < json_object_array_length(all); i++) {
		struct json_object *one = item(all, i);

		text = keep_printf("%s%" PRId64 " %" PRId64 " %" PRId64 "\n",
		    text, member_number(member(one, "user"), "id"),
		    member_number(member(one, "movie"), "id"),
		    member_number(one, "score"));
	}
	ck_assert_str_eq(text, expected());
}

START_TEST(it_is_what_those_i_follow_rated_newest_first)
{
	for (int limit = 1; limit <= FRIENDS * MOVIES + 1; limit++)
		expect_feed(limit);
	ck_assert_uint_eq(
	    json_object_array_length(feed(&reader, 100)), FRIENDS * MOVIES);
}
END_TEST

START_TEST(an_item_says_who_what_how_much_and_when)
{
	struct json_object *one = item(feed(&reader, 100), 0);

	expect_keys(one, "user movie score updated_at", "an item");
	expect_keys(
	    member(one, "user"), "id username kind full_name image", "a user");
	expect_keys(member(one, "movie"), "id name year", "a movie");
	ck_assert_str_eq(
	    member_text(member(one, "movie"), "name"), "Marquee test: fed");
}
END_TEST

START_TEST(it_follows_what_i_follow)
{
	expect_unfollowed(&reader, &friends[1]);
	expect_feed(3);
	expect_followed(&reader, &stranger);
	expect_feed(3);
	ck_assert_uint_eq(json_object_array_length(feed(&reader, 3)),
	    (FRIENDS - 1) * MOVIES + 1);
}
END_TEST

START_TEST(who_follows_nobody_has_an_empty_feed)
{
	ck_assert_uint_eq(json_object_array_length(feed(&stranger, 20)), 0);
}
END_TEST

START_TEST(what_is_rated_anew_comes_up_and_what_is_withdrawn_goes)
{
	const char *path =
	    keep_printf("/api/movies/%" PRId64 "/rating/", movies[2]);
	struct json_object *first;

	expect_status(
	    as(friends[2].token, "PUT", path, NULL, "{'score': 10}"), 200);
	first = item(feed(&reader, 2), 0);
	ck_assert_int_eq(
	    member_number(member(first, "user"), "id"), friends[2].id);
	ck_assert_int_eq(member_number(first, "score"), 10);
	expect_status(as(friends[2].token, "DELETE", path, NULL, NULL), 204);
	expect_feed(2);
	ck_assert_uint_eq(
	    json_object_array_length(feed(&reader, 2)), FRIENDS * MOVIES - 1);
}
END_TEST

START_TEST(who_is_gone_or_not_active_is_not_in_it)
{
	expect_status(as(friends[0].token, "DELETE", "/api/users/me/", NULL,
			  "{'password': '" PASSWORD "'}"),
	    204);
	expect_feed(2);
	sql_number_of("WITH changed AS (UPDATE account SET active = false"
		      " WHERE username = $1 RETURNING 1)"
		      " SELECT count(*) FROM changed",
	    friends[1].username);
	for (int limit = 1; limit < 4; limit++)
		ck_assert_uint_eq(
		    json_object_array_length(feed(&reader, limit)),
		    (FRIENDS - 2) * MOVIES);
}
END_TEST

START_TEST(a_movie_that_is_gone_is_not_in_it)
{
	const char *id = keep_printf("%" PRId64, movies[1]);

	sql("DELETE FROM movie WHERE id = $1", 1, &id);
	expect_feed(2);
	ck_assert_uint_eq(
	    json_object_array_length(feed(&reader, 2)), FRIENDS * (MOVIES - 1));
}
END_TEST

START_TEST(it_is_counted_on_request)
{
	ck_assert_pstr_eq(
	    header(as(reader.token, "GET", "/api/feed?count=exact&limit=1",
		       NULL, NULL),
		"X-Total-Count"),
	    keep_printf("%d", FRIENDS * MOVIES));
}
END_TEST

/* clang-format off */
static const struct {
	const char *query;
	int status;
	const char *faults;
} bad[] = {
	{ "?limit=0", 422, "limit:out_of_range" },
	{ "?limit=1&limit=2", 400, "limit:repeated" },
	{ "?cursor=x", 400, "cursor:invalid" },
	{ "?sort=id&kind=brand", 400, "sort:unknown kind:unknown" },
};
/* clang-format on */

START_TEST(bad_input_is_told)
{
	const char *target = keep_printf("/api/feed/%s", bad[_i].query);

	expect_faults(as(reader.token, "GET", target, NULL, NULL),
	    bad[_i].status, bad[_i].faults);
	expect_faults(get(target), 401, "");
}
END_TEST

TCase *
topic_feed(void)
{
	TCase *topic = topic_new("feed");

	tcase_add_checked_fixture(topic, set_up, NULL);
	tcase_add_test(topic, it_is_what_those_i_follow_rated_newest_first);
	tcase_add_test(topic, an_item_says_who_what_how_much_and_when);
	tcase_add_test(topic, it_follows_what_i_follow);
	tcase_add_test(topic, who_follows_nobody_has_an_empty_feed);
	tcase_add_test(
	    topic, what_is_rated_anew_comes_up_and_what_is_withdrawn_goes);
	tcase_add_test(topic, who_is_gone_or_not_active_is_not_in_it);
	tcase_add_test(topic, a_movie_that_is_gone_is_not_in_it);
	tcase_add_test(topic, it_is_counted_on_request);
	add_table_test(topic, bad_input_is_told, bad);
	return topic;
}
