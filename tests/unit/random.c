/* Random numbers: the same everywhere, and as they are meant to be. */
#include "tool/generate/random.h"

#include "unit.h"

START_TEST(the_numbers_are_those_of_xoshiro256starstar)
{
	/* By hand: s1 * 5, rotated by 7, times 9; then the next state. */
	struct random random = { { 1, 2, 3, 4 } };

	ck_assert_uint_eq(random_next(&random), 11520);
	ck_assert_uint_eq(random_next(&random), 0);
	ck_assert_uint_eq(random_next(&random), 1509978240);
	ck_assert_uint_eq(random_next(&random), 1215971899390074240);
}
END_TEST

START_TEST(seeds_and_streams_differ)
{
	struct random one, other;

	random_begin(&one, 1, 0);
	random_begin(&other, 1, 0);
	ck_assert_uint_eq(random_next(&one), random_next(&other));
	random_begin(&other, 2, 0);
	ck_assert_uint_ne(random_next(&one), random_next(&other));
	random_begin(&one, 1, 0);
	random_begin(&other, 1, 1);
	ck_assert_uint_ne(random_next(&one), random_next(&other));
}
END_TEST

START_TEST(numbers_below_a_bound_are_evenly_spread)
{
	int seen[7] = { 0 };
	struct random random;

	random_begin(&random, 1, 0);
	for (int i = 0; i < 70000; i++)
		seen[random_below(&random, 7)]++;
	for (int i = 0; i < 7; i++)
		must(seen[i] > 9500 && seen[i] < 10500, "%d: %d", i, seen[i]);
}
END_TEST

START_TEST(the_law_of_zipf_holds)
{
	int seen[100] = { 0 };
	struct random random;
	struct zipf zipf;

	random_begin(&random, 1, 0);
	zipf_begin(&zipf, 100, 0);
	for (int i = 0; i < 100000; i++)
		seen[zipf_next(&zipf, &random)]++;
	zipf_end(&zipf);
	/* 100000 / (1 + 1/2 + … + 1/100) is 19277. */
	for (int n = 1; n <= 100; n *= 3)
		must(seen[n - 1] > 17500 / n && seen[n - 1] < 21000 / n + 30,
		    "%d: %d", n, seen[n - 1]);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("random");
	TCase *tests = unit_case(suite, "random");

	tcase_add_test(tests, the_numbers_are_those_of_xoshiro256starstar);
	tcase_add_test(tests, seeds_and_streams_differ);
	tcase_add_test(tests, numbers_below_a_bound_are_evenly_spread);
	tcase_add_test(tests, the_law_of_zipf_holds);
	return suite;
}
