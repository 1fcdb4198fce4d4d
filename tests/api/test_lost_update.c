/* One movie that many clients change or delete at the same time. */
#include <inttypes.h>
#include <string.h>

#include "account.h"
#include "crowd.h"
#include "database.h"
#include "expect.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "write.h"

static struct shared {
	char path[100], tag[100]; /* of the movie */
	int done[CROWD];	  /* how often a client succeeded */
} * shared;

static void
set_up(void)
{
	shared = crowd_share(sizeof *shared);
	admin_token();
}

static struct made
subject(void)
{
	struct made movie =
	    make("{'name': 'Marquee test: one for all', 'popularity': 0}");

	strncpy(shared->path, movie.path, sizeof shared->path - 1);
	strncpy(shared->tag, movie.etag, sizeof shared->tag - 1);
	return movie;
}

static void
delete_one(int client)
{
	static const int statuses[] = { 204, 404, 0 };
	struct reply *reply = admin("DELETE", shared->path, NULL, NULL);

	crowd_expect(reply, statuses);
	shared->done[client] = reply->status == 204;
}

static void
patch_one(int client)
{
	static const int statuses[] = { 200, 412, 0 };
	struct reply *reply = admin("PATCH", shared->path,
	    keep_printf("If-Match: %s\r\n", shared->tag),
	    keep_printf("{'popularity': %d}", client));

	crowd_expect(reply, statuses);
	shared->done[client] = reply->status == 200;
}

static int
done_count(void)
{
	int count = 0;

	for (int i = 0; i < CROWD; i++)
		count += shared->done[i];
	return count;
}

START_TEST(one_of_them_deletes_it)
{
	subject();
	crowd_run(delete_one);
	ck_assert_int_eq(done_count(), 1);
	expect_problem(get(shared->path), 404);
}
END_TEST

START_TEST(one_of_them_changes_what_all_have_seen)
{
	struct made movie = subject(), now;
	int winner = 0;

	crowd_run(patch_one);
	ck_assert_int_eq(done_count(), 1);
	while (!shared->done[winner])
		winner++;
	now = look(movie.path);
	ck_assert_str_eq(
	    json_object_to_json_string(member(now.json, "popularity")),
	    keep_printf("%d.0", winner));
	unmake(&now);
}
END_TEST

enum { COUNT_TO = 5 };

/* Adds 0.1 COUNT_TO times, each time to what it has just read. */
static void
count_up(int client)
{
	static const int statuses[] = { 200, 412, 0 };

	for (int tries = 0; shared->done[client] < COUNT_TO; tries++) {
		struct reply *before = get(shared->path), *after;
		double value = json_object_get_double(
		    member(json_tokener_parse(before->body), "popularity"));

		crowd_must(tries < 3000, "it never succeeds");
		after = admin("PATCH", shared->path,
		    keep_printf("If-Match: %s\r\n", header(before, "ETag")),
		    keep_printf("{'popularity': %.1f}", value + 0.1));
		crowd_expect(after, statuses);
		shared->done[client] += after->status == 200;
	}
}

START_TEST(no_change_is_lost_with_if_match)
{
	struct made movie = subject(), now;
	const char *id = keep_printf("%" PRId64, movie.id);
	const char *wanted =
	    keep_printf("%d.%d", CROWD * COUNT_TO / 10, CROWD * COUNT_TO % 10);

	crowd_run(count_up);
	ck_assert_int_eq(done_count(), CROWD * COUNT_TO);
	now = look(movie.path);
	ck_assert_str_eq(
	    json_object_to_json_string(member(now.json, "popularity")), wanted);
	ck_assert_int_eq(
	    sql_number_of("SELECT version FROM movie WHERE id = $1", id),
	    1 + CROWD * COUNT_TO);
	unmake(&now);
}
END_TEST

TCase *
topic_lost_update(void)
{
	TCase *topic = topic_new("lost update");

	tcase_add_checked_fixture(topic, set_up, NULL);
	tcase_add_test(topic, one_of_them_deletes_it);
	tcase_add_test(topic, one_of_them_changes_what_all_have_seen);
	tcase_add_test(topic, no_change_is_lost_with_if_match);
	return topic;
}
