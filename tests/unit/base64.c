/* Base64 for addresses: one text for each run of bytes, and no other. */
#include "http/base64.h"

#include <string.h>

#include "unit.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			       "abcdefghijklmnopqrstuvwxyz"
			       "0123456789-_";

#define BYTES(text) text, sizeof text - 1

/* clang-format off */
static const struct {
	const char *bytes;
	size_t size;
	const char *text;
} table[] = {
	/* RFC 4648, section 10, without padding */
	{ BYTES(""), "" },
	{ BYTES("f"), "Zg" },
	{ BYTES("fo"), "Zm8" },
	{ BYTES("foo"), "Zm9v" },
	{ BYTES("foob"), "Zm9vYg" },
	{ BYTES("fooba"), "Zm9vYmE" },
	{ BYTES("foobar"), "Zm9vYmFy" },

	{ BYTES("\0"), "AA" },
	{ BYTES("\0\0\0"), "AAAA" },
	{ BYTES("\xff"), "_w" },
	{ BYTES("\xff\xff\xff"), "____" },
	{ BYTES("\xfb\xef\xbe"), "----" },
	{ BYTES("\x00\x10\x83\x10\x51\x87\x20\x92\x8b"), "ABCDEFGHIJKL" },
};
/* clang-format on */

/* Decoded into a buffer that had something in it. */
static bool
decode(struct buffer *out, const char *text)
{
	buffer_init(out, scratch, 4);
	buffer_char(out, '>');
	return base64_decode(out, text);
}

START_TEST(bytes_are_written_as_the_standard_says)
{
	ck_assert_str_eq(
	    base64_encode(table[_i].bytes, table[_i].size, scratch),
	    table[_i].text);
}
END_TEST

START_TEST(what_is_written_is_added_when_it_is_read)
{
	struct buffer out;

	ck_assert(decode(&out, table[_i].text));
	ck_assert_uint_eq(out.size, table[_i].size + 1);
	ck_assert_mem_eq(out.bytes, ">", 1);
	ck_assert_mem_eq(out.bytes + 1, table[_i].bytes, table[_i].size);
}
END_TEST

START_TEST(every_three_bytes_come_back)
{
	for (int value = 0; value < 1 << 16; value++) {
		char bytes[] = { (char)value, (char)(value >> 8),
			(char)(value * 7) };
		struct buffer out;

		for (size_t size = 1; size <= 3; size++) {
			const char *text = base64_encode(bytes, size, scratch);

			must(strlen(text) == size + 1 &&
				strspn(text, alphabet) == size + 1,
			    "%s is written", text);
			must(decode(&out, text) && out.size == size + 1 &&
				memcmp(out.bytes + 1, bytes, size) == 0,
			    "%s is read as something else", text);
		}
		arena_reset(scratch);
	}
}
END_TEST

/* The last letter may not have bits that stand for nothing. */
START_TEST(there_is_one_text_for_each_run_of_bytes)
{
	int good[4] = { 0 };

	for (int i = 0; i < 64 * 64 * 64; i++) {
		char text[] = { alphabet[i & 63], alphabet[i >> 6 & 63],
			alphabet[i >> 12], '\0' };
		struct buffer out;

		for (size_t size = 1; size <= 3; size++) {
			const char *letters = text + 3 - size;

			if (!decode(&out, letters))
				continue;
			good[size]++;
			must(strcmp(base64_encode(
					out.bytes + 1, out.size - 1, scratch),
				 letters) == 0,
			    "%s is not the text for its bytes", letters);
		}
		arena_reset(scratch);
	}
	ck_assert_int_eq(good[1], 0);
	ck_assert_int_eq(good[2], 256 * 64); /* each 64 times */
	ck_assert_int_eq(good[3], 256 * 256);
}
END_TEST

/* clang-format off */
static const char *const nonsense[] = {
	"A", "AAAAA", "AB", "AAB", "Zh", "Zm9", "Zg=", "Zg==", "Zm8=", "=",
	" Zg", "Zg ", "Z g", "Zg\n", "+A", "/A", "A+", "A/", "Zg.", "Zg%3D",
	"\xc3\xa9", "Zm9v!", "Zm9v\x80", ",,,,",
};
/* clang-format on */

START_TEST(any_other_text_is_refused)
{
	struct buffer out;

	ck_assert(!decode(&out, nonsense[_i]));
}
END_TEST

START_TEST(any_other_letter_is_refused)
{
	for (int c = 1; c < 256; c++)
		for (int place = 0; place < 4; place++) {
			char text[] = "AAAA";
			struct buffer out;

			text[place] = (char)c;
			must(
			    decode(&out, text) == (strchr(alphabet, c) != NULL),
			    "character %d", c);
		}
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("base64");
	TCase *tests = unit_case(suite, "base64");

	tcase_add_loop_test(
	    tests, bytes_are_written_as_the_standard_says, 0, ROWS(table));
	tcase_add_loop_test(
	    tests, what_is_written_is_added_when_it_is_read, 0, ROWS(table));
	tcase_add_test(tests, every_three_bytes_come_back);
	tcase_add_test(tests, there_is_one_text_for_each_run_of_bytes);
	tcase_add_loop_test(
	    tests, any_other_text_is_refused, 0, ROWS(nonsense));
	tcase_add_test(tests, any_other_letter_is_refused);
	return suite;
}
