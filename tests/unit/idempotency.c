/* Idempotency-Key: which headers have one. */
#include "http/idempotency.h"

#include <string.h>

#include "unit.h"

#define LONG_64 \
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define LONG_255                                                   \
	LONG_64 LONG_64 LONG_64 "0123456789abcdef0123456789abcdef" \
				"0123456789abcdef0123456789abcde"

/* clang-format off */
static const struct {
	const char *header, *key;
} good[] = {
	{ "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"",
	  "8e03978e-40d5-43dd-bc93-6894a57f9324" },
	{ "8e03978e-40d5-43dd-bc93-6894a57f9324",
	  "8e03978e-40d5-43dd-bc93-6894a57f9324" },
	{ "a", "a" },
	{ "\"a\"", "a" },
	{ "!#$%&'()*+-./:;<=>?@[\\]^_`{|}~",
	  "!#$%&'()*+-./:;<=>?@[\\]^_`{|}~" },
	{ "\"!#$%&'()*+,-./:;<=>?@[]^_`{|}~\"",
	  "!#$%&'()*+,-./:;<=>?@[]^_`{|}~" },
	{ "\"\\\"\\\\\"", "\"\\" },
	{ "abc=", "abc=" },
	{ LONG_255, LONG_255 },
	{ "\"" LONG_255 "\"", LONG_255 },
};

static const char *const bad[] = {
	"", "\"\"", "\"", "\"a", "a\"", "a\"b", "\"a\"b", "\"a\" ", "\"a\"\"",
	"\"a\", \"a\"", "\"a\",\"a\"", "a,b", "a, b", ",", " ", "a b", " a",
	"a ", "\"a b\"", "\"a\tb\"", "a\tb", "\"\\a\"", "\"a\\\"", "\"\\",
	"\"a\";b=1", "?1\x7f", "\x01", "\xc3\xa9", "\"\xc3\xa9\"", "\xff",
	LONG_255 "x", "\"" LONG_255 "x\"",
};
/* clang-format on */

START_TEST(a_key_is_read_with_quotes_and_without)
{
	ck_assert_pstr_eq(
	    idempotency_key(good[_i].header, scratch), good[_i].key);
}
END_TEST

START_TEST(what_is_no_key_is_none)
{
	ck_assert_pstr_eq(idempotency_key(bad[_i], scratch), NULL);
}
END_TEST

START_TEST(a_key_of_many_kilobytes_is_none)
{
	char *header = arena_alloc(scratch, 60000);

	memset(header, 'a', 59999);
	ck_assert_pstr_eq(idempotency_key(header, scratch), NULL);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("idempotency");
	TCase *tests = unit_case(suite, "idempotency");

	tcase_add_loop_test(
	    tests, a_key_is_read_with_quotes_and_without, 0, ROWS(good));
	tcase_add_loop_test(tests, what_is_no_key_is_none, 0, ROWS(bad));
	tcase_add_test(tests, a_key_of_many_kilobytes_is_none);
	return suite;
}
