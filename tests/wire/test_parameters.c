/* Parameters: many, large, and malformed. */
#include <string.h>
#include <unistd.h>

#include "keep.h"
#include "peer.h"
#include "responder.h"
#include "topics.h"

/* A request around parameters as they are. */
static struct bytes
request_with(const void *parameters, size_t size)
{
	struct bytes bytes = { 0 };

	put_begin(&bytes, 1, RESPONDER, KEEP);
	put_stream(&bytes, PARAMS, 1, parameters, size);
	put_stream(&bytes, STDIN, 1, NULL, 0);
	return bytes;
}

static struct bytes
usual_parameters(void)
{
	struct bytes parameters = { 0 };

	put_parameters(
	    &parameters, &(struct request){ .target = "/api/movies/1/" });
	return parameters;
}

/* On one connection, twice: what is left behind would show. */
static void
expect_answers(const struct bytes *parameters)
{
	struct bytes bytes = request_with(parameters->at, parameters->size);
	int fd = responder_connect();

	for (int i = 0; i < 2; i++) {
		ck_assert(peer_send_bytes(fd, &bytes));
		peer_expect(fd, 200);
	}
	close(fd);
	others_are_served();
}

START_TEST(a_thousand_parameters_are_taken)
{
	struct bytes parameters = { 0 }, usual = usual_parameters();

	for (int i = 0; i < 1000; i++)
		put_parameter(&parameters, keep_printf("HTTP_X_%d", i), "v");
	put_bytes(&parameters, &usual);
	expect_answers(&parameters);
}
END_TEST

START_TEST(parameters_of_64_KiB_are_taken)
{
	struct bytes parameters = usual_parameters();
	size_t rest = 65536 - parameters.size - 1 - 4 - 1;
	char *value = keep(rest + 1);

	memset(value, 'v', rest);
	put_parameter(&parameters, "X", value);
	ck_assert_uint_eq(parameters.size, 65536);
	expect_answers(&parameters);
}
END_TEST

START_TEST(empty_names_and_values_are_taken)
{
	struct bytes parameters = { 0 }, usual = usual_parameters();

	put_parameter(&parameters, "", "");
	put_parameter(&parameters, "", "value");
	put_parameter(&parameters, "NAME", "");
	put_bytes(&parameters, &usual);
	expect_answers(&parameters);
}
END_TEST

static const size_t too_much[] = { 65537, 100000, 1000000, 10000000 };

START_TEST(more_parameters_end_the_connection)
{
	struct bytes bytes = request_with(keep(too_much[_i]), too_much[_i]);
	int fd = responder_connect();

	peer_send_bytes(fd, &bytes);
	peer_expect_end(fd, PROMPT);
	close(fd);
	others_are_served();
}
END_TEST

START_TEST(no_parameters_at_all_are_a_bad_request)
{
	struct bytes bytes = request_with(NULL, 0);
	int fd = responder_connect();

	ck_assert(peer_send_bytes(fd, &bytes));
	peer_expect(fd, 400);
	peer_ask(fd, "/healthz");
	peer_expect(fd, 200);
	close(fd);
}
END_TEST

#define BYTES(...)                                                        \
	{                                                                 \
		{ __VA_ARGS__ }, sizeof((unsigned char[]){ __VA_ARGS__ }) \
	}

/* Lengths of names and values that promise more than there is. */
static const struct {
	unsigned char bytes[16];
	size_t size;
} malformed[] = {
	BYTES(1),
	BYTES(0x80),
	BYTES(0x80, 0, 0),
	BYTES(1, 0x80, 0, 0),
	BYTES(1, 1),
	BYTES(1, 1, 'N'),
	BYTES(2, 0, 'N'),
	BYTES(127, 127, 'N'),
	BYTES(0x80, 0, 1, 0, 1, 'N'),
	BYTES(0x80, 1, 0, 0, 0x80, 1, 0, 0, 'N'),
	BYTES(0xff, 0xff, 0xff, 0xff, 0, 'N'),
	BYTES(0xff, 0xff, 0xff, 0xfe, 0, 'N'),
	BYTES(0, 0xff, 0xff, 0xff, 0xff),
	BYTES(1, 0xff, 0xff, 0xff, 0xff, 'N', 'v'),
	BYTES(1, 0xff, 0xff, 0xff, 0xfe, 'N', 'v'),
	BYTES(0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xff, 0xfe, 'N'),
	BYTES(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 'N'),
	BYTES(0xc0, 0, 0, 0, 0xc0, 0, 0, 0, 'N'),
};

/* Whole in the socket, and bit by bit: two ways through the responder. */
static void
expect_end_both_ways(const struct bytes *bytes)
{
	for (int i = 0; i < 2; i++) {
		int fd = responder_connect();

		ck_assert(peer_send(fd, bytes->at, 20));
		if (i == 1)
			usleep(5000);
		ck_assert(peer_send(fd, bytes->at + 20, bytes->size - 20));
		peer_expect_end(fd, PROMPT);
		close(fd);
		others_are_served();
	}
}

START_TEST(malformed_lengths_end_the_connection)
{
	struct bytes bytes =
	    request_with(malformed[_i].bytes, malformed[_i].size);

	expect_end_both_ways(&bytes);
}
END_TEST

START_TEST(malformed_lengths_behind_good_ones_end_the_connection)
{
	struct bytes parameters = usual_parameters(), bytes;

	put(&parameters, malformed[_i].bytes, malformed[_i].size);
	bytes = request_with(parameters.at, parameters.size);
	expect_end_both_ways(&bytes);
}
END_TEST

TCase *
topic_parameters(void)
{
	TCase *topic = topic_new("parameters");

	tcase_add_test(topic, a_thousand_parameters_are_taken);
	tcase_add_test(topic, parameters_of_64_KiB_are_taken);
	tcase_add_test(topic, empty_names_and_values_are_taken);
	add_table_test(topic, more_parameters_end_the_connection, too_much);
	tcase_add_test(topic, no_parameters_at_all_are_a_bad_request);
	add_table_test(topic, malformed_lengths_end_the_connection, malformed);
	add_table_test(topic,
	    malformed_lengths_behind_good_ones_end_the_connection, malformed);
	return topic;
}
