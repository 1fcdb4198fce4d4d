/* Who does not know what has become of a request asks with its key again. */
#include <check.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "database.h"
#include "keep.h"
#include "peer.h"
#include "responder.h"
#include "topics.h"

enum { ROUNDS = 40, SILENCE_MS = 200, TOGETHER = 8 };

static const char *token; /* of an admin */

static void
set_up(void)
{
	token = database_admin();
}

/* The key is the name of the movie, which no other has. */
static const char *
key_new(void)
{
	static int count;

	return keep_printf("wire-%d-%ld-%d", getpid(), clock_ms(), ++count);
}

static int
post_begin(const char *key)
{
	const char *body = keep_printf("{\"name\": \"%s\"}", key);
	struct bytes bytes = request_bytes(&(struct request){ .method = "POST",
	    .target = "/api/movies/",
	    .content_type = "application/json",
	    .authorization = token,
	    .idempotency_key = key,
	    .body = body,
	    .body_size = strlen(body) });
	int fd = responder_connect();

	ck_assert(peer_send_bytes(fd, &bytes));
	return fd;
}

/* Until it is made. What comes meanwhile says when to try again. */
static const char *
post_again(const char *key)
{
	long deadline = clock_ms() + RECOVERY;

	while (clock_ms() < deadline) {
		int fd = post_begin(key);
		struct reply reply = reply_read(fd, PATIENCE_MS);

		close(fd);
		ck_assert_msg(
		    reply.ending == REPLY_WHOLE, "no reply: %s", reply.fault);
		if (reply.status == 201)
			return reply.body;
		ck_assert_msg(reply.status == 409 || reply.status == 503 ||
			reply.status == 504,
		    "status %d: %s", reply.status, reply.body);
		ck_assert(reply_header(&reply, "Retry-After") != NULL);
		usleep(10000);
	}
	ck_abort_msg("it is not made");
}

static long
count(const char *key)
{
	return database_run(
	    keep_printf("SELECT count(*) FROM movie WHERE name = '%s'", key));
}

static void
expect_one(const char *key)
{
	const char *body = post_again(key);

	ck_assert_str_eq(post_again(key), body);
	ck_assert_int_eq(count(key), 1);
	ck_assert_int_eq(atol(body + strlen("{\"id\":")),
	    database_run(
		keep_printf("SELECT id FROM movie WHERE name = '%s'", key)));
}

/* It is made, and nobody has heard of it. */
START_TEST(what_is_made_but_not_acknowledged_is_made_once)
{
	const char *key = key_new();
	int fd;

	commits_hold();
	fd = post_begin(key);
	wait_until_committed();
	backends_terminate();
	peer_expect_problem(fd, 503, PATIENCE_MS);
	commits_release();
	ck_assert_int_eq(count(key), 1);
	expect_one(key);
}
END_TEST

START_TEST(all_that_waited_are_made_once)
{
	const char *keys[TOGETHER];
	int fds[TOGETHER];

	commits_hold();
	for (int i = 0; i < TOGETHER; i++) {
		keys[i] = key_new();
		fds[i] = post_begin(keys[i]);
	}
	wait_until_committed();
	backends_terminate();
	for (int i = 0; i < TOGETHER; i++)
		peer_expect_problem(fds[i], 503, PATIENCE_MS);
	commits_release();
	for (int i = 0; i < TOGETHER; i++)
		expect_one(keys[i]);
}
END_TEST

/* What is to make it sure fails. */
START_TEST(what_nobody_can_make_sure_is_made_once)
{
	const char *key = key_new();
	int fd;

	flushes_forbid();
	fd = post_begin(key);
	peer_expect_problem(fd, 503, PATIENCE_MS);
	flushes_allow();
	expect_one(key);
}
END_TEST

static void
expect_silence(int fd)
{
	struct pollfd peer = { .fd = fd, .events = POLLIN };

	ck_assert_int_eq(poll(&peer, 1, SILENCE_MS), 0);
}

START_TEST(while_it_is_not_sure_nobody_is_told_of_it)
{
	const char *key = key_new();
	int fd, other;

	commits_hold();
	fd = post_begin(key);
	wait_until_committed();
	other = post_begin(key);
	expect_silence(fd);
	expect_silence(other);
	commits_release();
	peer_expect(fd, 201);
	peer_expect(other, 201);
	expect_one(key);
}
END_TEST

START_TEST(what_is_cut_off_at_any_moment_is_made_once)
{
	srand((unsigned)getpid());
	for (int i = 0; i < ROUNDS; i++) {
		const char *key = key_new();
		int fd = post_begin(key);
		struct reply reply;

		usleep((useconds_t)(rand() % 3000));
		backends_terminate();
		reply = reply_read(fd, PATIENCE_MS);
		ck_assert(reply.ending == REPLY_WHOLE);
		ck_assert(reply.status == 201 || reply.status == 503);
		close(fd);
		expect_one(key);
	}
}
END_TEST

START_TEST(what_a_crash_cuts_off_is_made_once)
{
	const char *key = key_new();
	PGconn *lock = movies_lock();
	int fd = post_begin(key);

	wait_until_blocked(1);
	postgres_crash();
	PQfinish(lock);
	reply_read(fd, PATIENCE_MS);
	close(fd);
	peer_expect_recovery();
	expect_one(key);
}
END_TEST

START_TEST(who_has_gone_before_the_answer_gets_it_later)
{
	const char *key = key_new();
	long deadline = clock_ms() + PATIENCE_MS;

	close(post_begin(key));
	while (count(key) == 0) {
		ck_assert_msg(clock_ms() < deadline, "it is not made");
		usleep(2000);
	}
	expect_one(key);
}
END_TEST

START_TEST(the_next_child_knows_the_answers_of_the_last_one)
{
	const char *key = key_new();
	const char *body = post_again(key);

	responder_stop();
	responder_usual();
	ck_assert_str_eq(post_again(key), body);
	expect_one(key);
}
END_TEST

TCase *
topic_idempotency(void)
{
	TCase *topic = topic_new_after("idempotency", postgres_well);

	tcase_add_checked_fixture(topic, set_up, NULL);
	tcase_add_test(topic, what_is_made_but_not_acknowledged_is_made_once);
	tcase_add_test(topic, all_that_waited_are_made_once);
	tcase_add_test(topic, what_nobody_can_make_sure_is_made_once);
	tcase_add_test(topic, while_it_is_not_sure_nobody_is_told_of_it);
	tcase_add_test(topic, what_is_cut_off_at_any_moment_is_made_once);
	tcase_add_test(topic, what_a_crash_cuts_off_is_made_once);
	tcase_add_test(topic, who_has_gone_before_the_answer_gets_it_later);
	tcase_add_test(topic, the_next_child_knows_the_answers_of_the_last_one);
	return topic;
}
