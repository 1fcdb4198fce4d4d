/* Many clients that change the same things at the same time. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "account.h"
#include "crowd.h"
#include "database.h"
#include "expect.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "write.h"

enum { NAMES = 4, SLOTS = 4, IMPORTED = 6 };

static struct shared {
	int64_t slot[SLOTS]; /* movies that anybody may change */
	int64_t own[CROWD];
	int statuses[600];
} * shared;

/* What a failed test has left is not for the next one. */
static void
set_up(void)
{
	static const char *const statements[] = {
		"DELETE FROM movie WHERE name = 'Marquee test: rush'",
		"DELETE FROM genre WHERE name ILIKE 'marquee rush%'",
		"DELETE FROM person WHERE name LIKE 'Marquee Tester R%'",
	};

	for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
		sql(statements[i], 0, NULL);
	shared = crowd_share(sizeof *shared);
	admin_token();
}

/* These hold whatever was done, and in whatever order. */
static void
expect_sound(void)
{
	static const char *const never[] = {
		"SELECT count(*) - count(DISTINCT lower(name)) FROM genre",
		"SELECT count(*) - count(DISTINCT name) FROM person",
		"SELECT count(*) FROM genre WHERE name ILIKE 'marquee rush%'"
		" AND NOT EXISTS"
		" (SELECT FROM movie_genre WHERE genre_id = id)",
		"SELECT count(*) FROM person WHERE name LIKE 'Marquee Tester "
		"R%'"
		" AND NOT EXISTS (SELECT FROM credit WHERE person_id = id)",
		"SELECT count(*) FROM (SELECT FROM credit"
		" GROUP BY movie_id, role"
		" HAVING min(position) <> 1 OR max(position) <> count(*)) x",
		"SELECT count(*) FROM movie WHERE NOT EXISTS"
		" (SELECT FROM rating_summary WHERE movie_id = id)",
	};

	const char *wrong = "";

	for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
		int64_t count = sql_number(never[i]);

		if (count > 0)
			wrong = keep_printf(
			    "%s%" PRId64 ": %s; ", wrong, count, never[i]);
	}
	must(*wrong == '\0', "%s", wrong);
}

static void
expect_nothing_left(void)
{
	expect_sound();
	ck_assert_int_eq(sql_number("SELECT count(*) FROM genre"
				    " WHERE name ILIKE 'marquee rush%'"),
	    0);
	ck_assert_int_eq(sql_number("SELECT count(*) FROM person"
				    " WHERE name LIKE 'Marquee Tester R%'"),
	    0);
}

static const char *
directors(int first, int count)
{
	const char *text = "";

	for (int i = 0; i < count; i++)
		text = keep_printf("%s%sMarquee Tester R%d", text,
		    i > 0 ? ", " : "", (first + i) % NAMES);
	return text;
}

static const char *
genres(int first, int count, const char *name)
{
	const char *text = "";

	for (int i = 0; i < count; i++)
		text = keep_printf("%s%s{'name': '%s %d'}", text,
		    i > 0 ? ", " : "", name, (first + i) % NAMES);
	return text;
}

static const char *
body_of(int first, int count)
{
	return keep_printf("{'name': 'Marquee test: rush', 'director': '%s',"
			   " 'genre': [%s], 'year': 1950}",
	    directors(first, count),
	    genres(first, count,
		first % 2 == 0 ? "Marquee rush" : "mARQUEE RUSH"));
}

/* A success says what was asked for, whoever else was at it. */
static struct json_object *
expect_saved(const struct reply *reply, int first, int count)
{
	struct json_object *movie = json_tokener_parse(reply->body);
	const char *wanted = directors(first, count);

	crowd_must(movie != NULL, "no JSON: %.300s", reply->body);
	crowd_must(strcmp(member_text(movie, "director"), wanted) == 0,
	    "%s: %s is wanted: %.500s", reply->request, wanted, reply->body);
	crowd_must(
	    json_object_array_length(member(movie, "genre")) == (size_t)count,
	    "%s: %d genres are wanted: %.500s", reply->request, count,
	    reply->body);
	return movie;
}

static const char *
path_of(int64_t id)
{
	return keep_printf("/api/movies/%" PRId64 "/", id);
}

