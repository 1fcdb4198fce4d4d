/* The walk along FastCGI records: where a request ends, and what is none. */
#include "engine/frame.h"

#include <stdlib.h>
#include <string.h>

#include "engine/buffer.h"
#include "engine/memory.h"
#include "unit.h"

enum { RECORDS_MAX = 8, BIG = 65535 };

/* FastCGI Specification 1.0, section 8. */
enum type {
	BEGIN = 1,
	ABORT,
	END,
	PARAMS,
	STDIN,
	STDOUT,
	STDERR,
	DATA,
	GET_VALUES,
};

enum { RESPONDER = 1, AUTHORIZER, FILTER };

/* A record; what is 0 is the usual: version 1, id 1. */
struct record {
	enum type type;
	int size;    /* of the content; of BEGIN: other than 8 */
	int padding; /* bytes */
	int id;
	int role; /* the first two bytes of the content; 0: RESPONDER */
	int version;
	bool id_0;
};

struct request {
	const char *claim;
	struct record records[RECORDS_MAX];
	size_t rest; /* bytes of records that are no more of the request */
};

static void
record_put(struct buffer *out, const struct record *record)
{
	int size =
	    record->type == BEGIN && record->size == 0 ? 8 : record->size;
	int id = record->id_0 ? 0 : record->id == 0 ? 1 : record->id;
	int role = record->role == 0 ? RESPONDER : record->role;

	buffer_char(out, (char)(record->version == 0 ? 1 : record->version));
	buffer_char(out, (char)record->type);
	buffer_char(out, (char)(id >> 8));
	buffer_char(out, (char)(id & 255));
	buffer_char(out, (char)(size >> 8));
	buffer_char(out, (char)(size & 255));
	buffer_char(out, (char)record->padding);
	buffer_char(out, 0);
	for (int i = 0; i < size; i++)
		if (i < 2 && record->type != PARAMS)
			buffer_char(out, (char)(role >> (i == 0 ? 8 : 0)));
		else
			/* As parameters: an empty name with an empty value. */
			buffer_char(
			    out, record->type == PARAMS ? 0 : (char)0xee);
	for (int i = 0; i < record->padding; i++)
		buffer_char(out, (char)0xdd);
}

static struct buffer
bytes_of(const struct record *records)
{
	struct buffer bytes;

	buffer_init(&bytes, scratch, 4096);
	for (int i = 0; i < RECORDS_MAX && records[i].type != 0; i++)
		record_put(&bytes, &records[i]);
	return bytes;
}

/*
 * Walks the first `size` bytes, which stand alone in memory: a look beyond
 * them is seen by the sanitizers.
 */
static enum frame_state
walk(struct frame *frame, const struct buffer *bytes, size_t size)
{
	unsigned char *alone = memory_alloc(size);
	enum frame_state state;

	memcpy(alone, bytes->bytes, size);
	state = frame_walk(frame, alone, size);
	free(alone);
	return state;
}

/* clang-format off */
static const struct request whole[] = {
	{ "the smallest request", { { BEGIN }, { PARAMS }, { STDIN } } },
	{ "parameters without a body",
	  { { BEGIN }, { PARAMS, 20 }, { PARAMS }, { STDIN } } },
	{ "parameters and a body",
	  { { BEGIN }, { PARAMS, 20 }, { PARAMS }, { STDIN, 9 }, { STDIN } } },
	{ "parameters and a body in several records",
	  { { BEGIN }, { PARAMS, 1 }, { PARAMS, 5 }, { PARAMS },
	    { STDIN, 3 }, { STDIN, 1 }, { STDIN } } },
	{ "padding everywhere",
	  { { BEGIN }, { PARAMS, 2, 6 }, { PARAMS },
	    { STDIN, 9, 1 }, { STDIN } } },
	{ "the most padding",
	  { { BEGIN }, { PARAMS, 2, 255 }, { PARAMS }, { STDIN, 1, 255 },
	    { STDIN } } },
	{ "an id of two bytes",
	  { { BEGIN, .id = 0x1234 }, { PARAMS, 2, .id = 0x1234 },
	    { PARAMS, .id = 0x1234 }, { STDIN, .id = 0x1234 } } },
	{ "the highest id",
	  { { BEGIN, .id = 65535 }, { PARAMS, .id = 65535 },
	    { STDIN, .id = 65535 } } },
	{ "a size of two bytes",
	  { { BEGIN }, { PARAMS, 0x122 }, { PARAMS }, { STDIN } } },
	{ "another request behind it",
	  { { BEGIN }, { PARAMS, 4 }, { PARAMS }, { STDIN }, { BEGIN },
	    { PARAMS } }, 24 },
	{ "bytes behind it that mean nothing",
	  { { BEGIN }, { PARAMS }, { STDIN }, { DATA, .version = 7 } }, 8 },
};
/* clang-format on */

