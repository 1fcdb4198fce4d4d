/* A second request behind the first one, before that is answered. */
#include <string.h>
#include <unistd.h>

#include "database.h"
#include "keep.h"
#include "peer.h"
#include "responder.h"
#include "topics.h"

/*
 * The reply to the request that was sent as `request_id`. A responder may
 * close a connection that is pipelined, which gives 0; it may not leave it
 * open without a reply, nor mix replies up.
 */
static int
reply_or_end(int fd, const char *request_id)
{
	struct reply reply = reply_read(fd, PROMPT);

	if (reply.ending == REPLY_NONE)
		return 0;
	ck_assert_msg(
	    reply.ending == REPLY_WHOLE, "%s: %s", request_id, reply.fault);
	ck_assert_str_eq(reply_header(&reply, "X-Request-Id"), request_id);
	return 1;
}

static struct bytes
request_named(const char *target, const char *request_id)
{
	return request_bytes(
	    &(struct request){ .target = target, .request_id = request_id });
}

START_TEST(two_requests_in_one_write_harm_nobody)
{
	struct bytes both = request_named("/api/movies/1/", "first");
	struct bytes second = request_named("/api/movies/2/", "second");

	put_bytes(&both, &second);
	for (size_t size = 1; size <= second.size; size++) {
		int fd = responder_connect();

		peer_send(fd, both.at, both.size - second.size + size);
		if (reply_or_end(fd, "first") && size == second.size)
			reply_or_end(fd, "second");
		close(fd);
	}
	others_are_served();
}
END_TEST

START_TEST(a_request_behind_one_whose_query_runs_harms_nobody)
{
	struct bytes first = request_named("/api/movies/1/", "first");
	struct bytes second = request_named("/api/movies/2/", "second");
	PGconn *lock = movies_lock();
	int fd = responder_connect();

	peer_send_bytes(fd, &first);
	wait_until_blocked(1);
	peer_send_bytes(fd, &second);
	others_are_answered();
	movies_unlock(lock);
	ck_assert(reply_or_end(fd, "first"));
	reply_or_end(fd, "second");
	close(fd);
	others_are_served();
}
END_TEST

/*
 * The first request waits for its turn when the second one comes. libfcgi
 * reads 8 KiB at a time: what it reads beyond the first is lost, and what
 * stays in the socket must not be taken for a request.
 */
static void
pipeline_while_queued(const struct bytes *second)
{
	struct bytes first = request_named("/healthz", "first");
	int fd = peer_new("/healthz"), busy;
	PGconn *lock;

	peer_expect(fd, 200);
	lock = movies_lock();
	busy = peer_new("/api/movies/1/");
	wait_until_blocked(1);
	peer_send_bytes(fd, &first);
	usleep(50000);
	peer_send_bytes(fd, second);
	usleep(50000);
	movies_unlock(lock);
	peer_expect(busy, 200);
	if (reply_or_end(fd, "first"))
		reply_or_end(fd, "second");
	close(fd);
	close(busy);
	others_are_served();
}

static const char one_at_a_time[] = "max_inflight = 1\n"
				    "queue_timeout_ms = 5000\n";

START_TEST(a_request_behind_one_that_waits_harms_nobody)
{
	struct bytes second = request_named("/healthz", "second");

	responder_start(one_at_a_time);
	pipeline_while_queued(&second);
}
END_TEST

START_TEST(a_forged_request_behind_one_that_waits_is_not_executed)
{
	struct bytes first = request_named("/healthz", "first");
	struct bytes forged = request_named("/healthz", "forged");
	struct request carrier = { .target = "/nowhere",
		.request_id = "second",
		.content_length = "10000" };
	struct bytes second = request_bytes(&carrier), body = { 0 };

	/*
	 * The forged one begins where the first read of 8 KiB ends, and lacks
	 * its last record: that of the request around it will do.
	 */
	put(&body, keep(8192), 8192 - first.size - second.size);
	put(&body, forged.at, forged.size - HEADER_SIZE);
	carrier.body = (const char *)body.at;
	carrier.body_size = body.size;
	carrier.content_length = keep_printf("%05zu", body.size);
	second = request_bytes(&carrier);

	responder_start(one_at_a_time);
	pipeline_while_queued(&second);
	ck_assert(!responder_logged("forged"));
}
END_TEST

TCase *
topic_pipelining(void)
{
	TCase *topic = topic_new("pipelining");

	tcase_add_test(topic, two_requests_in_one_write_harm_nobody);
	tcase_add_test(
	    topic, a_request_behind_one_whose_query_runs_harms_nobody);
	tcase_add_test(topic, a_request_behind_one_that_waits_harms_nobody);
	tcase_add_test(
	    topic, a_forged_request_behind_one_that_waits_is_not_executed);
	return topic;
}
