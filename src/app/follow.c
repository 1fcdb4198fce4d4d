/* Who follows whom. */
#include "app/account_inputs.h"
#include "app/app.h"

/* clang-format off */

static const struct input id_inputs[] = {
	{ "id", INPUT_ID, .place = IN_PATH },
	{ 0 },
};

static const struct input list_filters[] = {
	{ "id", INPUT_ID, .place = IN_PATH },
	KIND(IN_QUERY),
	{ 0 },
};

static const struct order newest_first[] = {
	{ "", "_at", INPUT_ID },
	{ 0 },
};

const struct route follow_routes[] = {
	{ "PUT", "/api/users/{id}/follow/", .access = ACCESS_USER,
	  .inputs = id_inputs, .shape = SHAPE_NONE, .lane = LANE_WRITE,
	  .statement = STATEMENT_FOLLOW_PUT },
	{ "DELETE", "/api/users/{id}/follow/", .access = ACCESS_USER,
	  .inputs = id_inputs, .shape = SHAPE_NONE, .lane = LANE_WRITE,
	  .before = {
		{ STATEMENT_UNFOLLOW_EXPECT, NULL },
	  },
	  .statement = STATEMENT_FOLLOW_DELETE },
	{ "GET", "/api/users/{id}/followers/", .access = ACCESS_ANYONE,
	  .inputs = list_filters, .shape = SHAPE_LIST, .lane = LANE_SLOW,
	  .parent = STATEMENT_ACCOUNT_EXISTS,
	  .statement = STATEMENT_FOLLOWER_LIST, .orders = newest_first },
	{ "GET", "/api/users/{id}/following/", .access = ACCESS_ANYONE,
	  .inputs = list_filters, .shape = SHAPE_LIST, .lane = LANE_SLOW,
	  .parent = STATEMENT_ACCOUNT_EXISTS,
	  .statement = STATEMENT_FOLLOWING_LIST, .orders = newest_first },
	{ 0 },
};

/* A count is right within two of these, and some. */
const struct duty follow_duties[] = {
	{ STATEMENT_FOLLOW_KEEP, .every_ms = 500 },
	{ 0 },
};
