/* Bytes that grow at the end, and stay what they were. */
#include "engine/buffer.h"

#include <string.h>

#include "unit.h"

/* Rooms to begin with; growth must not show. */
static const size_t rooms[] = { 0, 1, 15, 16, 17, 100, 5000 };

START_TEST(bytes_stay_in_order_however_often_it_grows)
{
	struct buffer buffer;

	buffer_init(&buffer, scratch, rooms[_i]);
	for (int i = 0; i < 3000; i++)
		buffer_char(&buffer, (char)('a' + i % 26));
	ck_assert_uint_eq(buffer.size, 3000);
	for (int i = 0; i < 3000; i++)
		must(buffer.bytes[i] == 'a' + i % 26, "byte %d", i);
}
END_TEST

START_TEST(a_piece_may_be_larger_than_twice_the_room)
{
	char *piece = arena_alloc(scratch, 20000);
	struct buffer buffer;

	memset(piece, 'x', 20000);
	buffer_init(&buffer, scratch, rooms[_i]);
	buffer_text(&buffer, "<");
	buffer_put(&buffer, piece, 20000);
	buffer_text(&buffer, ">");
	ck_assert_uint_eq(buffer.size, 20002);
	ck_assert_mem_eq(buffer.bytes + 1, piece, 20000);
	ck_assert_int_eq(buffer.bytes[0], '<');
	ck_assert_int_eq(buffer.bytes[20001], '>');
}
END_TEST

START_TEST(a_print_of_any_length_fits)
{
	for (int length = 1; length < 80; length++) {
		struct buffer buffer;

		buffer_init(&buffer, scratch, rooms[_i]);
		buffer_text(&buffer, "<");
		buffer_printf(&buffer, "%*d%s", length, 7, "");
		buffer_printf(&buffer, ">%s", "");
		must(buffer.size == (size_t)length + 2 &&
			buffer.bytes[0] == '<' && buffer.bytes[length] == '7' &&
			buffer.bytes[length + 1] == '>',
		    "a print of %d characters", length);
	}
}
END_TEST

START_TEST(a_print_that_fills_the_room_does_not_run_over)
{
	struct buffer buffer;
	char *neighbour;

	buffer_init(&buffer, scratch, 16);
	neighbour = arena_alloc(scratch, 16);
	memset(neighbour, 'x', 16);
	buffer_printf(&buffer, "%016d", 7);
	ck_assert_mem_eq(buffer.bytes, "0000000000000007", 16);
	ck_assert_mem_eq(neighbour, "xxxxxxxxxxxxxxxx", 16);
}
END_TEST

START_TEST(the_nul_of_a_string_does_not_count)
{
	struct buffer buffer;

	buffer_init(&buffer, scratch, 16);
	for (int length = 0; length < 40; length++) {
		must(strlen(buffer_string(&buffer)) == (size_t)length,
		    "%d characters", length);
		must(buffer.size == (size_t)length, "%d bytes", length);
		buffer_char(&buffer, 'x');
	}
}
END_TEST

START_TEST(a_nul_among_the_bytes_is_kept)
{
	struct buffer buffer;

	buffer_init(&buffer, scratch, 16);
	buffer_put(&buffer, "a\0b", 3);
	buffer_char(&buffer, '\0');
	buffer_text(&buffer, "c");
	ck_assert_uint_eq(buffer.size, 5);
	ck_assert_mem_eq(buffer.bytes, "a\0b\0c", 5);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("buffer");
	TCase *tests = unit_case(suite, "buffer");

	tcase_add_loop_test(
	    tests, bytes_stay_in_order_however_often_it_grows, 0, ROWS(rooms));
	tcase_add_loop_test(
	    tests, a_piece_may_be_larger_than_twice_the_room, 0, ROWS(rooms));
	tcase_add_loop_test(tests, a_print_of_any_length_fits, 0, ROWS(rooms));
	tcase_add_test(tests, a_print_that_fills_the_room_does_not_run_over);
	tcase_add_test(tests, the_nul_of_a_string_does_not_count);
	tcase_add_test(tests, a_nul_among_the_bytes_is_kept);
	return suite;
}
