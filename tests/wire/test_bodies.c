/* Bodies: too long, too short, too large, and with a request inside. */
#include <unistd.h>

#include "database.h"
#include "keep.h"
#include "peer.h"
#include "responder.h"
#include "topics.h"

/* Closed without a reply, or told that it is a bad request. */
static void
expect_refusal(int fd)
{
	struct reply reply = reply_read(fd, PROMPT);

	if (reply.ending == REPLY_WHOLE)
		ck_assert_msg(reply.status == 400 || reply.status == 413,
		    "it was answered with %d", reply.status);
	else
		ck_assert_msg(reply.ending == REPLY_NONE, "%s", reply.fault);
	close(fd);
	others_are_served();
}

static int
peer_with_body(const char *length, size_t size)
{
	struct bytes bytes = request_bytes(&(struct request){
	    .method = "POST",
	    .body = keep(size),
	    .body_size = size,
	    .content_length = length,
	});
	int fd = responder_connect();

	peer_send_bytes(fd, &bytes); /* it may be closed under it */
	return fd;
}

static const struct {
	const char *length;
	size_t size;
} mismatches[] = {
	{ "11", 10 },
	{ "1000000000", 10 },
	{ "1", 0 },
	{ "9", 10 },
	{ "0", 10 },
	{ "1", 60000 },
	{ "-1", 10 },
	{ "10x", 10 },
	{ "4294967306", 10 },
	{ "18446744073709551626", 10 },
};

START_TEST(a_body_that_is_not_as_long_as_declared_is_refused)
{
	expect_refusal(
	    peer_with_body(mismatches[_i].length, mismatches[_i].size));
}
END_TEST

START_TEST(a_body_of_64_KiB_is_taken)
{
	int fd = peer_with_body(NULL, 65536);

	peer_expect(fd, 405);
	close(fd);
}
END_TEST

/* It is read as far as an import may go, which this is not. */
static const size_t large[] = { 65537, 200000, 8 * 1024 * 1024 };

START_TEST(a_larger_body_is_read)
{
	int fd = peer_with_body(NULL, large[_i]);

	peer_expect(fd, 405);
	close(fd);
	others_are_served();
}
END_TEST

static const size_t too_large[] = { 8 * 1024 * 1024 + 1, 20000000 };

/* Read to its end, so that it can be told. */
START_TEST(a_body_beyond_that_is_too_large)
{
	struct bytes bytes = request_bytes(&(struct request){
	    .target = "/api/movies/?limit=1",
	    .body = keep(too_large[_i]),
	    .body_size = too_large[_i],
	});
	int fd = responder_connect();

	for (int i = 0; i < 2; i++) {
		ck_assert(peer_send_bytes(fd, &bytes));
		peer_expect(fd, 413);
	}
	peer_ask(fd, "/api/movies/?limit=1");
	peer_expect(fd, 200);
	close(fd);
	others_are_served();
}
END_TEST

START_TEST(how_large_it_may_be_is_a_setting)
{
	static const size_t sizes[] = { 65536, 65537 };
	const char *token = database_admin();

	responder_start("large_body_kib = 64\n");
	for (int i = 0; i < 2; i++) {
		struct bytes bytes = request_bytes(&(struct request){
		    .method = "POST",
		    .target = "/api/movies/import/",
		    .content_type = "application/json",
		    .authorization = token,
		    .body = keep(sizes[i]),
		    .body_size = sizes[i],
		});
		int fd = responder_connect();

		ck_assert(peer_send_bytes(fd, &bytes));
		peer_expect(fd, sizes[i] == 65536 ? 400 : 413);
		close(fd);
	}
}
END_TEST

/* Whom the forged request rides on: with and without a query, good and bad. */
static const struct request carriers[] = {
	{ .target = "/api/movies/1/" },
	{ .target = "/api/movies/1/", .method = "PUT" },
	{ .target = "/api/movies/?limit=1" },
	{ .target = "/api/movies/?bad=1" },
	{ .target = "/healthz", .method = "POST" },
	{ .target = "/nowhere", .method = "DELETE" },
	{ .target = "/%zz" },
	{ .target = "/api/movies/", .method = "OPTIONS" },
	{ .target = "/api/movies/1/", .method = "NONSENSE" },
};

static struct bytes
forged_behind(size_t filler, unsigned id)
{
	struct bytes body = { 0 };

	put(&body, keep(filler), filler);
	put_request(
	    &body, &(struct request){ .id = id, .request_id = "forged" });
	return body;
}

/* One reply for the carrier, one for the request after it, no third. */
START_TEST(a_forged_request_in_a_body_is_not_executed)
{
	int fd = responder_connect();

	for (size_t filler = 0; filler < 17000;
	     filler += filler < 50 ? 1 : 97) {
		struct bytes body = forged_behind(filler, 1 + filler % 2);
		struct request carrier = carriers[_i];
		struct bytes bytes;
		struct reply reply;

		carrier.body = (const char *)body.at;
		carrier.body_size = body.size;
		carrier.request_id = "carrier";
		bytes = request_bytes(&carrier);
		ck_assert(peer_send_bytes(fd, &bytes));
		reply = reply_read(fd, PROMPT);
		ck_assert_str_eq(reply.fault, "");
		ck_assert_str_eq(
		    reply_header(&reply, "X-Request-Id"), "carrier");
		bytes = request_bytes(
		    &(struct request){ .request_id = "after", .id = 7 });
		ck_assert(peer_send_bytes(fd, &bytes));
		reply = peer_expect(fd, 200);
		ck_assert_str_eq(reply_header(&reply, "X-Request-Id"), "after");
	}
	close(fd);
	ck_assert(!responder_logged("forged"));
}
END_TEST

/* The declared length ends before the forged request. */
START_TEST(a_forged_request_behind_the_declared_body_is_not_executed)
{
	for (size_t filler = 0; filler < 17000; filler += 1237) {
		struct bytes body = forged_behind(filler, 1), bytes;
		struct request carrier = carriers[_i];
		int fd = responder_connect();
		struct reply reply;

		carrier.body = (const char *)body.at;
		carrier.body_size = body.size;
		carrier.content_length = keep_printf("%zu", filler);
		bytes = request_bytes(&carrier);
		peer_send_bytes(fd, &bytes);
		reply = reply_read(fd, PROMPT);
		ck_assert_msg(
		    reply.ending == REPLY_WHOLE || reply.ending == REPLY_NONE,
		    "%s", reply.fault);
		if (reply.ending == REPLY_WHOLE) {
			peer_ask(fd, "/healthz");
			peer_expect(fd, 200);
		}
		close(fd);
	}
	others_are_served();
	ck_assert(!responder_logged("forged"));
}
END_TEST

TCase *
topic_bodies(void)
{
	TCase *topic = topic_new("bodies");

	add_table_test(topic, a_body_that_is_not_as_long_as_declared_is_refused,
	    mismatches);
	tcase_add_test(topic, a_body_of_64_KiB_is_taken);
	add_table_test(topic, a_larger_body_is_read, large);
	add_table_test(topic, a_body_beyond_that_is_too_large, too_large);
	tcase_add_test(topic, how_large_it_may_be_is_a_setting);
	add_table_test(
	    topic, a_forged_request_in_a_body_is_not_executed, carriers);
	add_table_test(topic,
	    a_forged_request_behind_the_declared_body_is_not_executed,
	    carriers);
	return topic;
}
