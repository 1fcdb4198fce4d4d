#ifndef ENGINE_SIBLINGS_H
#define ENGINE_SIBLINGS_H

#include <stdbool.h>

/*
 * What the children that share a listening socket know of each other: how many
 * connections each one holds. It lives in a small piece of shared memory that
 * is named after the socket; without it, each child believes to be alone.
 */
struct siblings;

/* Joins those who listen on this socket. Never NULL. */
struct siblings *siblings_join(int listener);
void siblings_leave(struct siblings *siblings);

/* Tells the others how many connections this child holds. */
void siblings_tell(struct siblings *siblings, long connections);

/* Does this child hold clearly more than its share? */
bool siblings_burdened(struct siblings *siblings);

#endif
