#ifndef ENGINE_LOOP_H
#define ENGINE_LOOP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/epoll.h>

/*
 * The event loop of a responder: epoll, signals, and a time that stands still
 * within one turn.
 */
struct loop;

/* Something that waits for a file descriptor. Embed it and keep it alive. */
struct watch {
	int fd;
	void (*ready)(struct watch *watch, uint32_t events);
};

/* Something that looks after its deadlines. Embed it and keep it alive. */
struct ticker {
	/*
	 * Called at least as often as it asked for. Returns when it wants to be
	 * called again, in loop time, or INT64_MAX for no matter when.
	 */
	int64_t (*tick)(struct ticker *ticker, int64_t now);
	struct ticker *next;
};

/*
 * Makes the loop of this process. From here on SIGTERM, SIGINT, SIGQUIT and
 * SIGUSR1 are blocked but for the wait for events, and mean: finish and go.
 * Returns NULL with errno set.
 */
struct loop *loop_new(void);
void loop_free(struct loop *loop);

/* epoll_ctl(2): EPOLL_CTL_ADD, _MOD, _DEL. Returns 0 or -1 with errno. */
int loop_watch(
    struct loop *loop, int operation, struct watch *watch, uint32_t events);

/* Forgets events of this watch that this turn has not delivered yet. */
void loop_forget(struct loop *loop, struct watch *watch);

void loop_add_ticker(struct loop *loop, struct ticker *ticker);

/* Asks for a tick no later than `when`. */
void loop_wake_by(struct loop *loop, int64_t when);

/* Microseconds of CLOCK_MONOTONIC when this turn began, and just now. */
int64_t loop_time(const struct loop *loop);
int64_t loop_clock(void);

/* Between half and all of a time, so that children do not act together. */
int64_t loop_jitter(int64_t time);

/* Was one of the signals caught? */
bool loop_stopping(const struct loop *loop);

/* Turns until loop_end() is called. */
void loop_run(struct loop *loop);
void loop_end(struct loop *loop);

#endif
