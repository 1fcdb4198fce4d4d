#ifndef ENGINE_KEPT_H
#define ENGINE_KEPT_H

#include <libpq-fe.h>
#include <stdbool.h>

/*
 * Statements that a connection has prepared on its way: texts without
 * parameters, which come again and again, such as the first page of a list.
 * Each is planned once, as those that are prepared when it begins. There is
 * room for a few; a new one takes the place of the oldest.
 */
enum { STATEMENTS_KEPT = 32 };

struct kept {
	struct {
		char *sql; /* NULL: free */
		char name[8];
	} slots[STATEMENTS_KEPT];
	int oldest;
};

/* The name under which it is prepared, or NULL. */
const char *kept_find(const struct kept *kept, const char *sql);

/* Sends what prepares it, and a sync. Returns false if libpq cannot. */
bool kept_add(struct kept *kept, PGconn *connection, const char *sql);

/* Nothing is prepared any more. */
void kept_clear(struct kept *kept);

#endif
