/* Made-up titles and their words. */
#include "tool/generate/title.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"

enum { LETTERS = 26 };

/* All words of titles, sorted. */
static char (*words)[WORD_SIZE];

static int
compare(const void *one, const void *other)
{
	return strcmp(one, other);
}

/* As search takes it: é is e. */
static void
accents_drop(char *word)
{
	static const char *const accented[] = { "á", "é", "í", "ó", "ü" };

	for (size_t i = 0; i < sizeof accented / sizeof *accented; i++) {
		char *at = strstr(word, accented[i]);

		if (at != NULL) {
			*at = "aeiou"[i];
			memmove(at + 1, at + 2, strlen(at + 2) + 1);
		}
	}
}

static void
words_make(void)
{
	words = arena_alloc(scratch, (size_t)TITLE_WORDS * WORD_SIZE);
	for (uint32_t i = 0; i < TITLE_WORDS; i++) {
		char *end = word_write(words[i], i);

		must(end - words[i] < WORD_SIZE && *end == '\0', "%u", i);
		accents_drop(words[i]);
	}
	qsort(words, TITLE_WORDS, WORD_SIZE, compare);
}

static bool
is_word(const char *word)
{
	return bsearch(word, words, TITLE_WORDS, WORD_SIZE, compare) != NULL;
}

START_TEST(each_number_is_another_word)
{
	words_make();
	for (int i = 1; i < TITLE_WORDS; i++)
		must(strcmp(words[i - 1], words[i]) != 0, "%s", words[i]);
}
END_TEST

/* How many other words differ from the word in one letter. */
static int
near_count(const char *of)
{
	char word[WORD_SIZE];
	int count = 0;

	strcpy(word, of);
	for (char *at = word; *at != '\0'; at++) {
		char letter = *at;

		for (int i = 0; i < LETTERS; i++) {
			*at = (char)('a' + i);
			count += *at != letter && is_word(word);
		}
		*at = letter;
	}
	return count;
}

START_TEST(one_wrong_letter_seldom_makes_another_word)
{
	enum { STEP = 97, LOOKED_AT = TITLE_WORDS / STEP };
	int near = 0;

	words_make();
	for (int i = 0; i < LOOKED_AT; i++)
		near += near_count(words[i * STEP]) > 0;
	must(near < LOOKED_AT / 10, "%d of %d", near, LOOKED_AT);
}
END_TEST

static double
mean_size(uint32_t from, uint32_t to)
{
	char word[WORD_SIZE];
	double sum = 0;

	for (uint32_t i = from; i < to; i++)
		sum += (double)(word_write(word, i) - word);
	return sum / (to - from);
}

START_TEST(frequent_words_are_short_and_rare_ones_long)
{
	double frequent = mean_size(0, 800);
	double rare = mean_size(TITLE_WORDS / 2, TITLE_WORDS);

	must(frequent > 4 && frequent < 6, "%f", frequent);
	must(rare > 7.5 && rare < 10, "%f", rare);
}
END_TEST

/* What titles are made of, each as often as it is there. */
struct counts {
	int words, the, of, love, beginning_the, beginning_a, ending, digits,
	    accents;
};

static bool
is_little(const char *word)
{
	static const char *const little[] = { "the", "a", "of", "and", "in",
		"to" };

	for (size_t i = 0; i < sizeof little / sizeof *little; i++)
		if (strcasecmp(word, little[i]) == 0)
			return true;
	return false;
}

static void
title_count(struct counts *counts, char *title)
{
	char *rest = NULL, *last = NULL;

	counts->beginning_the += strncmp(title, "The ", 4) == 0;
	counts->beginning_a += strncmp(title, "A ", 2) == 0;
	counts->digits += strpbrk(title, "0123456789") != NULL;
	counts->accents += strchr(title, '\xc3') != NULL;
	for (char *word = strtok_r(title, " ", &rest); word != NULL;
	     word = strtok_r(NULL, " ", &rest)) {
		counts->words++;
		counts->the += strcasecmp(word, "the") == 0;
		counts->of += strcmp(word, "of") == 0;
		counts->love += strcmp(word, "Love") == 0;
		last = word;
	}
	counts->ending += is_little(last);
}

START_TEST(titles_have_the_words_of_real_ones)
{
	enum { COUNT = 200000 };
	struct counts counts = { 0 };
	struct random random;
	struct zipf zipf;
	double words_all;

	random_begin(&random, 1, 0);
	zipf_begin(&zipf, TITLE_WORDS, TITLE_FLAT);
	for (int i = 0; i < COUNT; i++) {
		char title[TITLE_SIZE];

		title_write(title, &random, &zipf);
		ck_assert_uint_lt(strlen(title), TITLE_SIZE);
		title_count(&counts, title);
	}
	zipf_end(&zipf);
	words_all = counts.words;
	must(counts.the > .05 * words_all && counts.the < .065 * words_all,
	    "the: %d of %d", counts.the, counts.words);
	must(counts.of > .02 * words_all && counts.of < .03 * words_all,
	    "of: %d of %d", counts.of, counts.words);
	must(counts.love > .007 * COUNT && counts.love < .012 * COUNT,
	    "love: %d", counts.love);
	must(counts.beginning_the > .16 * COUNT &&
		counts.beginning_the < .22 * COUNT,
	    "The: %d", counts.beginning_the);
	must(counts.beginning_a > .02 * COUNT &&
		counts.beginning_a < .04 * COUNT,
	    "A: %d", counts.beginning_a);
	must(counts.digits > .01 * COUNT && counts.digits < .04 * COUNT,
	    "digits: %d", counts.digits);
	must(counts.accents > .01 * COUNT && counts.accents < .06 * COUNT,
	    "accents: %d", counts.accents);
	must(counts.ending == 0, "%d end so", counts.ending);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("title");
	TCase *tests = unit_case(suite, "title");

	tcase_add_test(tests, each_number_is_another_word);
	tcase_add_test(tests, one_wrong_letter_seldom_makes_another_word);
	tcase_add_test(tests, frequent_words_are_short_and_rare_ones_long);
	tcase_add_test(tests, titles_have_the_words_of_real_ones);
	return suite;
}
