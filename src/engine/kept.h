#ifndef ENGINE_KEPT_H
#define ENGINE_KEPT_H

#include <libpq-fe.h>
#include <stdbool.h>

/*
 * Statements that a connection has prepared on its way: texts without
 * parameters, which come again and again, such as the first page of a list.
 * Each is planned once, as those that are prepared when it begins; PostgreSQL
 * plans it anew when what it knows of the tables changes, as by ANALYZE.
 * There is room for a few; a new one takes the place of the oldest.
 */
enum { STATEMENTS_KEPT = 32 };

struct kept {
	struct kept_slot {
		char *sql; /* NULL: free */
		char name[24];
		bool ready; /* PostgreSQL has prepared it */
	} slots[STATEMENTS_KEPT];
	int oldest;
	unsigned count; /* of names so far: each is another */
};

/* The name under which it is prepared, or NULL. */
const char *kept_find(const struct kept *kept, const char *sql);

/*
 * Sends what prepares it, and a sync. Returns its slot, to which kept_end()
 * says how that went; or NULL if it is under way or prepared already, or if
 * there is no room now. If libpq cannot send it, *sent is false.
 */
struct kept_slot *kept_begin(
    struct kept *kept, PGconn *connection, const char *sql, bool *sent);
void kept_end(struct kept_slot *slot, bool prepared);

/* Nothing is prepared any more. */
void kept_clear(struct kept *kept);

#endif
