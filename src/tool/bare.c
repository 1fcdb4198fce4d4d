/* Fills tables without their indexes. */
#include "tool/bare.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "engine/memory.h"
#include "gen/statements.h"
#include "tool/progress.h"

/* See the statement that finds them; the others weigh nothing. */
enum { REFERENCE = 1, KEY = 2, INDEX = 3, SEARCH = 5, KINDS };

struct bare {
	struct arena *arena;
	const char **drop, **make; /* SQL */
	int *kind;
	int count, of_kind[KINDS];
	double weight[KINDS]; /* of each of the kind */
};

static const char *
copy(struct arena *arena, const char *text)
{
	return arena_copy(arena, text, strlen(text));
}

static bool
bare_drop(struct bare *bare, struct session *session, const char *tables)
{
	const char *array = arena_printf(bare->arena, "{%s}", tables);
	struct value value = { "tables", &array, 1 };
	const struct rows *rows = session_run(session,
	    arena_printf(
		bare->arena, "LOCK TABLE %s IN ACCESS EXCLUSIVE MODE", tables));

	if (rows != NULL)
		rows = session_query(session, &statements[STATEMENT_BARE],
		    &(struct values){ &value, 1 });
	if (rows == NULL)
		return false;
	bare->count = rows_count(rows);
	bare->drop = arena_alloc(
	    bare->arena, ((size_t)bare->count + 1) * sizeof *bare->drop);
	bare->make = arena_alloc(
	    bare->arena, ((size_t)bare->count + 1) * sizeof *bare->make);
	bare->kind = arena_alloc(
	    bare->arena, ((size_t)bare->count + 1) * sizeof *bare->kind);
	for (int i = 0; i < bare->count; i++) {
		bare->drop[i] = copy(bare->arena, rows_value(rows, i, 0, NULL));
		bare->make[i] = copy(bare->arena, rows_value(rows, i, 1, NULL));
		bare->kind[i] = atoi(rows_value(rows, i, 2, NULL));
		assert(bare->kind[i] >= 0 && bare->kind[i] < KINDS);
		bare->of_kind[bare->kind[i]]++;
	}
	for (int i = 0; i < bare->count; i++)
		if (session_run(session, bare->drop[i]) == NULL)
			return false;
	return true;
}

struct bare *
bare_begin(struct session *session, const char *tables)
{
	struct bare *bare = memory_alloc(sizeof *bare);

	*bare = (struct bare){ .arena = arena_new() };
	if (bare_drop(bare, session, tables))
		return bare;
	bare_free(bare);
	return NULL;
}

void
bare_weigh(struct bare *bare, struct bare_weight weight)
{
	int indexes = bare->of_kind[INDEX] + bare->of_kind[KEY];

	bare->weight[SEARCH] = weight.search;
	if (indexes > 0)
		bare->weight[INDEX] = bare->weight[KEY] =
		    weight.indexes / indexes;
	if (bare->of_kind[REFERENCE] > 0)
		bare->weight[REFERENCE] =
		    weight.references / bare->of_kind[REFERENCE];
}

/* In the opposite order: constraints between tables need the others. */
bool
bare_end(struct bare *bare, struct session *session)
{
	progress_begin("search, indexes", bare->count);
	for (int i = bare->count - 1; i >= 0; i--) {
		progress_share(bare->weight[bare->kind[i]]);
		if (session_run(session, bare->make[i]) == NULL)
			return false;
		progress_at(bare->count - i, -1);
	}
	progress_end(-1);
	return true;
}

void
bare_free(struct bare *bare)
{
	arena_free(bare->arena);
	free(bare);
}
