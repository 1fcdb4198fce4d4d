/* Cursors: what is written can be read; what was touched cannot. */
#include "http/cursor.h"

#include <string.h>

#include "engine/buffer.h"
#include "unit.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			       "abcdefghijklmnopqrstuvwxyz"
			       "0123456789-_";

static const uint64_t list = UINT64_C(0x0123456789abcdef);

/* clang-format off */
/* Ids of three lengths: the last group of the text has 1, 2, 3 bytes. */
static const struct cursor cursors[] = {
	{ NULL, "7" },
	{ NULL, "42" },
	{ NULL, "123" },
	{ NULL, "9223372036854775807" },
	{ "", "7" },
	{ "7.5", "7" },
	{ "100.0", "42" },
	{ "1999", "9223372036854775807" },
	{ "The Matrix", "1" },
	{ "Am\xc3\xa9lie & \"caf\xc3\xa9\" <\xf0\x9f\x8e\xac>", "12" },
	{ "n", "1" },
	{ "k", "1" },
	{ "\x01\x7f\n", "1" },
};
/* clang-format on */

START_TEST(what_is_written_is_read_again)
{
	const char *text = cursor_write(&cursors[_i], list, scratch);
	struct cursor cursor = { "old", "old" };

	ck_assert(cursor_read(&cursor, text, list, scratch));
	ck_assert_str_eq(cursor.id, cursors[_i].id);
	ck_assert_pstr_eq(cursor.key, cursors[_i].key);
}
END_TEST

START_TEST(it_is_made_of_letters_that_need_no_encoding)
{
	const char *text = cursor_write(&cursors[_i], list, scratch);

	ck_assert_uint_eq(strspn(text, alphabet), strlen(text));
	ck_assert_uint_ge(strlen(text), 12);
}
END_TEST

START_TEST(it_is_the_same_each_time)
{
	ck_assert_str_eq(cursor_write(&cursors[_i], list, scratch),
	    cursor_write(&cursors[_i], list, scratch));
}
END_TEST

START_TEST(every_other_letter_at_every_place_is_refused)
{
	const char *text = cursor_write(&cursors[_i], list, scratch);
	char *changed = arena_copy(scratch, text, strlen(text));
	struct cursor cursor;

	for (size_t i = 0; text[i] != '\0'; i++) {
		for (int c = 1; c < 256; c++) {
			changed[i] = (char)c;
			must(cursor_read(&cursor, changed, list, scratch) ==
				(changed[i] == text[i]),
			    "%s for %s", changed, text);
		}
		changed[i] = text[i];
	}
}
END_TEST

START_TEST(every_exchange_of_two_letters_is_refused)
{
	const char *text = cursor_write(&cursors[_i], list, scratch);
	char *changed = arena_copy(scratch, text, strlen(text));
	struct cursor cursor;

	for (size_t i = 0; text[i] != '\0'; i++)
		for (size_t j = 0; j < i; j++) {
			changed[i] = text[j];
			changed[j] = text[i];
			must(cursor_read(&cursor, changed, list, scratch) ==
				(text[i] == text[j]),
			    "%s for %s", changed, text);
			changed[i] = text[i];
			changed[j] = text[j];
		}
}
END_TEST

START_TEST(a_part_of_it_is_refused)
{
	const char *text = cursor_write(&cursors[_i], list, scratch);
	struct cursor cursor;

	for (size_t size = 0; size < strlen(text); size++)
		must(!cursor_read(&cursor, arena_copy(scratch, text, size),
			 list, scratch),
		    "the first %zu of %s", size, text);
	for (size_t from = 1; from <= strlen(text); from++)
		must(!cursor_read(&cursor, text + from, list, scratch),
		    "%s without the first %zu", text, from);
}
END_TEST

static const char *const additions[] = { "A", "B", "_", "AA", "AAA", "AAAA",
	"=", "==", "===", " ", "\n", ".", "%", "/", "+" };

START_TEST(what_is_added_is_refused)
{
	const char *text = cursor_write(&cursors[_i], list, scratch);
	struct cursor cursor;

	for (int i = 0; i < ROWS(additions); i++) {
		must(!cursor_read(&cursor,
			 arena_printf(scratch, "%s%s", text, additions[i]),
			 list, scratch),
		    "%s%s", text, additions[i]);
		must(!cursor_read(&cursor,
			 arena_printf(scratch, "%s%s", additions[i], text),
			 list, scratch),
		    "%s%s", additions[i], text);
	}
	ck_assert(!cursor_read(
	    &cursor, arena_printf(scratch, "%s%s", text, text), list, scratch));
}
END_TEST

