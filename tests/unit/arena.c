/* Memory of one request: zeroed, aligned, and given back with all it holds. */
#include "engine/arena.h"

#include <stdint.h>
#include <string.h>

#include "unit.h"

static const size_t sizes[] = { 1, 0, 7, 16, 17, 100, 4095, 4096, 4097, 3,
	100000, 1, 2048, 2049 };

START_TEST(memory_is_zeroed)
{
	for (int turn = 0; turn < 3; turn++) {
		for (int i = 0; i < ROWS(sizes); i++) {
			char *piece = arena_alloc(scratch, sizes[i]);

			for (size_t j = 0; j < sizes[i]; j++)
				must(piece[j] == 0, "turn %d, size %zu", turn,
				    sizes[i]);
			memset(piece, 0xee, sizes[i]);
		}
		arena_reset(scratch);
	}
}
END_TEST

START_TEST(memory_is_aligned_for_any_type)
{
	for (int i = 0; i < ROWS(sizes); i++)
		must((uintptr_t)arena_alloc(scratch, sizes[i]) %
			    _Alignof(max_align_t) ==
			0,
		    "size %zu", sizes[i]);
}
END_TEST

START_TEST(pieces_do_not_overlap)
{
	enum { PIECES = 500 };
	unsigned char *piece[PIECES];

	for (int i = 0; i < PIECES; i++) {
		size_t size = sizes[i % ROWS(sizes)];

		piece[i] = arena_alloc(scratch, size);
		memset(piece[i], i % 251, size);
	}
	for (int i = 0; i < PIECES; i++)
		for (size_t j = 0; j < sizes[i % ROWS(sizes)]; j++)
			must(piece[i][j] == i % 251, "piece %d", i);
}
END_TEST

START_TEST(a_copy_ends_in_a_nul)
{
	char text[] = "The Matrix";
	char *copy = arena_copy(scratch, text, 3);

	text[0] = 'x';
	ck_assert_str_eq(copy, "The");
	ck_assert_str_eq(arena_copy(scratch, text, 0), "");
}
END_TEST

START_TEST(a_copy_keeps_the_nul_characters_within)
{
	ck_assert_mem_eq(arena_copy(scratch, "a\0b", 3), "a\0b", 4);
}
END_TEST

START_TEST(a_print_may_have_any_length)
{
	static const int lengths[] = { 0, 1, 15, 16, 4095, 4096, 20000 };

	for (int i = 0; i < ROWS(lengths); i++) {
		char *text = arena_printf(scratch, "%0*d", lengths[i], 0);
		size_t expected = lengths[i] == 0 ? 1 : (size_t)lengths[i];

		ck_assert_uint_eq(strlen(text), expected);
	}
	ck_assert_str_eq(arena_printf(scratch, "%s", ""), "");
	ck_assert_str_eq(arena_printf(scratch, "%s-%d", "movie", 7), "movie-7");
}
END_TEST

/* The letters of what was released, in order. */
static char released[16];

static void
release(void *thing)
{
	char *letter = thing;

	strncat(released, letter, 1);
	*letter = '?'; /* it is still there */
}

START_TEST(what_is_adopted_is_released_once_and_newest_first)
{
	char a = 'a', b = 'b';
	char *c = arena_copy(scratch, "c", 1);

	released[0] = '\0';
	arena_adopt(scratch, &a, release);
	arena_adopt(scratch, &b, release);
	arena_adopt(scratch, c, release);
	ck_assert_str_eq(released, "");
	arena_reset(scratch);
	ck_assert_str_eq(released, "cba");
	arena_reset(scratch);
	ck_assert_str_eq(released, "cba");
}
END_TEST

START_TEST(what_is_adopted_is_released_with_the_arena)
{
	struct arena *arena = arena_new();

	released[0] = '\0';
	arena_adopt(arena, arena_copy(arena, "a", 1), release);
	arena_free(arena);
	ck_assert_str_eq(released, "a");
}
END_TEST

START_TEST(to_rewind_gives_back_what_came_since_and_no_more)
{
	static const size_t more[] = { 1, 100, 5000, 100000 };
	struct arena_mark empty = arena_mark(scratch), mark;
	char a = 'a', b = 'b', c = 'c', *kept;

	released[0] = '\0';
	arena_adopt(scratch, &a, release);
	kept = arena_copy(scratch, "kept", 4);
	mark = arena_mark(scratch);
	for (int round = 0; round < 3; round++) {
		arena_adopt(scratch, &b, release);
		for (int i = 0; i < ROWS(more); i++)
			memset(arena_alloc(scratch, more[i]), 'x', more[i]);
		b = 'b';
		arena_adopt(scratch, &c, release);
		c = 'c';
		arena_rewind(scratch, mark);
		/* Memory that is used anew is zeroed like any other. */
		ck_assert_int_eq(*(char *)arena_alloc(scratch, 1), 0);
	}
	ck_assert_str_eq(released, "cbcbcb");
	ck_assert_str_eq(kept, "kept");
	arena_rewind(scratch, empty);
	ck_assert_str_eq(released, "cbcbcba");
	arena_reset(scratch);
	ck_assert_str_eq(released, "cbcbcba");
}
END_TEST

#ifndef ARENA_MALLOC /* where the first block is kept, and may be looked at */

START_TEST(a_secret_is_gone_after_a_reset)
{
	static const char secret[] = "correct horse";
	char *first = arena_copy(scratch, secret, sizeof secret);
	char *last;

	arena_alloc(scratch, 2000);
	last = arena_copy(scratch, secret, sizeof secret);
	arena_keep_secret(scratch);
	arena_reset(scratch);
	for (size_t i = 0; i < sizeof secret; i++)
		ck_assert(first[i] == 0 && last[i] == 0);
}
END_TEST

/* Otherwise it costs nothing. */
START_TEST(what_is_no_secret_is_left_as_it_is)
{
	char *text;

	arena_keep_secret(scratch);
	arena_reset(scratch);
	text = arena_copy(scratch, "movie", 5);
	arena_reset(scratch);
	ck_assert_str_eq(text, "movie");
}
END_TEST

#endif

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("arena");
	TCase *tests = unit_case(suite, "arena");

	tcase_add_test(tests, memory_is_zeroed);
	tcase_add_test(tests, memory_is_aligned_for_any_type);
	tcase_add_test(tests, pieces_do_not_overlap);
	tcase_add_test(tests, a_copy_ends_in_a_nul);
	tcase_add_test(tests, a_copy_keeps_the_nul_characters_within);
	tcase_add_test(tests, a_print_may_have_any_length);
	tcase_add_test(
	    tests, what_is_adopted_is_released_once_and_newest_first);
	tcase_add_test(tests, what_is_adopted_is_released_with_the_arena);
	tcase_add_test(tests, to_rewind_gives_back_what_came_since_and_no_more);
#ifndef ARENA_MALLOC
	tcase_add_test(tests, a_secret_is_gone_after_a_reset);
	tcase_add_test(tests, what_is_no_secret_is_left_as_it_is);
#endif
	return suite;
}
