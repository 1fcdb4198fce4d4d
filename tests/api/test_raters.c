/* Many who rate at the same time, while what they rate changes and goes. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "crowd.h"
#include "database.h"
#include "expect.h"
#include "fixture.h"
#include "must.h"
#include "pool.h"
#include "rate.h"
#include "topics.h"
#include "write.h"

enum { ROUNDS = 12 };

static struct user users[CROWD];
static int64_t movie;
static int *created; /* how often a client heard 201 */

static void
set_up(void)
{
	admin_token();
	for (int i = 0; i < CROWD; i++)
		users[i] = user_new();
	movie = rated_movie_new();
	created = crowd_share(sizeof *created);
}

/* What the movie ought to show. */
static const char *
recount(void)
{
	const char *id = keep_printf("%" PRId64, movie);

	return rows_text(sql("SELECT coalesce(round(avg(score), 2)::text,"
			     " 'null') || ' ' || count(*) FROM rating"
			     " WHERE movie_id = $1",
			     1, &id),
	    0, 0);
}

static void
rate_often(int client)
{
	static const int first[] = { 201, 0 }, later[] = { 200, 0 };

	for (int i = 0; i < ROUNDS; i++)
		crowd_expect(
		    rate(&users[client], movie, NULL, 1 + (client + i) % 10),
		    i == 0 ? first : later);
}

START_TEST(all_of_them_are_counted)
{
	crowd_run(rate_often);
	ck_assert_str_eq(rating_of(movie), recount());
	expect_form(recount(), ".* 16", "the recount");
	expect_sums();
	expect_listed(movie, rating_of(movie));
	expect_sums();
}
END_TEST

static void
rate_as_one(int client)
{
	static const int done[] = { 200, 201, 0 };
	struct reply *reply = rate(&users[0], movie, NULL, 1 + client % 10);

	crowd_expect(reply, done);
	if (reply->status == 201)
		__atomic_add_fetch(created, 1, __ATOMIC_RELAXED);
}

START_TEST(one_user_rates_once_however_often_at_once)
{
	crowd_run(rate_as_one);
	ck_assert_int_eq(*created, 1);
	ck_assert_int_eq(
	    member_number(
		expect_json(getf("/api/movies/%" PRId64 "/ratings/", movie)),
		"count"),
	    1);
	expect_sums();
}
END_TEST

static void
insist_as_one(int client)
{
	static const int done[] = { 201, 412, 0 };
	struct reply *reply =
	    rate(&users[0], movie, "If-None-Match: *\r\n", 1 + client % 10);

	crowd_expect(reply, done);
	if (reply->status == 201)
		__atomic_add_fetch(created, 1, __ATOMIC_RELAXED);
}

START_TEST(of_those_who_insist_on_the_first_time_one_succeeds)
{
	crowd_run(insist_as_one);
	ck_assert_int_eq(*created, 1);
}
END_TEST

static void
rate_what_goes(int client)
{
	static const int rated[] = { 200, 201, 404, 0 };
	static const int deleted[] = { 204, 0 };
	const char *path = keep_printf("/api/movies/%" PRId64 "/", movie);

	if (client == 0) {
		crowd_expect(admin("DELETE", path, NULL, NULL), deleted);
		return;
	}
	for (int i = 0; i < ROUNDS; i++)
		crowd_expect(
		    rate(&users[client], movie, NULL, 1 + i % 10), rated);
}

START_TEST(a_movie_is_deleted_while_they_rate_it)
{
	crowd_run(rate_what_goes);
	ck_assert_int_eq(sql_number("SELECT count(*) FROM rating r WHERE NOT"
				    " EXISTS (SELECT FROM movie"
				    " WHERE id = r.movie_id)"),
	    0);
	expect_problem(rate(&users[1], movie, NULL, 5), 404);
	expect_sums();
}
END_TEST

static void
rate_what_changes(int client)
{
	static const int done[] = { 200, 201, 0 };
	const char *path = keep_printf("/api/movies/%" PRId64 "/", movie);

	for (int i = 0; i < ROUNDS; i++)
		crowd_expect(client < 2
			? admin("PATCH", path, NULL,
			      keep_printf("{'year': %d}", 1950 + i))
			: rate(&users[client], movie, NULL, 7),
		    done);
}

START_TEST(a_movie_is_changed_while_they_rate_it)
{
	crowd_run(rate_what_changes);
	ck_assert_str_eq(rating_of(movie), keep_printf("7.00 %d", CROWD - 2));
	expect_sums();
}
END_TEST

static void
go_while_rating(int client)
{
	static const int rated[] = { 200, 201, 401, 0 };
	static const int gone[] = { 204, 0 };

	if (client % 2 == 0) {
		crowd_expect(as(users[client].token, "DELETE", "/api/users/me/",
				 NULL, "{'password': '" PASSWORD "'}"),
		    gone);
		return;
	}
	for (int i = 0; i < ROUNDS; i++)
		crowd_expect(rate(&users[client - 1], movie, NULL, 3), rated);
}

START_TEST(accounts_are_deleted_while_they_rate)
{
	crowd_run(go_while_rating);
	ck_assert_str_eq(rating_of(movie), "null 0");
	ck_assert_int_eq(sql_number("SELECT count(*) FROM rating r WHERE NOT"
				    " EXISTS (SELECT FROM account"
				    " WHERE id = r.account_id)"),
	    0);
	expect_sums();
}
END_TEST

static void
rate_anything(int client)
{
	static const int done[] = { 200, 201, 204, 404, 0 };
	unsigned dice = (unsigned)client + 1;

	for (int i = 0; i < ROUNDS; i++) {
		const struct user *user = &users[rand_r(&dice) % 4];

		crowd_expect(rand_r(&dice) % 3 == 0
			? unrate(user, movie, NULL)
			: rate(user, movie, NULL, 1 + rand_r(&dice) % 10),
		    done);
	}
}

START_TEST(they_rate_and_withdraw_and_the_sums_are_right)
{
	crowd_run(rate_anything);
	ck_assert_str_eq(rating_of(movie), recount());
	expect_sums();
}
END_TEST

TCase *
topic_raters(void)
{
	TCase *topic = topic_new("raters");

	tcase_add_checked_fixture(topic, set_up, NULL);
	tcase_add_test(topic, all_of_them_are_counted);
	tcase_add_test(topic, one_user_rates_once_however_often_at_once);
	tcase_add_test(
	    topic, of_those_who_insist_on_the_first_time_one_succeeds);
	tcase_add_loop_test(topic, a_movie_is_deleted_while_they_rate_it, 0, 5);
	tcase_add_test(topic, a_movie_is_changed_while_they_rate_it);
	tcase_add_test(topic, accounts_are_deleted_while_they_rate);
	tcase_add_loop_test(
	    topic, they_rate_and_withdraw_and_the_sums_are_right, 0, 3);
	return topic;
}
