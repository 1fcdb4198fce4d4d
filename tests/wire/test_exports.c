/* Replies that are larger than anybody holds, and requests that are large. */
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "database.h"
#include "keep.h"
#include "peer.h"
#include "responder.h"
#include "topics.h"

enum { SOON = 3000, READERS = 8, LISTS = 40, WHOLE = 20000 /* ms */ };

#ifdef __SANITIZE_ADDRESS__
enum { GROWTH_MAX = 1 << 30, KEPT_MAX = 1 << 30 };
#else
enum { GROWTH_MAX = 4 * 1024, KEPT_MAX = 1024 /* KiB */ };
#endif

static const char target[] = "/api/movies/export/";

/* Some megabytes of movies; a socket holds a quarter of one. */
static long
movies_count(void)
{
	database_run("INSERT INTO movie (name, year) "
		     "SELECT repeat('wide ', 50) || n, 2099 "
		     "FROM generate_series(1, 6000) n WHERE NOT EXISTS "
		     "(SELECT FROM movie WHERE year = 2099)");
	return database_run("SELECT count(*) FROM movie");
}

/* One that has read the beginning, and no more for now. */
static int
reader_new(void)
{
	int fd = peer_new(target);
	char some[1000];

	ck_assert(recv(fd, some, sizeof some, MSG_PEEK) > 0);
	return fd;
}

static void
expect_all(int fd, long count)
{
	struct reply reply = peer_expect_within(fd, 200, WHOLE);
	long lines = 0;

	for (const char *c = reply.body; *c != '\0'; c++)
		lines += *c == '\n';
	ck_assert_int_eq(lines, count);
}

START_TEST(all_of_it_comes_and_the_connection_is_kept)
{
	long count = movies_count();
	int fd = peer_new(target);

	expect_all(fd, count);
	peer_ask(fd, target);
	expect_all(fd, count);
	peer_ask(fd, "/healthz");
	peer_expect(fd, 200);
	close(fd);
}
END_TEST

START_TEST(who_reads_slowly_holds_little_and_hinders_nobody)
{
	long count = movies_count(), before, after;
	int fds[READERS];

	others_are_served();
	before = responder_memory();
	for (int i = 0; i < READERS; i++)
		fds[i] = reader_new();
	for (int i = 0; i < 20; i++)
		others_are_served();
	after = responder_memory();
	ck_assert_msg(after - before <= GROWTH_MAX,
	    "%d readers: from %ld KiB to %ld KiB", READERS, before, after);
	for (int i = 0; i < READERS; i++) {
		expect_all(fds[i], count);
		close(fds[i]);
	}
}
END_TEST

START_TEST(more_than_may_be_are_told_to_come_back)
{
	int first, second, third;

	responder_start("max_exports = 2\n");
	movies_count();
	first = reader_new();
	second = reader_new();
	third = peer_new(target);
	peer_expect_problem(third, 503, PROMPT);
	close(first);
	others_are_served();
	peer_ask(third, target);
	expect_all(third, movies_count());
	close(second);
	close(third);
}
END_TEST

/* They do not count among the requests that are worked on. */
START_TEST(exports_leave_room_for_requests)
{
	int fds[3];

	responder_start("max_inflight = 1\n");
	movies_count();
	for (int i = 0; i < 3; i++)
		fds[i] = reader_new();
	others_are_served();
	for (int i = 0; i < 3; i++)
		close(fds[i]);
}
END_TEST

/* Some list or other always waits, and most came later. */
START_TEST(among_ever_more_lists_it_goes_on)
{
	static const char list[] = "/api/movies/?limit=100";
	struct pollfd lists[LISTS], reader = { .events = POLLIN };
	size_t left = (size_t)movies_count() * strlen("wide ") * 50;
	long deadline = clock_ms() + WHOLE;
	char some[65536];

	responder_start("queue_timeout_ms = 200\n");
	for (int i = 0; i < LISTS; i++)
		lists[i] = (struct pollfd){ peer_new(list), POLLIN, 0 };
	reader.fd = peer_new(target);
	while (left > 0) {
		ck_assert_msg(clock_ms() < deadline, "%zu bytes left", left);
		ck_assert(poll(lists, LISTS, 100) >= 0);
		for (int i = 0; i < LISTS; i++)
			if (lists[i].revents != 0) {
				reply_read(lists[i].fd, PATIENCE_MS);
				peer_ask(lists[i].fd, list);
			}
		while (left > 0 && poll(&reader, 1, 0) > 0) {
			ssize_t n = recv(reader.fd, some, sizeof some, 0);

			ck_assert_msg(n > 0, "it is cut");
			left -= (size_t)n < left ? (size_t)n : left;
		}
	}
	for (int i = 0; i < LISTS; i++)
		close(lists[i].fd);
	close(reader.fd);
}
END_TEST

START_TEST(who_goes_away_ends_it_at_once)
{
	int before;

	movies_count();
	others_are_served();
	before = responder_descriptors();
	for (int i = 0; i < 20; i++) {
		close(reader_new());
		others_are_served();
	}
	responder_expect_descriptors(before);
	ck_assert(responder_logged(target));
}
END_TEST

START_TEST(backends_that_end_in_the_middle_are_not_noticed)
{
	long count = movies_count();
	int fd = reader_new();

	backends_terminate();
	expect_all(fd, count);
	close(fd);
}
END_TEST

START_TEST(a_restart_of_postgres_in_the_middle_is_waited_for)
{
	long count = movies_count();
	int fd = reader_new();

	postgres_stop();
	others_are_answered();
	postgres_start();
	expect_all(fd, count);
	close(fd);
}
END_TEST

