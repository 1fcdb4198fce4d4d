/* Genres. */
#include "app/app.h"

/* clang-format off */

static const struct order by_name[] = {
	{ "", "name", INPUT_TEXT },
	{ 0 },
};

const struct route genre_routes[] = {
	{ "GET", "/api/genres/", .access = ACCESS_ANYONE,
	  .shape = SHAPE_LIST, .lane = LANE_SLOW,
	  .statement = STATEMENT_GENRE_LIST, .orders = by_name },
	{ 0 },
};
