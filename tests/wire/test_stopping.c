/* A responder that is asked to stop finishes what it has, and goes. */
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "bad_peers.h"
#include "database.h"
#include "keep.h"
#include "peer.h"
#include "responder.h"
#include "topics.h"

enum { SOON = 3000, A_WHILE = 300000 /* us; longer than it drains */ };

static const int signals[] = { SIGTERM, SIGINT, SIGQUIT, SIGUSR1 };

START_TEST(it_stops_at_once_with_an_idle_connection)
{
	int fd = peer_new("/healthz");

	peer_expect(fd, 200);
	responder_signal(signals[_i]);
	peer_expect_end(fd, SOON);
	responder_expect_end(SOON);
}
END_TEST

START_TEST(it_stops_with_silent_peers)
{
	int fds[BAD_PEERS_SILENT];

	/* All but the one that has a reply to come. */
	for (int i = 0; i < BAD_PEERS_SILENT - 1; i++)
		fds[i] = bad_peers[i].make();
	others_are_served();
	responder_signal(SIGTERM);
	for (int i = 0; i < BAD_PEERS_SILENT - 1; i++)
		peer_expect_end(fds[i], SOON);
	responder_expect_end(SOON);
}
END_TEST

/* Every way to cut it in two. */
START_TEST(a_half_request_may_be_completed_while_it_stops)
{
	struct bytes bytes = request_bytes(&(struct request){
	    .target = "/api/movies/1/", .body = keep(500), .body_size = 500 });
	size_t cuts[] = { 1, 12, 100, 500, bytes.size - 1 };
	int fds[5];

	responder_start("drain_ms = 2000\n");
	for (int i = 0; i < 5; i++) {
		fds[i] = responder_connect();
		ck_assert(peer_send(fds[i], bytes.at, cuts[i]));
	}
	others_are_served();
	responder_signal(SIGTERM);
	usleep(A_WHILE);
	for (int i = 0; i < 5; i++) {
		ck_assert(peer_send(
		    fds[i], bytes.at + cuts[i], bytes.size - cuts[i]));
		peer_expect(fds[i], 200);
		peer_expect_end(fds[i], SOON);
	}
	responder_expect_end(SOON + 2000);
}
END_TEST

START_TEST(a_kept_connection_may_ask_once_more_while_it_stops)
{
	int fd;

	responder_start("drain_ms = 2000\n");
	fd = peer_new("/healthz");
	peer_expect(fd, 200);
	responder_signal(SIGTERM);
	usleep(A_WHILE);
	peer_ask(fd, "/api/movies/1/");
	peer_expect(fd, 200);
	peer_expect_end(fd, SOON);
	responder_expect_end(SOON);
}
END_TEST

START_TEST(a_query_that_runs_is_answered_before_it_stops)
{
	PGconn *lock = movies_lock();
	int fd = peer_new("/api/movies/1/");
	int list = peer_new("/api/movies/?limit=100");

	wait_until_blocked(2);
	responder_signal(SIGTERM);
	usleep(A_WHILE);
	responder_signal(SIGTERM);
	movies_unlock(lock);
	peer_expect(fd, 200);
	peer_expect(list, 200);
	peer_expect_end(fd, SOON);
	responder_expect_end(SOON);
}
END_TEST

START_TEST(a_request_that_waits_is_answered_before_it_stops)
{
	PGconn *lock;
	int busy, waits;

	responder_start("max_inflight = 1\nqueue_timeout_ms = 8000\n"
			"statement_timeout_ms = 9000\n");
	waits = peer_new("/healthz");
	peer_expect(waits, 200);
	lock = movies_lock();
	busy = peer_new("/api/movies/1/");
	wait_until_blocked(1);
	peer_ask(waits, "/api/movies/2/");
	usleep(50000);
	responder_signal(SIGTERM);
	usleep(A_WHILE);
	movies_unlock(lock);
	peer_expect(busy, 200);
	peer_expect(waits, 200);
	responder_expect_end(SOON);
}
END_TEST

START_TEST(a_reply_that_is_being_written_is_not_cut)
{
	int fd = peer_new(wide_list()), waiting = 0;

	/* It has begun, and it cannot end before it is read. */
	while (waiting == 0)
		ck_assert(ioctl(fd, FIONREAD, &waiting) == 0);
	responder_signal(SIGTERM);
	usleep(A_WHILE);
	peer_expect(fd, 200);
	peer_expect_end(fd, SOON);
	responder_expect_end(SOON);
}
END_TEST

START_TEST(one_whose_peer_has_gone_does_not_keep_it_from_stopping)
{
	PGconn *lock = movies_lock();
	int fd = peer_new("/api/movies/1/");

	wait_until_blocked(1);
	close(fd);
	responder_signal(SIGTERM);
	usleep(A_WHILE);
	movies_unlock(lock);
	responder_expect_end(SOON);
}
END_TEST

TCase *
topic_stopping(void)
{
	TCase *topic = topic_new("stopping");

	add_table_test(
	    topic, it_stops_at_once_with_an_idle_connection, signals);
	tcase_add_test(topic, it_stops_with_silent_peers);
	tcase_add_test(topic, a_half_request_may_be_completed_while_it_stops);
	tcase_add_test(
	    topic, a_kept_connection_may_ask_once_more_while_it_stops);
	tcase_add_test(topic, a_query_that_runs_is_answered_before_it_stops);
	tcase_add_test(topic, a_request_that_waits_is_answered_before_it_stops);
	tcase_add_test(topic, a_reply_that_is_being_written_is_not_cut);
	tcase_add_test(
	    topic, one_whose_peer_has_gone_does_not_keep_it_from_stopping);
	return topic;
}
