/* Lines and elements of JSON arrays, from files. */
#include "tool/import/piece.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/buffer.h"
#include "unit.h"

typedef enum piece_state reader(struct source *source, struct piece *piece);

/* A file that has these bytes; it is gone once it is closed. */
static struct source *
source_of(const char *bytes, size_t size)
{
	char path[] = "/tmp/marquee-unit.XXXXXX";
	int file = mkstemp(path);
	struct source *source;

	ck_assert_int_ge(file, 0);
	ck_assert_int_eq(write(file, bytes, size), (ssize_t)size);
	close(file);
	source = source_open(path);
	ck_assert_ptr_nonnull(source);
	unlink(path);
	return source;
}

/*
 * All that a reader gives, in a line: "NUMBER:TEXT|" for each piece, with
 * "NUMBER!|" for a wrong one, and "NUMBER#" if it breaks off.
 */
static const char *
read_all(reader *next, const char *bytes, size_t size)
{
	struct source *source = source_of(bytes, size);
	enum piece_state state;
	struct piece piece;
	struct buffer all;

	buffer_init(&all, scratch, 64);
	while ((state = next(source, &piece)) == PIECE_THERE) {
		if (piece.wrong != NULL) {
			buffer_printf(&all, "%ld!|", piece.line);
			continue;
		}
		ck_assert_uint_eq(strlen(piece.text), piece.size);
		buffer_printf(&all, "%ld:%s|", piece.line, piece.text);
	}
	if (state == PIECE_BROKEN) {
		ck_assert_ptr_nonnull(piece.wrong);
		buffer_printf(&all, "%ld#", piece.line);
	}
	source_close(source);
	return buffer_string(&all);
}

/* clang-format off */
static const struct {
	reader *next;
	const char *bytes, *all;
} table[] = {
	{ lines_next, "", "" },
	{ lines_next, "a", "1:a|" },
	{ lines_next, "a\n", "1:a|" },
	{ lines_next, "\n", "1:|" },
	{ lines_next, "a\n\nb", "1:a|2:|3:b|" },
	{ lines_next, "a\r\nb\r\n", "1:a|2:b|" },
	{ lines_next, "\r\n\r", "1:|2:|" },
	{ lines_next, "a\tb\n", "1:a\tb|" },
	{ lines_next, "a\nb\rc\nd\n", "1:a|2!|3:d|" },
	{ lines_next, "\xff\nb\n", "1!|2:b|" },
	{ lines_next, "\xc3\xa9\n\xc3\n", "1:\xc3\xa9|2!|" },
	{ lines_next, "\x1b[2J\n", "1!|" },

	{ items_next, "[]", "" },
	{ items_next, " [ \n] \n", "" },
	{ items_next, "[1]", "1:1|" },
	{ items_next, "[1,2 , 3\n]", "1:1|1:2|1:3|" },
	{ items_next, "[\n{\"a\": 1},\n{}\n]", "2:{\"a\": 1}|3:{}|" },
	{ items_next, "[{\n\n},\n7]", "1:{\n\n}|4:7|" },
	{ items_next, "[[1,2],[3]]", "1:[1,2]|1:[3]|" },
	{ items_next, "[\"a,]\"]", "1:\"a,]\"|" },
	{ items_next, "[\"a\\\"]\",1]", "1:\"a\\\"]\"|1:1|" },
	{ items_next, "[\"a\\\\\",1]", "1:\"a\\\\\"|1:1|" },
	{ items_next, "[{\"}\": \"]\"},1]", "1:{\"}\": \"]\"}|1:1|" },
	{ items_next, "", "1#" },
	{ items_next, "{}", "1#" },
	{ items_next, "[", "1#" },
	{ items_next, "[1", "1#" },
	{ items_next, "[1,", "1:1|1#" },
	{ items_next, "[1,\n]", "1:1|2#" },
	{ items_next, "[,1]", "1#" },
	{ items_next, "[1 2]", "1:1|1#" },
	{ items_next, "[1]\n]", "1:1|2#" },
	{ items_next, "[1][2]", "1:1|1#" },
	{ items_next, "[{]", "1#" },
	{ items_next, "[\"a]", "1#" },
	{ items_next, "[}]", "1#" },
};
/* clang-format on */

