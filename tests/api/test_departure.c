/* The end of an account that has more than one request can take along. */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "account.h"
#include "database.h"
#include "expect.h"
#include "follow.h"
#include "must.h"
#include "pool.h"
#include "rate.h"
#include "topics.h"
#include "write.h"

enum {
	FANS = 10500,	/* a piece of 10000, and another one */
	PATIENCE = 200, /* tenths of a second */
};

static struct user brand, fan;
static int64_t movie;
static const char *id;

/*
 * Once for all tests, which each have a connection of their own. They all
 * follow the brand; the one it follows has the last id.
 */
static void
set_up(void)
{
	const char *values[3];

	admin_token();
	brand = brand_new();
	id = values[0] = keep_printf("%" PRId64, brand.id);
	values[1] = keep_printf("%d", FANS);
	sql("INSERT INTO account (email, username)"
	    " SELECT name || '@private.example', name FROM (SELECT"
	    " 'marquee-test-fan-' || $1::text || '-' || i AS name"
	    " FROM generate_series(1, $2::integer) AS i) AS fan",
	    2, values);
	fan = user_new();
	movie = rated_movie_new();
	/* What is known of the changes of counts is that they are of one. */
	sql("BEGIN", 0, NULL);
	sql("INSERT INTO follow_delta SELECT $1::bigint, 0, 0"
	    " FROM generate_series(1, 100)",
	    1, values);
	sql("ANALYZE follow_delta", 0, NULL);
	sql("COMMIT", 0, NULL);
	values[1] = keep_printf("%" PRId64, fan.id);
	sql("INSERT INTO follow (follower_id, followed_id)"
	    " SELECT id, $1::bigint FROM account WHERE id = $2 OR username LIKE"
	    " 'marquee-test-fan-' || $1::text || '-%'"
	    " UNION ALL SELECT $1::bigint, $2::bigint",
	    2, values);
	/* So many do not come before the server has had a look at them. */
	sql("ANALYZE account, follow, follower", 0, NULL);
	values[2] = keep_printf("%" PRId64, movie);
	sql("INSERT INTO rating (account_id, movie_id, score)"
	    " VALUES ($1, $3, 10), ($2, $3, 5)",
	    3, values);
	database_close();
}

static void
tear_down(void)
{
	sql("DELETE FROM account WHERE username LIKE 'marquee-test-fan-%'", 0,
	    NULL);
	sql("DELETE FROM movie WHERE name = 'Marquee test: rated'", 0, NULL);
	database_close();
}

/* Nobody can take the last follow along. */
static void
hold_the_last(void)
{
	const char *values[] = { keep_printf("%" PRId64, fan.id), id };

	sql("BEGIN", 0, NULL);
	ck_assert_int_eq(
	    rows_size(sql("SELECT 1 FROM follow WHERE follower_id = $1"
			  " AND followed_id = $2 FOR UPDATE",
		2, values)),
	    1);
}

static void
expect_nothing_seen(void)
{
	static const char *const parts[] = { "", "ratings/", "followers/",
		"following/" };

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		expect_problem(getf("%s%s", brand.path, parts[i]), 404);
	expect_problem(getf("/api/profiles/%s/", brand.username), 404);
	ck_assert(!is_good(brand.token));
	expect_problem(login(brand.username, PASSWORD), 401);
	expect_list(keep_printf("/api/users/?search=%s", brand.username), "");
	expect_listed_users(&fan, "following", "");
	expect_listed_users(&fan, "followers", "");
	ck_assert_str_eq(rating_of(movie), "5.00 1");
	ck_assert_str_eq(
	    as(fan.token, "GET", "/api/feed/", NULL, NULL)->body, "[]");
}

static void
expect_unknown_to_admins(void)
{
	const char *output;

	expect_problem(admin("PATCH", brand.path, NULL,
			   "{'active': true, 'role': 'user'}"),
	    404);
	ck_assert_int_eq(
	    marquee(keep_printf("user show %s", id), "", &output), 1);
	marquee(
	    keep_printf("user list | cut -f1 | grep -cx %s", id), "", &output);
	ck_assert_str_eq(output, "0\n");
}

static void
expect_the_rest_to_go(void)
{
	for (int i = 0; i < PATIENCE; i++) {
		if (rows_of(&brand, "account WHERE id = $1") == 0)
			break;
		usleep(100000);
	}
	ck_assert_int_eq(rows_of(&brand, "account WHERE id = $1"), 0);
	ck_assert_int_eq(
	    rows_of(&brand, "follow WHERE followed_id = $1::bigint"), 0);
	ck_assert_int_eq(
	    rows_of(&brand, "follower WHERE followed_id = $1::bigint"), 0);
}

START_TEST(the_export_has_so_many_followers_and_no_more)
{
	struct json_object *all = expect_json(
	    as(brand.token, "GET", "/api/users/me/export/", NULL, NULL));

	ck_assert_uint_eq(
	    json_object_array_length(member(all, "followed_by")), 10000);
}
END_TEST

START_TEST(it_is_gone_at_once_and_what_hangs_on_it_soon)
{
	const char *stored;

	hold_the_last();
	expect_status(as(brand.token, "DELETE", "/api/users/me/", NULL,
			  "{'password': '" PASSWORD "'}"),
	    204);
	stored = rows_text(
	    sql("SELECT a::text FROM account a WHERE id = $1", 1, &id), 0, 0);
	must(strstr(stored, "marquee") == NULL && strstr(stored, "$y$") == NULL,
	    "%s", stored);
	expect_nothing_seen();
	expect_unknown_to_admins();
	expect_json_with(as(NULL, "POST", "/api/users/", NULL,
			     keep_printf("{'email': '%s', 'username': '%s',"
					 " 'password': '12345678'}",
				 brand.email, brand.username)),
	    201);
	/* What is left counts on both sides. */
	expect_no_difference();
	expect_sums();
	sql("COMMIT", 0, NULL);
	expect_the_rest_to_go();
	expect_counts(&fan, 0, 0);
	expect_problem(follow(&fan, &brand), 404);
	expect_problem(unfollow(&fan, &brand), 404);
	expect_no_difference();
	expect_sums();
}
END_TEST

TCase *
topic_departure(void)
{
	TCase *topic = topic_new("departure");

	tcase_add_unchecked_fixture(topic, set_up, tear_down);
	tcase_add_test(topic, the_export_has_so_many_followers_and_no_more);
	tcase_add_test(topic, it_is_gone_at_once_and_what_hangs_on_it_soon);
	return topic;
}
