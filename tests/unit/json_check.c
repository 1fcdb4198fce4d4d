/* The strict check of JSON: what passes, what does not, and where it shows. */
#include "http/json_check.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "engine/buffer.h"
#include "unit.h"

#define TEXT(text) text, sizeof text - 1

/* clang-format off */
static const struct {
	const char *text;
	size_t size;
} good[] = {
	{ TEXT("{}") },
	{ TEXT("[]") },
	{ TEXT("null") },
	{ TEXT("true") },
	{ TEXT("false") },
	{ TEXT("\"\"") },
	{ TEXT("0") },
	{ TEXT(" \t\r\n{ \t\r\n} \t\r\n") },
	{ TEXT("{\"a\":1}") },
	{ TEXT("{\"a\" : 1 , \"b\" : [ 2 , 3 ] }") },
	{ TEXT("{\"a\":{\"a\":{\"a\":[[],{}]}}}") },
	{ TEXT("{\"\":\"\"}") },
	{ TEXT("{\"a\":1,\"A\":1,\"a \":1,\"aa\":1,\"\":1}") },
	{ TEXT("[null,true,false,\"x\",1,{},[]]") },

	{ TEXT("[0,-0,1,-1,10,1234567890]") },
	{ TEXT("[0.0,-0.1,1.5,10.25,0.000]") },
	{ TEXT("[0e0,1e1,1E1,1e+1,1e-1,1.5e10,-0.0E-0,1e400,1e00]") },
	{ TEXT("[99999999999999999999999999999999999999999999999999]") },

	{ TEXT("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]") },
	{ TEXT("[\"\\u0001\\u001f\\u007f\\u00e9\\uFFFF\\uabCD\"]") },
	{ TEXT("[\"\\ud83c\\udfac\\uD800\\uDC00\\uDBFF\\uDFFF\"]") },
	{ TEXT("[\"\\uD7FF\\uE000\\\\u0000\"]") },
	{ TEXT("[\"/ ' # \x7f \xc2\x80\"]") },
	{ TEXT("{\"\xc3\xa9\":\"\xe2\x82\xac\xf0\x9f\x8e\xac\xef\xbb\xbf\"}") },
	{ TEXT("[\"\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf\xdf\xbf\"]") },
	{ TEXT("{\"name\":\"King Kong\",\"genre\":[{\"name\":\"Drama\"},"
	       "{\"name\":\"Horror\"}],\"year\":1933,\"imdb_score\":8.0}") },
};

