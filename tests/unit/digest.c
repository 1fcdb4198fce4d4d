/* Digests: the examples of those who specify them. */
#include "http/digest.h"

#include <string.h>

#include "unit.h"

/* RFC 4231, section 4: test cases 1, 2 and 6. */
static const struct {
	const char *key, *bytes, *digest;
} keyed[] = {
	{ "\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b"
	  "\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b",
	    "Hi There",
	    "\\xb0344c61d8db38535ca8afceaf0bf12b"
	    "881dc200c9833da726e9376c2e32cff7" },
	{ "Jefe", "what do ya want for nothing?",
	    "\\x5bdcc146bf60754e6a042426089575c7"
	    "5a003f089d2739839dec58b964ec3843" },
	{ NULL, "Test Using Larger Than Block-Size Key - Hash Key First",
	    "\\x60e431591ee0b67f0d8a26aacbf5b77f"
	    "8e0bc6213728c5140546040f0ee37f54" },
};

START_TEST(an_hmac_is_that_of_the_specification)
{
	const char *key = keyed[_i].key;
	struct digest digest;

	if (key == NULL) {
		char *big = arena_alloc(scratch, 132);

		memset(big, 0xaa, 131);
		key = big;
	}
	digest = digest_keyed(key, keyed[_i].bytes, strlen(keyed[_i].bytes));
	ck_assert_str_eq(digest_text(&digest, scratch), keyed[_i].digest);
}
END_TEST

START_TEST(every_byte_counts)
{
	struct digest all = digest_keyed("key", "a\0b", 3);
	struct digest less = digest_keyed("key", "a\0", 2);
	struct digest none = digest_keyed("key", "", 0);

	ck_assert_mem_ne(all.bytes, less.bytes, sizeof all.bytes);
	ck_assert_mem_ne(all.bytes, none.bytes, sizeof all.bytes);
	all = digest_of("a\0b", 3);
	less = digest_of("a\0c", 3);
	ck_assert_mem_ne(all.bytes, less.bytes, sizeof all.bytes);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("digest");
	TCase *tests = unit_case(suite, "digest");

	tcase_add_loop_test(
	    tests, an_hmac_is_that_of_the_specification, 0, ROWS(keyed));
	tcase_add_test(tests, every_byte_counts);
	return suite;
}