START_TEST(a_file_falls_into_pieces)
{
	ck_assert_str_eq(
	    read_all(table[_i].next, table[_i].bytes, strlen(table[_i].bytes)),
	    table[_i].all);
}
END_TEST

START_TEST(a_line_with_a_nul_is_wrong)
{
	ck_assert_str_eq(read_all(lines_next, "a\0b\nc", 5), "1!|2:c|");
}
END_TEST

/* Around the size of the window, which moves over the file. */
static const int sizes[] = { 1000, 131071, 131072, 131073, 262144,
	PIECE_SIZE_MAX - 1, PIECE_SIZE_MAX, PIECE_SIZE_MAX + 1,
	PIECE_SIZE_MAX + 131072, 5 * PIECE_SIZE_MAX };

START_TEST(lines_of_any_length_are_read_up_to_the_bound)
{
	size_t size = (size_t)sizes[_i];
	char *bytes = malloc(2 * size + 16);
	struct source *source;
	struct piece piece;

	memset(bytes, 'x', 2 * size);
	bytes[size] = '\n';
	memcpy(bytes + size + 1, "a\n", 2);
	memset(bytes + size + 3, 'y', size);
	source = source_of(bytes, 2 * size + 3);
	for (int i = 0; i < 3; i++) {
		bool good = i == 1 || size <= PIECE_SIZE_MAX;

		ck_assert_int_eq(lines_next(source, &piece), PIECE_THERE);
		ck_assert_int_eq(piece.wrong == NULL, good);
		ck_assert_int_eq(piece.line, i + 1);
		if (good)
			ck_assert_uint_eq(piece.size, i == 1 ? 1 : size);
	}
	ck_assert_int_eq(lines_next(source, &piece), PIECE_NONE);
	source_close(source);
	free(bytes);
}
END_TEST

START_TEST(elements_of_any_length_are_read_up_to_the_bound)
{
	size_t size = (size_t)sizes[_i];
	char *bytes = malloc(size + 8);
	struct source *source;
	struct piece piece;

	memset(bytes, '\n', size + 8);
	memcpy(bytes, "[[", 2);
	memcpy(bytes + size, "],\n7]", 5);
	source = source_of(bytes, size + 5);
	ck_assert_int_eq(items_next(source, &piece), PIECE_THERE);
	ck_assert_int_eq(piece.wrong == NULL, size <= PIECE_SIZE_MAX);
	ck_assert_int_eq(piece.line, 1);
	ck_assert_uint_eq(strlen(piece.text), piece.size);
	ck_assert_int_eq(items_next(source, &piece), PIECE_THERE);
	ck_assert_str_eq(piece.text, "7");
	ck_assert_ptr_null(piece.wrong);
	ck_assert_int_eq(piece.line, size);
	ck_assert_int_eq(items_next(source, &piece), PIECE_NONE);
	source_close(source);
	free(bytes);
}
END_TEST

START_TEST(many_elements_are_read_across_the_window)
{
	enum { COUNT = 200000 };
	struct buffer bytes;
	struct source *source;
	struct piece piece;

	buffer_init(&bytes, scratch, 1 << 20);
	for (int i = 0; i < COUNT; i++)
		buffer_printf(&bytes, "%s{\"n\": %d}", i == 0 ? "[" : ",\n", i);
	buffer_char(&bytes, ']');
	source = source_of(bytes.bytes, bytes.size);
	for (int i = 0; i < COUNT; i++) {
		must(items_next(source, &piece) == PIECE_THERE &&
			piece.line == i + 1 &&
			atoi(piece.text + strlen("{\"n\": ")) == i,
		    "element %d", i);
	}
	ck_assert_int_eq(items_next(source, &piece), PIECE_NONE);
	source_close(source);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("pieces");
	TCase *tests = unit_case(suite, "pieces");

	tcase_add_loop_test(tests, a_file_falls_into_pieces, 0, ROWS(table));
	tcase_add_test(tests, a_line_with_a_nul_is_wrong);
	tcase_add_loop_test(
	    tests, lines_of_any_length_are_read_up_to_the_bound, 0, 10);
	tcase_add_loop_test(
	    tests, elements_of_any_length_are_read_up_to_the_bound, 0, 10);
	tcase_add_test(tests, many_elements_are_read_across_the_window);
	return suite;
}
