/* The feed: what those whom one follows have rated. */
#include "app/app.h"

/* clang-format off */

/* The time, and whose rating it is. */
static const struct order newest_first[] = {
	{ "", "_at", INPUT_IDS },
	{ 0 },
};

const struct route feed_routes[] = {
	{ "GET", "/api/feed/", .access = ACCESS_USER,
	  .shape = SHAPE_LIST, .lane = LANE_SLOW,
	  .statement = STATEMENT_FEED_LIST, .orders = newest_first },
	{ 0 },
};
