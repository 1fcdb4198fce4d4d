/* Records that a web server never sends. */
#include <string.h>
#include <unistd.h>

#include "peer.h"
#include "responder.h"
#include "topics.h"

/* Where in a good request something wrong is put. */
enum place {
	AT_FRONT,
	AFTER_BEGIN,
	BETWEEN_PARAMS,
	BEFORE_STDIN,
	BETWEEN_STDIN,
	PLACES,
};

static struct bytes
request_around(enum place place, const struct bytes *wrong)
{
	struct bytes parameters = { 0 }, bytes = { 0 };
	size_t half;

	put_parameters(
	    &parameters, &(struct request){ .body = "body", .body_size = 4 });
	half = parameters.size / 2;
	for (int i = 0; i < PLACES; i++) {
		if (i == (int)place)
			put_bytes(&bytes, wrong);
		switch (i) {
		case AT_FRONT:
			put_begin(&bytes, 1, RESPONDER, KEEP);
			break;
		case AFTER_BEGIN:
			put_record(&bytes, PARAMS, 1, parameters.at, half, 0);
			break;
		case BETWEEN_PARAMS:
			put_stream(&bytes, PARAMS, 1, parameters.at + half,
			    parameters.size - half);
			break;
		case BEFORE_STDIN:
			put_record(&bytes, STDIN, 1, "body", 4, 0);
			break;
		case BETWEEN_STDIN:
			put_record(&bytes, STDIN, 1, NULL, 0, 0);
			break;
		}
	}
	return bytes;
}

/*
 * The connection is closed, or the strange record is passed over as section 4
 * of the specification has it, and then the request is answered. Others never
 * notice.
 */
static void
expect_end_or_answer(const char *what, const struct bytes *bytes)
{
	int fd = responder_connect();
	struct reply reply;

	peer_send_bytes(fd, bytes);
	reply = reply_read(fd, PROMPT);
	ck_assert_msg(reply.ending == REPLY_NONE ||
		(reply.ending == REPLY_WHOLE && reply.status < 500),
	    "%s: %s", what, reply.fault);
	close(fd);
	others_are_served();
}

static const unsigned char some[8] = { 0, 1, 0, 0, 0, 0, 0, 0 };

static const struct {
	const char *what;
	int version, type;
	unsigned id;
	size_t size;
} strange[] = {
	{ "type 0", 1, 0, 1, 0 },
	{ "ABORT_REQUEST", 1, ABORT_REQUEST, 1, 0 },
	{ "END_REQUEST", 1, END_REQUEST, 1, 8 },
	{ "STDOUT", 1, STDOUT, 1, 8 },
	{ "STDERR", 1, STDERR, 1, 8 },
	{ "DATA", 1, DATA, 1, 8 },
	{ "GET_VALUES", 1, GET_VALUES, 0, 0 },
	{ "GET_VALUES with rubbish", 1, GET_VALUES, 0, 8 },
	{ "GET_VALUES of a request", 1, GET_VALUES, 1, 0 },
	{ "GET_VALUES_RESULT", 1, 10, 0, 0 },
	{ "UNKNOWN_TYPE", 1, UNKNOWN_TYPE, 0, 8 },
	{ "type 12", 1, 12, 1, 8 },
	{ "type 255", 1, 255, 1, 8 },
	{ "management of type 255", 1, 255, 0, 8 },
	{ "version 0", 0, PARAMS, 1, 8 },
	{ "version 2", 2, PARAMS, 1, 8 },
	{ "version 255", 255, BEGIN_REQUEST, 1, 8 },
	{ "BEGIN_REQUEST again", 1, BEGIN_REQUEST, 1, 8 },
	{ "BEGIN_REQUEST of another", 1, BEGIN_REQUEST, 2, 8 },
	{ "PARAMS of another", 1, PARAMS, 2, 8 },
	{ "STDIN of another", 1, STDIN, 2, 8 },
	{ "PARAMS of request 0", 1, PARAMS, 0, 8 },
	{ "STDIN of request 0", 1, STDIN, 0, 8 },
	{ "BEGIN_REQUEST of request 0", 1, BEGIN_REQUEST, 0, 8 },
};

START_TEST(a_strange_record_harms_nobody)
{
	for (int place = 0; place < PLACES; place++) {
		struct bytes wrong = { 0 }, bytes;

		put_header(&wrong, strange[_i].version, strange[_i].type,
		    strange[_i].id, strange[_i].size, 0);
		put(&wrong, some, strange[_i].size);
		bytes = request_around(place, &wrong);
		expect_end_or_answer(strange[_i].what, &bytes);
	}
}
END_TEST

static const struct {
	const char *what;
	size_t size;
	unsigned char body[16];
} begins[] = {
	{ "the role of an authorizer", 8, { 0, 2, 1 } },
	{ "the role of a filter", 8, { 0, 3, 1 } },
	{ "role 0", 8, { 0, 0, 1 } },
	{ "role 65535", 8, { 255, 255, 1 } },
	{ "an empty body", 0, { 0 } },
	{ "a short body", 7, { 0, 1, 1 } },
	{ "a long body", 16, { 0, 1, 1 } },
};

START_TEST(a_bad_begin_ends_the_connection)
{
	struct bytes good = request_bytes(&(struct request){ 0 });
	struct bytes bytes = { 0 };
	int fd = responder_connect();

	put_record(
	    &bytes, BEGIN_REQUEST, 1, begins[_i].body, begins[_i].size, 0);
	put(&bytes, good.at + 16, good.size - 16);
	peer_send_bytes(fd, &bytes);
	peer_expect_end(fd, PROMPT);
	close(fd);
	others_are_served();
}
END_TEST

START_TEST(a_request_with_id_0_ends_the_connection)
{
	struct bytes bytes = { 0 };
	int fd = responder_connect();

	put_begin(&bytes, 0, RESPONDER, KEEP);
	put_record(&bytes, PARAMS, 0, NULL, 0, 0);
	put_record(&bytes, STDIN, 0, NULL, 0, 0);
	peer_send_bytes(fd, &bytes);
	peer_expect_end(fd, PROMPT);
	close(fd);
	others_are_served();
}
END_TEST

static const char *const no_fastcgi[] = {
	"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
	"\x16\x03\x01\x02 the greeting of TLS",
	"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
	"70:CONTENT_LENGTH 0 SCGI 1 ",
};

START_TEST(what_is_not_fastcgi_ends_the_connection)
{
	int fd = responder_connect();

	peer_send(fd, no_fastcgi[_i], strlen(no_fastcgi[_i]));
	peer_expect_end(fd, PROMPT);
	close(fd);
	others_are_served();
}
END_TEST

TCase *
topic_records(void)
{
	TCase *topic = topic_new("records");

	add_table_test(topic, a_strange_record_harms_nobody, strange);
	add_table_test(topic, a_bad_begin_ends_the_connection, begins);
	tcase_add_test(topic, a_request_with_id_0_ends_the_connection);
	add_table_test(
	    topic, what_is_not_fastcgi_ends_the_connection, no_fastcgi);
	return topic;
}
