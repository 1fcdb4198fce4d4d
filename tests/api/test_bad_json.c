/* Bodies that are no JSON, and where that shows. */
#include <string.h>

#include "expect.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "write.h"

#define TEXT(text) text, sizeof text - 1

/* clang-format off */
static const struct {
	const char *text;
	size_t size, at; /* bytes before the one that cannot be */
} bad[] = {
	{ TEXT(""), 0 },
	{ TEXT(" "), 1 },
	{ TEXT("\n\t "), 3 },
	{ TEXT("{"), 1 },
	{ TEXT("["), 1 },
	{ TEXT("}"), 0 },
	{ TEXT("]"), 0 },
	{ TEXT("\""), 1 },
	{ TEXT("{}{}"), 2 },
	{ TEXT("{} x"), 3 },
	{ TEXT("{},"), 2 },
	{ TEXT("{}\0"), 2 },
	{ TEXT("\0{}"), 0 },
	{ TEXT("\xEF\xBB\xBF{}"), 0 },
	{ TEXT("{\"name\""), 7 },
	{ TEXT("{\"name\":"), 8 },
	{ TEXT("{\"name\":\"x\""), 11 },
	{ TEXT("{\"name\":\"x"), 10 },
	{ TEXT("{\"name\":\"x\",}"), 12 },
	{ TEXT("{,\"name\":\"x\"}"), 1 },
	{ TEXT("{\"name\" \"x\"}"), 8 },
	{ TEXT("{\"name\"=\"x\"}"), 7 },
	{ TEXT("{\"name\":\"x\" \"year\":1}"), 12 },
	{ TEXT("{name:\"x\"}"), 1 },
	{ TEXT("{'name':\"x\"}"), 1 },
	{ TEXT("{\"name\":'x'}"), 8 },
	{ TEXT("{1:2}"), 1 },
	{ TEXT("{null:1}"), 1 },
	{ TEXT("{\"name\":}"), 8 },
	{ TEXT("[1,]"), 3 },
	{ TEXT("[1 2]"), 3 },
	{ TEXT("[,1]"), 1 },
	{ TEXT("// x\n{}"), 0 },
	{ TEXT("{} /* x */"), 3 },
	{ TEXT("{/**/}"), 1 },

	/* words */
	{ TEXT("{\"name\":nul}"), 8 },
	{ TEXT("{\"name\":NULL}"), 8 },
	{ TEXT("{\"name\":True}"), 8 },
	{ TEXT("{\"name\":nullx}"), 12 },
	{ TEXT("{\"name\":undefined}"), 8 },
	{ TEXT("name"), 0 },

	/* numbers */
	{ TEXT("{\"year\":NaN}"), 8 },
	{ TEXT("{\"year\":nan}"), 8 },
	{ TEXT("{\"year\":Infinity}"), 8 },
	{ TEXT("{\"year\":-Infinity}"), 9 },
	{ TEXT("{\"year\":-}"), 9 },
	{ TEXT("{\"year\":+1}"), 8 },
	{ TEXT("{\"year\":01}"), 9 },
	{ TEXT("{\"year\":-01}"), 10 },
	{ TEXT("{\"year\":1.}"), 10 },
	{ TEXT("{\"year\":.5}"), 8 },
	{ TEXT("{\"year\":1.e5}"), 10 },
	{ TEXT("{\"year\":1e}"), 10 },
	{ TEXT("{\"year\":1e+}"), 11 },
	{ TEXT("{\"year\":0x10}"), 9 },
	{ TEXT("{\"year\":1_000}"), 9 },
	{ TEXT("{\"year\":1,5}"), 10 },
	{ TEXT("{\"year\":\xD9\xA1}"), 8 },

	/* strings */
	{ TEXT("{\"name\":\"a\nb\"}"), 10 },
	{ TEXT("{\"name\":\"a\tb\"}"), 10 },
	{ TEXT("{\"name\":\"a\x1f\"}"), 10 },
	{ TEXT("{\"name\":\"a\0b\"}"), 10 },
	{ TEXT("{\"name\":\"a\\\"}"), 13 },
	{ TEXT("{\"name\":\"\\x41\"}"), 10 },
	{ TEXT("{\"name\":\"\\'\"}"), 10 },
	{ TEXT("{\"name\":\"\\U0041\"}"), 10 },

	/* what is said twice */
	{ TEXT("{\"name\":\"x\",\"name\":\"x\"}"), 18 },
	{ TEXT("{\"year\":1950,\"name\":\"x\",\"year\":1951}"), 30 },
	{ TEXT("{\"genre\":[{\"name\":\"a\",\"name\":\"b\"}]}"), 28 },
};

