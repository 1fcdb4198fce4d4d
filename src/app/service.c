/* What the service says about itself. */
#include "app/app.h"

/* clang-format off */

const struct route service_routes[] = {
	{ "GET", "/healthz/", .access = ACCESS_ANYONE,
	  .shape = SHAPE_FIXED, .body = "{\"status\":\"ok\"}" },
	{ "GET", "/readyz/", .access = ACCESS_ANYONE,
	  .shape = SHAPE_ONE, .lane = LANE_QUICK,
	  .statement = STATEMENT_SCHEMA_READY,
	  .missing = PROBLEM_UNAVAILABLE },
	{ 0 },
};
