/* How a body is sent: its type, its size, in pieces or whole. */
#include <string.h>

#include "account.h"
#include "expect.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "write.h"

enum { BODY_MAX = 64 * 1024 };

static const char *const methods[] = { "POST", "PUT", "PATCH", "DELETE" };

static const char name[] = "{\"name\": \"Marquee test: body\"}";

/* clang-format off */
static const struct {
	const char *type;
	bool good, only_patch;
} types[] = {
	{ "application/json", true },
	{ "Application/JSON", true },
	{ "application/json; charset=utf-8", true },
	{ "application/json;charset=UTF-8", true },
	{ "application/json ; charset=\"utf-8\"", true },
	{ "application/merge-patch+json", true, true },
	{ "application/Merge-Patch+json; charset=utf-8", true, true },
	{ NULL },
	{ "" },
	{ "text/plain" },
	{ "text/json" },
	{ "application" },
	{ "application/" },
	{ "application/x-www-form-urlencoded" },
	{ "multipart/form-data; boundary=x" },
	{ "application/jsonx" },
	{ "application/json5" },
	{ "application/jso" },
	{ "xapplication/json" },
	{ "application/json-patch+json" },
	{ "application/problem+json" },
	{ "application/json, text/plain" },
	{ "text/plain; application/json" },
	{ "application/xml" },
	{ "*/*" },
	{ "json" },
};
/* clang-format on */

START_TEST(the_content_type_must_be_json)
{
	struct made movie = make("{'name': 'Marquee test: as it was'}");
	const char *type = types[_i].type;
	const char *line =
	    type == NULL ? "" : keep_printf("Content-Type: %s\r\n", type);

	for (int i = 0; i < 3; i++) {
		struct reply *reply =
		    ask(methods[i], i == 0 ? "/api/movies/" : movie.path,
			keep_printf("%s%s", bearer(admin_token()), line), name);

		if (!types[_i].good || (types[_i].only_patch && i < 2)) {
			expect_faults(reply, 415, "");
		} else if (i == 0) {
			struct made more = expect_made(reply);

			unmake(&more);
		} else {
			expect_json(reply);
		}
	}
	if (!types[_i].good)
		expect_unchanged(&movie);
	unmake(&movie);
}
END_TEST

/* clang-format off */
static const struct {
	const char *coding;
	bool good;
} codings[] = {
	{ "identity", true },
	{ "Identity", true },
	{ "gzip" },
	{ "br" },
	{ "gzip, identity" },
	{ "deflate;q=1" },
	{ "x" },
};
/* clang-format on */

/* What is encoded is not read, whether it is what it says or not. */
START_TEST(a_body_must_not_be_encoded)
{
	const char *line =
	    keep_printf("Content-Encoding: %s\r\n", codings[_i].coding);
	struct reply *reply = admin("POST", "/api/movies/", line, name);
	struct made movie;

	if (codings[_i].good) {
		movie = expect_made(reply);
		expect_json(admin("PATCH", movie.path, line, name));
		unmake(&movie);
		return;
	}
	expect_faults(reply, 415, "");
	ck_assert_pstr_eq(header(reply, "Accept-Encoding"), "identity");
	must(
	    strstr(reply->body, "Content-Encoding") != NULL, "%s", reply->body);
	movie = make(name);
	for (int i = 1; i < 3; i++)
		expect_faults(
		    admin(methods[i], movie.path, line, name), 415, "");
	expect_unchanged(&movie);
	/* Without a body there is nothing that is encoded. */
	expect_status(admin("DELETE", movie.path, line, NULL), 204);
	expect_faults(
	    admin("POST", "/api/movies/import/", line, "[]"), 415, "");
	expect_faults(ask("POST", "/api/users/login/token/",
			  keep_printf("Content-Type: "
				      "application/x-www-form-urlencoded\r\n%s",
			      line),
			  "username=a&password=b"),
	    415, "");
}
END_TEST

/* Good JSON of that size: with space at the end, or a long text. */
static const char *
body_of(size_t size, bool space)
{
	static const char head[] =
	    "{\"name\": \"Marquee test: body\", \"id\": \"";
	char *body = keep(size + 1);

	if (space) {
		memset(body, ' ', size);
		memcpy(body, name, sizeof name - 1);
	} else {
		memset(body, 'x', size);
		memcpy(body, head, sizeof head - 1);
		memcpy(body + size - 2, "\"}", 2);
	}
	return body;
}

static const struct {
	size_t size;
	bool good;
} sizes[] = {
	{ 1000, true },
	{ 8 * 1024, true },
	{ 16 * 1024 + 1, true },
	{ BODY_MAX - 1, true },
	{ BODY_MAX, true },
	{ BODY_MAX + 1, false },
	{ BODY_MAX + 1000, false },
	{ 2 * BODY_MAX, false },
	{ 1000 * 1000, false },
};

START_TEST(a_body_may_have_64_kib)
{
	static const int statuses[] = { 413, 0 };

	for (int space = 0; space < 2; space++) {
		struct reply *reply = admin_bytes("POST", "/api/movies/",
		    body_of(sizes[_i].size, space), sizes[_i].size);

		if (sizes[_i].good) {
			struct made movie = expect_made(reply);

			unmake(&movie);
		} else {
			expect_refusal(reply, statuses);
		}
	}
	expect_alive();
}
END_TEST

