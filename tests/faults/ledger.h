#ifndef TESTS_FAULTS_LEDGER_H
#define TESTS_FAULTS_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "client.h"

/*
 * What one writer knows of each movie it has tried to make. A movie whose last
 * write has an unknown outcome is not written any more: it must be found as it
 * was, or as it should have become.
 */
struct movie {
	int64_t id; /* 0: not known */
	char name[60], director[40];
	char body[700]; /* as acknowledged; "": never */
	size_t certain; /* bytes of it that must be found again */
	bool gone;	/* it was acknowledged that it was deleted */

	/* The outcome of the last write is unknown; what it asked for. */
	bool open;
	bool deletion;
	char wanted[400];
};

/* A new one; NULL when there are too many. */
struct movie *ledger_add(void);

/* A name that no other movie has or had. */
const char *ledger_name(void);

/*
 * All of them are looked up, and complained about if they are not as they must
 * be, or if there are others with such names.
 */
void ledger_check(struct client *client);

#endif
