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
static const char consonants[] = "bdfgklmnprstvzhj", vowels[] = "aiou";

enum { SYLLABLES = (sizeof consonants - 1) * (sizeof vowels - 1) };

char *
word_write(char *to, uint32_t number)
{
	if (number < ENGLISH)
		return stpcpy(to, english[number]);
	number -= ENGLISH;
	/* Two syllables at least; the next number begins differently. */
	for (int i = 0; i < 2 || number > 0; i++) {
		uint32_t syllable = number % SYLLABLES;

		*to++ = consonants[syllable % (sizeof consonants - 1)];
		*to++ = vowels[syllable / (sizeof consonants - 1)];
		number /= SYLLABLES;
	}
	*to = '\0';
	return to;
}

char *
word_write_capital(char *to, uint32_t number)
{
	char *end = word_write(to, number);

	*to = (char)toupper((unsigned char)*to);
	return end;
}
