/* Many who follow at the same time, while some of them go. */
#include <inttypes.h>
#include <stdlib.h>

#include "crowd.h"
#include "database.h"
#include "follow.h"
#include "must.h"
#include "pool.h"
#include "topics.h"

enum { ROUNDS = 12 };

static struct user users[CROWD], brand;

static void
set_up(void)
{
	for (int i = 0; i < CROWD; i++)
		users[i] = user_new();
	brand = brand_new();
}

static const int done[] = { 204, 0 };

static void
follow_brand(int client)
{
	crowd_expect(follow(&users[client], &brand), done);
}

START_TEST(all_who_follow_a_brand_are_counted)
{
	crowd_run(follow_brand);
	expect_counts(&brand, CROWD, 0);
	ck_assert_int_eq(
	    rows_of(&brand, "follower WHERE followed_id = $1::bigint"), CROWD);
	expect_no_difference();
}
END_TEST

static void
follow_as_one(int client)
{
	(void)client;
	for (int i = 0; i < ROUNDS; i++)
		crowd_expect(follow(&users[0], &brand), done);
}

START_TEST(one_user_follows_once_however_often_at_once)
{
	crowd_run(follow_as_one);
	expect_counts(&brand, 1, 0);
	expect_counts(&users[0], 0, 1);
	expect_no_difference();
}
END_TEST

static void
come_and_go(int client)
{
	for (int i = 0; i <= ROUNDS; i++)
		crowd_expect(i % 2 == 0 ? follow(&users[client], &brand)
					: unfollow(&users[client], &brand),
		    done);
}

START_TEST(who_comes_and_goes_and_comes_is_counted_once)
{
	crowd_run(come_and_go);
	expect_counts(&brand, CROWD, 0);
	expect_no_difference();
}
END_TEST

/* Nobody ever sees less than none, which would stop the folding. */
static void
anything(int client)
{
	unsigned dice = (unsigned)client + 1;

	for (int i = 0; i < ROUNDS; i++) {
		int one = rand_r(&dice) % 4, other = rand_r(&dice) % 4;

		if (one == other)
			continue;
		crowd_expect(rand_r(&dice) % 2 == 0
			? follow(&users[one], &users[other])
			: unfollow(&users[one], &users[other]),
		    done);
	}
}

START_TEST(each_follows_each_and_the_counts_are_right)
{
	crowd_run(anything);
	for (int i = 0; i < 4; i++)
		expect_counts(&users[i],
		    (int)rows_of(
			&users[i], "follow WHERE followed_id = $1::bigint"),
		    (int)rows_of(
			&users[i], "follow WHERE follower_id = $1::bigint"));
	expect_no_difference();
}
END_TEST

static struct reply *
leave(const struct user *user)
{
	return as(user->token, "DELETE", "/api/users/me/", NULL,
	    "{'password': '" PASSWORD "'}");
}

static void
follow_who_goes(int client)
{
	static const int either[] = { 204, 404, 0 };

	if (client == 0)
		crowd_expect(leave(&brand), done);
	for (int i = 0; client > 0 && i < ROUNDS; i++)
		crowd_expect(i % 3 == 2 ? unfollow(&users[client], &brand)
					: follow(&users[client], &brand),
		    either);
}

START_TEST(an_account_goes_while_they_follow_it)
{
	crowd_run(follow_who_goes);
	ck_assert_int_eq(rows_of(&brand,
			     "follow WHERE $1::bigint IN"
			     " (follower_id, followed_id)"),
	    0);
	ck_assert_int_eq(rows_of(&brand,
			     "follower WHERE $1::bigint IN"
			     " (follower_id, followed_id)"),
	    0);
	for (int i = 0; i < CROWD; i++)
		expect_counts(&users[i], 0, 0);
	expect_no_difference();
}
END_TEST

static void
go_while_following(int client)
{
	static const int either[] = { 204, 401, 0 };

	if (client % 2 == 0)
		crowd_expect(leave(&users[client]), done);
	for (int i = 0; client % 2 == 1 && i < ROUNDS; i++)
		crowd_expect(follow(&users[client - 1], &brand), either);
}

START_TEST(accounts_go_in_the_middle_of_their_own_follow)
{
	crowd_run(go_while_following);
	expect_counts(&brand, 0, 0);
	ck_assert_int_eq(
	    rows_of(&brand, "follower WHERE followed_id = $1::bigint"), 0);
	expect_no_difference();
}
END_TEST

static void
go_at_once(int client)
{
	crowd_expect(leave(&users[client]), done);
}

/* Each takes rows of all others along, and none waits for another for ever. */
START_TEST(all_who_follow_each_other_go_at_once)
{
	for (int i = 0; i < CROWD; i++) {
		expect_followed(&users[i], &brand);
		for (int j = 0; j < CROWD; j++)
			if (j != i)
				expect_followed(&users[i], &users[j]);
	}
	crowd_run(go_at_once);
	expect_counts(&brand, 0, 0);
	expect_no_difference();
}
END_TEST

TCase *
topic_follow_crowd(void)
{
	TCase *topic = topic_new("many who follow");

	tcase_add_checked_fixture(topic, set_up, NULL);
	tcase_add_test(topic, all_who_follow_a_brand_are_counted);
	tcase_add_test(topic, one_user_follows_once_however_often_at_once);
	tcase_add_test(topic, who_comes_and_goes_and_comes_is_counted_once);
	tcase_add_loop_test(
	    topic, each_follows_each_and_the_counts_are_right, 0, 3);
	tcase_add_loop_test(topic, an_account_goes_while_they_follow_it, 0, 3);
	tcase_add_loop_test(
	    topic, accounts_go_in_the_middle_of_their_own_follow, 0, 3);
	tcase_add_test(topic, all_who_follow_each_other_go_at_once);
	return topic;
}
