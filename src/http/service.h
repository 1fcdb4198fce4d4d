#ifndef HTTP_SERVICE_H
#define HTTP_SERVICE_H

#include "engine/request.h"
#include "http/route.h"

/* Which route tables a responder answers. */
struct service {
	const char *name;
	const struct route *const *tables; /* ends with NULL */
	struct handler handler;
};

/* What its children do from time to time; see engine/chores.h. */
struct duty {
	enum statement_id statement; /* without parameters or conditions */
	int every_ms;
};

/* What the handler of every service is. */
extern const struct handler service_handler;

/*
 * The main() of a responder: reads the command line and runs until it is told
 * to stop. The duties end with STATEMENT_NONE; NULL is none. Returns the exit
 * status.
 */
int service_main(const char *name, const struct route *const *tables,
    const struct duty *duties, int argc, char **argv);

#endif
