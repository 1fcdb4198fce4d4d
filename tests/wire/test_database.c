/* PostgreSQL that is slow, locked, full, or loses a backend. */
#include <unistd.h>

#include "database.h"
#include "peer.h"
#include "responder.h"
#include "topics.h"

enum { BACKENDS_MAX = 400 };

START_TEST(a_statement_that_takes_too_long_is_answered_504)
{
	PGconn *lock;
	int fd, list;

	responder_start("statement_timeout_ms = 300\n"
			"queue_timeout_ms = 5000\n");
	lock = movies_lock();
	fd = peer_new("/api/movies/1/");
	list = peer_new("/api/movies/");
	others_are_answered();
	peer_expect_problem(fd, 504, PROMPT);
	peer_expect_problem(list, 504, PROMPT);
	movies_unlock(lock);
	others_are_served();
}
END_TEST

START_TEST(a_lock_that_is_not_given_in_time_is_answered_503)
{
	PGconn *lock;
	int fd, list;

	responder_start("queue_timeout_ms = 300\n");
	lock = movies_lock();
	fd = peer_new("/api/movies/1/");
	list = peer_new("/api/movies/");
	others_are_answered();
	peer_expect_problem(fd, 503, PROMPT);
	peer_expect_problem(list, 503, PROMPT);
	movies_unlock(lock);
	others_are_served();
}
END_TEST

/* Is another when one of them is. */
static long
backends(void)
{
	return database_run(
	    "SELECT sum(extract(epoch FROM backend_start) * 1000000)::bigint"
	    " FROM pg_stat_activity WHERE application_name = 'marquee'");
}

/* One that still prepares its statements wants the tables, too. */
static void
wait_until_all_are_prepared(void)
{
	long deadline = clock_ms() + PATIENCE_MS;

	while (
	    database_run("SELECT count(*) FROM pg_stat_activity WHERE "
			 "application_name = 'marquee' AND "
			 "(state IS DISTINCT FROM 'idle' OR query = '')") > 0) {
		ck_assert_msg(clock_ms() < deadline, "they are not prepared");
		usleep(2000);
	}
}

/*
 * A list that nobody has asked for is prepared for the next time. That this is
 * refused, like the list itself, is not the end of the connection.
 */
START_TEST(a_list_that_cannot_be_prepared_now_costs_no_connection)
{
	static const char list[] = "/api/movies/?sort=id&limit=37";
	PGconn *lock;
	long before;
	int fd;

	responder_start("queue_timeout_ms = 300\n");
	others_are_served();
	wait_until_all_are_prepared();
	before = backends();
	lock = movies_lock();
	fd = peer_new(list);
	peer_expect_problem(fd, 503, PROMPT);
	/* That of the statement comes after that of the list. */
	usleep(500000);
	movies_unlock(lock);
	for (int i = 0; i < 10; i++) {
		fd = peer_new(list);
		peer_expect(fd, 200);
		close(fd);
	}
	ck_assert_int_eq(backends(), before);
	others_are_served();
}
END_TEST

/* Each has its answer in its time, wherever it stands in the pipeline. */
START_TEST(many_who_want_a_locked_table_are_all_told_in_time)
{
	PGconn *lock;
	int fds[50];
	long deadline;

	responder_start("queue_timeout_ms = 200\n"
			"statement_timeout_ms = 1000\n");
	lock = movies_lock();
	deadline = clock_ms() + 4000;
	for (int i = 0; i < 50; i++)
		fds[i] = peer_new("/api/movies/1/");
	for (int i = 0; i < 50; i++) {
		long left = deadline - clock_ms();
		struct reply reply =
		    reply_read(fds[i], left < 0 ? 0 : (int)left);

		ck_assert_msg(reply.ending == REPLY_WHOLE,
		    "number %d of 50: %s", i + 1, reply.fault);
		ck_assert(reply.status == 503 || reply.status == 504);
		close(fds[i]);
	}
	movies_unlock(lock);
	others_are_served();
}
END_TEST

START_TEST(a_read_whose_backend_is_terminated_is_answered_200)
{
	for (int i = 0; i < 5; i++) {
		PGconn *lock = movies_lock();
		int fd = peer_new("/api/movies/1/");
		int list = peer_new("/api/movies/?limit=3");

		wait_until_blocked(2);
		backends_terminate();
		others_are_answered();
		movies_unlock(lock);
		peer_expect(fd, 200);
		peer_expect(list, 200);
		close(fd);
		close(list);
	}
	others_are_served();
}
END_TEST