static const struct {
	const char *text;
	size_t size, at;
} bad[] = {
	/* too early */
	{ TEXT(""), 0 },
	{ TEXT("  "), 2 },
	{ TEXT("{"), 1 },
	{ TEXT("{ "), 2 },
	{ TEXT("{\"a\""), 4 },
	{ TEXT("{\"a\":"), 5 },
	{ TEXT("{\"a\":1"), 6 },
	{ TEXT("{\"a\":1,"), 7 },
	{ TEXT("["), 1 },
	{ TEXT("[1"), 2 },
	{ TEXT("[1,"), 3 },
	{ TEXT("\""), 1 },
	{ TEXT("\"a"), 2 },
	{ TEXT("\"\\"), 2 },
	{ TEXT("\"\\\""), 3 },
	{ TEXT("-"), 1 },
	{ TEXT("1."), 2 },
	{ TEXT("1e"), 2 },
	{ TEXT("1e-"), 3 },
	{ TEXT("nul"), 0 },
	{ TEXT("t"), 0 },

	/* too much */
	{ TEXT("{}{}"), 2 },
	{ TEXT("{} {}"), 3 },
	{ TEXT("[]]"), 2 },
	{ TEXT("1 2"), 2 },
	{ TEXT("null,"), 4 },
	{ TEXT("nullx"), 4 },
	{ TEXT("\"a\"b"), 3 },
	{ TEXT("{}\0"), 2 },
	{ TEXT("{}\v"), 2 },
	{ TEXT("1\f"), 1 },
	{ TEXT("{}//"), 2 },

	/* out of place */
	{ TEXT("}"), 0 },
	{ TEXT(","), 0 },
	{ TEXT("\0"), 0 },
	{ TEXT("\v{}"), 0 },
	{ TEXT("\xc2\xa0{}"), 0 },
	{ TEXT("\xef\xbb\xbf{}"), 0 },
	{ TEXT("{]"), 1 },
	{ TEXT("[}"), 1 },
	{ TEXT("[1}"), 2 },
	{ TEXT("{\"a\":1]"), 6 },
	{ TEXT("[,]"), 1 },
	{ TEXT("[1,]"), 3 },
	{ TEXT("[1,,2]"), 3 },
	{ TEXT("[1 2]"), 3 },
	{ TEXT("[1:2]"), 2 },
	{ TEXT("{,}"), 1 },
	{ TEXT("{\"a\"}"), 4 },
	{ TEXT("{\"a\",1}"), 4 },
	{ TEXT("{\"a\"=1}"), 4 },
	{ TEXT("{\"a\":,}"), 5 },
	{ TEXT("{\"a\":1,}"), 7 },
	{ TEXT("{\"a\":1 \"b\":2}"), 7 },
	{ TEXT("{a:1}"), 1 },
	{ TEXT("{'a':1}"), 1 },
	{ TEXT("{1:1}"), 1 },
	{ TEXT("{null:1}"), 1 },
	{ TEXT("['a']"), 1 },
	{ TEXT("[a]"), 1 },
	{ TEXT("[True]"), 1 },
	{ TEXT("[NULL]"), 1 },
	{ TEXT("[nulll]"), 5 },
	{ TEXT("[/**/]"), 1 },

	/* numbers */
	{ TEXT("[NaN]"), 1 },
	{ TEXT("[Infinity]"), 1 },
	{ TEXT("[-Infinity]"), 2 },
	{ TEXT("[+1]"), 1 },
	{ TEXT("[.5]"), 1 },
	{ TEXT("[-.5]"), 2 },
	{ TEXT("[5.]"), 3 },
	{ TEXT("[5.e1]"), 3 },
	{ TEXT("[00]"), 2 },
	{ TEXT("[01]"), 2 },
	{ TEXT("[-01.5]"), 3 },
	{ TEXT("[1e]"), 3 },
	{ TEXT("[1e+]"), 4 },
	{ TEXT("[1e1.5]"), 4 },
	{ TEXT("[1.5.5]"), 4 },
	{ TEXT("[0x10]"), 2 },
	{ TEXT("[1_0]"), 2 },
	{ TEXT("[--1]"), 2 },
	{ TEXT("[- 1]"), 2 },
	{ TEXT("[1-]"), 2 },

	/* strings */
	{ TEXT("[\"\0\"]"), 2 },
	{ TEXT("[\"\n\"]"), 2 },
	{ TEXT("[\"a\x01\"]"), 3 },
	{ TEXT("[\"a\x1f\"]"), 3 },
	{ TEXT("[\"\\a\"]"), 3 },
	{ TEXT("[\"\\'\"]"), 3 },
	{ TEXT("[\"\\0\"]"), 3 },
	{ TEXT("[\"\\\0\"]"), 3 },
	{ TEXT("[\"\\x41\"]"), 3 },
	{ TEXT("[\"\\U0041\"]"), 3 },
	{ TEXT("{\"\\n\n\":1}"), 4 },

	/* bytes that are no UTF-8 show at their first */
	{ TEXT("[\"\x80\"]"), 2 },
	{ TEXT("[\"a\xc3\"]"), 3 },
	{ TEXT("[\"\xc0\xaf\"]"), 2 },
	{ TEXT("[\"\xe0\x80\xaf\"]"), 2 },
	{ TEXT("[\"\xed\xa0\x80\"]"), 2 },
	{ TEXT("[\"\xed\xa0\xbd\xed\xb8\x80\"]"), 2 },
	{ TEXT("[\"\xf4\x90\x80\x80\"]"), 2 },
	{ TEXT("[\"\xf0\x9f\x8e\"]"), 2 },
	{ TEXT("\xff"), 0 },
	{ TEXT("{}\xff"), 2 },
};

