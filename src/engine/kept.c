/* Statements that a connection has prepared on its way. */
#include "engine/kept.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/memory.h"

static const struct kept_slot *
slot_of(const struct kept *kept, const char *sql)
{
	for (int i = 0; i < STATEMENTS_KEPT; i++)
		if (kept->slots[i].sql != NULL &&
		    strcmp(kept->slots[i].sql, sql) == 0)
			return &kept->slots[i];
	return NULL;
}

const char *
kept_find(const struct kept *kept, const char *sql)
{
	const struct kept_slot *slot = slot_of(kept, sql);

	return slot != NULL && slot->ready ? slot->name : NULL;
}

static void
slot_free(struct kept_slot *slot)
{
	free(slot->sql);
	slot->sql = NULL;
	slot->ready = false;
}

/* PostgreSQL forgets it as well, behind all that was sent before. */
static bool
slot_forget(struct kept_slot *slot, PGconn *connection)
{
	char text[sizeof slot->name + 16];

	if (!slot->ready)
		return true;
	snprintf(text, sizeof text, "DEALLOCATE %s", slot->name);
	slot_free(slot);
	return PQsendQueryParams(
		   connection, text, 0, NULL, NULL, NULL, NULL, 0) == 1;
}

struct kept_slot *
kept_begin(struct kept *kept, PGconn *connection, const char *sql, bool *sent)
{
	struct kept_slot *slot = &kept->slots[kept->oldest];

	*sent = true;
	if (slot_of(kept, sql) != NULL || (slot->sql != NULL && !slot->ready))
		return NULL;
	kept->oldest = (kept->oldest + 1) % STATEMENTS_KEPT;
	*sent = slot_forget(slot, connection);
	slot->sql = memory_alloc(strlen(sql) + 1);
	strcpy(slot->sql, sql);
	snprintf(slot->name, sizeof slot->name, "kept_%u", kept->count++);
	*sent = *sent &&
	    PQsendPrepare(connection, slot->name, sql, 0, NULL) == 1 &&
	    PQpipelineSync(connection) == 1;
	return slot;
}

void
kept_end(struct kept_slot *slot, bool prepared)
{
	if (prepared)
		slot->ready = true;
	else
		slot_free(slot);
}

void
kept_clear(struct kept *kept)
{
	for (int i = 0; i < STATEMENTS_KEPT; i++)
		slot_free(&kept->slots[i]);
	kept->oldest = 0;
}