/* A string with an escape or bytes that stand for no character. */
static const char *const no_character[] = {
	"\\u0000", "a\\u0000b", "\\u", "\\u1", "\\u12", "\\u123", "\\u123g",
	"\\uD800", "\\uDBFF", "\\uDC00", "\\uDFFF", "\\uD800x", "\\uD800\\n",
	"\\uD800\\uD800", "\\uD800\\u0041", "\\uDC00\\uD800", "\\ud83c\\udfa",
	"\xff", "\xfe", "\x80", "\xbf", "\xc3", "\xc3\x28", "\xe2\x82",
	"\xe2\x28\xa1", "\xf0\x9f\x8e", "\xc0\x80", "\xc0\xaf", "\xc1\xbf",
	"\xe0\x80\xaf", "\xf0\x80\x80\xaf", "\xed\xa0\x80", "\xed\xbf\xbf",
	"\xed\xa0\xbd\xed\xb8\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
	"\xf8\x88\x80\x80\x80",
};
/* clang-format on */

static void
expect_bad(const void *text, size_t size, int at)
{
	struct made movie = make("{'name': 'Marquee test: as it was'}");
	const char *const methods[] = { "POST", "PUT", "PATCH" };

	for (int i = 0; i < 3; i++) {
		struct reply *reply = admin_bytes(methods[i],
		    i == 0 ? "/api/movies/" : movie.path, text, size);
		const char *detail;

		expect_faults(reply, 400, "");
		detail = member_text(expect_problem(reply, 400), "detail");
		expect_form(detail,
		    at < 0 ? ".* byte [0-9]+:? .*"
			   : keep_printf(".* byte %d:? .*", at),
		    "detail");
	}
	expect_unchanged(&movie);
	unmake(&movie);
}

START_TEST(no_json_answers_400_and_where)
{
	expect_bad(bad[_i].text, bad[_i].size, (int)bad[_i].at);
}
END_TEST

START_TEST(what_is_no_character_answers_400)
{
	const char *forms[] = { "{\"name\": \"%s\"}", "{\"%s\": 1}",
		"{\"name\": \"x\", \"genre\": [{\"name\": \"a%s\"}]}" };

	for (int i = 0; i < 3; i++) {
		const char *text = fill(forms[i], no_character[_i]);

		expect_bad(text, strlen(text), -1);
	}
	expect_alive();
}
END_TEST

/* clang-format off */
static const struct {
	const char *open, *close;
	int depth;
	bool good; /* as JSON */
} nested[] = {
	{ "[", "]", 16, true },
	{ "[", "]", 17, false },
	{ "[", "]", 32000, false },
	{ "[", "", 65536, false },
	{ "{\"x\":", "}", 16, false }, /* the innermost has no value */
	{ "{\"x\":[", "]}", 8, true },
	{ "{\"x\":[", "]}", 9, false },
	{ "{\"x\":", "", 10000, false },
};
/* clang-format on */

START_TEST(a_body_may_be_16_deep)
{
	const char *text =
	    keep_printf("%s%s", times(nested[_i].open, nested[_i].depth),
		times(nested[_i].close, nested[_i].depth));
	struct reply *reply =
	    admin_bytes("POST", "/api/movies/", text, strlen(text));

	expect_problem(reply, nested[_i].good ? 422 : 400);
	expect_alive();
}
END_TEST

START_TEST(an_object_with_thousands_of_members_is_refused)
{
	const char *text = "{\"name\": \"x\"";
	struct reply *reply;

	for (int i = 0; i < 3000; i++)
		text = keep_printf("%s,\"m%d\":%d", text, i, i);
	text = keep_printf("%s}", text);
	reply = admin_bytes("POST", "/api/movies/", text, strlen(text));
	expect_problem(reply, reply->status == 422 ? 422 : 400);
	expect_alive();
}
END_TEST

TCase *
topic_bad_json(void)
{
	TCase *topic = topic_new("bad json");

	add_table_test(topic, no_json_answers_400_and_where, bad);
	add_table_test(topic, what_is_no_character_answers_400, no_character);
	add_table_test(topic, a_body_may_be_16_deep, nested);
	tcase_add_test(topic, an_object_with_thousands_of_members_is_refused);
	return topic;
}
