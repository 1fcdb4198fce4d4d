/* Inputs: which texts each type takes, and the faults of the others. */
#include "http/input.h"

#include <limits.h>
#include <string.h>

#include "unit.h"

#define LETTERS_50 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwx"

enum {
	YEAR,
	ANY,
	WIDE,
	SCORE,
	CODE,
	WORD,
	KEPT,
	LINES,
	SECRET,
	SORT,
	ONE,
	ID,
	IDS,
};

/* clang-format off */
static const struct input inputs[] = {
	[YEAR] = { "year", INPUT_INTEGER, 1870, 2100 },
	[ANY] = { "any", INPUT_INTEGER, -5, 5 },
	[WIDE] = { "wide", INPUT_INTEGER, LONG_MIN, LONG_MAX },
	[SCORE] = { "imdb_score_min", INPUT_DECIMAL, 0, 10 },
	[CODE] = { "code", INPUT_DECIMAL, -3, -1 },
	[WORD] = { "genre", INPUT_TEXT, 1, 50 },
	[KEPT] = { "name", INPUT_TEXT, 1, 50, IN_BODY },
	[LINES] = { "bio", INPUT_LINES, 1, 50, IN_BODY },
	[SECRET] = { "password", INPUT_PASSWORD, 1, 50, IN_BODY },
	[SORT] = { "sort", INPUT_CHOICE, .choices = "name -name id -id x" },
	[ONE] = { "count", INPUT_CHOICE, .choices = "exact" },
	[ID] = { "id", INPUT_ID, .place = IN_PATH },
	[IDS] = { "key", INPUT_IDS, 2, 3 },
};

