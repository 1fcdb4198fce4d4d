/* Entity tags in request headers. */
#include "http/etag.h"

#include <string.h>

#include "unit.h"

/* clang-format off */
/* Which lists have the tag 1.0.0, by the weak and the strong comparison. */
static const struct {
	const char *list;
	bool weak, strong;
} lists[] = {
	{ "\"1.0.0\"", true, true },
	{ "*", true, true },
	{ "\"1.0.0\", \"2\"", true, true },
	{ "\"2\", \"1.0.0\"", true, true },
	{ "\"2\",\"1.0.0\",\"3\"", true, true },
	{ "\"2\" ,\t\"1.0.0\" , \"3\"", true, true },
	{ ", ,\"1.0.0\",,", true, true },
	{ "\"\", \"1.0.0\"", true, true },
	{ "\"a, b\", \"1.0.0\"", true, true },
	{ "\"\\\", \"1.0.0\"", true, true },
	{ "W/\"1.0.0\", \"1.0.0\"", true, true },
	{ "W/\"2\", \"1.0.0\"", true, true },
	{ "\"\xc3\xa9\", \"1.0.0\"", true, true },

	{ "W/\"1.0.0\"", true, false },
	{ "W/\"1.0.0\", \"2\"", true, false },
	{ "\"2\", W/\"1.0.0\"", true, false },
	{ "\"2\",W/\"1.0.0\"", true, false },

	{ "\"2\"", false, false },
	{ "\"1.0.00\"", false, false },
	{ "\"1.0.\"", false, false },
	{ "\"11.0.0\"", false, false },
	{ "\" 1.0.0\"", false, false },
	{ "\"1.0.0 \"", false, false },
	{ "\"\"", false, false },
	{ "\"*\"", false, false },
	{ "**", false, false },
	{ "*, \"2\"", false, false },
	{ "\"a, 1.0.0, b\"", false, false },
	{ "\"2 1.0.0\"", false, false },

	/* no tags at all */
	{ "1.0.0", false, false },
	{ "'1.0.0'", false, false },
	{ "W/1.0.0", false, false },
	{ "\"1.0.0", false, false },
	{ "1.0.0\"", false, false },
	{ "\"", false, false },
	{ "W/\"", false, false },
	{ "W/", false, false },
	{ ",", false, false },
	{ "", false, false },
};

/* What no client should send may be no tag, but must never be a strong one. */
static const char *const odd[] = {
	"w/\"1.0.0\"", "x\"1.0.0\"", "W\"1.0.0\"", "/\"1.0.0\"",
	"\"2\" x\"1.0.0\"",
};

static const struct {
	const char *list, *array; /* NULL: there is no condition */
} arrays[] = {
	{ NULL, NULL },
	{ "*", ETAGS_ANY },
	{ "\"a\"", "{\"\",\"a\"}" },
	{ "\"a\", \"b\",\"c\"", "{\"\",\"a\",\"b\",\"c\"}" },
	{ "\"a\", W/\"b\", \"c\"", "{\"\",\"a\",\"c\"}" },
	{ "W/\"a\"", ETAGS_UNMET },
	{ "\"\"", "{\"\",\"\"}" },
	{ "\"a,b\"", "{\"\",\"a,b\"}" },
	{ "\"\\\"", "{\"\",\"\\\\\"}" },
	{ "\"{},NULL\"", "{\"\",\"{},NULL\"}" },
	{ "a", ETAGS_UNMET },
	{ "\"a", ETAGS_UNMET },
	{ "", ETAGS_UNMET },
	{ "**", ETAGS_UNMET },
};

static const struct {
	const char *match, *none, *array;
} both[] = {
	{ NULL, "*", ETAGS_NONE },
	{ "*", "*", ETAGS_UNMET },
	{ "\"a\"", "*", ETAGS_UNMET },
	{ NULL, "\"a\"", "{NULL,\"\",\"a\"}" },
	{ NULL, "\"a\", W/\"b\"", "{NULL,\"\",\"a\",\"b\"}" },
	{ NULL, "\"\", \"a\"", "{NULL,\"\",\"a\"}" },
	{ NULL, "\"a\", b", "{NULL,\"\",\"a\"}" },
	{ NULL, "a", "{NULL,\"\"}" },
	{ NULL, "", "{NULL,\"\"}" },
	{ NULL, "\"\xff\"", "{NULL,\"\"}" },
	{ "*", "\"a\", W/\"b\"", "{NULL,\"a\",\"b\"}" },
	{ "*", "a", ETAGS_ANY },
	{ "\"a\", \"b\"", "\"c\"", "{\"\",\"a\",\"b\"}" },
	{ "\"a\", \"b\"", "W/\"a\"", "{\"\",\"b\"}" },
	{ "\"a\"", "\"a\"", ETAGS_UNMET },
	{ "a", "\"b\"", ETAGS_UNMET },
};
/* clang-format on */

static bool
is_in(const char *list, const char *tag)
{
	const char *array = etags_read(list, NULL, scratch);

	return strcmp(array, ETAGS_ANY) == 0 ||
	    strstr(array, arena_printf(scratch, "\"%s\"", tag)) != NULL;
}

START_TEST(a_tag_is_found_by_the_weak_comparison)
{
	ck_assert_int_eq(
	    etag_is_known(lists[_i].list, "1.0.0"), lists[_i].weak);
}
END_TEST

START_TEST(a_tag_is_found_by_the_strong_comparison)
{
	ck_assert_int_eq(is_in(lists[_i].list, "1.0.0"), lists[_i].strong);
}
END_TEST

START_TEST(an_odd_list_has_no_strong_tag)
{
	ck_assert(!is_in(odd[_i], "1.0.0"));
}
END_TEST

START_TEST(a_list_becomes_an_array)
{
	ck_assert_pstr_eq(
	    etags_read(arrays[_i].list, NULL, scratch), arrays[_i].array);
}
END_TEST

START_TEST(both_lists_become_one_array)
{
	ck_assert_pstr_eq(
	    etags_read(both[_i].match, both[_i].none, scratch), both[_i].array);
}
END_TEST

START_TEST(without_a_header_nothing_is_known)
{
	ck_assert(!etag_is_known(NULL, "1.0.0"));
	ck_assert(!etag_is_known("", "1.0.0"));
}
END_TEST

START_TEST(a_thousand_tags_are_read)
{
	const char *list = "\"first\"";

	for (int i = 0; i < 1000; i++)
		list = arena_printf(scratch, "%s, \"%d\"", list, i);
	ck_assert(etag_is_known(list, "999"));
	ck_assert(is_in(list, "999"));
	ck_assert(!etag_is_known(list, "1000"));
	ck_assert(!is_in(list, "1000"));
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("etag");
	TCase *tests = unit_case(suite, "etag");

	tcase_add_loop_test(
	    tests, a_tag_is_found_by_the_weak_comparison, 0, ROWS(lists));
	tcase_add_loop_test(
	    tests, a_tag_is_found_by_the_strong_comparison, 0, ROWS(lists));
	tcase_add_loop_test(tests, an_odd_list_has_no_strong_tag, 0, ROWS(odd));
	tcase_add_loop_test(tests, a_list_becomes_an_array, 0, ROWS(arrays));
	tcase_add_loop_test(tests, both_lists_become_one_array, 0, ROWS(both));
	tcase_add_test(tests, without_a_header_nothing_is_known);
	tcase_add_test(tests, a_thousand_tags_are_read);
	return suite;
}