static void
create_own(int client)
{
	static const int created[] = { 201, 0 };
	struct reply *reply =
	    admin("POST", "/api/movies/", NULL, body_of(client, NAMES));

	crowd_expect(reply, created);
	shared->own[client] =
	    member_number(expect_saved(reply, client, NAMES), "id");
}

static void
patch_own(int client)
{
	static const int saved[] = { 200, 0 };
	struct reply *reply = admin("PATCH", path_of(shared->own[client]), NULL,
	    body_of(client, client % NAMES));

	crowd_expect(reply, saved);
	expect_saved(reply, client, client % NAMES);
}

static void
delete_own(int client)
{
	static const int deleted[] = { 204, 0 };

	crowd_expect(
	    admin("DELETE", path_of(shared->own[client]), NULL, NULL), deleted);
}

/* Half of them go while the others look for what those leave behind. */
static void
delete_or_create(int client)
{
	if (client % 2 == 0)
		delete_own(client);
	else
		patch_own(client);
}

START_TEST(what_all_of_them_make_is_made_once)
{
	crowd_run(create_own);
	expect_sound();
	ck_assert_int_eq(sql_number("SELECT count(*) FROM genre"
				    " WHERE name ILIKE 'marquee rush%'"),
	    NAMES);
	ck_assert_int_eq(sql_number("SELECT count(*) FROM person"
				    " WHERE name LIKE 'Marquee Tester R%'"),
	    NAMES);
	crowd_run(patch_own);
	expect_sound();
	crowd_run(delete_own);
	expect_nothing_left();
}
END_TEST

static void
come_and_go(int client)
{
	for (int i = 0; i < 8; i++) {
		create_own(client);
		if (i % 2 == 0)
			patch_own(client);
		delete_own(client);
	}
}

START_TEST(what_the_last_one_leaves_can_be_made_anew)
{
	crowd_run(come_and_go);
	expect_nothing_left();
}
END_TEST

/* All the same names, each time in another order. */
static void
import_and_delete(int client)
{
	static const int created[] = { 201, 0 }, deleted[] = { 204, 0 };
	struct json_object *ids;
	struct reply *reply;
	const char *body = "";

	for (int i = 0; i < IMPORTED; i++)
		body = keep_printf("%s%s%s", body, i > 0 ? ", " : "",
		    body_of(client + i, NAMES));
	reply = admin(
	    "POST", "/api/movies/import/", NULL, keep_printf("[%s]", body));
	crowd_expect(reply, created);
	ids = member(json_tokener_parse(reply->body), "ids");
	for (int i = 0; i < IMPORTED; i++)
		crowd_expect(
		    admin("DELETE",
			path_of(json_object_get_int64(item(ids, (size_t)i))),
			NULL, NULL),
		    deleted);
}

static void
import_or_make(int client)
{
	if (client % 2 == 0)
		come_and_go(client);
	for (int i = 0; i < 4; i++)
		if (client % 2 == 1)
			import_and_delete(client + i);
}

START_TEST(imports_and_single_movies_do_not_hinder_each_other)
{
	crowd_run(import_or_make);
	expect_nothing_left();
}
END_TEST

START_TEST(who_goes_takes_nothing_from_who_stays)
{
	crowd_run(create_own);
	crowd_run(delete_or_create);
	expect_sound();
	for (int i = 1; i < CROWD; i += 2)
		expect_status(
		    admin("DELETE", path_of(shared->own[i]), NULL, NULL), 204);
	expect_nothing_left();
}
END_TEST

/*
 * What was there when a step of the request looked, and is gone when the next
 * one uses it. The other transaction holds the request up in between: by a lock
 * on a genre, or by a person who is not quite there yet.
 */
static const char *const meanwhile[][3] = {
	{ "SELECT FROM genre WHERE name = 'Marquee rush 0' FOR UPDATE",
	    "DELETE FROM credit USING person p WHERE p.id = person_id"
	    " AND p.name = 'Marquee Tester R0'",
	    "DELETE FROM person WHERE name = 'Marquee Tester R0'" },
	{ "INSERT INTO person (name) VALUES ('Marquee Tester R1')",
	    "DELETE FROM movie_genre USING genre g WHERE g.id = genre_id"
	    " AND g.name = 'Marquee rush 0'",
	    "DELETE FROM genre WHERE name = 'Marquee rush 0'" },
};