START_TEST(a_whole_request_ends_where_it_ends)
{
	struct buffer bytes = bytes_of(whole[_i].records);
	struct frame frame = { 0 };

	must(walk(&frame, &bytes, bytes.size) == FRAME_WHOLE, "%s",
	    whole[_i].claim);
	ck_assert_uint_eq(frame.at, bytes.size - whole[_i].rest);
}
END_TEST

START_TEST(a_request_may_come_in_two_parts_split_anywhere)
{
	struct buffer bytes = bytes_of(whole[_i].records);
	size_t end = bytes.size - whole[_i].rest;

	for (size_t part = 0; part < end; part++) {
		struct frame frame = { 0 };

		must(walk(&frame, &bytes, part) == FRAME_PART,
		    "%s: the first %zu of %zu bytes", whole[_i].claim, part,
		    end);
		must(walk(&frame, &bytes, bytes.size) == FRAME_WHOLE &&
			frame.at == end,
		    "%s: the rest after %zu bytes", whole[_i].claim, part);
	}
}
END_TEST

START_TEST(a_request_may_come_byte_by_byte)
{
	struct buffer bytes = bytes_of(whole[_i].records);
	size_t end = bytes.size - whole[_i].rest;
	struct frame frame = { 0 };

	for (size_t part = 0; part < end; part++)
		must(walk(&frame, &bytes, part) == FRAME_PART,
		    "%s: %zu of %zu bytes", whole[_i].claim, part, end);
	must(walk(&frame, &bytes, end) == FRAME_WHOLE && frame.at == end,
	    "%s: all %zu bytes", whole[_i].claim, end);
}
END_TEST

/* clang-format off */
static const struct request wrong[] = {
	{ "another version at the start", { { BEGIN, .version = 2 } } },
	{ "another version later",
	  { { BEGIN }, { PARAMS, .version = 2 } } },
	{ "the role of an authorizer", { { BEGIN, .role = AUTHORIZER } } },
	{ "the role of a filter", { { BEGIN, .role = FILTER } } },
	{ "a role of two bytes", { { BEGIN, .role = 0x101 } } },
	{ "a beginning that is too short",
	  { { BEGIN, 7, .padding = 1 } } },
	{ "a beginning that is too long", { { BEGIN, 16 } } },
	{ "a beginning without an id", { { BEGIN, .id_0 = true } } },
	{ "parameters at the start", { { PARAMS, 8 } } },
	{ "the end of the parameters at the start",
	  { { PARAMS }, { STDIN } } },
	{ "a body at the start", { { STDIN, 8 } } },
	{ "an abort at the start", { { ABORT, 8 } } },
	{ "a question about the server at the start",
	  { { GET_VALUES, 8, .id_0 = true } } },
	{ "a second beginning", { { BEGIN }, { BEGIN } } },
	{ "a body before parameters", { { BEGIN }, { STDIN, 4 } } },
	{ "a body between parameters",
	  { { BEGIN }, { PARAMS, 4 }, { STDIN, 4 } } },
	{ "the end of the body before that of the parameters",
	  { { BEGIN }, { PARAMS, 4 }, { STDIN } } },
	{ "parameters after their end",
	  { { BEGIN }, { PARAMS, 4 }, { PARAMS }, { PARAMS, 4 } } },
	{ "a second end of the parameters",
	  { { BEGIN }, { PARAMS, 4 }, { PARAMS }, { PARAMS } } },
	{ "parameters after the body began",
	  { { BEGIN }, { PARAMS }, { STDIN, 4 }, { PARAMS, 4 } } },
	{ "parameters of another request",
	  { { BEGIN }, { PARAMS, 4, .id = 2 } } },
	{ "parameters of one that has the same low byte",
	  { { BEGIN }, { PARAMS, 4, .id = 0x101 } } },
	{ "the end of the parameters of another request",
	  { { BEGIN }, { PARAMS, 4 }, { PARAMS, .id = 2 } } },
	{ "a body of another request",
	  { { BEGIN }, { PARAMS }, { STDIN, 4, .id = 2 } } },
	{ "the end of the body of another request",
	  { { BEGIN }, { PARAMS }, { STDIN, .id = 2 } } },
	{ "another request between",
	  { { BEGIN }, { BEGIN, .id = 2 } } },
	{ "a question about the server between",
	  { { BEGIN }, { GET_VALUES, .id_0 = true } } },
	{ "parameters without an id",
	  { { BEGIN }, { PARAMS, 4, .id_0 = true } } },
	{ "an abort between", { { BEGIN }, { PARAMS, 4 }, { ABORT } } },
	{ "an abort before the body",
	  { { BEGIN }, { PARAMS }, { ABORT } } },
	{ "data of a filter", { { BEGIN }, { PARAMS }, { DATA } } },
	{ "what only a responder sends",
	  { { BEGIN }, { PARAMS }, { STDOUT, 4 } } },
	{ "what only a responder sends as errors",
	  { { BEGIN }, { PARAMS }, { STDERR, 4 } } },
	{ "padding after the beginning",
	  { { BEGIN, .padding = 8 }, { PARAMS }, { STDIN } } },
	{ "padding at the end of the parameters",
	  { { BEGIN }, { PARAMS, 2 }, { PARAMS, 0, 8 }, { STDIN } } },
	{ "padding at the end of the body",
	  { { BEGIN }, { PARAMS }, { STDIN, 0, 8 } } },
	{ "half a length of a name at the end of the parameters",
	  { { BEGIN }, { PARAMS, 3 }, { PARAMS }, { STDIN } } },
	{ "an end of the request",
	  { { BEGIN }, { PARAMS }, { END, 8 } } },
	{ "a type that there is not",
	  { { BEGIN }, { (enum type)12, 4 } } },
};
/* clang-format on */

