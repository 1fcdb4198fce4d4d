#ifndef HTTP_CALL_H
#define HTTP_CALL_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/query.h"
#include "engine/request.h"
#include "engine/rows.h"
#include "engine/statement.h"
#include "http/route.h"

/* One request on its way through the HTTP layer. Lives in its arena. */
struct call {
	struct request *request;
	struct arena *arena;
	const char *method; /* HEAD has become GET */
	bool head;
	struct uri uri;
	const char *allow; /* methods of the path, for Allow */
	const struct route *route;

	struct values values; /* for the statement */
	struct fault *faults, **last_fault;

	/* Of a list: */
	long limit;
	const struct order *order;
	uint64_t list; /* digest, for cursors */

	/* What is wrong with it as a whole, once it is known who asks. */
	enum problem refusal;
	const char *refusal_detail;

	struct query query;
	int main_step;	/* the one whose rows are shown */
	int count_step; /* which step counts; 0: none */

	/* What was begun last: */
	enum stage {
		STAGE_NONE,
		STAGE_REFUSED, /* its inputs; only who asks is looked at */
		STAGE_ASK,     /* of a route that has work done */
		STAGE_WORK,
		STAGE_DENIED, /* by work() */
		STAGE_MAIN,
		STAGE_AGAIN, /* it was answered before */
		STAGE_SPOIL, /* the Idempotency-Key is of another body */
	} stage;
	struct stream *stream;	 /* of SHAPE_STREAM */
	const char *secret;	 /* for its write() */
	const char *key;	 /* Idempotency-Key, if the route heeds it */
	const char *retry_after; /* seconds, where PostgreSQL says it */
};

enum { WORK_VALUES_MAX = 6 }; /* of `ask` and work() */

/* Adds a fault; NULL is none. */
void call_fault(struct call *call, struct fault *fault);

/* Adds a fault of an input that is well-formed but invalid. */
void call_refuse(
    struct call *call, const char *field, const char *code, const char *detail);

/* The text of a value, or NULL if it is null or not given. */
const char *call_text(const struct call *call, const char *name);

/* Adds a value for the statement; room for it is there. */
void call_value(struct call *call, const char *name, const char *text);

#endif