static void
create_two(int client)
{
	static const int created[] = { 201, 0 };
	struct reply *reply =
	    admin("POST", "/api/movies/", NULL, body_of(0, 2));

	crowd_expect(reply, created);
	shared->own[client] = member_number(expect_saved(reply, 0, 2), "id");
}

/* Until somebody waits for a lock that this connection holds. */
static void
wait_for_waiting(void)
{
	for (int i = 0; i < 100; i++) {
		if (sql_number("SELECT count(*) FROM pg_locks"
			       " WHERE NOT granted") > 0)
			return;
		usleep(10000);
	}
	ck_abort_msg("nobody waits");
}

START_TEST(what_goes_meanwhile_is_made_anew)
{
	struct made first = make(body_of(0, 1));

	sql("BEGIN", 0, NULL);
	for (int i = 0; i < 3; i++)
		sql(meanwhile[_i][i], 0, NULL);
	crowd_begin(1, create_two);
	wait_for_waiting();
	sql("COMMIT", 0, NULL);
	crowd_end();
	unmake(&first);
	expect_status(
	    admin("DELETE", path_of(shared->own[0]), NULL, NULL), 204);
	expect_nothing_left();
}
END_TEST

/* One of: create, change or delete a movie that all of them know. */
static void
do_something(unsigned dice)
{
	static const int allowed[] = { 200, 201, 204, 404, 412, 0 };
	int64_t *id = &shared->slot[dice / 16 % SLOTS];
	int first = (int)(dice / 64 % NAMES), count = (int)(dice / 256 % 5);
	const char *body = body_of(first, count);
	struct reply *reply;

	switch (dice % 8) {
	case 0:
	case 1:
		reply = admin("POST", "/api/movies/", NULL, body);
		break;
	case 2:
		reply = admin("DELETE", path_of(*id), NULL, NULL);
		break;
	case 3:
		reply = admin(
		    "PATCH", path_of(*id), "If-Match: \"2.0.0\"\r\n", body);
		break;
	case 4:
		reply = admin("PUT", path_of(*id), NULL, body);
		break;
	case 5:
		reply = get(path_of(*id));
		break;
	default:
		reply = admin("PATCH", path_of(*id), NULL, body);
	}
	crowd_expect(reply, allowed);
	__atomic_add_fetch(
	    &shared->statuses[reply->status], 1, __ATOMIC_RELAXED);
	if (dice % 8 != 5 && (reply->status == 200 || reply->status == 201))
		expect_saved(reply, first, count);
	if (reply->status == 201)
		*id = member_number(json_tokener_parse(reply->body), "id");
}

static void
do_many_things(int client)
{
	unsigned seed = (unsigned)client + 1;

	for (int i = 0; i < 30; i++)
		do_something((unsigned)rand_r(&seed));
}

static void
expect_status_seen(int status)
{
	must(shared->statuses[status] > 0, "%d never came", status);
}

START_TEST(anything_may_be_done_at_the_same_time)
{
	crowd_run(create_own);
	memcpy(shared->slot, shared->own, sizeof shared->slot);
	crowd_run(do_many_things);
	expect_sound();
	expect_status_seen(200);
	expect_status_seen(201);
	expect_status_seen(204);
	expect_status_seen(404);
	expect_status_seen(412);
	expect_array(get("/api/movies/?genre=marquee+rush+1&sort=-id"));
}
END_TEST

TCase *
topic_concurrency(void)
{
	TCase *topic = topic_new("concurrency");

	tcase_add_checked_fixture(topic, set_up, NULL);
	tcase_add_loop_test(topic, what_all_of_them_make_is_made_once, 0, 5);
	tcase_add_test(
	    topic, imports_and_single_movies_do_not_hinder_each_other);
	tcase_add_loop_test(topic, who_goes_takes_nothing_from_who_stays, 0, 5);
	tcase_add_test(topic, what_the_last_one_leaves_can_be_made_anew);
	add_table_test(topic, what_goes_meanwhile_is_made_anew, meanwhile);
	tcase_add_test(topic, anything_may_be_done_at_the_same_time);
	return topic;
}