START_TEST(one_of_another_list_is_refused)
{
	const char *text = cursor_write(&cursors[_i], list, scratch);
	struct cursor cursor;

	for (int bit = 0; bit < 64; bit++)
		must(!cursor_read(
			 &cursor, text, list ^ UINT64_C(1) << bit, scratch),
		    "bit %d", bit);
}
END_TEST

static const char *const nonsense[] = { "", "A", "AA", "AAA", "AAAA",
	"AAAAAAAAAAA", "AAAAAAAAAAAA", "AAAAAAAAAAAAA", "AAAAAAAAAAAAAA",
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "-", "7", "next", "null",
	"eyJpZCI6N30", "eyJpZCI6N30=", "\xc3\xa9" };

START_TEST(what_is_no_cursor_is_refused)
{
	struct cursor cursor;

	ck_assert(!cursor_read(&cursor, nonsense[_i], list, scratch));
}
END_TEST

/* A cursor with a good digest and these bytes, as anybody can make one. */
static const char *
forge(const char *content, size_t size)
{
	uint64_t digest = cursor_digest(list, content, size);
	struct buffer bytes, text;

	buffer_init(&bytes, scratch, 64);
	for (int i = 0; i < 8; i++)
		buffer_char(&bytes, (char)(digest >> 8 * i & 255));
	buffer_put(&bytes, content, size);
	buffer_init(&text, scratch, 64);
	for (size_t bit = 0; bit < bytes.size * 8; bit += 6) {
		unsigned value = 0;

		for (size_t b = bit; b < bit + 6; b++) {
			unsigned byte = b / 8 < bytes.size
			    ? (unsigned char)bytes.bytes[b / 8]
			    : 0;

			value = value << 1 | (byte >> (7 - b % 8) & 1);
		}
		buffer_char(&text, alphabet[value]);
	}
	return buffer_string(&text);
}

#define BYTES(text) text, sizeof text - 1

/* clang-format off */
static const struct {
	const char *bytes;
	size_t size;
	bool good;
} forged[] = {
	{ BYTES("n7"), true },
	{ BYTES("k7\0key"), true },
	{ BYTES("k7\0"), true },
	{ BYTES(""), false },
	{ BYTES("n"), false },
	{ BYTES("n7\0"), false },
	{ BYTES("n7\0a"), false },
	{ BYTES("k7\0a\0b"), false },
	{ BYTES("k7\0a\0"), false },
	{ BYTES("k7\0\xff"), false },
	{ BYTES("k7\0\xc3"), false },
	{ BYTES("n\xff"), false },
	{ BYTES("\xff" "7"), false },
};
/* clang-format on */

START_TEST(the_parts_of_a_forged_one_are_texts)
{
	struct cursor cursor;

	ck_assert_int_eq(
	    cursor_read(&cursor, forge(forged[_i].bytes, forged[_i].size), list,
		scratch),
	    forged[_i].good);
}
END_TEST

START_TEST(a_digest_goes_on_where_it_stopped)
{
	uint64_t whole = cursor_digest(CURSOR_DIGEST, "foobar", 6);

	/* From the tables of the authors of FNV-1a. */
	ck_assert_uint_eq(whole, UINT64_C(0x85944171f73967e8));
	ck_assert_uint_eq(
	    cursor_digest(cursor_digest(CURSOR_DIGEST, "foo", 3), "bar", 3),
	    whole);
	ck_assert_uint_eq(cursor_digest(7, "", 0), 7);
}
END_TEST

Suite *
unit_suite(void)
{
	static const TTest *const *const for_each[] = {
		&what_is_written_is_read_again,
		&it_is_made_of_letters_that_need_no_encoding,
		&it_is_the_same_each_time,
		&every_other_letter_at_every_place_is_refused,
		&every_exchange_of_two_letters_is_refused,
		&a_part_of_it_is_refused,
		&what_is_added_is_refused,
		&one_of_another_list_is_refused,
	};
	Suite *suite = suite_create("cursor");
	TCase *tests = unit_case(suite, "cursor");

	for (int i = 0; i < ROWS(for_each); i++)
		tcase_add_loop_test(tests, *for_each[i], 0, ROWS(cursors));
	tcase_add_loop_test(
	    tests, what_is_no_cursor_is_refused, 0, ROWS(nonsense));
	tcase_add_loop_test(
	    tests, the_parts_of_a_forged_one_are_texts, 0, ROWS(forged));
	tcase_add_test(tests, a_digest_goes_on_where_it_stopped);
	return suite;
}
