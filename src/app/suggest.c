/* What somebody who types may mean. */
#include "app/app.h"

/* clang-format off */

static const struct input suggest_inputs[] = {
	{ "q", INPUT_TEXT, 1, 255, .required = true },
	{ 0 },
};

const struct route suggest_routes[] = {
	{ "GET", "/api/suggest/", .access = ACCESS_ANYONE,
	  .inputs = suggest_inputs,
	  .shape = SHAPE_ALL, .lane = LANE_SLOW,
	  .before = { { STATEMENT_SEARCH_SUGGEST, NULL } },
	  .statement = STATEMENT_SUGGEST },
	{ 0 },
};
