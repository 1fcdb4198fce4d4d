/* Limits: descriptors, connections, requests at a time. */
#include <unistd.h>

#include "database.h"
#include "keep.h"
#include "peer.h"
#include "responder.h"
#include "topics.h"

enum { DESCRIPTORS = 20, PEERS = 30 };

/* A responder with few descriptors, and peers that take all of them. */
static void
exhaust(int *fds)
{
	responder_start_with(
	    &(struct responder_options){ .descriptors = DESCRIPTORS });
	for (int i = 0; i < PEERS; i++)
		fds[i] = peer_new("/healthz");
	peer_expect(fds[0], 200);
	while (responder_descriptors() < DESCRIPTORS)
		usleep(1000);
}

static void
close_all(const int *fds)
{
	for (int i = 0; i < PEERS; i++)
		close(fds[i]);
}

START_TEST(without_descriptors_those_who_are_in_are_served)
{
	int fds[PEERS];

	exhaust(fds);
	for (int i = 0; i < 50; i++) {
		peer_ask(fds[0], "/api/movies/1/");
		peer_expect(fds[0], 200);
	}
	close_all(fds);
}
END_TEST

START_TEST(without_descriptors_a_request_in_pieces_is_served)
{
	struct bytes bytes = request_bytes(
	    &(struct request){ .body = keep(30000), .body_size = 30000 });
	int fds[PEERS];

	exhaust(fds);
	ck_assert(peer_send(fds[0], bytes.at, 100));
	usleep(20000);
	ck_assert(peer_send(fds[0], bytes.at + 100, bytes.size - 100));
	peer_expect(fds[0], 200);
	close_all(fds);
}
END_TEST

START_TEST(who_waits_for_a_descriptor_is_served_when_there_is_one)
{
	int fds[PEERS];

	exhaust(fds);
	close(fds[0]);
	for (int i = 1; i < PEERS; i++) {
		peer_expect(fds[i], 200);
		close(fds[i]);
	}
	others_are_served();
}
END_TEST

START_TEST(the_database_is_found_again_once_there_are_descriptors)
{
	int fds[PEERS];

	exhaust(fds);
	backends_terminate();
	peer_ask(fds[0], "/api/movies/1/");
	reply_read(fds[0], PROMPT);
	close_all(fds);
	peer_expect_recovery();
}
END_TEST

START_TEST(at_the_limit_of_connections_the_next_is_served_in_turn)
{
	int fds[10];

	responder_start("max_connections = 4\n");
	for (int i = 0; i < 10; i++)
		fds[i] = peer_new("/healthz");
	for (int i = 0; i < 10; i++) {
		peer_expect(fds[i], 200);
		close(fds[i]);
	}
	others_are_served();
}
END_TEST

START_TEST(many_at_once_are_all_served_one_at_a_time)
{
	int fds[200];

	responder_start("max_inflight = 1\n");
	for (int i = 0; i < 200; i++)
		fds[i] = peer_new("/api/movies/1/");
	for (int i = 0; i < 200; i++) {
		peer_expect(fds[i], 200);
		close(fds[i]);
	}
}
END_TEST

/* The one at work hangs; the one behind it is told so after its time. */
START_TEST(who_waits_too_long_for_a_turn_is_told_to_come_back)
{
	int busy, waits;

	responder_start("max_inflight = 1\nqueue_timeout_ms = 300\n"
			"statement_timeout_ms = 2000\n");
	waits = peer_new("/healthz");
	busy = peer_new("/healthz");
	peer_expect(waits, 200);
	peer_expect(busy, 200);
	backends_freeze();
	peer_ask(busy, "/api/movies/1/");
	usleep(50000);
	peer_ask(waits, "/healthz");
	peer_expect_problem(waits, 503, PROMPT);
	peer_ask(waits, "/healthz");
	postgres_thaw();
	peer_expect(busy, 200);
	peer_expect_within(waits, 200, PROMPT);
	others_are_served();
}
END_TEST

TCase *
topic_limits(void)
{
	TCase *topic = topic_new_after("limits", postgres_well);

	tcase_add_test(topic, without_descriptors_those_who_are_in_are_served);
	tcase_add_test(
	    topic, without_descriptors_a_request_in_pieces_is_served);
	tcase_add_test(
	    topic, who_waits_for_a_descriptor_is_served_when_there_is_one);
	tcase_add_test(
	    topic, the_database_is_found_again_once_there_are_descriptors);
	tcase_add_test(
	    topic, at_the_limit_of_connections_the_next_is_served_in_turn);
	tcase_add_test(topic, many_at_once_are_all_served_one_at_a_time);
	tcase_add_test(
	    topic, who_waits_too_long_for_a_turn_is_told_to_come_back);
	return topic;
}
