/* Peers that go away, or say so, while their query runs. */
#include <sys/socket.h>
#include <unistd.h>

#include "database.h"
#include "peer.h"
#include "responder.h"
#include "topics.h"

enum { MANY = 50 };

START_TEST(closing_while_the_query_runs_harms_nobody)
{
	PGconn *lock = movies_lock();
	int fd = peer_new("/api/movies/1/");

	wait_until_blocked(1);
	close(fd);
	others_are_answered();
	movies_unlock(lock);
	others_are_served();
}
END_TEST

START_TEST(a_reset_on_tcp_while_the_query_runs_harms_nobody)
{
	const struct linger reset = { 1, 0 };
	PGconn *lock;
	int fd;

	responder_start_with(&(struct responder_options){ .tcp = 1 });
	lock = movies_lock();
	fd = peer_new("/api/movies/1/");
	wait_until_blocked(1);
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
	close(fd);
	others_are_answered();
	movies_unlock(lock);
	others_are_served();
}
END_TEST

START_TEST(many_who_close_while_their_queries_run_harm_nobody)
{
	PGconn *lock;
	int before, fds[MANY];

	others_are_served();
	before = responder_descriptors();
	lock = movies_lock();
	for (int i = 0; i < MANY; i++)
		fds[i] =
		    peer_new(i % 2 == 0 ? "/api/movies/1/" : "/api/movies/");
	wait_until_blocked(2);
	for (int i = 0; i < MANY; i++)
		close(fds[i]);
	others_are_answered();
	movies_unlock(lock);
	others_are_served();
	responder_expect_descriptors(before);
}
END_TEST

START_TEST(an_abort_record_while_the_query_runs_harms_nobody)
{
	PGconn *lock = movies_lock();
	int fd = peer_new("/api/movies/1/");
	struct bytes abort = { 0 };
	struct reply reply;

	wait_until_blocked(1);
	put_record(&abort, ABORT_REQUEST, 1, NULL, 0, 0);
	ck_assert(peer_send_bytes(fd, &abort));
	others_are_answered();
	movies_unlock(lock);
	/* It is answered all the same or not, but the request is over. */
	reply = reply_read(fd, PROMPT);
	ck_assert_msg(reply.ending == REPLY_WHOLE || reply.ending == REPLY_NONE,
	    "%s", reply.fault);
	close(fd);
	others_are_served();
}
END_TEST

static const char one_at_a_time[] = "max_inflight = 1\n"
				    "queue_timeout_ms = 8000\n"
				    "statement_timeout_ms = 9000\n";

/*
 * Its own query may run on, but the next in the queue has its turn then. Ten
 * times: now and then the responder looks at the queue anyhow.
 */
START_TEST(the_next_has_its_turn_when_one_in_flight_has_gone)
{
	long deadline = clock_ms() + 5000;
	int next;

	responder_start(one_at_a_time);
	next = peer_new("/healthz");
	peer_expect(next, 200);
	for (int i = 0; i < 10; i++) {
		PGconn *lock = movies_lock();
		int gone = peer_new("/api/movies/1/");

		wait_until_blocked(1);
		peer_ask(next, "/healthz");
		usleep(20000);
		close(gone);
		usleep(20000);
		movies_unlock(lock);
		peer_expect(next, 200);
	}
	ck_assert_msg(clock_ms() < deadline, "each waited for its turn");
	close(next);
	others_are_served();
}
END_TEST

/* What was queued and is gone is not begun; what comes after it is. */
START_TEST(one_that_goes_away_while_it_waits_harms_nobody)
{
	PGconn *lock;
	int busy, gone, next;

	responder_start(one_at_a_time);
	gone = peer_new("/healthz");
	next = peer_new("/healthz");
	peer_expect(gone, 200);
	peer_expect(next, 200);
	lock = movies_lock();
	busy = peer_new("/api/movies/1/");
	wait_until_blocked(1);
	peer_ask(gone, "/healthz");
	peer_ask(next, "/healthz");
	usleep(50000);
	close(gone);
	usleep(50000);
	movies_unlock(lock);
	peer_expect(busy, 200);
	peer_expect(next, 200);
	close(busy);
	close(next);
	others_are_served();
}
END_TEST

START_TEST(closing_in_the_middle_of_the_reply_harms_nobody)
{
	const char *wide = wide_list();
	int before;

	others_are_served();
	before = responder_descriptors();
	for (int i = 0; i < 10; i++) {
		int fd = peer_new(wide);
		char some[1000];

		ck_assert(recv(fd, some, sizeof some, MSG_WAITALL) > 0);
		close(fd);
		others_are_served();
	}
	responder_expect_descriptors(before);
}
END_TEST

TCase *
topic_aborts(void)
{
	TCase *topic = topic_new("aborts");

	tcase_add_test(topic, closing_while_the_query_runs_harms_nobody);
	tcase_add_test(topic, a_reset_on_tcp_while_the_query_runs_harms_nobody);
	tcase_add_test(
	    topic, many_who_close_while_their_queries_run_harm_nobody);
	tcase_add_test(
	    topic, an_abort_record_while_the_query_runs_harms_nobody);
	tcase_add_test(
	    topic, the_next_has_its_turn_when_one_in_flight_has_gone);
	tcase_add_test(topic, one_that_goes_away_while_it_waits_harms_nobody);
	tcase_add_test(topic, closing_in_the_middle_of_the_reply_harms_nobody);
	return topic;
}
