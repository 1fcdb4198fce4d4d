#ifndef TESTS_API_RATE_H
#define TESTS_API_RATE_H

#include <stdint.h>

#include "http.h"
#include "user.h"

/* Ratings, given as people give them. */
struct reply *rate(
    const struct user *user, int64_t movie, const char *headers, int score);
struct reply *unrate(
    const struct user *user, int64_t movie, const char *headers);

/* A movie of its own, without a rating. */
int64_t rated_movie_new(void);

/* "average count" of a movie, as GET of its ratings shows it. */
const char *rating_of(int64_t movie);

/* The same as a list of movies shows it, which may take two seconds. */
void expect_listed(int64_t movie, const char *rating);

/* What `marquee ratings verify` finds; it has to find nothing. */
void expect_sums(void);

#endif
