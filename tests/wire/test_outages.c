/* PostgreSQL that is stopped, started again, killed, or frozen. */
#include <signal.h>
#include <unistd.h>

#include "database.h"
#include "peer.h"
#include "responder.h"
#include "topics.h"

/* With short times: it is found frozen after 500 + 1000 ms. */
static const char impatient[] = "statement_timeout_ms = 500\n"
				"queue_timeout_ms = 300\n";

static void
expect_unavailable(void)
{
	for (int i = 0; i < 5; i++) {
		int fd =
		    peer_new(i % 2 == 0 ? "/api/movies/1/" : "/api/movies/");
		int ready = peer_new("/readyz");

		peer_expect_problem(fd, 503, PROMPT);
		peer_expect_problem(ready, 503, PROMPT);
		close(fd);
		close(ready);
		others_are_answered();
	}
}

START_TEST(without_postgres_it_answers_503_and_recovers)
{
	others_are_served();
	postgres_stop();
	expect_unavailable();
	postgres_start();
	peer_expect_recovery();
}
END_TEST

START_TEST(it_starts_without_postgres_and_finds_it)
{
	postgres_stop();
	responder_start_with(&(struct responder_options){ .unready = 1 });
	expect_unavailable();
	postgres_start();
	peer_expect_recovery();
}
END_TEST

START_TEST(it_stops_without_postgres)
{
	postgres_stop();
	expect_unavailable();
	responder_stop();
	postgres_start();
}
END_TEST

START_TEST(after_a_crash_of_postgres_it_recovers)
{
	int fd;

	others_are_served();
	postgres_crash();
	fd = peer_new("/api/movies/1/");
	reply_read(fd, PROMPT);
	close(fd);
	peer_expect_recovery();
}
END_TEST

START_TEST(postgres_that_is_frozen_is_told_in_time)
{
	int point, list;

	responder_start(impatient);
	others_are_served();
	postgres_freeze();
	point = peer_new("/api/movies/1/");
	list = peer_new("/api/movies/");
	others_are_answered();
	peer_expect_problem(point, 503, 500 + 1000 + PROMPT);
	peer_expect_problem(list, 503, PROMPT);
	for (int i = 0; i < 3; i++) {
		peer_ask(point, "/api/movies/1/");
		peer_expect_problem(point, 503, PROMPT);
		others_are_answered();
	}
	postgres_thaw();
	peer_expect_recovery();
}
END_TEST

START_TEST(frozen_backends_are_left_for_new_ones)
{
	int fd;

	responder_start(impatient);
	others_are_served();
	backends_freeze();
	fd = peer_new("/api/movies/1/");
	reply_read(fd, 500 + 1000 + PROMPT);
	peer_expect_recovery();
	postgres_thaw();
	others_are_served();
}
END_TEST

START_TEST(it_stops_while_postgres_is_frozen)
{
	int fd;

	responder_start(impatient);
	postgres_freeze();
	fd = peer_new("/api/movies/1/");
	usleep(100000);
	responder_signal(SIGTERM);
	peer_expect_problem(fd, 503, 500 + 1000 + PROMPT);
	responder_expect_end(PROMPT);
	postgres_thaw();
}
END_TEST

TCase *
topic_outages(void)
{
	TCase *topic = topic_new_after("outages", postgres_well);

	tcase_add_test(topic, without_postgres_it_answers_503_and_recovers);
	tcase_add_test(topic, it_starts_without_postgres_and_finds_it);
	tcase_add_test(topic, it_stops_without_postgres);
	tcase_add_test(topic, after_a_crash_of_postgres_it_recovers);
	tcase_add_test(topic, postgres_that_is_frozen_is_told_in_time);
	tcase_add_test(topic, frozen_backends_are_left_for_new_ones);
	tcase_add_test(topic, it_stops_while_postgres_is_frozen);
	return topic;
}
