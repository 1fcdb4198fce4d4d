#ifndef TESTS_WIRE_REPLY_H
#define TESTS_WIRE_REPLY_H

#include <stddef.h>

#include "record.h"

/* How the reading of a reply ended. */
enum ending {
	REPLY_WHOLE,
	REPLY_NONE,  /* the responder closed the connection before it */
	REPLY_CUT,   /* … in the middle of it */
	REPLY_LATE,  /* the time was over */
	REPLY_WRONG, /* not well-formed: see `fault` */
};

struct reply {
	enum ending ending;
	const char *fault;
	unsigned id;	   /* of FastCGI */
	int status;	   /* of HTTP */
	struct bytes text; /* headers and body, ended by a NUL */
	const char *body;
};

/*
 * Reads one reply and not a byte more, waiting for at most so many
 * milliseconds, and checks that it is well-formed: records of STDOUT, an
 * empty one, END_REQUEST with status 0 and complete; a CGI response whose body
 * is as long as it says.
 */
struct reply reply_read(int fd, int milliseconds);

/* The value of a header field as kept text, or NULL. */
const char *reply_header(const struct reply *reply, const char *name);

/* Milliseconds of a clock that only goes forward. */
long clock_ms(void);

#endif
