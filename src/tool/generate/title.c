/* Made-up titles. */
#include "tool/generate/title.h"

#include <string.h>

/* What a title may have, and in how many of a thousand it does. */
struct chance {
	const char *text;
	uint32_t thousandths;
};

/* clang-format off */
static const struct chance beginnings[] = {
	{ "The ", 180 }, { "A ", 30 }, { "", 1000 },
};

static const struct chance links[] = {
	{ " of ", 38 }, { " of the ", 10 }, { " and ", 20 }, { " in ", 15 },
	{ " to ", 8 }, { "'s ", 8 }, { ": ", 8 }, { "-", 6 }, { ", ", 3 },
	{ " & ", 3 }, { " ", 1000 },
};

static const struct chance endings[] = {
	{ " 2", 10 }, { " II", 6 }, { " 3", 3 }, { " III", 2 }, { " 1984", 1 },
	{ " 2000", 2 }, { " 13", 1 }, { "!", 4 }, { "?", 3 }, { "", 1000 },
};
/* clang-format on */

/* The last one is what there is otherwise. */
static const char *
chance_text(const struct chance *chance, struct random *random)
{
	uint32_t at = random_below(random, 1000);

	for (; at >= chance->thousandths; chance++)
		at -= chance->thousandths;
	return chance->text;
}

void
title_write(char *to, struct random *random, const struct zipf *zipf)
{
	static const int words[] = { 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4,
		5, TITLE_WORDS_EACH_MAX };
	int count = words[random_below(random, sizeof words / sizeof *words)];

	to = stpcpy(to, chance_text(beginnings, random));
	for (int i = 0; i < count; i++) {
		if (i > 0)
			to = stpcpy(to, chance_text(links, random));
		to = word_write_capital(to, zipf_next(zipf, random));
	}
	stpcpy(to, chance_text(endings, random));
}
