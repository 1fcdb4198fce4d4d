/* Finds the statements that a responder prepares. */
#include "http/prepare.h"

#include <assert.h>
#include <string.h>

#include "engine/arena.h"

static struct plan plans[STATEMENTS];

static void
statement_add(struct prepared *list, enum statement_id id, struct arena *arena)
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

void
prepare_routes(
    const struct route *const *tables, const struct prepared *lists[LANES])
{
	static struct arena *arena; /* lives as long as the process */
	struct prepared *filled[LANES];

	arena = arena_new();
	for (int i = 0; i < LANES; i++)
		filled[i] =
		    arena_alloc(arena, (STATEMENTS + 1) * sizeof *filled[i]);
	for (; *tables != NULL; tables++)
		for (const struct route *r = *tables; r->path != NULL; r++) {
			assert(r->access != ACCESS_UNSAID);
			assert(r->shape != SHAPE_LIST || r->orders != NULL);
			assert((r->shape == SHAPE_FIXED) ==
			    (r->statement == STATEMENT_NONE));
			assert(r->ask == STATEMENT_NONE || r->work != NULL);
			if (r->access != ACCESS_ANYONE) {
				statement_add(filled[r->lane],
				    STATEMENT_AUTHORISE, arena);
				statement_add(filled[LANE_WRITE],
				    STATEMENT_TOKEN_TOUCH, arena);
			}
			statement_add(filled[r->lane], r->ask, arena);
			statement_add(filled[r->lane], r->denied, arena);
			for (int i = 0; i < ROUTE_STEPS_MAX; i++)
				statement_add(filled[r->lane],
				    r->before[i].statement, arena);
			statement_add(filled[r->lane], r->parent, arena);
			statement_add(filled[r->lane], r->statement, arena);
			for (const struct order *o = r->orders;
			     o != NULL && o->sort != NULL; o++)
				statement_add(
				    filled[r->lane], o->statement, arena);
		}
	memcpy(lists, filled, sizeof filled);
}

const struct plan *
prepared_plan(enum statement_id id)
{
	return statement_is_fixed(&statements[id]) ? &plans[id] : NULL;
}
