/* The movies that the tests add to the catalogue. */
#include "fixture.h"

#define ONE                  \
	{                    \
		DIRECTOR_ONE \
	}
#define TWO                  \
	{                    \
		DIRECTOR_TWO \
	}
#define BOTH                               \
	{                                  \
		DIRECTOR_ONE, DIRECTOR_TWO \
	}
#define DRAMA                          \
	{                              \
		"Drama", FIXTURE_GENRE \
	}
#define PLAIN                 \
	{                     \
		FIXTURE_GENRE \
	}
#define NOBODY    \
	{         \
		0 \
	}
#define LETTERS_50 "abcdefghijklmnopqrstuvwxyabcdefghijklmnopqrstuvwxy"

/* clang-format off */
const struct fixture fixtures[] = {
	/* name, directors, popularity, score, genres, year, ratings, sum */
	{ FULL_MOVIE, BOTH, "80", "8", { "Western", FIXTURE_GENRE, "Drama" },
	  "1950", 4, 33 },
	{ BARE_MOVIE, NOBODY, 0, 0, NOBODY, 0, 0, 0 },

	/* equal whatever they are sorted by */
	{ "Marquee test: twin", BOTH, "50.0", "5.0", DRAMA, "1950", 2, 13 },
	{ "Marquee test: twin", BOTH, "50.0", "5.0", DRAMA, "1950", 2, 13 },
	{ "Marquee test: twin", BOTH, "50.0", "5.0", DRAMA, "1950", 2, 13 },
	{ "Marquee test: twin", TWO, "50.0", "5.0", DRAMA, "1950", 2, 13 },
	{ "Marquee test: twin", ONE, "50.0", "5.0", DRAMA, "1950", 2, 13 },

	/* nearly equal */
	{ "Marquee test: a", BOTH, "50.1", "5.1", DRAMA, "1950", 3, 20 },
	{ "Marquee test: A", BOTH, "60.0", "7.5", DRAMA, "1950", 100, 701 },
	{ "Marquee test: b", BOTH, "88.8", "8.5", DRAMA, "1950", 1, 10 },
	{ "marquee test: B", BOTH, "70.3", "6.6", DRAMA, "1950", 3, 26 },

	/* at the ends of what is possible */
	{ "Marquee test: low", ONE, "0", "0", DRAMA, "1870", 1, 1 },
	{ "Marquee test: high", TWO, "100", "10", DRAMA, "2100", 1, 10 },
	{ "Marquee test: 0.1", TWO, "0.1", "0.1", PLAIN, "2099", 7, 8 },
	{ "Marquee test: 9.9", ONE, "99.9", "9.9", PLAIN, "1871", 7, 69 },

	/* one thing is not known */
	{ "Marquee test: no year", BOTH, "50.0", "5.0", DRAMA, 0, 2, 13 },
	{ "Marquee test: no year", BOTH, "50.0", "5.0", DRAMA, 0, 2, 13 },
	{ "Marquee test: no score", BOTH, "50.0", 0, DRAMA, "1950", 2, 13 },
	{ "Marquee test: no score", BOTH, "50.0", 0, DRAMA, "1950", 2, 13 },
	{ "Marquee test: no fame", BOTH, 0, "5.0", DRAMA, "1950", 2, 13 },
	{ "Marquee test: no fame", BOTH, 0, "5.0", DRAMA, "1950", 2, 13 },
	{ "Marquee test: no rating", BOTH, "50.0", "5.0", DRAMA, "1950", 0, 0 },
	{ "Marquee test: no genre", ONE, "50.0", "5.0", NOBODY, "1950", 0, 0 },
	{ "Marquee test: nobody's", NOBODY, "50", "5", PLAIN, "1950", 2, 13 },

	/* eight genres */
	{ "Marquee test: everywhere", TWO, "33.3", "3.3",
	  { "Action", "Adventure", "Comedy", "Crime", "Drama", "Fantasy",
	    "Horror", FIXTURE_GENRE }, "1999", 0, 0 },

	/* what JSON must escape, and what it must leave alone */
	{ "\"Quoted\" and \\ back\\\\", ONE, "1.1", "1.1", PLAIN, 0, 0, 0 },
	{ "\x01\x02\b\t\n\v\f\r\x1b\x1f\x7f", ONE, "1.2", 0, PLAIN, 0, 0, 0 },
	{ "</script><!-- & ' / --> {}[],:", ONE, 0, "1.3", PLAIN, 0, 0, 0 },
	{ "\\u0041 %41 %00 \\0 $1 \\x41", ONE, "1.4", 0, PLAIN, 0, 0, 0 },
	{ "🎬 👩‍👩‍👧 𝄞", TWO, "1.5", 0, PLAIN, 0, 0, 0 },
	{ "שלום ‏מרחבא‎ السينما", TWO, "1.6", 0, PLAIN, 0, 0, 0 },
	{ "Ame\xCC\x81lie und Amélie ﬁ Ⅷ", TWO, "1.7", 0, PLAIN, 0, 0, 0 },
	{ "\xE2\x80\xA8 line \xE2\x80\xA9 \xEF\xBB\xBF \xEF\xBF\xBF",
	  TWO, 0, 0, PLAIN, 0, 0, 0 },
	{ "七人の侍 7", { "黒澤 \"明\" \\" }, "1.8", 0, PLAIN, "1954", 0, 0 },
	{ "M", ONE, "1.9", 0, PLAIN, "1931", 0, 0 },
	{ LETTERS_50 LETTERS_50 LETTERS_50 LETTERS_50 LETTERS_50 "ÄÖÜßé",
	  ONE, "2.0", 0, PLAIN, 0, 0, 0 },
};
/* clang-format on */

const int fixture_count = sizeof fixtures / sizeof *fixtures;
