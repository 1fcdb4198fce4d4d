/* The lists of who follows a user, and whom a user follows. */
#include "follow.h"

#include <inttypes.h>
#include <string.h>

#include "database.h"
#include "expect.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "walk.h"
#include "write.h"

enum { OTHERS = 7 };

/* The list that is looked at, and the one of the others. */
static const char *const lists[] = { "followers", "following" };

static struct user subject, others[OTHERS];

/* Every third is a brand. They follow the subject, and it follows them. */
static void
set_up(void)
{
	subject = user_new();
	for (int i = 0; i < OTHERS; i++) {
		others[i] = i % 3 == 1 ? brand_new() : user_new();
		expect_followed(&others[i], &subject);
		expect_followed(&subject, &others[i]);
	}
}

/* Newest first: those of `step` from `last` down. */
static const char *
names(bool persons, bool brands)
{
	const char *text = "";

	for (int i = OTHERS - 1; i >= 0; i--)
		if (i % 3 == 1 ? brands : persons)
			text = keep_printf("%s%s%s", text,
			    *text == '\0' ? "" : " ", others[i].username);
	return text;
}

static const char *
target(int list, const char *query)
{
	return keep_printf("%s%s/%s", subject.path, lists[list], query);
}

START_TEST(they_are_public_accounts_with_a_time)
{
	struct json_object *all = expect_array(get(target(_i, "")));
	const char *last = NULL;

	for (size_t i = 0; i < json_object_array_length(all); i++) {
		const char *at = member_text(item(all, i), "followed_at");

		expect_keys(item(all, i),
		    keep_printf("%s followed_at", public_keys), "a follower");
		expect_form(at,
		    "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(\\.[0-9]+)?Z",
		    "followed_at");
		must(last == NULL || strcmp(at, last) <= 0,
		    "%s comes behind %s", at, last);
		last = at;
	}
}
END_TEST

START_TEST(the_newest_come_first_whatever_the_size_of_a_page)
{
	for (int limit = 1; limit <= OTHERS + 1; limit++)
		expect_list(target(_i, keep_printf("?limit=%d", limit)),
		    names(true, true));
}
END_TEST

START_TEST(a_kind_is_a_filter)
{
	for (int limit = 1; limit <= OTHERS; limit++) {
		expect_list(
		    target(_i, keep_printf("?kind=brand&limit=%d", limit)),
		    names(false, true));
		expect_list(
		    target(_i, keep_printf("?kind=person&limit=%d", limit)),
		    names(true, false));
	}
}
END_TEST

/* What happens in one moment has an order all the same. */
START_TEST(those_of_the_same_moment_are_all_there)
{
	const char *id = keep_printf("%" PRId64, subject.id);
	const char *name = "";

	sql("UPDATE follow SET created_at = now()"
	    " WHERE $1 IN (follower_id, followed_id)",
	    1, &id);
	sql("UPDATE follower SET created_at = (SELECT max(created_at)"
	    " FROM follow WHERE follower_id = $1 OR followed_id = $1)"
	    " WHERE $1 IN (follower_id, followed_id)",
	    1, &id);
	for (int i = OTHERS - 1; i >= 0; i--)
		name = keep_printf("%s%s%s", name, i == OTHERS - 1 ? "" : " ",
		    others[i].username);
	for (int limit = 1; limit <= OTHERS; limit++)
		expect_list(target(_i, keep_printf("?limit=%d", limit)), name);
}
END_TEST

START_TEST(they_are_counted_on_request)
{
	struct reply *reply = get(target(_i, "?count=exact&limit=2"));

	ck_assert_pstr_eq(
	    header(reply, "X-Total-Count"), keep_printf("%d", OTHERS));
	reply = get(target(_i, "?count=exact&kind=brand&limit=1"));
	ck_assert_pstr_eq(header(reply, "X-Total-Count"), "2");
	reply = get(target(_i, "?count=estimated"));
	expect_form(header(reply, "X-Total-Count"), "[0-9]+", "X-Total-Count");
	ck_assert_ptr_null(header(get(target(_i, "")), "X-Total-Count"));
}
END_TEST

