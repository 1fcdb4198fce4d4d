/* Movies: one, and lists with filters and sorts. */
#include "app/app.h"

/* clang-format off */

static const struct input movie_inputs[] = {
	{ "id", INPUT_ID, .place = IN_PATH },
	{ 0 },
};

static const struct input list_filters[] = {
	{ "genre",          INPUT_TEXT,    1,    50, .times = 8 },
	{ "director",       INPUT_TEXT,    1,   255 },
	{ "director_id",    INPUT_ID },
	{ "year",           INPUT_INTEGER, 1870, 2100 },
	{ "year_min",       INPUT_INTEGER, 1870, 2100 },
	{ "year_max",       INPUT_INTEGER, 1870, 2100 },
	{ "imdb_score_min", INPUT_DECIMAL, 0,    10 },
	{ "imdb_score_max", INPUT_DECIMAL, 0,    10 },
	{ "popularity_min", INPUT_DECIMAL, 0,    100 },
	{ "popularity_max", INPUT_DECIMAL, 0,    100 },
	{ "rating_min",     INPUT_DECIMAL, 1,    10 },
	{ "sort", INPUT_CHOICE, .preset = "-popularity", .choices =
	  "popularity -popularity imdb_score -imdb_score rating -rating "
	  "year -year name -name id -id" },
	{ 0 },
};

static const struct order list_orders[] = {
	{ "-popularity", "popularity",     INPUT_DECIMAL },
	{ "popularity",  "popularity",     INPUT_DECIMAL },
	{ "-imdb_score", "imdb_score",     INPUT_DECIMAL },
	{ "imdb_score",  "imdb_score",     INPUT_DECIMAL },
	{ "-rating",     "rating.average", INPUT_DECIMAL },
	{ "rating",      "rating.average", INPUT_DECIMAL },
	{ "-year",       "year",           INPUT_INTEGER },
	{ "year",        "year",           INPUT_INTEGER },
	{ "-name",       "name",           INPUT_TEXT },
	{ "name",        "name",           INPUT_TEXT },
	{ "-id",         "id",             INPUT_ID },
	{ "id",          "id",             INPUT_ID },
	{ 0 },
};

const struct order movies_newest_first[] = {
	{ "", "year", INPUT_INTEGER },
	{ 0 },
};

const struct route movie_routes[] = {
	{ "GET", "/api/movies/", .access = ACCESS_ANYONE,
	  .inputs = list_filters,
	  .shape = SHAPE_LIST, .lane = LANE_SLOW,
	  .statement = STATEMENT_MOVIE_LIST, .orders = list_orders },
	{ "GET", "/api/movies/{id}/", "/api/movie/{id}/", ACCESS_ANYONE,
	  .inputs = movie_inputs,
	  .shape = SHAPE_ONE, .lane = LANE_QUICK,
	  .statement = STATEMENT_MOVIE_GET },
	{ 0 },
};
