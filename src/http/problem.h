#ifndef HTTP_PROBLEM_H
#define HTTP_PROBLEM_H

#include "engine/buffer.h"

/* What can go wrong for a client: RFC 9457 problem details. */
enum problem {
	PROBLEM_NONE,
	PROBLEM_BAD_REQUEST,
	PROBLEM_UNAUTHORIZED,
	PROBLEM_FORBIDDEN,
	PROBLEM_NOT_FOUND,
	PROBLEM_METHOD_NOT_ALLOWED,
	PROBLEM_CONFLICT,
	PROBLEM_UNDER_WAY,
	PROBLEM_PRECONDITION,
	PROBLEM_TOO_LARGE,
	PROBLEM_MEDIA_TYPE,
	PROBLEM_ENCODING,
	PROBLEM_INVALID,
	PROBLEM_TOO_MANY,
	PROBLEM_INTERNAL,
	PROBLEM_BUSY,
	PROBLEM_UNAVAILABLE,
	PROBLEM_UNKNOWN_OUTCOME,
	PROBLEM_TIMEOUT,
};

/* One fault of the input; `problem` says how bad: malformed or invalid. */
struct fault {
	enum problem problem;
	const char *field;
	const char *code;
	const char *detail;
	struct fault *next;
};

int problem_status(enum problem problem);
const char *problem_title(enum problem problem);

/* Seconds for Retry-After; 0: none. */
int problem_retry_after(enum problem problem);

/* Writes the body. `detail` NULL: the usual one. */
void problem_write(struct buffer *out, enum problem problem, const char *detail,
    const char *request_id, const struct fault *faults);

#endif
