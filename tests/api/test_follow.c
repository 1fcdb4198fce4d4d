/* Following: what PUT and DELETE of /api/users/{id}/follow/ do. */
#include "follow.h"

#include <inttypes.h>
#include <stdint.h>

#include "database.h"
#include "expect.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "write.h"

static struct user one, other;

static void
set_up(void)
{
	one = user_new();
	other = user_new();
}

static int64_t
follows_of(const struct user *user)
{
	return rows_of(user, "follow WHERE follower_id = $1::bigint") +
	    rows_of(user, "follower WHERE followed_id = $1::bigint");
}

START_TEST(who_follows_is_on_both_lists)
{
	expect_followed(&one, &other);
	expect_listed_users(&one, "following", other.username);
	expect_listed_users(&other, "followers", one.username);
	expect_listed_users(&one, "followers", "");
	expect_listed_users(&other, "following", "");
}
END_TEST

START_TEST(following_twice_changes_nothing)
{
	const char *id = keep_printf("%" PRId64, one.id);
	static const char since[] =
	    "SELECT created_at FROM follow WHERE follower_id = $1";
	const char *first;

	expect_followed(&one, &other);
	first = rows_text(sql(since, 1, &id), 0, 0);
	expect_followed(&one, &other);
	ck_assert_str_eq(rows_text(sql(since, 1, &id), 0, 0), first);
	expect_counts(&other, 1, 0);
	expect_counts(&one, 0, 1);
	expect_no_difference();
}
END_TEST

START_TEST(unfollowing_ends_it_and_may_be_said_twice)
{
	expect_followed(&one, &other);
	expect_followed(&other, &one);
	expect_unfollowed(&one, &other);
	expect_unfollowed(&one, &other);
	expect_listed_users(&one, "following", "");
	expect_listed_users(&one, "followers", other.username);
	expect_counts(&other, 0, 1);
	expect_counts(&one, 1, 0);
	expect_no_difference();
}
END_TEST

START_TEST(persons_and_brands_follow_persons_and_brands)
{
	struct user brand = brand_new(), second = brand_new();

	expect_followed(&one, &brand);
	expect_followed(&brand, &one);
	expect_followed(&brand, &second);
	expect_counts(&brand, 1, 2);
}
END_TEST

/* clang-format off */
static const char *const methods[] = { "PUT", "DELETE" };
static const char *const missing[] = {
	"/api/users/9223372036854775807/follow/", "/api/users/0/follow/",
	"/api/users/-1/follow/", "/api/users/9223372036854775808/follow/",
	"/api/users/x/follow/", "/api/users/me/follow/",
	"/api/users/1.5/follow/", "/api/users/%20/follow/",
};
/* clang-format on */

START_TEST(nobody_follows_themselves)
{
	for (int i = 0; i < 2; i++)
		expect_faults(
		    as(one.token, methods[i],
			keep_printf("%sfollow/", one.path), NULL, NULL),
		    422, "id:not_allowed");
	ck_assert_int_eq(follows_of(&one), 0);
	expect_counts(&one, 0, 0);
	expect_no_difference();
}
END_TEST

START_TEST(who_is_not_there_cannot_be_followed)
{
	for (int i = 0; i < 2; i++)
		expect_problem(
		    as(one.token, methods[i], missing[_i], NULL, NULL), 404);
	ck_assert_int_eq(follows_of(&one), 0);
	expect_no_difference();
}
END_TEST

START_TEST(who_is_not_active_cannot_be_followed)
{
	expect_followed(&one, &other);
	sql_number_of("WITH changed AS (UPDATE account SET active = false"
		      " WHERE username = $1 RETURNING 1)"
		      " SELECT count(*) FROM changed",
	    other.username);
	expect_problem(follow(&one, &other), 404);
	expect_problem(follow(&other, &one), 401);
	expect_listed_users(&one, "following", "");
	expect_problem(get(keep_printf("%sfollowers/", other.path)), 404);
	expect_problem(get(keep_printf("%sfollowing/", other.path)), 404);
}
END_TEST

