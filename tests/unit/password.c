/* Hashes of passwords: what is right, what is wrong, what is out of date. */
#include "app/password.h"

#include <crypt.h>
#include <string.h>

#include "unit.h"

enum { COST = 1 /* quick */ };

/* A text `count` times. */
static const char *
repeated(const char *text, int count)
{
	char *all =
	    arena_alloc(scratch, strlen(text) * (size_t)count + sizeof "");

	for (int i = 0; i < count; i++)
		strcat(all, text);
	return all;
}

/* Its last byte is another one. */
static const char *
altered(const char *text)
{
	char *copy = arena_copy(scratch, text, strlen(text));

	copy[strlen(copy) - 1] ^= 1;
	return copy;
}

/* One character, so many times: crypt(3) itself takes less than 512 bytes. */
static const struct {
	const char *character;
	int count;
} phrases[] = {
	{ "x", PASSWORD_MIN },
	{ " ", PASSWORD_MIN },
	{ "x", PASSWORD_MAX },
	{ "\xc3\xa9", PASSWORD_MAX },
	{ "\xe2\x82\xac", PASSWORD_MAX },
	{ "\xf0\x9f\x8e\xac", PASSWORD_MAX - 1 },
	{ "\xf0\x9f\x8e\xac", PASSWORD_MAX }, /* 512 bytes */
	{ "x", 511 },
	{ "x", 512 },
	{ "x", 1000 },
};

START_TEST(a_password_is_that_of_its_hash_to_the_last_byte)
{
	const char *phrase = repeated(phrases[_i].character, phrases[_i].count);
	const char *more = arena_printf(scratch, "%sx", phrase);
	const char *less = arena_copy(scratch, phrase, strlen(phrase) - 1);
	const char *hash = password_hash(phrase, COST, scratch);

	ck_assert_ptr_nonnull(hash);
	ck_assert_ptr_null(strstr(hash, phrase));
	ck_assert_int_eq(
	    password_match(phrase, hash, COST, scratch), PASSWORD_RIGHT);
	ck_assert_int_eq(password_match(altered(phrase), hash, COST, scratch),
	    PASSWORD_WRONG);
	ck_assert_int_eq(
	    password_match(more, hash, COST, scratch), PASSWORD_WRONG);
	ck_assert_int_eq(
	    password_match(less, hash, COST, scratch), PASSWORD_WRONG);
	ck_assert_int_eq(
	    password_match("", hash, COST, scratch), PASSWORD_WRONG);
}
END_TEST

START_TEST(two_hashes_of_a_password_differ)
{
	ck_assert_str_ne(password_hash("correct horse", COST, scratch),
	    password_hash("correct horse", COST, scratch));
}
END_TEST

START_TEST(the_cost_of_a_check_is_that_of_the_hash)
{
	const char *hash = password_hash("correct horse", COST, scratch);

	ck_assert_int_eq(
	    password_match("correct horse", hash, COST + 1, scratch),
	    PASSWORD_RIGHT);
}
END_TEST

START_TEST(without_a_hash_no_password_is_right)
{
	ck_assert_int_eq(password_match("correct horse", NULL, COST, scratch),
	    PASSWORD_WRONG);
	ck_assert_int_eq(
	    password_match("", NULL, COST, scratch), PASSWORD_WRONG);
}
END_TEST

static const char *const no_hashes[] = { "", "*", "*0", "!", "x", "$", "$y$",
	"$y$j9T$", "$y$j9T$salt", "correct horse" };

START_TEST(what_is_no_hash_is_that_of_no_password)
{
	ck_assert_int_eq(
	    password_match("correct horse", no_hashes[_i], COST, scratch),
	    PASSWORD_WRONG);
	ck_assert_int_eq(
	    password_match(no_hashes[_i], no_hashes[_i], COST, scratch),
	    PASSWORD_WRONG);
	ck_assert_int_eq(
	    password_match("", no_hashes[_i], COST, scratch), PASSWORD_WRONG);
}
END_TEST

/* A hash by any method of crypt(5). */
static const char *
hash_by(const char *method, unsigned long cost)
{
	struct crypt_data data = { 0 };
	char setting[CRYPT_GENSALT_OUTPUT_SIZE];
	const char *hash;

	ck_assert_ptr_nonnull(
	    crypt_gensalt_rn(method, cost, NULL, 0, setting, sizeof setting));
	hash = crypt_r("correct horse", setting, &data);
	return arena_copy(scratch, hash, strlen(hash));
}

/* clang-format off */
static const struct {
	const char *method;
	unsigned long made;
	long wanted;
	bool old;
} ages[] = {
	{ "$y$", 1, 1, false },
	{ "$y$", 2, 2, false },
	{ "$y$", 1, 2, true },
	{ "$y$", 2, 1, true },
	{ "$y$", 1, 6, true },
	{ "$7$", 6, 1, true },
	{ "$6$", 1000, 1, true },
	{ "$5$", 1000, 1, true },
	{ "$2b$", 4, 4, true },
	{ "$1$", 0, 1, true },
};
/* clang-format on */

START_TEST(a_hash_of_another_cost_or_method_is_good_and_old)
{
	const char *hash = hash_by(ages[_i].method, ages[_i].made);

	ck_assert_int_eq(
	    password_match("correct horse", hash, ages[_i].wanted, scratch),
	    PASSWORD_RIGHT);
	ck_assert_int_eq(
	    password_match("correct mouse", hash, ages[_i].wanted, scratch),
	    PASSWORD_WRONG);
	ck_assert_int_eq(
	    password_hash_is_old(hash, ages[_i].wanted), ages[_i].old);
}
END_TEST

START_TEST(a_new_hash_is_not_old)
{
	for (long cost = 1; cost <= 3; cost++)
		ck_assert(!password_hash_is_old(
		    password_hash("correct horse", cost, scratch), cost));
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("password");
	TCase *tests = unit_case(suite, "password");

	tcase_add_loop_test(tests,
	    a_password_is_that_of_its_hash_to_the_last_byte, 0, ROWS(phrases));
	tcase_add_test(tests, two_hashes_of_a_password_differ);
	tcase_add_test(tests, the_cost_of_a_check_is_that_of_the_hash);
	tcase_add_test(tests, without_a_hash_no_password_is_right);
	tcase_add_loop_test(
	    tests, what_is_no_hash_is_that_of_no_password, 0, ROWS(no_hashes));
	tcase_add_loop_test(tests,
	    a_hash_of_another_cost_or_method_is_good_and_old, 0, ROWS(ages));
	tcase_add_test(tests, a_new_hash_is_not_old);
	return suite;
}
