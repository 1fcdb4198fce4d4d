#ifndef TESTS_UNIT_TABLES_H
#define TESTS_UNIT_TABLES_H

#include "app/app.h"
#include "http/read.h"

/* The route tables of Marquee, seen as one. */
static const struct route *const tables[] = { movie_routes, genre_routes,
	person_routes, rating_routes, suggest_routes, service_routes,
	token_routes, account_routes, rating_list_routes, follow_routes,
	feed_routes };

/* The i-th of all routes, or NULL after the last. */
static inline const struct route *
route_at(int i)
{
	for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
		for (const struct route *r = tables[t]; r->path != NULL; r++)
			if (i-- == 0)
				return r;
	return NULL;
}

static inline int
routes_count(void)
{
	int count = 0;

	while (route_at(count) != NULL)
		count++;
	return count;
}

/* The statement that makes the pages of a list in this order. */
static inline int
order_statement(const struct route *route, const struct order *order)
{
	return order->statement == STATEMENT_NONE ? route->statement
						  : order->statement;
}

/* The i-th statement that a route sends; STATEMENT_NONE after the last. */
static inline int
route_statement(const struct route *route, int i)
{
	int ids[ROUTE_STEPS_MAX + 11], count = 0;

	if (route->access != ACCESS_ANYONE) {
		ids[count++] = STATEMENT_AUTHORISE;
		ids[count++] = STATEMENT_TOKEN_TOUCH;
	}
	if (route->once.again != STATEMENT_NONE) {
		ids[count++] = STATEMENT_ANSWER_CLAIM;
		ids[count++] = STATEMENT_ANSWER_SPOIL;
		ids[count++] = route->once.keep;
		ids[count++] = route->once.again;
	}
	if (route->ask != STATEMENT_NONE)
		ids[count++] = route->ask;
	if (route->denied != STATEMENT_NONE)
		ids[count++] = route->denied;
	if (route->abandoned != STATEMENT_NONE)
		ids[count++] = route->abandoned;
	for (int j = 0; j < ROUTE_STEPS_MAX; j++)
		if (route->before[j].statement != STATEMENT_NONE)
			ids[count++] = route->before[j].statement;
	if (route->parent != STATEMENT_NONE)
		ids[count++] = route->parent;
	if (route->statement != STATEMENT_NONE)
		ids[count++] = route->statement;
	for (const struct order *o = route->orders; o && o->sort; o++)
		if (o->statement != STATEMENT_NONE)
			ids[count++] = o->statement;
	return i < count ? ids[i] : STATEMENT_NONE;
}

/*
 * The i-th input of a route, those that every list has included, or NULL
 * after the last.
 */
static inline const struct input *
route_input(const struct route *route, int i)
{
	const struct input *inputs[] = { route->inputs,
		route->shape == SHAPE_LIST ? list_inputs : NULL };

	for (int n = 0; n < 2; n++)
		for (const struct input *input = inputs[n];
		     input != NULL && input->name != NULL; input++)
			if (i-- == 0)
				return input;
	return NULL;
}

#endif
