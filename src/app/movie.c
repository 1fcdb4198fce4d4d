/* Movies: one, many, and lists with filters and sorts. */
#include "app/app.h"

/* clang-format off */

static const struct input movie_inputs[] = {
	{ "id", INPUT_ID, .place = IN_PATH },
	{ 0 },
};

static const struct input list_filters[] = {
	{ "search",         INPUT_TEXT,    1,   255 },
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
	{ "sort", INPUT_CHOICE, .choices =
	  "popularity -popularity imdb_score -imdb_score rating -rating "
	  "year -year name -name id -id" },
	{ 0 },
};

static const struct order list_orders[] = {
	{ "",            "_rank",          INPUT_DECIMAL,
	  "search", STATEMENT_MOVIE_SEARCH },
	{ "-popularity", "popularity",     INPUT_DECIMAL },
	{ "popularity",  "popularity",     INPUT_DECIMAL },
	{ "-imdb_score", "imdb_score",     INPUT_DECIMAL },
	{ "imdb_score",  "imdb_score",     INPUT_DECIMAL },
	{ "-rating",     "_rank",          INPUT_DECIMAL },
	{ "rating",      "_rank",          INPUT_DECIMAL },
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

/* What a movie is made from; PUT and PATCH also say which. */
#define MOVIE_BODY \
	{ "name", INPUT_TEXT, 1, 255, IN_BODY, .required = true }, \
	{ "director", INPUT_NAMES, 0, 255, IN_BODY }, \
	{ "popularity", INPUT_TENTHS, 0, 100, IN_BODY }, \
	{ "imdb_score", INPUT_TENTHS, 0, 10, IN_BODY }, \
	{ "genre", INPUT_LIST, 1, 50, IN_BODY, .times = 30 }, \
	{ "year", INPUT_INTEGER, 1870, 2100, IN_BODY }, \
	{ "id", INPUT_IGNORED, .place = IN_BODY }

/* What an export says beyond it is not for the client to say. */
static const struct input import_inputs[] = {
	MOVIE_BODY,
	{ "rating", INPUT_IGNORED, .place = IN_BODY },
	{ "created_at", INPUT_IGNORED, .place = IN_BODY },
	{ "updated_at", INPUT_IGNORED, .place = IN_BODY },
	{ 0 },
};

static const struct input create_inputs[] = {
	MOVIE_BODY,
	{ 0 },
};

static const struct input change_inputs[] = {
	{ "id", INPUT_ID, .place = IN_PATH },
	MOVIE_BODY,
	{ 0 },
};

/* What PUT and PATCH do; what is not given stays as it is. */
#define MOVIE_CHANGE \
	.access = ACCESS_ADMIN, .inputs = change_inputs, \
	.shape = SHAPE_ONE, .lane = LANE_WRITE, \
	.before = { \
		{ STATEMENT_MOVIE_EXPECT, NULL }, \
		{ STATEMENT_MOVIE_UPDATE, "changed" }, \
		{ STATEMENT_UNLINK_ALONE, "changed" }, \
		{ STATEMENT_GENRE_MAKE, "genre" }, \
		{ STATEMENT_GENRE_UNLINK, "genre" }, \
		{ STATEMENT_GENRE_LINK, "genre" }, \
		{ STATEMENT_PERSON_MAKE, "director" }, \
		{ STATEMENT_DIRECTOR_UNLINK, "director" }, \
		{ STATEMENT_DIRECTOR_LINK, "director" }, \
	}, \
	.statement = STATEMENT_MOVIE_SAVED

const struct route movie_routes[] = {
	{ "GET", "/api/movies/", .access = ACCESS_ANYONE,
	  .inputs = list_filters,
	  .shape = SHAPE_LIST, .lane = LANE_SLOW,
	  .before = { { STATEMENT_SEARCH_MOVIES, "search" } },
	  .statement = STATEMENT_MOVIE_LIST, .orders = list_orders },
	/* These two are no {id}: of several that fit, the first counts. */
	{ "POST", "/api/movies/import/", .access = ACCESS_ADMIN,
	  .inputs = import_inputs, .items_max = 10000,
	  .shape = SHAPE_ONE, .lane = LANE_WRITE,
	  .before = {
		{ STATEMENT_PATIENCE, NULL },
		{ STATEMENT_MOVIES_INSERT, NULL },
		{ STATEMENT_GENRES_MAKE, NULL },
		{ STATEMENT_PEOPLE_MAKE, NULL },
		{ STATEMENT_GENRES_LINK, NULL },
		{ STATEMENT_DIRECTORS_LINK, NULL },
	  },
	  .statement = STATEMENT_MOVIES_INSERTED,
	  .once = { STATEMENT_MOVIES_INSERTED_KEEP,
		  STATEMENT_MOVIES_AGAIN } },
	{ "GET", "/api/movies/export/", .access = ACCESS_ANYONE,
	  .shape = SHAPE_STREAM, .lane = LANE_SLOW,
	  .statement = STATEMENT_MOVIE_EXPORT },
	{ "GET", "/api/movies/{id}/", "/api/movie/{id}/", ACCESS_ANYONE,
	  .inputs = movie_inputs,
	  .shape = SHAPE_ONE, .lane = LANE_QUICK,
	  .statement = STATEMENT_MOVIE_GET },
	{ "POST", "/api/movies/", .access = ACCESS_ADMIN,
	  .inputs = create_inputs, .created = "/api/movies/",
	  .shape = SHAPE_ONE, .lane = LANE_WRITE,
	  .before = {
		{ STATEMENT_MOVIE_INSERT, NULL },
		{ STATEMENT_GENRE_MAKE, NULL },
		{ STATEMENT_PERSON_MAKE, NULL },
		{ STATEMENT_GENRE_LINK, NULL },
		{ STATEMENT_DIRECTOR_LINK, NULL },
	  },
	  .statement = STATEMENT_MOVIE_SAVED,
	  .once = { STATEMENT_MOVIE_SAVED_KEEP, STATEMENT_MOVIE_AGAIN } },
	{ "PUT", "/api/movies/{id}/", "/api/movie/{id}/", MOVIE_CHANGE },
	{ "PATCH", "/api/movies/{id}/", "/api/movie/{id}/", MOVIE_CHANGE },
	{ "DELETE", "/api/movies/{id}/", "/api/movie/{id}/", ACCESS_ADMIN,
	  .inputs = movie_inputs, .shape = SHAPE_NONE, .lane = LANE_WRITE,
	  .before = {
		{ STATEMENT_MOVIE_EXPECT, NULL },
		{ STATEMENT_UNLINK_ALONE, NULL },
		{ STATEMENT_GENRE_UNLINK, NULL },
		{ STATEMENT_DIRECTOR_UNLINK, NULL },
	  },
	  .statement = STATEMENT_MOVIE_DELETE },
	{ 0 },
};

/*
 * Movies show a rating after half a second at most; their ratings, at once.
 * What is searched for is found meanwhile, wherever the tiers of search end.
 */
const struct duty catalog_duties[] = {
	{ STATEMENT_RATING_KEEP, .every_ms = 500 },
	{ STATEMENT_SEARCH_KEEP, .every_ms = 1000 },
	{ STATEMENT_SEARCH_AIM, .every_ms = 300000 },
	{ 0 },
};
