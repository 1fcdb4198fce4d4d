/* Requests that are too large, cut short, or oddly sent. */
#include <string.h>

#include "expect.h"
#include "must.h"
#include "pool.h"
#include "topics.h"

static char *
repeat(char letter, size_t count)
{
	char *text = keep(count + 1);

	memset(text, letter, count);
	return text;
}

/* clang-format off */
static const char *const names[] = {
	"X-Junk", "If-None-Match", "X-Request-Id", "Authorization",
	"Content-Type", "Cookie", "Accept",
};
/* clang-format on */

START_TEST(a_header_line_of_16_kb_is_refused)
{
	static const int statuses[] = { 400, 431, 0 };

	expect_refusal(
	    ask("GET", "/api/movies/{movie}/",
		keep_printf("%s: %s\r\n", names[_i], repeat('a', 16 * 1024)),
		NULL),
	    statuses);
	expect_alive();
}
END_TEST

START_TEST(a_request_line_of_16_kb_is_refused)
{
	static const int statuses[] = { 400, 414, 431, 0 };
	const char *much = repeat('a', 16 * 1024);

	expect_refusal(
	    get(keep_printf("/api/movies/?genre=%s", much)), statuses);
	expect_refusal(get(keep_printf("/api/%s", much)), statuses);
	expect_alive();
}
END_TEST

START_TEST(many_header_lines_break_nothing)
{
	static const int statuses[] = { 400, 431, 0 };
	const char *lines = "";
	struct reply *reply;

	for (int i = 0; i < 100; i++)
		lines = keep_printf("%sX-Line-%d: %d\r\n", lines, i, i);
	reply = ask("GET", "/api/movies/{movie}/", lines, NULL);
	if (reply->status == 200)
		expect_json(reply);
	else
		expect_refusal(reply, statuses);
	expect_alive();
}
END_TEST

START_TEST(a_body_that_is_too_large_answers_413)
{
	static const int statuses[] = { 413, 0 };
	static const char request[] = "POST /api/movies/ HTTP/1.1\r\n"
				      "Host: marquee.test\r\n"
				      "Connection: close\r\n"
				      "Content-Type: application/json\r\n"
				      "Content-Length: 1000000000\r\n\r\n{";
	struct reply *reply = ask_bytes(request, sizeof request - 1);

	ck_assert_ptr_nonnull(reply);
	expect_refusal(reply, statuses);
	expect_alive();
}
END_TEST

/* A GET with a body is odd; lighttpd does not take it. */
static const char *const with_body[] = { "GET", "POST", "DELETE" };

START_TEST(a_body_nobody_wants_is_read_away)
{
	struct connection *connection = connection_open();
	const char *method = with_body[_i];
	const char *body = repeat('\1', 1000);
	const char *request =
	    keep_printf("%s /api/genres/ HTTP/1.1\r\nHost: marquee.test\r\n"
			"Content-Length: %zu\r\n\r\n%s"
			"GET /healthz HTTP/1.1\r\nHost: marquee.test\r\n\r\n",
		method, strlen(body), body);
	struct reply *reply;

	connection_send(connection, request, strlen(request));
	reply = connection_receive(connection, false);
	ck_assert_ptr_nonnull(reply);
	if (strcmp(method, "GET") != 0)
		expect_problem(reply, 405);
	else if (reply->status == 400)
		return;
	else
		expect_json(reply);
	reply = connection_receive(connection, false);
	ck_assert_ptr_nonnull(reply);
	expect_status(reply, 200);
	connection_close(connection);
}
END_TEST

START_TEST(a_chunked_body_is_read_away)
{
	static const char request[] = "POST /api/genres/ HTTP/1.1\r\n"
				      "Host: marquee.test\r\n"
				      "Transfer-Encoding: chunked\r\n\r\n"
				      "5\r\n{\"a\":\r\n3\r\n 1}\r\n0\r\n\r\n";
	struct reply *reply = ask_bytes(request, sizeof request - 1);

	ck_assert_ptr_nonnull(reply);
	expect_problem(reply, 405);
	expect_alive();
}
END_TEST

START_TEST(many_requests_share_a_connection)
{
	static const char request[] = "GET /api/genres/ HTTP/1.1\r\n"
				      "Host: marquee.test\r\n\r\n"
				      "HEAD /api/genres/ HTTP/1.1\r\n"
				      "Host: marquee.test\r\n\r\n"
				      "GET /api/nothing HTTP/1.1\r\n"
				      "Host: marquee.test\r\n\r\n";
	struct connection *connection = connection_open();

	for (int i = 0; i < 20; i++) {
		static const int statuses[] = { 200, 200, 404 };

		connection_send(connection, request, sizeof request - 1);
		for (int j = 0; j < 3; j++) {
			struct reply *reply =
			    connection_receive(connection, j == 1);

			must(reply != NULL, "no answer %d.%d", i, j);
			expect_status(reply, statuses[j]);
		}
	}
	connection_close(connection);
}
END_TEST

/* clang-format off */
static const char *const halves[] = {
	"",
	"G",
	"GET /api/mov",
	"GET /api/movies/ HTTP/1.1",
	"GET /api/movies/ HTTP/1.1\r\nHost: marquee.test\r\nX-",
	"GET /api/movies/?limit=100 HTTP/1.1\r\nHost: marquee.test\r\n\r\n",
	"GET /api/movies/?count=exact&sort=rating HTTP/1.1\r\n"
	"Host: marquee.test\r\n\r\nGET /api/",
	"POST /api/movies/ HTTP/1.1\r\nHost: marquee.test\r\n"
	"Content-Length: 100\r\n\r\n{\"name\"",
	"POST /api/movies/ HTTP/1.1\r\nHost: marquee.test\r\n"
	"Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a",
};
/* clang-format on */

START_TEST(a_client_that_goes_away_disturbs_nobody)
{
	for (int i = 0; i < 30; i++) {
		struct connection *connection = connection_open();

		connection_send(connection, halves[_i], strlen(halves[_i]));
		connection_close(connection);
	}
	expect_alive();
}
END_TEST

START_TEST(a_silent_client_disturbs_nobody)
{
	struct connection *connections[50];

	for (int i = 0; i < 50; i++) {
		const char *half = halves[i % 5];

		connections[i] = connection_open();
		connection_send(connections[i], half, strlen(half));
	}
	expect_alive();
	for (int i = 0; i < 50; i++)
		connection_close(connections[i]);
	expect_alive();
}
END_TEST

TCase *
topic_bad_request(void)
{
	TCase *topic = topic_new("bad request");

	add_table_test(topic, a_header_line_of_16_kb_is_refused, names);
	tcase_add_test(topic, a_request_line_of_16_kb_is_refused);
	tcase_add_test(topic, many_header_lines_break_nothing);
	tcase_add_test(topic, a_body_that_is_too_large_answers_413);
	add_table_test(topic, a_body_nobody_wants_is_read_away, with_body);
	tcase_add_test(topic, a_chunked_body_is_read_away);
	tcase_add_test(topic, many_requests_share_a_connection);
	add_table_test(topic, a_client_that_goes_away_disturbs_nobody, halves);
	tcase_add_test(topic, a_silent_client_disturbs_nobody);
	return topic;
}