START_TEST(reads_behind_a_terminated_one_are_answered_200)
{
	PGconn *lock = movies_lock();
	int fds[100];

	for (int i = 0; i < 100; i++)
		fds[i] = peer_new("/api/movies/1/");
	wait_until_blocked(1);
	backends_terminate();
	movies_unlock(lock);
	for (int i = 0; i < 100; i++) {
		peer_expect(fds[i], 200);
		close(fds[i]);
	}
}
END_TEST

START_TEST(idle_backends_that_are_terminated_are_replaced)
{
	for (int i = 0; i < 5; i++) {
		others_are_served();
		backends_terminate();
	}
	others_are_served();
}
END_TEST

START_TEST(a_query_that_is_cancelled_is_told_and_harms_no_other)
{
	PGconn *lock = movies_lock();
	int fd = peer_new("/api/movies/1/");

	wait_until_blocked(1);
	database_run("SELECT pg_cancel_backend(pid) FROM pg_stat_activity "
		     "WHERE application_name = 'marquee'");
	peer_expect_problem(fd, 504, PROMPT);
	movies_unlock(lock);
	others_are_served();
}
END_TEST

/* As a migration does it; the prepared plans are then of no more use. */
START_TEST(a_column_that_changes_its_type_is_not_noticed)
{
	int fd = peer_new("/api/movies/1/");

	peer_expect(fd, 200);
	for (int i = 0; i < 2; i++) {
		database_run(i == 0 ? "ALTER TABLE movie ALTER year TYPE int"
				    : "ALTER TABLE movie ALTER year "
				      "TYPE smallint");
		peer_ask(fd, "/api/movies/1/");
		peer_expect(fd, 200);
		others_are_served();
	}
	close(fd);
}
END_TEST

static void
expect_503_for_now(void)
{
	for (int i = 0; i < 5; i++) {
		int fd = peer_new("/api/movies/1/");

		peer_expect_problem(fd, 503, PROMPT);
		close(fd);
		others_are_answered();
	}
}

START_TEST(it_starts_when_all_backends_are_taken_and_recovers)
{
	PGconn *taken[BACKENDS_MAX];
	int count = 0;

	responder_stop();
	while (
	    count < BACKENDS_MAX && (taken[count] = database_connect()) != NULL)
		count++;
	ck_assert(count > 0 && count < BACKENDS_MAX);
	responder_start_with(&(struct responder_options){ .unready = 1 });
	expect_503_for_now();
	while (count > 0)
		PQfinish(taken[--count]);
	peer_expect_recovery();
}
END_TEST

/* One connection to this database, which is the one of the test. */
START_TEST(when_it_gets_no_backend_again_it_answers_503_and_recovers)
{
	others_are_served();
	database_limit(1);
	backends_terminate();
	expect_503_for_now();
	database_limit(-1);
	peer_expect_recovery();
}
END_TEST

TCase *
topic_database(void)
{
	TCase *topic = topic_new_after("database", postgres_well);

	tcase_add_test(topic, a_statement_that_takes_too_long_is_answered_504);
	tcase_add_test(topic, a_lock_that_is_not_given_in_time_is_answered_503);
	tcase_add_test(
	    topic, a_list_that_cannot_be_prepared_now_costs_no_connection);
	tcase_add_test(
	    topic, many_who_want_a_locked_table_are_all_told_in_time);
	tcase_add_test(
	    topic, a_read_whose_backend_is_terminated_is_answered_200);
	tcase_add_test(topic, reads_behind_a_terminated_one_are_answered_200);
	tcase_add_test(topic, idle_backends_that_are_terminated_are_replaced);
	tcase_add_test(
	    topic, a_query_that_is_cancelled_is_told_and_harms_no_other);
	tcase_add_test(topic, a_column_that_changes_its_type_is_not_noticed);
	tcase_add_test(
	    topic, it_starts_when_all_backends_are_taken_and_recovers);
	tcase_add_test(
	    topic, when_it_gets_no_backend_again_it_answers_503_and_recovers);
	return topic;
}