START_TEST(what_a_web_server_never_sends_is_wrong)
{
	struct buffer bytes = bytes_of(wrong[_i].records);
	struct frame frame = { 0 };

	must(walk(&frame, &bytes, bytes.size) == FRAME_WRONG, "%s",
	    wrong[_i].claim);
}
END_TEST

START_TEST(what_is_wrong_is_so_in_parts_as_well)
{
	struct buffer bytes = bytes_of(wrong[_i].records);

	for (size_t part = 0; part <= bytes.size; part++) {
		struct frame frame = { 0 };
		enum frame_state first = walk(&frame, &bytes, part);

		must(first != FRAME_WHOLE, "%s: %zu bytes", wrong[_i].claim,
		    part);
		must(first == FRAME_WRONG ||
			walk(&frame, &bytes, bytes.size) == FRAME_WRONG,
		    "%s: the rest after %zu bytes", wrong[_i].claim, part);
	}
}
END_TEST

/* clang-format off */
/* Sizes of records, which come before the empty one. */
static const struct {
	const char *claim;
	struct record records[RECORDS_MAX];
	enum frame_state state;
} limits[] = {
	{ "as many parameters as may be",
	  { { BEGIN }, { PARAMS, BIG }, { PARAMS, FRAME_PARAMS_MAX - BIG },
	    { PARAMS }, { STDIN } }, FRAME_WHOLE },
	{ "a byte of parameters more",
	  { { BEGIN }, { PARAMS, BIG }, { PARAMS, FRAME_PARAMS_MAX - BIG + 1 },
	    { PARAMS }, { STDIN } }, FRAME_WRONG },
	{ "many times too many parameters",
	  { { BEGIN }, { PARAMS, BIG }, { PARAMS, BIG }, { PARAMS, BIG },
	    { PARAMS }, { STDIN } }, FRAME_WRONG },
	{ "as large a body as may be",
	  { { BEGIN }, { PARAMS }, { STDIN, BIG },
	    { STDIN, FRAME_BODY_MAX - BIG }, { STDIN } }, FRAME_WHOLE },
	{ "a byte of the body more",
	  { { BEGIN }, { PARAMS }, { STDIN, BIG },
	    { STDIN, FRAME_BODY_MAX - BIG + 1 }, { STDIN } }, FRAME_OVER },
	{ "as much of both as may be",
	  { { BEGIN }, { PARAMS, 1, 255 }, { PARAMS, FRAME_PARAMS_MAX - 1 },
	    { PARAMS }, { STDIN, FRAME_BODY_MAX - 1, 255 }, { STDIN, 1 },
	    { STDIN } }, FRAME_WHOLE },
};
/* clang-format on */

