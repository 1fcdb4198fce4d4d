/* Headers that every answer carries. */
#include <string.h>

#include "expect.h"
#include "must.h"
#include "pool.h"
#include "topics.h"

/* clang-format off */
static const struct {
	const char *method, *target, *headers;
	int status;
} answers[] = {
	{ "GET", "/api/movies/", NULL, 200 },
	{ "GET", "/api/movies/{movie}/", NULL, 200 },
	{ "GET", "/api/movies/{movie}/", "If-None-Match: *\r\n", 304 },
	{ "HEAD", "/api/movies/{movie}/", NULL, 200 },
	{ "OPTIONS", "/api/movies/", NULL, 204 },
	{ "GET", "/api/people/", NULL, 200 },
	{ "GET", "/api/genres/", NULL, 200 },
	{ "GET", "/healthz", NULL, 200 },
	{ "GET", "/readyz", NULL, 200 },
	{ "GET", "/api/movies/?cursor=x", NULL, 400 },
	{ "GET", "/api/movies/?nothing=1", NULL, 400 },
	{ "GET", "/api/movies/0/", NULL, 404 },
	{ "GET", "/api/nothing/", NULL, 404 },
	{ "DELETE", "/api/movies/", NULL, 405 },
	{ "GET", "/api/movies/?limit=0", NULL, 422 },
};
/* clang-format on */

static struct reply *
answer(int i, const char *headers)
{
	struct reply *reply = ask(answers[i].method, answers[i].target,
	    keep_printf("%s%s", headers,
		answers[i].headers == NULL ? "" : answers[i].headers),
	    NULL);

	expect_status(reply, answers[i].status);
	return reply;
}

START_TEST(any_origin_may_read_every_answer)
{
	static const char *const exposed[] = { "Link", "ETag", "Location",
		"X-Total-Count", "X-Request-Id" };
	struct reply *reply = answer(_i, "Origin: https://example.org\r\n");
	size_t i;

	ck_assert_pstr_eq(header(reply, "Access-Control-Allow-Origin"), "*");
	for (i = 0; i < sizeof exposed / sizeof *exposed; i++)
		must(header_has(
			 reply, "Access-Control-Expose-Headers", exposed[i]),
		    "%s: %s is not exposed", reply->request, exposed[i]);
}
END_TEST

START_TEST(every_answer_has_a_request_id_of_its_own)
{
	const char *first = header(answer(_i, ""), "X-Request-Id");
	const char *second = header(answer(_i, ""), "X-Request-Id");

	expect_form(first, "[0-9a-f]{32}", "X-Request-Id");
	expect_form(second, "[0-9a-f]{32}", "X-Request-Id");
	ck_assert_str_ne(first, second);
}
END_TEST

START_TEST(every_answer_repeats_the_request_id_it_was_given)
{
	static const char given[] = "X-Request-Id: from.the-client_42\r\n";

	ck_assert_pstr_eq(
	    header(answer(_i, given), "X-Request-Id"), "from.the-client_42");
}
END_TEST

/* No content type is guessed, and no answer is empty without saying so. */
START_TEST(every_answer_is_what_its_type_says)
{
	struct reply *reply = answer(_i, "");

	ck_assert_pstr_eq(header(reply, "X-Content-Type-Options"), "nosniff");
	if (reply->status == 204 || reply->status == 304)
		return;
	ck_assert_pstr_ne(header(reply, "Content-Type"), NULL);
}
END_TEST

START_TEST(a_preflight_is_told_what_is_allowed)
{
	static const char *const wanted[] = { "Authorization", "Content-Type",
		"Idempotency-Key", "If-Match", "If-None-Match",
		"X-Request-Id" };
	struct reply *reply = ask("OPTIONS", paths[_i],
	    "Origin: https://example.org\r\n"
	    "Access-Control-Request-Method: GET\r\n"
	    "Access-Control-Request-Headers: authorization\r\n",
	    NULL);
	size_t i;

	expect_status(reply, 204);
	ck_assert(header_has(reply, "Access-Control-Allow-Methods", "GET"));
	ck_assert(header_has(reply, "Access-Control-Allow-Methods", "HEAD"));
	for (i = 0; i < sizeof wanted / sizeof *wanted; i++)
		must(header_has(
			 reply, "Access-Control-Allow-Headers", wanted[i]),
		    "%s: %s may not be sent", reply->request, wanted[i]);
	expect_form(header(reply, "Access-Control-Max-Age"), "[1-9][0-9]*",
	    "Access-Control-Max-Age");
}
END_TEST

#define LETTERS_32 "abcdefghijklmnopqrstuvwxyz-_.ABC"
#define LETTERS_128 LETTERS_32 LETTERS_32 LETTERS_32 LETTERS_32

static const char *const sane_ids[] = { "x", "0", "...", "-", "A_z.9-",
	"c56a4180-65aa-42ec-a945-5fd21dec0538", LETTERS_128 };

START_TEST(a_sane_request_id_is_taken)
{
	struct reply *reply = ask("GET", "/api/nothing/",
	    keep_printf("X-Request-Id: %s\r\n", sane_ids[_i]), NULL);

	ck_assert_pstr_eq(header(reply, "X-Request-Id"), sane_ids[_i]);
	ck_assert_str_eq(member_text(expect_problem(reply, 404), "request_id"),
	    sane_ids[_i]);
}
END_TEST

static const char *const odd_ids[] = { "", "two words", "semi;colon",
	"\"quoted\"", "back\\slash", "{}", "a,b", "a/b", "\xC3\xA9", "\xFF",
	"$request_id", "%41", LETTERS_128 "a" };

START_TEST(an_odd_request_id_is_replaced)
{
	struct reply *reply = ask("GET", "/api/nothing/",
	    keep_printf("X-Request-Id: %s\r\n", odd_ids[_i]), NULL);

	expect_problem(reply, 404);
	expect_form(header(reply, "X-Request-Id"), "[0-9a-f]{32}", odd_ids[_i]);
}
END_TEST

START_TEST(a_long_answer_is_compressed_for_those_who_ask)
{
	struct reply *plain = get("/api/movies/?limit=100");
	struct reply *packed = ask(
	    "GET", "/api/movies/?limit=100", "Accept-Encoding: gzip\r\n", NULL);

	ck_assert_ptr_null(header(plain, "Content-Encoding"));
	expect_status(packed, 200);
	ck_assert_pstr_eq(header(packed, "Content-Encoding"), "gzip");
	ck_assert(header_has(packed, "Vary", "Accept-Encoding"));
	ck_assert_uint_lt(packed->size, plain->size / 2);
	ck_assert_mem_eq(packed->body, "\x1f\x8b", 2);
}
END_TEST

TCase *
topic_headers(void)
{
	TCase *topic = topic_new("headers");

	add_table_test(topic, any_origin_may_read_every_answer, answers);
	add_table_test(
	    topic, every_answer_has_a_request_id_of_its_own, answers);
	add_table_test(
	    topic, every_answer_repeats_the_request_id_it_was_given, answers);
	add_table_test(topic, every_answer_is_what_its_type_says, answers);
	tcase_add_loop_test(
	    topic, a_preflight_is_told_what_is_allowed, 0, PATHS);
	add_table_test(topic, a_sane_request_id_is_taken, sane_ids);
	add_table_test(topic, an_odd_request_id_is_replaced, odd_ids);
	tcase_add_test(topic, a_long_answer_is_compressed_for_those_who_ask);
	return topic;
}