static const char *const lengths[] = { "65537", "1000000", "1000000000",
	"1073741824", "4294967297", "9223372036854775807" };

/* Nothing of it has to come before the answer does. */
START_TEST(a_declared_length_alone_answers_413)
{
	static const int statuses[] = { 413, 0 };

	for (int i = 0; i < 4; i++) {
		const char *head = keep_printf(
		    "%s /api/movies/%s HTTP/1.1\r\nHost: marquee.test\r\n"
		    "Connection: close\r\n%s" JSON_BODY
		    "Content-Length: %s\r\n\r\n{",
		    methods[i], i == 0 ? "" : "1/", bearer(admin_token()),
		    lengths[_i]);
		struct reply *reply = ask_bytes(head, strlen(head));

		must(reply != NULL, "no answer to %s", methods[i]);
		expect_refusal(reply, statuses);
	}
	expect_alive();
}
END_TEST

static const char *
chunked(const char *body, size_t piece)
{
	const char *all = "";

	for (size_t left = strlen(body); left > 0;) {
		size_t size = left < piece ? left : piece;

		all = keep_printf(
		    "%s%zx\r\n%.*s\r\n", all, size, (int)size, body);
		body += size;
		left -= size;
	}
	return keep_printf("%s0\r\n\r\n", all);
}

static struct reply *
post_chunked(const char *body, size_t piece)
{
	const char *request =
	    keep_printf("POST /api/movies/ HTTP/1.1\r\nHost: marquee.test\r\n"
			"Connection: close\r\n%s" JSON_BODY
			"Transfer-Encoding: chunked\r\n\r\n%s",
		bearer(admin_token()), chunked(body, piece));
	struct reply *reply = ask_bytes(request, strlen(request));

	must(reply != NULL, "no answer to chunks of %zu", piece);
	return reply;
}

START_TEST(a_body_may_come_in_chunks)
{
	static const int statuses[] = { 413, 0 };
	static const size_t pieces[] = { 1, 7, 100 };
	struct made movie;

	for (int i = 0; i < 3; i++) {
		movie = expect_made(post_chunked(name, pieces[i]));
		unmake(&movie);
	}
	movie = expect_made(post_chunked(body_of(BODY_MAX, true), 8000));
	unmake(&movie);
	expect_refusal(
	    post_chunked(body_of(2 * BODY_MAX, true), 8000), statuses);
	expect_alive();
}
END_TEST

START_TEST(a_body_may_wait_for_100_continue)
{
	struct made movie = expect_made(admin("POST", "/api/movies/",
	    "Expect: 100-continue\r\n", "{'name': 'Marquee test: body'}"));

	unmake(&movie);
}
END_TEST

START_TEST(no_body_at_all_answers_400)
{
	struct made movie = make("{'name': 'Marquee test: as it was'}");
	const char *headers =
	    keep_printf("%s" JSON_BODY, bearer(admin_token()));

	for (int i = 0; i < 3; i++) {
		const char *path = i == 0 ? "/api/movies/" : movie.path;

		expect_faults(ask(methods[i], path, headers, ""), 400, "");
		expect_faults(
		    ask(methods[i], path,
			keep_printf("%sContent-Length: 0\r\n", headers), NULL),
		    400, "");
	}
	expect_unchanged(&movie);
	unmake(&movie);
}
END_TEST

/* Two requests on one connection; the first one has a body to its end. */
START_TEST(the_next_request_begins_behind_the_body)
{
	static const char *const bodies[] = {
		"{\"name\": \"Marquee test: \\u0000\"}",
		"{\"name\": 1}",
		"{",
		"GET /api/movies/ HTTP/1.1\r\nHost: a\r\n\r\n",
	};

	for (int i = 0; i < 8; i++) {
		const char *token = i < 4 ? admin_token() : "mq_no";
		const char *request = keep_printf(
		    "POST /api/movies/ HTTP/1.1\r\nHost: marquee.test\r\n"
		    "%s" JSON_BODY "Content-Length: %zu\r\n\r\n%s"
		    "GET /healthz HTTP/1.1\r\nHost: marquee.test\r\n"
		    "Connection: close\r\n\r\n",
		    bearer(token), strlen(bodies[i % 4]), bodies[i % 4]);
		struct connection *connection = connection_open();
		struct reply *reply;

		connection_send(connection, request, strlen(request));
		reply = connection_receive(connection, false);
		ck_assert_ptr_nonnull(reply);
		expect_problem(reply, i >= 4 ? 401 : i == 1 ? 422 : 400);
		reply = connection_receive(connection, false);
		ck_assert_ptr_nonnull(reply);
		ck_assert_str_eq(
		    member_text(expect_json(reply), "status"), "ok");
		ck_assert(connection_ended(connection));
		connection_close(connection);
	}
}
END_TEST

TCase *
topic_body(void)
{
	TCase *topic = topic_new("body");

	add_table_test(topic, the_content_type_must_be_json, types);
	add_table_test(topic, a_body_must_not_be_encoded, codings);
	add_table_test(topic, a_body_may_have_64_kib, sizes);
	add_table_test(topic, a_declared_length_alone_answers_413, lengths);
	tcase_add_test(topic, a_body_may_come_in_chunks);
	tcase_add_test(topic, a_body_may_wait_for_100_continue);
	tcase_add_test(topic, no_body_at_all_answers_400);
	tcase_add_test(topic, the_next_request_begins_behind_the_body);
	return topic;
}
