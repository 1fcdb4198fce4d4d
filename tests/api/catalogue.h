#ifndef TESTS_API_CATALOGUE_H
#define TESTS_API_CATALOGUE_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The whole catalogue as one walk through the API shows it, and what each
 * list ought to be, worked out here by looking at every movie.
 */
struct movie {
	int64_t id;
	const char *name;
	double popularity, imdb_score, year, rating; /* NAN: not known */
	double rank;				     /* sort=rating */
	const char *genre[16];
	const char *director[16];
	int64_t director_id[16];
	int genres, directors;
	int name_place; /* among all names, as PostgreSQL orders them */
	struct json_object *json;
};

struct movies {
	struct movie *movie;
	size_t count;
};

const struct movies *catalogue(void);

/* One filter of the list of movies, as a client would write it. */
struct filter {
	const char *name, *value; /* the value is not percent-encoded */
};

/* Filters that each hold for some movies; {person} is filled in. */
extern const struct filter filters[];
enum { FILTERS = 12 };

extern const char *const sorts[];
enum { SORTS = 12 };

/* The movies for which every filter holds, in the order of a sort. */
struct movies expected(const struct filter *filter, int n, const char *sort);

/* The target that asks for them, without a limit. */
const char *filter_target(const struct filter *filter, int n, const char *sort);

/* These movies in this order, or the test fails. */
void expect_movies(
    struct json_object *array, const struct movies *movies, const char *target);

#endif
