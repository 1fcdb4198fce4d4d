/* Good requests and their replies. */
#include <unistd.h>

#include "database.h"
#include "peer.h"
#include "responder.h"
#include "topics.h"

START_TEST(a_request_in_one_write_is_answered)
{
	struct bytes bytes = request_bytes(&movie_request);
	int fd = responder_connect();

	ck_assert(peer_send_bytes(fd, &bytes));
	peer_expect_movie(fd);
	close(fd);
}
END_TEST

START_TEST(a_kept_connection_serves_many_requests)
{
	int fd = responder_connect();

	for (int i = 0; i < 500; i++) {
		peer_ask(fd, i % 2 == 0 ? "/api/movies/1/" : "/nowhere");
		peer_expect(fd, i % 2 == 0 ? 200 : 404);
	}
	close(fd);
}
END_TEST

START_TEST(the_request_id_may_change_on_a_kept_connection)
{
	static const unsigned ids[] = { 1, 2, 1, 255, 256, 65535, 3 };
	int fd = responder_connect();

	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		struct bytes bytes =
		    request_bytes(&(struct request){ .id = ids[i] });

		ck_assert(peer_send_bytes(fd, &bytes));
		ck_assert_uint_eq(peer_expect(fd, 200).id, ids[i]);
	}
	close(fd);
}
END_TEST

START_TEST(a_connection_that_is_not_kept_is_closed_after_the_reply)
{
	struct request request = movie_request;
	struct bytes bytes;
	int fd = responder_connect();

	request.once = 1;
	bytes = request_bytes(&request);
	ck_assert(peer_send_bytes(fd, &bytes));
	peer_expect_movie(fd);
	peer_expect_end(fd, PROMPT);
	close(fd);
}
END_TEST

static const struct request various[] = {
	{ .target = "/api/movies/1/" },
	{ .target = "/api/movies/1/", .method = "HEAD" },
	{ .target = "/api/movies/1/", .method = "OPTIONS" },
	{ .target = "/api/movies/1/", .method = "DELETE" },
	{ .target = "/api/movies/?limit=100" },
	{ .target = "/api/movies/?limit=0" },
	{ .target = "/api/movies/?page=1" },
	{ .target = "/api/movies/0/" },
	{ .target = "/%00" },
	{ .target = "" },
	{ .target = "/healthz" },
	{ .target = "/readyz" },
};

/* reply_read() looks at every record. */
START_TEST(every_kind_of_reply_is_well_formed)
{
	struct bytes bytes = request_bytes(&various[_i]);
	int fd = responder_connect();

	for (int i = 0; i < 3; i++) {
		ck_assert(peer_send_bytes(fd, &bytes));
		ck_assert_str_eq(reply_read(fd, PROMPT).fault, "");
	}
	close(fd);
}
END_TEST

START_TEST(a_reply_larger_than_a_socket_holds_is_well_formed)
{
	int fd = peer_new(wide_list());
	struct reply reply = peer_expect(fd, 200);

	ck_assert_uint_gt(reply.text.size, 1000000);
	close(fd);
}
END_TEST

/*
 * A request that ends near the end of the 8 KiB that libfcgi reads at a time,
 * with padding behind its last record: none of it may stay in the socket.
 */
/* No web server pads an empty record, and libfcgi would not read it. */
START_TEST(padding_after_the_last_record_ends_the_connection)
{
	static const char body[8192];

	for (size_t size = 7700; size < 8100; size += 4) {
		int fd = responder_connect();
		struct bytes parameters = { 0 }, bytes = { 0 };
		struct request request = movie_request;

		request.body = body;
		request.body_size = size;
		put_parameters(&parameters, &request);
		put_begin(&bytes, 1, RESPONDER, KEEP);
		put_stream(&bytes, PARAMS, 1, parameters.at, parameters.size);
		put_record(&bytes, STDIN, 1, body, size, 0);
		put_record(&bytes, STDIN, 1, NULL, 0, 8);
		peer_send_bytes(fd, &bytes);
		ck_assert_int_eq(reply_read(fd, PROMPT).ending, REPLY_NONE);
		close(fd);
	}
	others_are_served();
}
END_TEST

START_TEST(every_record_with_content_may_be_padded)
{
	struct bytes parameters = { 0 }, bytes = { 0 };
	struct request request = movie_request;
	int fd = responder_connect();

	request.body = "x";
	request.body_size = 1;
	put_parameters(&parameters, &request);
	put_begin(&bytes, 1, RESPONDER, KEEP);
	put_record(&bytes, PARAMS, 1, parameters.at, parameters.size, 255);
	put_record(&bytes, PARAMS, 1, NULL, 0, 0);
	put_record(&bytes, STDIN, 1, "x", 1, 1);
	put_record(&bytes, STDIN, 1, NULL, 0, 0);
	for (int i = 0; i < 3; i++) {
		ck_assert(peer_send_bytes(fd, &bytes));
		peer_expect_movie(fd);
	}
	close(fd);
}
END_TEST

TCase *
topic_requests(void)
{
	TCase *topic = topic_new("requests");

	tcase_add_test(topic, a_request_in_one_write_is_answered);
	tcase_add_test(topic, a_kept_connection_serves_many_requests);
	tcase_add_test(topic, the_request_id_may_change_on_a_kept_connection);
	tcase_add_test(
	    topic, a_connection_that_is_not_kept_is_closed_after_the_reply);
	add_table_test(topic, every_kind_of_reply_is_well_formed, various);
	tcase_add_test(
	    topic, a_reply_larger_than_a_socket_holds_is_well_formed);
	tcase_add_test(
	    topic, padding_after_the_last_record_ends_the_connection);
	tcase_add_test(topic, every_record_with_content_may_be_padded);
	return topic;
}
