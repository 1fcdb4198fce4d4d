/* Bytes in a path or a query that stand for no text. */
#include <string.h>

#include "expect.h"
#include "fixture.h"
#include "must.h"
#include "pool.h"
#include "topics.h"

/* clang-format off */
static const char *const bad_bytes[] = {
	/* no percent-encoding (RFC 3986, section 2.1) */
	"%", "%4", "%zz", "%4g", "%g4", "1%", "1%1", "%%31", "%-1", "%0x31",
	"%u0031",
	/* NUL */
	"%00", "1%00", "%001", "1%002",
	/* no UTF-8 (RFC 3629): stray, cut, overlong, surrogate, too high */
	"%ff", "%FE", "%80", "1%bf", "%c3", "%c3%28", "%e2%82", "%e2%28%a1",
	"%f0%9f%8e", "%c0%80", "%c0%af", "%c1%bf", "%e0%80%af", "%f0%80%80%af",
	"%ed%a0%80", "%ed%bf%bf", "%f4%90%80%80", "%f5%80%80%80",
	"%f8%88%80%80%80", "%fc%84%80%80%80%80",
	/* the same, not encoded */
	"\xff", "1\xc3", "\xed\xa0\x80",
};

static const char *const in_path[] = {
	"/api/movies/%s/", "/api/movies/%s", "/api/movie/%s/",
	"/api/people/%s/", "/api/people/%s/movies/", "/api/%s",
	"/api/movies%s/", "/api/genres/%s", "/healthz%s",
};

static const char *const in_query[] = {
	"/api/movies/?genre=%s", "/api/movies/?genre=drama&director=%s",
	"/api/movies/?genre=%s&limit=5", "/api/movies/?limit=%s",
	"/api/movies/?sort=%s", "/api/movies/?cursor=%s",
	"/api/movies/?%s", "/api/movies/?%s=1", "/api/movies/?a%s=1&limit=1",
	"/api/people/?limit=%s", "/api/movies/{movie}/?x=%s", "/healthz?%s",
};
/* clang-format on */

/* It may be the web server that has trouble with them already. */
static void
expect_bad_request(const char *method, const char *form, const char *bytes)
{
	static const int statuses[] = { 400, 0 };
	const char *place = strstr(form, "%s");

	expect_refusal(ask(method,
			   keep_printf("%.*s%s%s", (int)(place - form), form,
			       bytes, place + 2),
			   NULL, strcmp(method, "GET") == 0 ? NULL : "{}"),
	    statuses);
}

START_TEST(a_path_with_them_answers_400)
{
	for (size_t i = 0; i < sizeof in_path / sizeof *in_path; i++)
		expect_bad_request("GET", in_path[i], bad_bytes[_i]);
	expect_bad_request("POST", in_path[0], bad_bytes[_i]);
	expect_bad_request("OPTIONS", in_path[0], bad_bytes[_i]);
	expect_alive();
}
END_TEST

START_TEST(a_query_with_them_answers_400)
{
	for (size_t i = 0; i < sizeof in_query / sizeof *in_query; i++)
		expect_bad_request("GET", in_query[i], bad_bytes[_i]);
	expect_alive();
}
END_TEST

/* Raw bytes that end or divide a line of HTTP: any 4xx, or none at all. */
static const struct {
	const char *bytes;
	size_t size;
} raw[] = {
#define RAW(bytes)                      \
	{                               \
		bytes, sizeof bytes - 1 \
	}
	RAW("GET /api/movies/\0/ HTTP/1.1\r\nHost: a\r\n\r\n"),
	RAW("GET /api/movies/?genre=\0 HTTP/1.1\r\nHost: a\r\n\r\n"),
	RAW("GET /api/movies/ HTTP/1.1\r\nHost: a\r\nX-Junk: \0\r\n\r\n"),
	RAW("GET /api/movies/ HTTP/1.1\r\nHost: a\r\nX-J\0nk: 1\r\n\r\n"),
	RAW("GET /api/movies/\x01/ HTTP/1.1\r\nHost: a\r\n\r\n"),
	RAW("GET /api/movies/ 1/ HTTP/1.1\r\nHost: a\r\n\r\n"),
	RAW("GET /api/movies/ HTTP/1.1\r\nno colon here\r\nHost: a\r\n\r\n"),
	RAW("GET /api/movies/ HTTP/1.1\r\n: no name\r\nHost: a\r\n\r\n"),
	RAW("GET /api/movies/ HTTP/1.1\r\n\r\n"),
	RAW("GET api/movies/ HTTP/1.1\r\nHost: a\r\n\r\n"),
	RAW("get /api/movies/ HTTP/1.1\r\nHost: a\r\n\r\n"),
	RAW("GET /api/movies/ HTTP/9.9\r\nHost: a\r\n\r\n"),
	RAW("POST /api/movies/ HTTP/1.1\r\nHost: a\r\n"
	    "Content-Length: -1\r\n\r\n"),
	RAW("POST /api/movies/ HTTP/1.1\r\nHost: a\r\n"
	    "Content-Length: 1x\r\n\r\n"),
	RAW("POST /api/movies/ HTTP/1.1\r\nHost: a\r\n"
	    "Content-Length: 99999999999999999999\r\n\r\n"),
	RAW("POST /api/movies/ HTTP/1.1\r\nHost: a\r\n"
	    "Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}"),
	RAW("POST /api/movies/ HTTP/1.1\r\nHost: a\r\n"
	    "Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
	RAW("\0\0\0\0\r\n\r\n"),
	RAW("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"),
#undef RAW
};

START_TEST(a_broken_request_is_never_our_fault)
{
	struct reply *reply = ask_bytes(raw[_i].bytes, raw[_i].size);

	must(reply == NULL || (reply->status >= 400 && reply->status < 500) ||
		reply->status == 501 || reply->status == 505,
	    "came %d", reply == NULL ? 0 : reply->status);
	expect_alive();
}
END_TEST

TCase *
topic_bad_bytes(void)
{
	TCase *topic = topic_new("bad bytes");

	add_table_test(topic, a_path_with_them_answers_400, bad_bytes);
	add_table_test(topic, a_query_with_them_answers_400, bad_bytes);
	add_table_test(topic, a_broken_request_is_never_our_fault, raw);
	return topic;
}