/* In a string, where it shows is not promised. */
static const char *const bad_escapes[] = {
	"\\u", "\\u0", "\\u00", "\\u000", "\\u00g0", "\\u 041", "\\u-041",
	"\\u0000", "x\\u0000y", "\\uD800", "\\uDBFF", "\\uDC00", "\\uDFFF",
	"\\ud800x", "\\ud800\\", "\\ud800\\n", "\\ud800\\u", "\\ud800\\u0041",
	"\\ud800\\ud800", "\\udc00\\ud800", "\\ud800\\udbff", "\\ud800\\ue000",
};

/* The last key of each is there twice, which shows in it or behind it. */
static const char *const doubled[] = {
	"{\"a\":1,\"a\":1}",
	"{\"\":1,\"\":1}",
	"{\"a\":1,\"b\":2,\"c\":3,\"b\":4}",
	"{\"x\":{\"a\":1,\"a\":2}}",
	"[{\"a\":1},{\"b\":1,\"b\":1}]",
	"{\"a\":{},\"a\":[]}",
	"{\"\xc3\xa9\":1,\"\xc3\xa9\":1}",
	"{\"a\":1,\"\\u0061\":1}",
	"{\"\\u0061\":1,\"a\":1}",
	"{\"\\u00e9\":1,\"\xc3\xa9\":1}",
	"{\"a\\/b\":1,\"a/b\":1}",
};
/* clang-format on */

/* In memory of just that size, so that a sanitizer sees a step too far. */
static const char *
check(const char *text, size_t size, size_t *at)
{
	char *exact = malloc(size == 0 ? 1 : size);
	const char *wrong;

	ck_assert_ptr_nonnull(exact);
	memcpy(exact, text, size);
	*at = SIZE_MAX;
	wrong = json_check(exact, size, at);
	free(exact);
	must(wrong == NULL || *at <= size, "%zu of %zu", *at, size);
	return wrong;
}

static bool
is_good(const char *text)
{
	size_t at;

	return check(text, strlen(text), &at) == NULL;
}

START_TEST(json_passes)
{
	size_t at;
	const char *wrong = check(good[_i].text, good[_i].size, &at);

	must(wrong == NULL, "%s: %s at %zu", good[_i].text, wrong, at);
}
END_TEST

START_TEST(anything_else_is_refused_where_it_shows)
{
	size_t at;
	const char *wrong = check(bad[_i].text, bad[_i].size, &at);

	must(wrong != NULL, "%s passes", bad[_i].text);
	must(at == bad[_i].at, "%s: %s at %zu, not %zu", bad[_i].text, wrong,
	    at, bad[_i].at);
}
END_TEST

START_TEST(an_escape_stands_for_a_character)
{
	ck_assert(!is_good(arena_printf(scratch, "[\"%s\"]", bad_escapes[_i])));
	ck_assert(
	    !is_good(arena_printf(scratch, "{\"%s\":1}", bad_escapes[_i])));
	ck_assert(!is_good(arena_printf(scratch, "\"%s", bad_escapes[_i])));
}
END_TEST

START_TEST(no_key_is_there_twice_however_it_is_written)
{
	ck_assert(!is_good(doubled[_i]));
}
END_TEST

START_TEST(a_part_of_an_object_is_refused)
{
	size_t at;

	if (good[_i].text[0] != '{' && good[_i].text[0] != '[')
		return;
	for (size_t size = 0; size < good[_i].size; size++)
		must(check(good[_i].text, size, &at) != NULL, "%.*s passes",
		    (int)size, good[_i].text);
}
END_TEST

