/* Ratings: one's own, those of a movie, those of a user. */
#include "app/app.h"

/* clang-format off */

static const struct input id_inputs[] = {
	{ "id", INPUT_ID, .place = IN_PATH },
	{ 0 },
};

static const struct input put_inputs[] = {
	{ "id", INPUT_ID, .place = IN_PATH },
	{ "score", INPUT_INTEGER, 1, 10, IN_BODY, .required = true },
	{ 0 },
};

static const struct order newest_first[] = {
	{ "", "_at", INPUT_ID },
	{ 0 },
};

const struct route rating_routes[] = {
	{ "PUT", "/api/movies/{id}/rating/", .access = ACCESS_USER,
	  .inputs = put_inputs, .shape = SHAPE_ONE, .lane = LANE_WRITE,
	  .before = {
		{ STATEMENT_RATING_EXPECT, "if_match" },
	  },
	  .statement = STATEMENT_RATING_PUT,
	  .foreign_key = "rating_movie_id_fkey" },
	{ "GET", "/api/movies/{id}/rating/", .access = ACCESS_USER,
	  .inputs = id_inputs, .shape = SHAPE_ONE, .lane = LANE_QUICK,
	  .statement = STATEMENT_RATING_GET },
	{ "DELETE", "/api/movies/{id}/rating/", .access = ACCESS_USER,
	  .inputs = id_inputs, .shape = SHAPE_NONE, .lane = LANE_WRITE,
	  .before = {
		{ STATEMENT_RATING_EXPECT, "if_match" },
	  },
	  .statement = STATEMENT_RATING_DELETE, .missing = PROBLEM_NOT_FOUND },
	{ "GET", "/api/movies/{id}/ratings/", .access = ACCESS_ANYONE,
	  .inputs = id_inputs, .shape = SHAPE_ONE, .lane = LANE_QUICK,
	  .statement = STATEMENT_MOVIE_RATINGS },
	{ 0 },
};

const struct route rating_list_routes[] = {
	{ "GET", "/api/users/{id}/ratings/", .access = ACCESS_ANYONE,
	  .inputs = id_inputs, .shape = SHAPE_LIST, .lane = LANE_SLOW,
	  .parent = STATEMENT_ACCOUNT_EXISTS,
	  .statement = STATEMENT_RATING_LIST, .orders = newest_first },
	{ 0 },
};