static void
one_more(int page)
{
	struct user late = user_new();

	if (page > 1)
		return;
	expect_followed(&late, &subject);
	expect_followed(&subject, &late);
}

START_TEST(a_walk_is_not_disturbed_by_new_ones)
{
	struct json_object *all = walk_with(target(_i, "?limit=2"), one_more);

	ck_assert_uint_eq(json_object_array_length(all), OTHERS);
	for (int i = 0; i < OTHERS; i++)
		ck_assert_str_eq(member_text(item(all, (size_t)i), "username"),
		    others[OTHERS - 1 - i].username);
}
END_TEST

START_TEST(those_who_are_not_active_are_left_out)
{
	sql_number_of("WITH changed AS (UPDATE account SET active = false"
		      " WHERE username = $1 RETURNING 1)"
		      " SELECT count(*) FROM changed",
	    others[1].username);
	expect_list(target(_i, "?kind=brand&limit=1"), others[4].username);
	ck_assert_uint_eq(
	    json_object_array_length(walk(target(_i, "?limit=1"))), OTHERS - 1);
}
END_TEST

/* clang-format off */
static const struct {
	const char *query;
	int status;
	const char *faults;
} bad[] = {
	{ "?kind=robot", 422, "kind:not_allowed" },
	{ "?kind=", 422, "kind:not_allowed" },
	{ "?kind=person&kind=brand", 400, "kind:repeated" },
	{ "?limit=0", 422, "limit:out_of_range" },
	{ "?limit=101", 422, "limit:out_of_range" },
	{ "?limit=x&kind=x", 422, "limit:not_a_number kind:not_allowed" },
	{ "?cursor=x", 400, "cursor:invalid" },
	{ "?sort=id", 400, "sort:unknown" },
	{ "?search=a&x=1", 400, "search:unknown x:unknown" },
};
/* clang-format on */

START_TEST(bad_input_is_told)
{
	for (int list = 0; list < 2; list++)
		expect_faults(get(target(list, bad[_i].query)), bad[_i].status,
		    bad[_i].faults);
}
END_TEST

START_TEST(a_cursor_is_for_its_own_list_kind_and_user)
{
	const char *own = target(_i, "?limit=1");
	const char *cursor = cursor_for(own);
	const char *elsewhere[] = { target(1 - _i, "?limit=1"),
		target(_i, "?limit=1&kind=person"),
		keep_printf("%s%s/?limit=1", others[0].path, lists[_i]),
		"/api/users/?limit=1" };

	expect_array(getf("%s&cursor=%s", own, cursor));
	for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
		expect_faults(getf("%s&cursor=%s", elsewhere[i], cursor), 400,
		    "cursor:invalid");
}
END_TEST

START_TEST(of_nobody_there_is_no_list)
{
	expect_problem(
	    getf("/api/users/9223372036854775807/%s/", lists[_i]), 404);
	expect_problem(getf("/api/users/x/%s/", lists[_i]), 404);
	expect_problem(getf("/api/users/me/%s/", lists[_i]), 404);
}
END_TEST

TCase *
topic_follow_lists(void)
{
	TCase *topic = topic_new("follow lists");

	tcase_add_checked_fixture(topic, set_up, NULL);
	add_table_test(topic, they_are_public_accounts_with_a_time, lists);
	add_table_test(
	    topic, the_newest_come_first_whatever_the_size_of_a_page, lists);
	add_table_test(topic, a_kind_is_a_filter, lists);
	add_table_test(topic, those_of_the_same_moment_are_all_there, lists);
	add_table_test(topic, they_are_counted_on_request, lists);
	add_table_test(topic, a_walk_is_not_disturbed_by_new_ones, lists);
	add_table_test(topic, those_who_are_not_active_are_left_out, lists);
	add_table_test(topic, bad_input_is_told, bad);
	add_table_test(
	    topic, a_cursor_is_for_its_own_list_kind_and_user, lists);
	add_table_test(topic, of_nobody_there_is_no_list, lists);
	return topic;
}
