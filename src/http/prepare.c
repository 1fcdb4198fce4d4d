/* Finds the statements that a responder prepares. */
#include "http/prepare.h"

#include <assert.h>
#include <string.h>

#include "engine/arena.h"

static struct plan plans[STATEMENTS];
static struct arena *arena; /* lives as long as the process */

static void
statement_add(struct prepared *list, enum statement_id id)
{
	if (id == STATEMENT_NONE)
		return;
	if (plans[id].sql == NULL)
		statement_plan(&statements[id], arena, &plans[id]);
	while (list->name != NULL && strcmp(list->name, plans[id].name) != 0)
		list++;
	list->name = plans[id].name;
	list->sql = plans[id].sql;
}

/* All that a stream asks for is its statement, again and again. */
static bool
stream_fits(const struct route *r)
{
	return r->access == ACCESS_ANYONE && r->lane != LANE_WRITE &&
	    r->inputs == NULL && r->parent == STATEMENT_NONE &&
	    r->before[0].statement == STATEMENT_NONE &&
	    r->once.again == STATEMENT_NONE && !route_works(r) &&
	    statement_is_fixed(&statements[r->statement]);
}

/* Is the row complete? */
static void
route_check(const struct route *r)
{
	assert(r->access != ACCESS_UNSAID);
	assert(r->shape != SHAPE_LIST || r->orders != NULL);
	assert((r->shape == SHAPE_FIXED) == (r->statement == STATEMENT_NONE));
	assert(route_works(r) ||
	    (r->ask == STATEMENT_NONE && r->denied == STATEMENT_NONE &&
		r->abandoned == STATEMENT_NONE));
	/* A key that is refused is not `abandoned`. */
	assert(r->once.again == STATEMENT_NONE ||
	    (r->once.keep != STATEMENT_NONE && r->abandoned == STATEMENT_NONE &&
		r->lane == LANE_WRITE && r->shape == SHAPE_ONE));
	assert(r->shape != SHAPE_STREAM || stream_fits(r));
	assert(r->items_max == 0 ||
	    (r->work == NULL && r->inputs != NULL && r->lane == LANE_WRITE &&
		r->access != ACCESS_ANYONE));
	assert(!r->makes_token || (r->lane == LANE_WRITE && r->write != NULL));
}

static void
route_add(struct prepared *const filled[LANES], const struct route *r)
{
	struct prepared *own = filled[r->lane], *write = filled[LANE_WRITE];

	if (r->access != ACCESS_ANYONE) {
		statement_add(own, STATEMENT_AUTHORISE);
		statement_add(write, STATEMENT_TOKEN_TOUCH);
	}
	if (r->once.again != STATEMENT_NONE)
		statement_add(own, STATEMENT_ANSWER_CLAIM);
	if (r->once.again != STATEMENT_NONE && r->access == ACCESS_ANYONE)
		statement_add(own, STATEMENT_ANSWER_SPOIL);
	statement_add(own, r->once.keep);
	statement_add(own, r->once.again);
	statement_add(own, r->ask);
	statement_add(own, r->denied);
	statement_add(write, r->abandoned);
	for (int i = 0; i < ROUTE_STEPS_MAX; i++)
		statement_add(own, r->before[i].statement);
	statement_add(own, r->parent);
	statement_add(own, r->statement);
	for (const struct order *o = r->orders; o != NULL && o->sort != NULL;
	     o++)
		statement_add(own, o->statement);
}

void
prepare_routes(const struct route *const *tables, const struct duty *duties,
    const struct prepared *lists[LANES])
{
	struct prepared *filled[LANES];

	arena = arena_new();
	for (int i = 0; i < LANES; i++)
		filled[i] =
		    arena_alloc(arena, (STATEMENTS + 1) * sizeof *filled[i]);
	for (; *tables != NULL; tables++)
		for (const struct route *r = *tables; r->path != NULL; r++) {
			route_check(r);
			route_add(filled, r);
		}
	for (; duties != NULL && duties->statement != STATEMENT_NONE; duties++)
		statement_add(filled[LANE_WRITE], duties->statement);
	memcpy(lists, filled, sizeof filled);
}

const struct chore *
prepare_chores(const struct duty *duties)
{
	size_t count = 0;
	struct chore *chores;

	while (duties != NULL && duties[count].statement != STATEMENT_NONE)
		count++;
	chores = arena_alloc(arena, (count + 1) * sizeof *chores);
	for (size_t i = 0; i < count; i++) {
		assert(statement_is_fixed(&statements[duties[i].statement]));
		chores[i].prepared = plans[duties[i].statement].name;
		chores[i].every = (int64_t)duties[i].every_ms * 1000;
	}
	return chores;
}

const struct plan *
prepared_plan(enum statement_id id)
{
	return statement_is_fixed(&statements[id]) ? &plans[id] : NULL;
}