/* json-c takes more than this; it must never take less. */
START_TEST(what_passes_with_any_byte_changed_is_json_still)
{
	size_t size = good[_i].size, at;
	char *text = arena_copy(scratch, good[_i].text, size);

	if (strpbrk(text, "{[\"") == NULL)
		return;
	for (size_t i = 0; i < size; i++) {
		for (int c = 0; c < 256; c++) {
			text[i] = (char)c;
			if (check(text, size, &at) != NULL)
				continue;
			must(memchr(text, '\0', size) == NULL, "NUL");
			unit_json(text, size);
		}
		text[i] = good[_i].text[i];
	}
}
END_TEST

static const struct {
	const char *open, *close;
	int levels; /* in one repetition */
} nests[] = {
	{ "[", "]", 1 },
	{ "[1,[2],[", "],3]", 2 },
	{ "{\"a\":[", "]}", 2 },
};

START_TEST(depth_has_an_end)
{
	for (int times = 1; times <= JSON_DEPTH_MAX + 2; times++) {
		const char *text = "";

		for (int i = 0; i < times; i++)
			text = arena_printf(scratch, "%s%s%s", nests[_i].open,
			    text, nests[_i].close);
		must(is_good(text) ==
			(times * nests[_i].levels <= JSON_DEPTH_MAX),
		    "%s", text);
	}
}
END_TEST

START_TEST(depth_is_not_what_is_side_by_side)
{
	const char *text = "[]";

	for (int i = 0; i < 100; i++)
		text = arena_printf(scratch, "%s,[{\"a\":[]}]", text);
	ck_assert(is_good(arena_printf(scratch, "[%s]", text)));
}
END_TEST

START_TEST(a_hundred_thousand_brackets_are_refused)
{
	static const char *const openings[] = { "[", "{\"a\":", "[{\"a\":" };
	struct buffer text;
	size_t at;

	for (int i = 0; i < ROWS(openings); i++) {
		buffer_init(&text, scratch, 64);
		for (int j = 0; j < 100000; j++)
			buffer_text(&text, openings[i]);
		ck_assert_ptr_nonnull(check(text.bytes, text.size, &at));
		ck_assert_uint_lt(at, 200);
	}
}
END_TEST

/* Keys are compared with each other, so there is a bound. */
START_TEST(an_object_may_have_32_members_but_not_thousands)
{
	struct buffer text;

	for (int count = 32; count <= 10000; count += 9968) {
		buffer_init(&text, scratch, 64);
		for (int i = 0; i < count; i++)
			buffer_printf(
			    &text, "%s\"%d\":%d", i > 0 ? "," : "{", i, i);
		buffer_char(&text, '}');
		ck_assert_int_eq(is_good(buffer_string(&text)), count == 32);
	}
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("json_check");
	TCase *tests = unit_case(suite, "json_check");

	tcase_add_loop_test(tests, json_passes, 0, ROWS(good));
	tcase_add_loop_test(
	    tests, anything_else_is_refused_where_it_shows, 0, ROWS(bad));
	tcase_add_loop_test(
	    tests, an_escape_stands_for_a_character, 0, ROWS(bad_escapes));
	tcase_add_loop_test(tests, no_key_is_there_twice_however_it_is_written,
	    0, ROWS(doubled));
	tcase_add_loop_test(
	    tests, a_part_of_an_object_is_refused, 0, ROWS(good));
	tcase_add_loop_test(tests,
	    what_passes_with_any_byte_changed_is_json_still, 0, ROWS(good));
	tcase_add_loop_test(tests, depth_has_an_end, 0, ROWS(nests));
	tcase_add_test(tests, depth_is_not_what_is_side_by_side);
	tcase_add_test(tests, a_hundred_thousand_brackets_are_refused);
	tcase_add_test(tests, an_object_may_have_32_members_but_not_thousands);
	return suite;
}
