#ifndef ENGINE_LISTENER_H
#define ENGINE_LISTENER_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/loop.h"

struct siblings;

/*
 * A listening socket that the children of a responder share. Each takes as
 * many connections as it has room for, but no more than its share.
 */
struct listener {
	struct watch watch;
	struct loop *loop;
	void (*accepted)(struct listener *listener, int fd);
	void (*rested)(struct listener *listener); /* after those of a turn */
	long held, held_max; /* connections, which the owner counts */
	bool closed;	     /* takes no more */

	bool listening;
	int64_t listen_at; /* when to listen again; 0: not put off */
	struct siblings *siblings;
	int64_t burdened_since; /* 0: this child has no more than its share */
};

/*
 * Begins to listen; accepted() and rested() are set. As many connections are
 * held as the system gives descriptors for, at most held_max. Returns 0, or -1
 * with errno set if `fd` is not a listening socket.
 */
int listener_open(
    struct listener *listener, struct loop *loop, int fd, long held_max);

/* Listens, or not: after `held` has changed. */
void listener_update(struct listener *listener);

/* Takes no more connections, for good. */
void listener_close(struct listener *listener);

/* Returns when to look again. */
int64_t listener_tick(struct listener *listener, int64_t now);

#endif
