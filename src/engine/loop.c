/* The event loop: epoll, signals, and time. */
#include "engine/loop.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "engine/log.h"
#include "engine/memory.h"

enum { EVENTS_PER_TURN = 64 };

struct loop {
	int epoll;
	int ready; /* events of this turn */
	struct epoll_event events[EVENTS_PER_TURN];
	struct ticker *tickers;
	int64_t now, wake;
	bool ended;
	sigset_t waiting; /* the signal mask while waiting */
};

static volatile sig_atomic_t caught;

static void
catch_signal(int number)
{
	caught = number;
}

static void
signals_set_up(struct loop *loop)
{
	static const int stops[] = { SIGTERM, SIGINT, SIGQUIT, SIGUSR1 };
	struct sigaction action = { .sa_handler = catch_signal };
	sigset_t blocked;

	sigemptyset(&blocked);
	for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
		sigaddset(&blocked, stops[i]);
	sigprocmask(SIG_BLOCK, &blocked, &loop->waiting);
	for (size_t i = 0; i < sizeof stops / sizeof *stops; i++) {
		sigdelset(&loop->waiting, stops[i]);
		sigaction(stops[i], &action, NULL);
	}
	signal(SIGPIPE, SIG_IGN);
}

/* random() spreads retries: each child needs a series of its own. */
static void
seed_random(void)
{
	unsigned seed = (unsigned)getpid();

	if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) < 0)
		seed ^= (unsigned)loop_clock();
	srandom(seed);
}

struct loop *
loop_new(void)
{
	struct loop *loop = memory_alloc(sizeof *loop);

	memset(loop, 0, sizeof *loop);
	loop->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (loop->epoll < 0) {
		free(loop);
		return NULL;
	}
	signals_set_up(loop);
	seed_random();
	loop->now = loop_clock();
	loop->wake = INT64_MAX;
	return loop;
}

void
loop_free(struct loop *loop)
{
	close(loop->epoll);
	free(loop);
}

int
loop_watch(
    struct loop *loop, int operation, struct watch *watch, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = watch };

	return epoll_ctl(loop->epoll, operation, watch->fd, &event);
}

void
loop_forget(struct loop *loop, struct watch *watch)
{
	for (int i = 0; i < loop->ready; i++)
		if (loop->events[i].data.ptr == watch)
			loop->events[i].data.ptr = NULL;
}

void
loop_add_ticker(struct loop *loop, struct ticker *ticker)
{
	ticker->next = loop->tickers;
	loop->tickers = ticker;
	loop->wake = 0;
}

void
loop_wake_by(struct loop *loop, int64_t when)
{
	if (when < loop->wake)
		loop->wake = when;
}

int64_t
loop_time(const struct loop *loop)
{
	return loop->now;
}

int64_t
loop_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t
loop_jitter(int64_t time)
{
	return time / 2 + random() % (time / 2 + 1);
}

bool
loop_stopping(const struct loop *loop)
{
	(void)loop;
	return caught != 0;
}

void
loop_end(struct loop *loop)
{
	loop->ended = true;
}

static void
tick(struct loop *loop)
{
	/* A ticker that another one wakes on the way is not lost. */
	loop->wake = INT64_MAX;
	for (struct ticker *t = loop->tickers; t != NULL; t = t->next)
		loop_wake_by(loop, t->tick(t, loop->now));
}

/* Milliseconds to wait, rounded up; -1 is for ever. */
static int
patience(const struct loop *loop)
{
	int64_t wait;

	if (loop->wake == INT64_MAX)
		return -1;
	wait = (loop->wake - loop_clock() + 999) / 1000;
	return wait < 0 ? 0 : wait > 60000 ? 60000 : (int)wait;
}

void
loop_run(struct loop *loop)
{
	bool told = false;

	while (!loop->ended) {
		log_flush();
		loop->ready = epoll_pwait(loop->epoll, loop->events,
		    EVENTS_PER_TURN, patience(loop), &loop->waiting);
		loop->now = loop_clock();
		for (int i = 0; i < loop->ready; i++) {
			struct watch *watch = loop->events[i].data.ptr;

			if (watch != NULL)
				watch->ready(watch, loop->events[i].events);
		}
		loop->ready = 0;
		/* The first turn after a signal: let everybody look. */
		if (caught != 0 && !told) {
			told = true;
			loop->wake = 0;
		}
		if (loop->now >= loop->wake)
			tick(loop);
	}
	log_flush();
}
