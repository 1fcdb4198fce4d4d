/* People: those who made the movies. */
#include "app/app.h"

/* clang-format off */

static const struct input person_inputs[] = {
	{ "id", INPUT_ID, .place = IN_PATH },
	{ 0 },
};

static const struct input people_filters[] = {
	{ "search", INPUT_TEXT, 1, 255 },
	{ 0 },
};

static const struct order people_orders[] = {
	{ "", "_rank", INPUT_TEXT, "search", STATEMENT_PERSON_SEARCH },
	{ "", "name",  INPUT_TEXT },
	{ 0 },
};

const struct route person_routes[] = {
	{ "GET", "/api/people/", .access = ACCESS_ANYONE,
	  .inputs = people_filters,
	  .shape = SHAPE_LIST, .lane = LANE_SLOW,
	  .before = { { STATEMENT_SEARCH_PEOPLE, "search" } },
	  .statement = STATEMENT_PERSON_LIST, .orders = people_orders },
	{ "GET", "/api/people/{id}/", .access = ACCESS_ANYONE,
	  .inputs = person_inputs,
	  .shape = SHAPE_ONE, .lane = LANE_QUICK,
	  .statement = STATEMENT_PERSON_GET },
	{ "GET", "/api/people/{id}/movies/", .access = ACCESS_ANYONE,
	  .inputs = person_inputs,
	  .shape = SHAPE_LIST, .lane = LANE_SLOW,
	  .parent = STATEMENT_PERSON_EXISTS,
	  .statement = STATEMENT_PERSON_MOVIES,
	  .orders = movies_newest_first },
	{ 0 },
};
