/* PostgreSQL arrays: whatever is put in can be taken out again. */
#include "http/array.h"

#include <string.h>

#include "unit.h"

enum { ELEMENTS_MAX = 4 };

/* clang-format off */
static const struct {
	const char *elements[ELEMENTS_MAX]; /* up to the first NULL */
	const char *text;
} table[] = {
	{ { NULL }, "{}" },
	{ { "" }, "{\"\"}" },
	{ { "", "" }, "{\"\",\"\"}" },
	{ { "Drama" }, "{\"Drama\"}" },
	{ { "Drama", "Western" }, "{\"Drama\",\"Western\"}" },
	{ { "a", "b", "c", "d" }, "{\"a\",\"b\",\"c\",\"d\"}" },
	{ { "NULL" }, "{\"NULL\"}" },
	{ { "null", " " }, "{\"null\",\" \"}" },
	{ { "{}", "," }, "{\"{}\",\",\"}" },
	{ { "a,b}" }, "{\"a,b}\"}" },
	{ { "\"" }, "{\"\\\"\"}" },
	{ { "\\" }, "{\"\\\\\"}" },
	{ { "\\\"", "'" }, "{\"\\\\\\\"\",\"'\"}" },
	{ { "a\nb\t" }, "{\"a\nb\t\"}" },
	{ { "Am\xc3\xa9lie", "\xf0\x9f\x8e\xac" },
	  "{\"Am\xc3\xa9lie\",\"\xf0\x9f\x8e\xac\"}" },
};
/* clang-format on */

START_TEST(elements_are_quoted)
{
	struct array array;

	array_begin(&array, scratch);
	for (int i = 0; i < ELEMENTS_MAX && table[_i].elements[i]; i++)
		array_add(&array, table[_i].elements[i]);
	ck_assert_str_eq(array_end(&array), table[_i].text);
}
END_TEST

START_TEST(a_null_is_not_quoted)
{
	struct array array;

	array_begin(&array, scratch);
	array_add(&array, NULL);
	array_add(&array, "NULL");
	array_add(&array, NULL);
	ck_assert_str_eq(array_end(&array), "{NULL,\"NULL\",NULL}");
}
END_TEST

/* PostgreSQL 15, section 8.15.2: takes a quoted element off the front. */
static const char *
element_read(const char **text)
{
	struct buffer out;
	const char *at = *text;

	buffer_init(&out, scratch, 8);
	must(*at == '"', "no quote: %s", at);
	for (at++; *at != '"'; at++) {
		at += *at == '\\';
		must(*at != '\0', "no end: %s", *text);
		buffer_char(&out, *at);
	}
	*text = at + 1;
	return buffer_string(&out);
}

START_TEST(every_two_ascii_characters_come_back)
{
	for (int a = 1; a < 128; a++)
		for (int b = 1; b < 128; b++) {
			char element[] = { (char)a, (char)b, '\0' };
			struct array array;
			const char *text;

			array_begin(&array, scratch);
			array_add(&array, element);
			array_add(&array, element);
			text = array_end(&array);
			must(*text++ == '{', "%s", text);
			must(strcmp(element_read(&text), element) == 0 &&
				*text++ == ',' &&
				strcmp(element_read(&text), element) == 0 &&
				strcmp(text, "}") == 0,
			    "characters %d and %d", a, b);
			arena_reset(scratch);
		}
}
END_TEST

START_TEST(an_array_may_be_long)
{
	struct array array;
	const char *text;

	array_begin(&array, scratch);
	for (int i = 0; i < 10000; i++)
		array_add(&array, arena_printf(scratch, "%d", i));
	text = array_end(&array);
	for (int i = 0; i < 10000; i++) {
		must(*text++ == (i == 0 ? '{' : ','), "element %d", i);
		must(strcmp(element_read(&text),
			 arena_printf(scratch, "%d", i)) == 0,
		    "element %d", i);
	}
	ck_assert_str_eq(text, "}");
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("array");
	TCase *tests = unit_case(suite, "array");

	tcase_add_loop_test(tests, elements_are_quoted, 0, ROWS(table));
	tcase_add_test(tests, a_null_is_not_quoted);
	tcase_add_test(tests, every_two_ascii_characters_come_back);
	tcase_add_test(tests, an_array_may_be_long);
	return suite;
}