START_TEST(a_request_is_refused_beyond_the_limits)
{
	struct buffer bytes = bytes_of(limits[_i].records);
	struct frame frame = { 0 };

	must(walk(&frame, &bytes, bytes.size) == limits[_i].state, "%s",
	    limits[_i].claim);
}
END_TEST

START_TEST(a_body_may_be_larger_where_it_is_said)
{
	static const size_t room[] = { BIG - 1, BIG, BIG + 1 };
	static const struct record records[RECORDS_MAX] = { { BEGIN },
		{ PARAMS }, { STDIN, FRAME_BODY_MAX - 1 }, { STDIN, 1 },
		{ STDIN, BIG }, { STDIN } };
	struct buffer bytes = bytes_of(records);

	for (int i = 0; i < ROWS(room); i++) {
		struct frame frame = { .body_more = room[i] };

		ck_assert_int_eq(walk(&frame, &bytes, bytes.size),
		    room[i] < BIG ? FRAME_OVER : FRAME_WHOLE);
	}
}
END_TEST

/* However much of it has come at a time. */
START_TEST(a_body_that_is_dropped_leaves_the_rest_as_it_was)
{
	static const struct record records[RECORDS_MAX] = { { BEGIN },
		{ PARAMS, 100 }, { PARAMS }, { STDIN, BIG }, { STDIN, 1, 255 },
		{ STDIN, BIG }, { STDIN } };
	static const struct record left[RECORDS_MAX] = { { BEGIN },
		{ PARAMS, 100 }, { PARAMS }, { STDIN } };
	static const size_t pieces[] = { 1, 7, 4096, 3 * BIG };
	struct buffer bytes = bytes_of(records), rest = bytes_of(left);

	for (int i = 0; i < ROWS(pieces); i++) {
		struct frame frame = { .body_more = SIZE_MAX - FRAME_BODY_MAX };
		unsigned char *spool = arena_alloc(scratch, bytes.size);
		enum frame_state state = FRAME_PART;
		size_t size = 0;

		for (size_t at = 0; at < bytes.size;) {
			size_t n = bytes.size - at;

			n = n < pieces[i] ? n : pieces[i];
			memcpy(spool + size, bytes.bytes + at, n);
			at += n;
			state = frame_walk(&frame, spool, size + n);
			size = frame_drop_body(&frame, spool, size + n);
		}
		ck_assert_int_eq(state, FRAME_WHOLE);
		ck_assert_uint_eq(frame.body, 2 * BIG + 1);
		ck_assert_uint_eq(frame.at, size);
		ck_assert_uint_eq(size, rest.size);
		ck_assert_mem_eq(spool, rest.bytes, size);
	}
}
END_TEST

START_TEST(what_is_too_much_is_refused_by_its_header)
{
	static const struct record records[RECORDS_MAX] = { { BEGIN },
		{ PARAMS, BIG }, { PARAMS, BIG } };
	struct buffer bytes = bytes_of(records);
	size_t header = 16 + 8 + BIG;
	struct frame frame = { 0 };

	ck_assert_int_eq(walk(&frame, &bytes, header + 7), FRAME_PART);
	ck_assert_int_eq(walk(&frame, &bytes, header + 8), FRAME_WRONG);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("frame");
	TCase *tests = unit_case(suite, "frame");

	tcase_add_loop_test(
	    tests, a_whole_request_ends_where_it_ends, 0, ROWS(whole));
	tcase_add_loop_test(tests,
	    a_request_may_come_in_two_parts_split_anywhere, 0, ROWS(whole));
	tcase_add_loop_test(
	    tests, a_request_may_come_byte_by_byte, 0, ROWS(whole));
	tcase_add_loop_test(
	    tests, what_a_web_server_never_sends_is_wrong, 0, ROWS(wrong));
	tcase_add_loop_test(
	    tests, what_is_wrong_is_so_in_parts_as_well, 0, ROWS(wrong));
	tcase_add_loop_test(
	    tests, a_request_is_refused_beyond_the_limits, 0, ROWS(limits));
	tcase_add_test(tests, a_body_may_be_larger_where_it_is_said);
	tcase_add_test(tests, a_body_that_is_dropped_leaves_the_rest_as_it_was);
	tcase_add_test(tests, what_is_too_much_is_refused_by_its_header);
	return suite;
}
