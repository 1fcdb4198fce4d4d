#ifndef TESTS_API_FIXTURE_H
#define TESTS_API_FIXTURE_H

#include <stdint.h>

/*
 * Movies that the sample catalogue does not have: without a year, a score or
 * a director, with equal sort keys, with names that JSON must escape, with
 * ratings. They are put in before the tests and taken out after them.
 */
struct fixture {
	const char *name;
	const char *director[3]; /* up to the first NULL */
	const char *popularity, *imdb_score;
	const char *genre[9];
	const char *year;
	int ratings, rating_sum;
};

extern const struct fixture fixtures[];
extern const int fixture_count;

/* What all of this is found by, and two of the directors. */
#define FIXTURE_GENRE "Marquee Test"
#define DIRECTOR_ONE "Marquee Tester One"
#define DIRECTOR_TWO "Marquee Tester Two"

/* The movie with every value, and the one with none but a name. */
#define FULL_MOVIE "Marquee test: everything"
#define BARE_MOVIE "Marquee test: nothing"

/* In the catalogue, but without a movie. */
#define IDLE_PERSON "Marquee Tester Idle"

void fixture_insert(void);
void fixture_remove(void); /* also what an earlier run left behind */

/* Adds one more movie; returns its id. */
int64_t fixture_add(const struct fixture *fixture);
void fixture_delete(int64_t id);

int64_t movie_id(const char *name);
int64_t person_id(const char *name);

/*
 * {movie} becomes the id of the full movie, {person} that of director one,
 * {account} that of the user.
 */
const char *fixture_fill(const char *target);

#endif
