#ifndef TOOL_GENERATE_TITLE_H
#define TOOL_GENERATE_TITLE_H

#include "tool/generate/random.h"
#include "tool/generate/words.h"

/*
 * Made-up titles, in which words are about as frequent as in real ones. What
 * they say comes after the law of Zipf and Mandelbrot, with these numbers; the
 * little words between come besides: "the" is every 17th word, "of" every 36th.
 */
enum { TITLE_WORDS = 250000, TITLE_FLAT = 30 };

/* Of words, with what stands before, between and behind them. */
enum {
	TITLE_WORDS_EACH_MAX = 6,
	TITLE_SIZE = TITLE_WORDS_EACH_MAX * (WORD_SIZE + 8) + 16
};

/* Writes one, and a NUL. `zipf` is of the words. */
void title_write(char *to, struct random *random, const struct zipf *zipf);

#endif