START_TEST(without_postgres_it_is_cut_in_the_end)
{
	int fd, begins;

	movies_count();
	fd = reader_new();
	postgres_stop();
	ck_assert_int_eq(reply_read(fd, WHOLE).ending, REPLY_CUT);
	begins = peer_new(target);
	peer_expect_problem(begins, 503, PROMPT);
	close(fd);
	close(begins);
	postgres_start();
	peer_expect_recovery();
	ck_assert(responder_logged("is cut behind id"));
}
END_TEST

START_TEST(it_is_cut_when_the_responder_stops)
{
	int fd, resting;

	movies_count();
	fd = reader_new();
	resting = reader_new();
	responder_signal(SIGTERM);
	responder_expect_end(SOON);
	ck_assert_int_eq(reply_read(fd, SOON).ending, REPLY_CUT);
	ck_assert_int_eq(reply_read(resting, SOON).ending, REPLY_CUT);
}
END_TEST

enum { LARGE = 3000000 };

static struct bytes
large_request(const char *path, size_t size)
{
	return request_bytes(&(struct request){ .target = path,
	    .method = "POST",
	    .content_type = "application/json",
	    .body = keep(size),
	    .body_size = size });
}

static const char import_path[] = "/api/movies/import/";

START_TEST(a_large_body_is_taken_and_its_memory_given_back)
{
	struct bytes bytes = large_request(import_path, LARGE);
	int fd = responder_connect();
	long before;

	others_are_served();
	before = responder_memory();
	for (int i = 0; i < 5; i++) {
		ck_assert(peer_send_bytes(fd, &bytes));
		/* Nobody knows the peer, and it brings no token. */
		peer_expect(fd, 401);
	}
	others_are_served();
	ck_assert_int_le(responder_memory(), before + KEPT_MAX);
	close(fd);
}
END_TEST

START_TEST(a_large_body_elsewhere_is_read_and_refused)
{
	struct bytes bytes = large_request("/api/movies/", LARGE);
	int fd = responder_connect();

	ck_assert(peer_send_bytes(fd, &bytes));
	peer_expect(fd, 401);
	close(fd);
	bytes = large_request("/healthz", LARGE);
	fd = responder_connect();
	ck_assert(peer_send_bytes(fd, &bytes));
	peer_expect(fd, 405);
	peer_ask(fd, "/healthz");
	peer_expect(fd, 200);
	close(fd);
}
END_TEST

/* Two at a time; meanwhile all others are served. */
START_TEST(large_requests_take_turns)
{
	struct bytes bytes = large_request(import_path, 1000000);
	int halves[2], next = responder_connect();

	for (int i = 0; i < 2; i++) {
		halves[i] = responder_connect();
		ck_assert(peer_send(halves[i], bytes.at, bytes.size / 2));
	}
	others_are_served();
	ck_assert(peer_send(next, bytes.at, 300000));
	others_are_served();
	ck_assert(peer_send(
	    halves[0], bytes.at + bytes.size / 2, bytes.size - bytes.size / 2));
	peer_expect(halves[0], 401);
	ck_assert(peer_send(next, bytes.at + 300000, bytes.size - 300000));
	peer_expect(next, 401);
	close(halves[0]);
	close(halves[1]);
	close(next);
	others_are_served();
}
END_TEST

/* Nobody knows whether others will ever send the rest of theirs. */
START_TEST(who_waits_too_long_for_such_a_turn_is_told_to_come_back)
{
	struct bytes bytes = large_request(import_path, 1000000);
	int halves[2], next = responder_connect();

	for (int i = 0; i < 2; i++) {
		halves[i] = responder_connect();
		ck_assert(peer_send(halves[i], bytes.at, bytes.size / 2));
	}
	others_are_served();
	ck_assert(peer_send_bytes(next, &bytes));
	peer_expect_problem(next, 503, PROMPT);
	for (int i = 0; i < 2; i++) {
		ck_assert(peer_send(halves[i], bytes.at + bytes.size / 2,
		    bytes.size - bytes.size / 2));
		peer_expect(halves[i], 401);
		close(halves[i]);
	}
	ck_assert(peer_send_bytes(next, &bytes));
	peer_expect(next, 401);
	close(next);
}
END_TEST

TCase *
topic_exports(void)
{
	TCase *topic = topic_new_after("exports", postgres_well);

	tcase_add_test(topic, all_of_it_comes_and_the_connection_is_kept);
	tcase_add_test(topic, who_reads_slowly_holds_little_and_hinders_nobody);
	tcase_add_test(topic, more_than_may_be_are_told_to_come_back);
	tcase_add_test(topic, exports_leave_room_for_requests);
	tcase_add_test(topic, among_ever_more_lists_it_goes_on);
	tcase_add_test(topic, who_goes_away_ends_it_at_once);
	tcase_add_test(topic, backends_that_end_in_the_middle_are_not_noticed);
	tcase_add_test(
	    topic, a_restart_of_postgres_in_the_middle_is_waited_for);
	tcase_add_test(topic, without_postgres_it_is_cut_in_the_end);
	tcase_add_test(topic, it_is_cut_when_the_responder_stops);
	tcase_add_test(topic, a_large_body_is_taken_and_its_memory_given_back);
	tcase_add_test(topic, a_large_body_elsewhere_is_read_and_refused);
	tcase_add_test(topic, large_requests_take_turns);
	tcase_add_test(
	    topic, who_waits_too_long_for_such_a_turn_is_told_to_come_back);
	return topic;
}