static const struct {
	int input;
	const char *text;
	const char *code; /* NULL: good */
} texts[] = {
	{ IDS, "1,2", NULL },
	{ IDS, "1,2,9223372036854775807", NULL },
	{ IDS, "1", "out_of_range" },
	{ IDS, "1,2,3,4", "out_of_range" },
	{ IDS, "1,0", "out_of_range" },
	{ IDS, "1,9223372036854775808", "out_of_range" },
	{ IDS, "", "not_a_number" },
	{ IDS, ",", "not_a_number" },
	{ IDS, "1,", "not_a_number" },
	{ IDS, ",1", "not_a_number" },
	{ IDS, "1,,2", "not_a_number" },
	{ IDS, "1, 2", "not_a_number" },
	{ IDS, "1,x", "not_a_number" },

	{ ID, "1", NULL },
	{ ID, "7", NULL },
	{ ID, "10", NULL },
	{ ID, "9223372036854775806", NULL },
	{ ID, "9223372036854775807", NULL },
	{ ID, "9223372036854775808", "out_of_range" },
	{ ID, "18446744073709551616", "out_of_range" },
	{ ID, "18446744073709551617", "out_of_range" },
	{ ID, "99999999999999999999999999999999999999", "out_of_range" },
	{ ID, "0", "out_of_range" },
	{ ID, "00", "out_of_range" },
	{ ID, "007", "out_of_range" },
	{ ID, "01", "out_of_range" },
	{ ID, "-1", "out_of_range" },
	{ ID, "-0", "out_of_range" },
	{ ID, "-9223372036854775808", "out_of_range" },
	{ ID, "", "not_a_number" },
	{ ID, "-", "not_a_number" },
	{ ID, "--1", "not_a_number" },
	{ ID, "+1", "not_a_number" },
	{ ID, " 1", "not_a_number" },
	{ ID, "1 ", "not_a_number" },
	{ ID, "1\n", "not_a_number" },
	{ ID, "1.0", "not_a_number" },
	{ ID, "1.", "not_a_number" },
	{ ID, "1e3", "not_a_number" },
	{ ID, "0x1", "not_a_number" },
	{ ID, "1_000", "not_a_number" },
	{ ID, "1,000", "not_a_number" },
	{ ID, "abc", "not_a_number" },
	{ ID, "1a", "not_a_number" },
	{ ID, "null", "not_a_number" },
	{ ID, "\xd9\xa1", "not_a_number" }, /* ARABIC-INDIC DIGIT ONE */
	{ ID, "1/", "not_a_number" },
	{ ID, "1:", "not_a_number" },

	{ YEAR, "1870", NULL },
	{ YEAR, "1999", NULL },
	{ YEAR, "2100", NULL },
	{ YEAR, "1869", "out_of_range" },
	{ YEAR, "2101", "out_of_range" },
	{ YEAR, "0", "out_of_range" },
	{ YEAR, "-1999", "out_of_range" },
	{ YEAR, "9223372036854775807", "out_of_range" },
	{ YEAR, "9223372036854775808", "out_of_range" },
	{ YEAR, "-9223372036854775809", "out_of_range" },
	{ YEAR, "18446744073709553615", "out_of_range" }, /* 2^64 + 1999 */
	{ YEAR, "", "not_a_number" },
	{ YEAR, "-", "not_a_number" },
	{ YEAR, "1999.0", "not_a_number" },
	{ YEAR, "1999.", "not_a_number" },
	{ YEAR, "1.999e3", "not_a_number" },
	{ YEAR, "+1999", "not_a_number" },
	{ YEAR, " 1999", "not_a_number" },
	{ YEAR, "1999 ", "not_a_number" },
	{ YEAR, "0x7cf", "not_a_number" },
	{ YEAR, "nan", "not_a_number" },
	{ YEAR, "year", "not_a_number" },
	{ ANY, "-5", NULL },
	{ ANY, "0", NULL },
	{ ANY, "5", NULL },
	{ ANY, "-6", "out_of_range" },
	{ ANY, "6", "out_of_range" },
	{ ANY, "--5", "not_a_number" },
	{ ANY, "- 5", "not_a_number" },
	{ ANY, "5-", "not_a_number" },

	{ WIDE, "9223372036854775807", NULL },
	{ WIDE, "-9223372036854775808", NULL },
	{ WIDE, "9223372036854775808", "out_of_range" },
	{ WIDE, "-9223372036854775809", "out_of_range" },

	{ SCORE, "0", NULL },
	{ SCORE, "0.0", NULL },
	{ SCORE, "7", NULL },
	{ SCORE, "7.5", NULL },
	{ SCORE, "7.55555", NULL },
	{ SCORE, "10", NULL },
	{ SCORE, "10.0", NULL },
	{ SCORE, "9.9999999999999999999999", NULL },   /* 24 characters */
	{ SCORE, "9.99999999999999999999999", "out_of_range" },
	{ SCORE, "10.1", "out_of_range" },
	{ SCORE, "10.000001", "out_of_range" },
	{ SCORE, "11", "out_of_range" },
	{ SCORE, "-1", "out_of_range" },
	{ SCORE, "-0.1", "out_of_range" },
	{ SCORE, "99999999999999999999999", "out_of_range" },
	{ SCORE, "", "not_a_number" },
	{ SCORE, "-", "not_a_number" },
	{ SCORE, ".", "not_a_number" },
	{ SCORE, ".5", "not_a_number" },
	{ SCORE, "7.", "not_a_number" },
	{ SCORE, "-.5", "not_a_number" },
	{ SCORE, "7.5.5", "not_a_number" },
	{ SCORE, "7,5", "not_a_number" },
	{ SCORE, "7.-5", "not_a_number" },
	{ SCORE, "+7.5", "not_a_number" },
	{ SCORE, " 7.5", "not_a_number" },
	{ SCORE, "7.5 ", "not_a_number" },
	{ SCORE, "7.5e0", "not_a_number" },
	{ SCORE, "1e1", "not_a_number" },
	{ SCORE, "0x5", "not_a_number" },
	{ SCORE, "0x1p2", "not_a_number" },
	{ SCORE, "nan", "not_a_number" },
	{ SCORE, "NaN", "not_a_number" },
	{ SCORE, "inf", "not_a_number" },
	{ SCORE, "Infinity", "not_a_number" },
	{ SCORE, "-Infinity", "not_a_number" },
	{ CODE, "-3", NULL },
	{ CODE, "-1.0", NULL },
	{ CODE, "-0.9", "out_of_range" },
	{ CODE, "-3.1", "out_of_range" },
	{ CODE, "1", "out_of_range" },

	{ WORD, "x", NULL },
	{ WORD, " ", NULL },
	{ WORD, "Science Fiction", NULL },
	{ WORD, "'; DROP TABLE movie; --", NULL },
	{ WORD, LETTERS_50, NULL },
	{ WORD, "Am\xc3\xa9lie", NULL },
	{ WORD, "\xc3\xa9", NULL },
	{ WORD, "", "too_short" },
	{ WORD, LETTERS_50 "y", "too_long" },
	{ WORD, LETTERS_50 LETTERS_50, "too_long" },

	/* what is not kept may be anything */
	{ WORD, "\x1b[0m\n", NULL },
	{ SECRET, "\x1b[0m\n", NULL },
	{ SECRET, " ", NULL },
	{ KEPT, " a  \xc2\xa0", NULL },
	{ KEPT, "~\xc2\xa0\xc2\xbf\xc3\x9b\xe2\x80\xa8", NULL },
	{ KEPT, "", "too_short" },
	{ KEPT, " ", "blank" },
	{ KEPT, "\t\n", "blank" },
	{ KEPT, "a\x01", "not_allowed" },
	{ KEPT, "\x1b[0m", "not_allowed" },
	{ KEPT, "a\tb", "not_allowed" },
	{ KEPT, "a\nb", "not_allowed" },
	{ KEPT, "a\rb", "not_allowed" },
	{ KEPT, "a\x1f", "not_allowed" },
	{ KEPT, "a\x7f", "not_allowed" },
	{ KEPT, "a\xc2\x80", "not_allowed" },
	{ KEPT, "a\xc2\x9f", "not_allowed" },
	{ LINES, "a\r\n\tb", NULL },
	{ LINES, "\r\n\t", "blank" },
	{ LINES, "a\vb", "not_allowed" },
	{ LINES, "a\x1b[0m", "not_allowed" },
	{ LINES, "a\xc2\x85", "not_allowed" },

	{ SORT, "name", NULL },
	{ SORT, "-name", NULL },
	{ SORT, "id", NULL },
	{ SORT, "-id", NULL },
	{ SORT, "x", NULL },
	{ SORT, "", "not_allowed" },
	{ SORT, "nam", "not_allowed" },
	{ SORT, "ame", "not_allowed" },
	{ SORT, "names", "not_allowed" },
	{ SORT, "Name", "not_allowed" },
	{ SORT, "NAME", "not_allowed" },
	{ SORT, "--name", "not_allowed" },
	{ SORT, "+name", "not_allowed" },
	{ SORT, "name ", "not_allowed" },
	{ SORT, " name", "not_allowed" },
	{ SORT, " ", "not_allowed" },
	{ SORT, "name -name", "not_allowed" },
	{ SORT, "name -name id -id x", "not_allowed" },
	{ SORT, "-", "not_allowed" },
	{ ONE, "exact", NULL },
	{ ONE, "exac", "not_allowed" },
	{ ONE, "", "not_allowed" },
};
/* clang-format on */

