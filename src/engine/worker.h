#ifndef ENGINE_WORKER_H
#define ENGINE_WORKER_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/list.h"
#include "engine/loop.h"

/*
 * A thread beside the event loop, for what takes long by nature, such as
 * hashing a password. It has a low priority: what others can do in microseconds
 * does not wait for it. One job is done at a time, in order.
 */
struct worker;

struct job {
	/* In the thread: nothing else may touch meanwhile what it touches. */
	void (*run)(struct job *job);
	/* In the loop, afterwards; !ran: it was too late, or dropped. */
	void (*done)(struct job *job, bool ran);
	int64_t deadline;     /* to begin by, loop time */
	_Atomic bool dropped; /* nobody wants it any more: not to be begun */

	/* Kept by the worker. */
	struct link link;
	bool ran;
};

/* The thread begins with the first job. */
struct worker *worker_new(struct loop *loop);

/* Waits for the job at hand; the others are forgotten. */
void worker_free(struct worker *worker);

void worker_submit(struct worker *worker, struct job *job);

#endif
