/* Peers that stop in the middle, and many bad ones at once. */
#include <sys/ioctl.h>
#include <unistd.h>

#include "bad_peers.h"
#include "database.h"
#include "peer.h"
#include "responder.h"
#include "topics.h"

enum { MANY = 100, CLOSED_AFTER = 13000 /* ms; the responder has 10 s */ };

START_TEST(a_bad_peer_stalls_nobody)
{
	int fd = bad_peers[_i].make();

	for (int i = 0; i < 10; i++)
		others_are_served();
	close(fd);
	others_are_served();
}
END_TEST

START_TEST(a_hundred_bad_peers_at_once_stall_nobody)
{
	int before, fds[MANY];

	others_are_served();
	before = responder_descriptors();
	for (int i = 0; i < MANY; i++) {
		fds[i] = bad_peers[i % bad_peers_count].make();
		if (i % 10 == 0)
			others_are_served();
	}
	for (int i = 0; i < 20; i++)
		others_are_served();
	for (int i = 0; i < MANY; i++)
		close(fds[i]);
	others_are_served();
	responder_expect_descriptors(before);
}
END_TEST

/* The one that never reads too: its descriptor is given back. */
START_TEST(silent_peers_are_closed_in_the_end)
{
	int before, kept, fds[BAD_PEERS_SILENT];

	others_are_served();
	before = responder_descriptors();
	for (int i = 0; i < BAD_PEERS_SILENT; i++)
		fds[i] = bad_peers[i].make();
	kept = peer_new("/healthz");
	peer_expect(kept, 200);
	ck_assert(peer_send(kept, "\1", 1));
	for (int i = 0; i < BAD_PEERS_SILENT; i++)
		if (bad_peers[i].make != bad_peers[BAD_PEERS_SILENT - 1].make)
			peer_expect_end(fds[i], CLOSED_AFTER);
	peer_expect_end(kept, CLOSED_AFTER);
	others_are_served();
	responder_expect_descriptors(before);
}
END_TEST

static int
bytes_waiting(int fd)
{
	int count = 0;

	ck_assert(ioctl(fd, FIONREAD, &count) == 0);
	return count;
}

/* Asks again and again until the responder can write no more. */
START_TEST(a_peer_that_never_reads_fills_its_own_socket_only)
{
	int fd = responder_connect(), before, asked = 0;

	do {
		long deadline = clock_ms() + 300;

		before = bytes_waiting(fd);
		peer_ask(fd, "/api/movies/?limit=100");
		asked++;
		while (bytes_waiting(fd) == before && clock_ms() < deadline)
			usleep(1000);
		usleep(2000);
		others_are_served();
	} while (bytes_waiting(fd) > before && asked < 1000);
	ck_assert_int_gt(asked, 2);
	ck_assert_int_lt(asked, 1000);
	for (int i = 0; i < 10; i++)
		others_are_served();
	/* Once it reads, it gets all of what it asked for. */
	while (asked-- > 0)
		peer_expect(fd, 200);
	peer_ask(fd, "/healthz");
	peer_expect(fd, 200);
	close(fd);
}
END_TEST

START_TEST(a_reader_that_is_slow_gets_all_of_its_reply)
{
	int fd = peer_new(wide_list());

	usleep(300000);
	others_are_served();
	peer_expect(fd, 200);
	peer_ask(fd, "/healthz");
	peer_expect(fd, 200);
	close(fd);
}
END_TEST

TCase *
topic_silence(void)
{
	TCase *topic = topic_new("silence");

	tcase_add_loop_test(
	    topic, a_bad_peer_stalls_nobody, 0, bad_peers_count);
	tcase_add_test(topic, a_hundred_bad_peers_at_once_stall_nobody);
	tcase_add_test(topic, silent_peers_are_closed_in_the_end);
	tcase_add_test(
	    topic, a_peer_that_never_reads_fills_its_own_socket_only);
	tcase_add_test(topic, a_reader_that_is_slow_gets_all_of_its_reply);
	return topic;
}