START_TEST(a_text_is_good_or_has_the_fault_that_is_meant)
{
	const struct input *input = &inputs[texts[_i].input];
	struct fault *fault = input_check(input, texts[_i].text, scratch);

	must((fault == NULL) == (texts[_i].code == NULL), "%s=%s: %s",
	    input->name, texts[_i].text,
	    fault == NULL ? "it is taken" : fault->code);
	if (fault == NULL)
		return;
	must(strcmp(fault->code, texts[_i].code) == 0, "%s=%s: %s", input->name,
	    texts[_i].text, fault->code);
	ck_assert_str_eq(fault->field, input->name);
	ck_assert_int_eq(fault->problem, PROBLEM_INVALID);
	ck_assert_ptr_null(fault->next);
}
END_TEST

/* 50 characters of two and of four bytes are not too long, 51 are. */
static const char *const wide[] = { "\xc3\xa9", "\xf0\x9f\x8e\xac" };

START_TEST(a_text_is_measured_in_characters)
{
	char *text = arena_alloc(scratch, 51 * strlen(wide[_i]) + 1);

	for (int i = 0; i < 50; i++)
		strcat(text, wide[_i]);
	ck_assert_ptr_null(input_check(&inputs[WORD], text, scratch));
	strcat(text, wide[_i]);
	ck_assert_ptr_nonnull(input_check(&inputs[WORD], text, scratch));
}
END_TEST

/* clang-format off */
static const struct {
	int input;
	const char *text, *detail;
} details[] = {
	{ ID, "x", "It must be a whole number." },
	{ ID, "0", "It must be from 1 to 9223372036854775807." },
	{ YEAR, "x", "It must be a whole number." },
	{ YEAR, "1", "It must be from 1870 to 2100." },
	{ ANY, "9", "It must be from -5 to 5." },
	{ SCORE, "x", "It must be a number such as 7 or 7.5." },
	{ SCORE, "11", "It must be from 0 to 10." },
	{ WORD, "", "It must have at least 1 character." },
	{ WORD, LETTERS_50 "y", "It must have at most 50 characters." },
	{ KEPT, " ", "It must have more than white space." },
	{ KEPT, "a\n", "It may have no control characters." },
	{ LINES, "a\v",
	  "It may have no control characters but tabs and line breaks." },
	{ SORT, "y", "It must be one of: name -name id -id x." },
};
/* clang-format on */

START_TEST(a_fault_says_what_would_be_good)
{
	struct fault *fault =
	    input_check(&inputs[details[_i].input], details[_i].text, scratch);

	ck_assert_ptr_nonnull(fault);
	ck_assert_str_eq(fault->detail, details[_i].detail);
}
END_TEST

START_TEST(a_fault_has_what_it_is_made_of)
{
	struct fault *fault =
	    fault_new(scratch, PROBLEM_BAD_REQUEST, "colour", "unknown", "No.");

	ck_assert_int_eq(fault->problem, PROBLEM_BAD_REQUEST);
	ck_assert_str_eq(fault->field, "colour");
	ck_assert_str_eq(fault->code, "unknown");
	ck_assert_str_eq(fault->detail, "No.");
	ck_assert_ptr_null(fault->next);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("input");
	TCase *tests = unit_case(suite, "input");

	tcase_add_loop_test(tests,
	    a_text_is_good_or_has_the_fault_that_is_meant, 0, ROWS(texts));
	tcase_add_loop_test(
	    tests, a_text_is_measured_in_characters, 0, ROWS(wide));
	tcase_add_loop_test(
	    tests, a_fault_says_what_would_be_good, 0, ROWS(details));
	tcase_add_test(tests, a_fault_has_what_it_is_made_of);
	return suite;
}
