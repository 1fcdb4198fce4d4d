/* People: those who made the movies. */
#include "app/app.h"

/* clang-format off */

static const struct input person_inputs[] = {
	{ "id", INPUT_ID, .place = IN_PATH },
	{ 0 },
};

static const struct order by_name[] = {
	{ "", "name", INPUT_TEXT },
	{ 0 },
};

const struct route person_routes[] = {
	{ "GET", "/api/people/", .access = ACCESS_ANYONE,
	  .shape = SHAPE_LIST, .lane = LANE_SLOW,
	  .statement = STATEMENT_PERSON_LIST, .orders = by_name },
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
