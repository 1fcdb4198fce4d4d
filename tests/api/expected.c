/* What a list ought to be, worked out by looking at every movie. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "catalogue.h"
#include "expect.h"
#include "fixture.h"
#include "must.h"
#include "pool.h"

const struct filter filters[] = {
	{ "genre", "drama" },
	{ "genre", "Marquee TEST" },
	{ "director", "marquee tester ONE" },
	{ "director_id", "{person}" },
	{ "year", "1950" },
	{ "year_min", "1950" },
	{ "year_max", "1999" },
	{ "imdb_score_min", "5.0" },
	{ "imdb_score_max", "8.5" },
	{ "popularity_min", "50" },
	{ "popularity_max", "88.8" },
	{ "rating_min", "6.5" },
};

_Static_assert(sizeof filters / sizeof *filters == FILTERS, "FILTERS");

const char *const sorts[] = { "id", "-id", "name", "-name", "year", "-year",
	"popularity", "-popularity", "imdb_score", "-imdb_score", "rating",
	"-rating" };

_Static_assert(sizeof sorts / sizeof *sorts == SORTS, "SORTS");

static bool
is_one_of(const char *const *names, int n, const char *wanted)
{
	for (int i = 0; i < n; i++)
		if (strcasecmp(names[i], wanted) == 0)
			return true;
	return false;
}

static bool
has_director(const struct movie *movie, int64_t id)
{
	for (int i = 0; i < movie->directors; i++)
		if (movie->director_id[i] == id)
			return true;
	return false;
}

/* What is not known is neither above nor below anything: NAN compares so. */
static bool
holds(const struct movie *movie, const struct filter *filter)
{
	const char *name = filter->name;
	const char *value = fixture_fill(filter->value);
	double number = strtod(value, NULL);

	if (strcmp(name, "genre") == 0)
		return is_one_of(movie->genre, movie->genres, value);
	if (strcmp(name, "director") == 0)
		return is_one_of(movie->director, movie->directors, value);
	if (strcmp(name, "director_id") == 0)
		return has_director(movie, strtoll(value, NULL, 10));
	if (strcmp(name, "year") == 0)
		return movie->year >= number && movie->year <= number;
	if (strcmp(name, "year_min") == 0)
		return movie->year >= number;
	if (strcmp(name, "year_max") == 0)
		return movie->year <= number;
	if (strcmp(name, "imdb_score_min") == 0)
		return movie->imdb_score >= number;
	if (strcmp(name, "imdb_score_max") == 0)
		return movie->imdb_score <= number;
	if (strcmp(name, "popularity_min") == 0)
		return movie->popularity >= number;
	if (strcmp(name, "popularity_max") == 0)
		return movie->popularity <= number;
	ck_assert_str_eq(name, "rating_min");
	return movie->rating >= number;
}

static const char *sort_key;
static bool descending;

static double
key_of(const struct movie *movie)
{
	switch (sort_key[0]) {
	case 'y':
		return movie->year;
	case 'p':
		return movie->popularity;
	case 'i':
		return sort_key[1] == 'd' ? 0 : movie->imdb_score;
	case 'r':
		return movie->rank;
	default:
		return movie->name_place;
	}
}

/* Unknown values are last either way; ties go by id, the way of the sort. */
static int
compare(const void *a, const void *b)
{
	const struct movie *x = a, *y = b;
	double left = key_of(x), right = key_of(y);
	int order;

	if (isnan(left) != isnan(right))
		return isnan(left) ? 1 : -1;
	order = (left > right) - (left < right);
	if (order == 0)
		order = (x->id > y->id) - (x->id < y->id);
	return descending ? -order : order;
}

struct movies
expected(const struct filter *filter, int n, const char *sort)
{
	const struct movies *all = catalogue();
	struct movies some = { .movie = keep(all->count * sizeof *all->movie) };

	for (size_t i = 0; i < all->count; i++) {
		int held = 0;

		while (held < n && holds(&all->movie[i], &filter[held]))
			held++;
		if (held == n)
			some.movie[some.count++] = all->movie[i];
	}
	descending = sort[0] == '-';
	sort_key = sort + descending;
	qsort(some.movie, some.count, sizeof *some.movie, compare);
	return some;
}

static const char *
percent_encode(const char *text)
{
	char *encoded = keep(3 * strlen(text) + 1);
	char *at = encoded;

	for (; *text != '\0'; text++)
		at += sprintf(at, "%%%02X", (unsigned char)*text);
	return encoded;
}

const char *
filter_target(const struct filter *filter, int n, const char *sort)
{
	const char *target = keep_printf("/api/movies/?sort=%s", sort);

	for (int i = 0; i < n; i++)
		target = keep_printf("%s&%s=%s", target, filter[i].name,
		    percent_encode(fixture_fill(filter[i].value)));
	return target;
}

void
expect_movies(
    struct json_object *array, const struct movies *movies, const char *target)
{
	size_t i;

	for (i = 0; i < json_object_array_length(array); i++) {
		struct json_object *given = item(array, i);
		struct json_object *wanted;

		must(i < movies->count, "%s: too much at place %zu: %.200s",
		    target, i, json_object_get_string(given));
		wanted = movies->movie[i].json;
		must(json_object_equal(given, wanted),
		    "%s: at place %zu comes %.200s, not %.200s", target, i,
		    json_object_get_string(given),
		    json_object_get_string(wanted));
	}
	must(i == movies->count, "%s: ends after %zu of %zu movies", target, i,
	    movies->count);
}
