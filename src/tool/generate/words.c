/* English and made-up words. */
#include "tool/generate/words.h"

#include <ctype.h>
#include <string.h>

/* Those of titles that say something; none of them is made up as well. */
static const char *const english[] = { "love", "man", "night", "life", "day",
	"girl", "last", "house", "my", "story", "world", "big", "little",
	"black", "dead", "woman", "lost", "heart", "dark", "time", "king",
	"death", "city", "blood", "boy", "red", "war", "home", "dream",
	"secret", "blue", "you", "white", "wild", "great", "good", "christmas",
	"road", "street", "two", "family", "star", "first", "fire", "river",
	"devil", "game", "murder", "old", "new", "summer", "don't", "young",
	"wife", "queen", "ghost", "child", "angel", "island", "moon", "men",
	"three", "lady", "golden", "money", "mother", "father", "dance",
	"shadow", "sun", "water", "sea", "heaven", "crime", "hell", "killer",
	"beautiful", "one", "return", "stranger", "dog", "eyes", "brother",
	"mystery", "sister", "garden", "bride", "daughter", "paradise", "woods",
	"school", "room", "song", "winter", "party", "down", "silent",
	"revenge", "doctor", "children", "long", "hero", "light", "broken",
	"train", "sweet", "hunter", "rose", "snow", "sky", "legend", "mad",
	"adventures", "prince", "green", "forest", "midnight", "american",
	"west", "rain", "soul", "hard", "flower", "bird", "thief", "kiss",
	"baby", "bad", "truth", "promise", "kingdom", "mountain", "journey",
	"silver", "monster", "crazy", "lonely", "cold", "widow", "hotel",
	"express", "letter", "bridge", "spring", "zombie", "soldier", "ocean",
	"window", "mirror", "hundred", "affair", "escape", "it's", "naked",
	"friend", "desert", "diary", "country", "earth", "captain", "horse",
	"wedding", "music", "ship", "village", "wolf", "castle", "treasure",
	"can't", "cowboy", "vampire", "planet", "happy", "witch", "runaway",
	"perfect", "highway", "empire", "autumn", "empty", "yesterday",
	"tomorrow", "forgotten", "forever", "fortune", "strange", "seven",
	"princess", "memory", "thunder", "storm", "honeymoon", "detective",
	"orphan", "circus", "prison", "outlaw", "silence" };

enum { ENGLISH = sizeof english / sizeof *english };

/*
 * A syllable is an onset and a vowel, and a closer may end the word: such a
 * word can be read in one way only. The first onsets are single letters in
 * alphabetical order.
 */
static const char *const onsets[] = { "b", "d", "f", "g", "h", "j", "k", "l",
	"m", "n", "p", "r", "s", "t", "v", "z", "br", "c", "ch", "dr", "gr",
	"pl", "sh", "st", "th", "tr", "w", "y" };
static const char *const vowels[] = { "a", "e", "i", "o", "u" };
static const char *const accented[] = { "á", "é", "í", "ó", "ü" };
static const char *const closers[] = { "l", "m", "n", "nd", "r", "rn", "s",
	"t" };

enum {
	VOWELS = sizeof vowels / sizeof *vowels,
	CLOSERS = sizeof closers / sizeof *closers,
	SYLLABLES = sizeof onsets / sizeof *onsets * VOWELS,
	NAME_SYLLABLES = 16 * VOWELS,
	/* One made-up word in so many has an accent. */
	ACCENT_EACH = 61,
};

_Static_assert(NAMES == NAME_SYLLABLES * NAME_SYLLABLES, "two syllables");

/* Twice the number of syllables of a word, and one if it is closed. */
enum { SHAPES = 11 };

/* The further down, the longer. */
static const struct band {
	uint32_t below;
	unsigned char shape[SHAPES];
} bands[] = {
	{ 700, { 5, 4, 5, 6, 5, 4, 5, 6, 5, 4, 5 } },
	{ 5000, { 6, 5, 6, 7, 5, 6, 6, 7, 6, 5, 6 } },
	{ UINT32_MAX, { 7, 8, 7, 8, 6, 7, 8, 7, 8, 7, 9 } },
};

static char *
syllable_write(char *to, uint32_t number, const char *const *of)
{
	return stpcpy(stpcpy(to, onsets[number / VOWELS]), of[number % VOWELS]);
}

char *
name_write(char *to, uint32_t number)
{
	to = syllable_write(to, number / NAME_SYLLABLES, vowels);
	return syllable_write(to, number % NAME_SYLLABLES, vowels);
}

/*
 * The numbers are spread over all words of their shape. No two fall together:
 * the factor is a prime, and not one of those of the number of all.
 */
static char *
made_up_write(char *to, uint32_t number)
{
	const struct band *band = bands;
	uint64_t all, code;
	int shape;

	while (number >= band->below)
		band++;
	shape = band->shape[number % SHAPES];
	all = shape % 2 == 1 ? CLOSERS : 1;
	for (int i = 0; i < shape / 2; i++)
		all *= SYLLABLES;
	code = number * (uint64_t)4294967291 % all;
	for (int i = 0; i < shape / 2; i++) {
		to = syllable_write(to, (uint32_t)(code % SYLLABLES),
		    i == 0 && number % ACCENT_EACH == 7 ? accented : vowels);
		code /= SYLLABLES;
	}
	return shape % 2 == 1 ? stpcpy(to, closers[code]) : to;
}

char *
word_write(char *to, uint32_t number)
{
	return number < ENGLISH ? stpcpy(to, english[number])
				: made_up_write(to, number - ENGLISH);
}

static char *
capital(char *word, char *end)
{
	*word = (char)toupper((unsigned char)*word);
	return end;
}

char *
word_write_capital(char *to, uint32_t number)
{
	return capital(to, word_write(to, number));
}

char *
name_write_capital(char *to, uint32_t number)
{
	return capital(to, made_up_write(to, number));
}
