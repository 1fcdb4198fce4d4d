/* Requests that arrive in pieces, or many at a time. */
#include <string.h>
#include <unistd.h>

#include "keep.h"
#include "peer.h"
#include "responder.h"
#include "topics.h"

enum { PEERS = 20 };

/* Sends bytes up to each of the offsets with a pause between them. */
static void
send_in_pieces(int fd, const struct bytes *bytes, const size_t *offsets)
{
	size_t sent = 0;

	do {
		ck_assert(peer_send(fd, bytes->at + sent, *offsets - sent));
		sent = *offsets++;
		usleep(2000);
	} while (sent < bytes->size);
}

START_TEST(a_request_that_comes_byte_by_byte_is_answered)
{
	struct bytes bytes = request_bytes(&movie_request);
	int fd = responder_connect();

	for (size_t i = 0; i < bytes.size; i++) {
		ck_assert(peer_send(fd, bytes.at + i, 1));
		usleep(100);
		if (i % 64 == 0)
			others_are_served();
	}
	peer_expect_movie(fd);
	close(fd);
}
END_TEST

START_TEST(a_request_may_be_split_at_every_record_boundary)
{
	static const char body[1000];
	struct request request = movie_request;
	struct bytes bytes;
	size_t offsets[8], count = 0;
	int fd = responder_connect();

	request.body = body;
	request.body_size = sizeof body;
	bytes = request_bytes(&request);
	for (size_t at = 0; at < bytes.size; count++) {
		const unsigned char *header = bytes.at + at;

		at += HEADER_SIZE + ((size_t)header[4] << 8) + header[5];
		offsets[count] = at;
	}
	ck_assert_uint_eq(count, 5);
	for (size_t i = 0; i + 1 < count; i++) {
		send_in_pieces(
		    fd, &bytes, (size_t[]){ offsets[i], bytes.size });
		peer_expect_movie(fd);
	}
	send_in_pieces(fd, &bytes, offsets);
	peer_expect_movie(fd);
	others_are_served();
	close(fd);
}
END_TEST

START_TEST(a_request_may_be_split_anywhere)
{
	struct bytes bytes = request_bytes(&movie_request);
	int fd = responder_connect();

	for (size_t i = 1; i < bytes.size; i++) {
		ck_assert(peer_send(fd, bytes.at, i));
		usleep(200);
		ck_assert(peer_send(fd, bytes.at + i, bytes.size - i));
		peer_expect_movie(fd);
	}
	close(fd);
}
END_TEST

/* A thousand records of one byte are a request like any other. */
START_TEST(a_stream_may_come_in_records_of_one_byte)
{
	struct bytes parameters = { 0 }, bytes = { 0 };
	struct request request = { .body = keep(1000), .body_size = 1000 };
	int fd = responder_connect();

	put_parameters(&parameters, &request);
	put_begin(&bytes, 1, RESPONDER, KEEP);
	for (size_t i = 0; i < parameters.size; i++)
		put_record(&bytes, PARAMS, 1, parameters.at + i, 1, 3);
	put_record(&bytes, PARAMS, 1, NULL, 0, 0);
	for (size_t i = 0; i < request.body_size; i++)
		put_record(&bytes, STDIN, 1, "x", 1, 7);
	put_record(&bytes, STDIN, 1, NULL, 0, 0);
	for (int i = 0; i < 2; i++) {
		ck_assert(peer_send_bytes(fd, &bytes));
		peer_expect(fd, 200);
	}
	close(fd);
}
END_TEST

START_TEST(a_responder_on_tcp_answers_alike)
{
	struct bytes bytes = request_bytes(&movie_request);
	int fd;

	responder_start_with(&(struct responder_options){ .tcp = 1 });
	fd = responder_connect();
	for (size_t i = 1; i < bytes.size; i += 7) {
		ck_assert(peer_send(fd, bytes.at, i));
		usleep(200);
		ck_assert(peer_send(fd, bytes.at + i, bytes.size - i));
		peer_expect_movie(fd);
	}
	others_are_served();
	close(fd);
}
END_TEST

/* Each peer asks for a movie of its own, every other one in a list. */
static struct bytes
request_of_peer(int i)
{
	return request_bytes(&(struct request){
	    .target = i % 2 == 0
		? keep_printf("/api/movies/%d/", i + 1)
		: keep_printf("/api/movies/?sort=id&limit=%d", i),
	    .request_id = keep_printf("peer-%d", i),
	    .id = (unsigned)i + 1,
	    .body = keep((size_t)i * 10),
	    .body_size = (size_t)i * 10,
	});
}

static void
expect_reply_of_peer(int fd, int i)
{
	struct reply reply = peer_expect(fd, 200);
	const char *start = keep_printf("{\"id\":%d,", i + 1);
	int movies = 0;

	ck_assert_uint_eq(reply.id, (unsigned)i + 1);
	ck_assert_str_eq(
	    reply_header(&reply, "X-Request-Id"), keep_printf("peer-%d", i));
	if (i % 2 == 0) {
		ck_assert(strncmp(reply.body, start, strlen(start)) == 0);
		return;
	}
	for (const char *at = reply.body; (at = strstr(at, "{\"id\":")) != NULL;
	     at++)
		movies++;
	ck_assert_int_eq(movies, i);
}

/* Twenty at a time, seven bytes of each in turn. */
START_TEST(requests_that_come_interleaved_are_kept_apart)
{
	struct bytes bytes[PEERS];
	int fds[PEERS];

	for (int i = 0; i < PEERS; i++) {
		bytes[i] = request_of_peer(i);
		fds[i] = responder_connect();
	}
	for (size_t at = 0; at < bytes[PEERS - 1].size; at += 7)
		for (int i = 0; i < PEERS; i++)
			if (at < bytes[i].size)
				ck_assert(peer_send(fds[i], bytes[i].at + at,
				    bytes[i].size - at < 7 ? bytes[i].size - at
							   : 7));
	for (int i = 0; i < PEERS; i++) {
		expect_reply_of_peer(fds[i], i);
		close(fds[i]);
	}
}
END_TEST

START_TEST(replies_go_to_those_who_asked)
{
	int fds[PEERS];

	for (int i = 0; i < PEERS; i++)
		fds[i] = responder_connect();
	for (int round = 0; round < 50; round++) {
		for (int i = 0; i < PEERS; i++) {
			struct bytes bytes = request_of_peer(i);

			ck_assert(peer_send_bytes(fds[i], &bytes));
		}
		for (int i = 0; i < PEERS; i++)
			expect_reply_of_peer(fds[i], i);
	}
	for (int i = 0; i < PEERS; i++)
		close(fds[i]);
}
END_TEST

TCase *
topic_pieces(void)
{
	TCase *topic = topic_new("pieces");

	tcase_add_test(topic, a_request_that_comes_byte_by_byte_is_answered);
	tcase_add_test(topic, a_request_may_be_split_at_every_record_boundary);
	tcase_add_test(topic, a_request_may_be_split_anywhere);
	tcase_add_test(topic, a_stream_may_come_in_records_of_one_byte);
	tcase_add_test(topic, a_responder_on_tcp_answers_alike);
	tcase_add_test(topic, requests_that_come_interleaved_are_kept_apart);
	tcase_add_test(topic, replies_go_to_those_who_asked);
	return topic;
}
