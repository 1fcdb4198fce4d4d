/* Statements that a connection has prepared on its way. */
#include "engine/kept.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/memory.h"

const char *
kept_find(const struct kept *kept, const char *sql)
{
	for (int i = 0; i < STATEMENTS_KEPT && kept->slots[i].sql != NULL; i++)
		if (strcmp(kept->slots[i].sql, sql) == 0)
			return kept->slots[i].name;
	return NULL;
}

static bool
slot_empty(char **sql, const char *name, PGconn *connection)
{
	char text[32];

	if (*sql == NULL)
		return true;
	free(*sql);
	*sql = NULL;
	snprintf(text, sizeof text, "DEALLOCATE %s", name);
	return PQsendQueryParams(
		   connection, text, 0, NULL, NULL, NULL, NULL, 0) == 1;
}

bool
kept_add(struct kept *kept, PGconn *connection, const char *sql)
{
	int slot = kept->oldest;
	char *name = kept->slots[slot].name;

	kept->oldest = (slot + 1) % STATEMENTS_KEPT;
	snprintf(name, sizeof kept->slots[slot].name, "kept_%d", slot);
	if (!slot_empty(&kept->slots[slot].sql, name, connection))
		return false;
	kept->slots[slot].sql = memory_alloc(strlen(sql) + 1);
	strcpy(kept->slots[slot].sql, sql);
	return PQsendPrepare(connection, name, sql, 0, NULL) == 1 &&
	    PQpipelineSync(connection) == 1;
}

void
kept_clear(struct kept *kept)
{
	for (int i = 0; i < STATEMENTS_KEPT; i++) {
		free(kept->slots[i].sql);
		kept->slots[i].sql = NULL;
	}
	kept->oldest = 0;
}
