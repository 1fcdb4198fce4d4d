/* Made-up words. */
#include "tool/generate/words.h"

#include <ctype.h>
#include <string.h>

/* None of them can be made of the syllables below. */
static const char *const english[] = { "the", "of", "love", "night", "and",
	"last", "a", "man", "in", "girl", "house", "day", "life", "world",
	"black", "dark", "story", "lost", "blood", "king", "heart", "city",
	"dead", "dream", "river", "my", "big", "star", "red", "summer", "war",
	"blue", "street", "road", "white", "island", "fire", "shadow", "garden",
	"stranger", "secret", "winter", "golden", "sea", "wild", "child",
	"ghost", "queen", "silent", "moon", "letter", "snow", "bridge",
	"mirror", "train", "song", "forest", "angel", "midnight" };

enum { ENGLISH = sizeof english / sizeof *english };

/* A consonant and a vowel each, so that a word can be read in one way only. */
static const char consonants[] = "bdfghjklmnprstvz", vowels[] = "aiou";

enum { SYLLABLES = (sizeof consonants - 1) * (sizeof vowels - 1) };

static char *
syllable_write(char *to, uint32_t number)
{
	*to++ = consonants[number / (sizeof vowels - 1)];
	*to++ = vowels[number % (sizeof vowels - 1)];
	*to = '\0';
	return to;
}

char *
name_write(char *to, uint32_t number)
{
	to = syllable_write(to, number / SYLLABLES % SYLLABLES);
	return syllable_write(to, number % SYLLABLES);
}

char *
word_write(char *to, uint32_t number)
{
	if (number < ENGLISH)
		return stpcpy(to, english[number]);
	number -= ENGLISH;
	/* Two syllables at least; the next number begins differently. */
	for (int i = 0; i < 2 || number > 0; i++) {
		to = syllable_write(to, number % SYLLABLES);
		number /= SYLLABLES;
	}
	return to;
}

char *
word_write_capital(char *to, uint32_t number)
{
	char *end = word_write(to, number);

	*to = (char)toupper((unsigned char)*to);
	return end;
}