START_TEST(who_is_not_active_can_be_unfollowed)
{
	expect_followed(&one, &other);
	sql("UPDATE account SET active = false WHERE username = $1", 1,
	    &other.username);
	expect_unfollowed(&one, &other);
	expect_unfollowed(&one, &other);
	ck_assert_int_eq(
	    rows_of(&one, "follow WHERE follower_id = $1::bigint"), 0);
	sql("UPDATE account SET active = true WHERE username = $1", 1,
	    &other.username);
	expect_counts(&other, 0, 0);
	expect_counts(&one, 0, 0);
	expect_no_difference();
}
END_TEST

START_TEST(a_path_means_the_same_without_its_slash)
{
	const char *path = keep_printf("%sfollow", other.path);

	expect_status(as(one.token, "PUT", path, NULL, NULL), 204);
	expect_listed_users(&other, "followers", one.username);
	expect_status(as(one.token, "DELETE", path, NULL, NULL), 204);
	expect_listed_users(&other, "followers", "");
}
END_TEST

START_TEST(what_is_not_declared_is_refused)
{
	const char *path = keep_printf("%sfollow/?x=1", other.path);

	expect_faults(as(one.token, "PUT", path, NULL, NULL), 400, "x:unknown");
	ck_assert_int_eq(follows_of(&one), 0);
}
END_TEST

START_TEST(who_goes_takes_all_follows_along)
{
	struct user third = user_new();

	expect_followed(&one, &other);
	expect_followed(&other, &one);
	expect_followed(&third, &one);
	expect_followed(&one, &third);
	expect_followed(&third, &other);
	expect_status(as(one.token, "DELETE", "/api/users/me/", NULL,
			  "{'password': '" PASSWORD "'}"),
	    204);
	ck_assert_int_eq(follows_of(&one), 0);
	ck_assert_int_eq(
	    rows_of(&one, "follow WHERE followed_id = $1::bigint"), 0);
	ck_assert_int_eq(
	    rows_of(&one, "follower WHERE follower_id = $1::bigint"), 0);
	expect_problem(follow(&other, &one), 404);
	expect_listed_users(&third, "followers", "");
	expect_counts(&third, 0, 1);
	expect_counts(&other, 1, 0);
	expect_no_difference();
}
END_TEST

START_TEST(the_export_has_both_directions)
{
	struct json_object *all, *whom, *who;
	struct user third = user_new();

	expect_followed(&one, &other);
	expect_followed(&third, &one);
	all = expect_json(
	    as(one.token, "GET", "/api/users/me/export/", NULL, NULL));
	whom = member(all, "follows");
	who = member(all, "followed_by");
	ck_assert_uint_eq(json_object_array_length(whom), 1);
	ck_assert_uint_eq(json_object_array_length(who), 1);
	expect_keys(item(whom, 0), "id username followed_at", "follows");
	ck_assert_int_eq(member_number(item(whom, 0), "id"), other.id);
	ck_assert_str_eq(member_text(item(who, 0), "username"), third.username);
}
END_TEST

TCase *
topic_follow(void)
{
	TCase *topic = topic_new("follow");

	tcase_add_checked_fixture(topic, set_up, NULL);
	tcase_add_test(topic, who_follows_is_on_both_lists);
	tcase_add_test(topic, following_twice_changes_nothing);
	tcase_add_test(topic, unfollowing_ends_it_and_may_be_said_twice);
	tcase_add_test(topic, persons_and_brands_follow_persons_and_brands);
	tcase_add_test(topic, nobody_follows_themselves);
	add_table_test(topic, who_is_not_there_cannot_be_followed, missing);
	tcase_add_test(topic, who_is_not_active_cannot_be_followed);
	tcase_add_test(topic, who_is_not_active_can_be_unfollowed);
	tcase_add_test(topic, a_path_means_the_same_without_its_slash);
	tcase_add_test(topic, what_is_not_declared_is_refused);
	tcase_add_test(topic, who_goes_takes_all_follows_along);
	tcase_add_test(topic, the_export_has_both_directions);
	return topic;
}
