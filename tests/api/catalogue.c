/* The whole catalogue, as one walk through the API shows it. */
#include "catalogue.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "database.h"
#include "expect.h"
#include "must.h"
#include "pool.h"
#include "walk.h"

static double
number_or_nan(struct json_object *object, const char *key)
{
	struct json_object *value = member(object, key);

	return value == NULL ? NAN : json_object_get_double(value);
}

static struct movie
movie_read(struct json_object *json)
{
	struct json_object *genres = member(json, "genre");
	struct movie movie = { .json = json };

	movie.id = member_number(json, "id");
	movie.name = member_text(json, "name");
	movie.popularity = number_or_nan(json, "popularity");
	movie.imdb_score = number_or_nan(json, "imdb_score");
	movie.year = number_or_nan(json, "year");
	movie.rating = number_or_nan(member(json, "rating"), "average");
	movie.genres = (int)json_object_array_length(genres);
	must(movie.genres <= 16, "%s has too many genres", movie.name);
	for (int i = 0; i < movie.genres; i++)
		movie.genre[i] = member_text(item(genres, (size_t)i), "name");
	return movie;
}

static struct movie *
movie_find(const struct movies *movies, int64_t id)
{
	size_t low = 0, high = movies->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (movies->movie[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	must(low < movies->count && movies->movie[low].id == id,
	    "movie %" PRId64 " is in the database, but not in the list", id);
	return &movies->movie[low];
}

/* No movie tells who its directors are one by one; the database does. */
static void
add_directors(const struct movies *movies)
{
	const struct rows *rows =
	    sql("SELECT movie_id, person_id, name"
		" FROM credit JOIN person ON id = person_id"
		" WHERE role = 'director' ORDER BY movie_id, position",
		0, NULL);

	for (int i = 0; i < rows_size(rows); i++) {
		struct movie *movie =
		    movie_find(movies, rows_number(rows, i, 0));
		int n = movie->directors++;

		must(n < 16, "%s has too many directors", movie->name);
		movie->director_id[n] = rows_number(rows, i, 1);
		movie->director[n] = rows_text(rows, i, 2);
	}
}

/* How names sort is a matter of the collation, which C does not have. */
static void
add_name_places(const struct movies *movies)
{
	const struct rows *rows =
	    sql("SELECT id, rank() OVER (ORDER BY name COLLATE \"und-x-icu\")"
		" FROM movie",
		0, NULL);

	ck_assert_uint_eq((size_t)rows_size(rows), movies->count);
	for (int i = 0; i < rows_size(rows); i++)
		movie_find(movies, rows_number(rows, i, 0))->name_place =
		    (int)rows_number(rows, i, 1);
}

/* The Bayesian mean, as the documentation says it. */
static void
add_ranks(const struct movies *movies)
{
	const struct rows *rows =
	    sql("SELECT movie_id, round((prior * weight + s.sum)"
		" / (weight + s.count), 4)"
		" FROM rating_summary s, rating_total WHERE s.count > 0",
		0, NULL);

	for (size_t i = 0; i < movies->count; i++)
		movies->movie[i].rank = NAN;
	for (int i = 0; i < rows_size(rows); i++)
		movie_find(movies, rows_number(rows, i, 0))->rank =
		    strtod(rows_text(rows, i, 1), NULL);
}

const struct movies *
catalogue(void)
{
	static struct movies movies;
	struct json_object *all;

	if (movies.count > 0)
		return &movies;
	all = walk("/api/movies/?sort=id&limit=100");
	movies.count = json_object_array_length(all);
	ck_assert_uint_gt(movies.count, 0);
	movies.movie = keep(movies.count * sizeof *movies.movie);
	for (size_t i = 0; i < movies.count; i++) {
		movies.movie[i] = movie_read(item(all, i));
		must(i == 0 || movies.movie[i - 1].id < movies.movie[i].id,
		    "sort=id: %" PRId64 " does not come after %" PRId64,
		    movies.movie[i].id, movies.movie[i - 1].id);
	}
	add_directors(&movies);
	add_name_places(&movies);
	add_ranks(&movies);
	return &movies;
}
