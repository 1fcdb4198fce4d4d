/* The event loop: watches, tickers, signals, and the time within a turn. */
#include "engine/loop.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "engine/list.h"
#include "unit.h"

enum { MS = 1000 };

static struct loop *loop;

static void
set_up(void)
{
	loop = loop_new();
	ck_assert_ptr_nonnull(loop);
}

static void
tear_down(void)
{
	loop_free(loop);
}

/* A pipe whose reading end is watched. */
struct probe {
	struct watch watch;
	int write_end;
	int calls;
	uint32_t events; /* of the last call */
	struct probe *other;
};

static void
probe_init(struct probe *probe, void (*ready)(struct watch *, uint32_t))
{
	int ends[2];

	memset(probe, 0, sizeof *probe);
	ck_assert_int_eq(pipe(ends), 0);
	probe->watch.fd = ends[0];
	probe->watch.ready = ready;
	probe->write_end = ends[1];
	ck_assert_int_eq(
	    loop_watch(loop, EPOLL_CTL_ADD, &probe->watch, EPOLLIN), 0);
}

static void
probe_fire(struct probe *probe)
{
	ck_assert_int_eq(write(probe->write_end, "x", 1), 1);
}

static void
probe_close(struct probe *probe)
{
	close(probe->watch.fd);
	close(probe->write_end);
}

static struct probe *
probe_called(struct watch *watch, uint32_t events)
{
	struct probe *probe = list_entry(watch, struct probe, watch);

	probe->calls++;
	probe->events = events;
	return probe;
}

/* Ends the loop. */
static void
on_ready_end(struct watch *watch, uint32_t events)
{
	probe_called(watch, events);
	loop_end(loop);
}

START_TEST(a_watch_is_called_with_what_has_happened)
{
	struct probe silent, loud;

	probe_init(&silent, on_ready_end);
	probe_init(&loud, on_ready_end);
	probe_fire(&loud);
	loop_run(loop);
	ck_assert_int_eq(silent.calls, 0);
	ck_assert_int_eq(loud.calls, 1);
	ck_assert_uint_eq(loud.events, EPOLLIN);
	probe_close(&silent);
	probe_close(&loud);
}
END_TEST

START_TEST(a_watch_is_told_that_the_other_end_is_gone)
{
	struct probe probe;

	probe_init(&probe, on_ready_end);
	close(probe.write_end);
	loop_run(loop);
	ck_assert_int_eq(probe.calls, 1);
	ck_assert_uint_eq(probe.events, EPOLLHUP);
	close(probe.watch.fd);
}
END_TEST

/* Reads nothing: it is called in each turn. Ends the third one. */
static void
on_ready_count(struct watch *watch, uint32_t events)
{
	if (probe_called(watch, events)->calls == 3)
		loop_end(loop);
}

START_TEST(a_watch_is_called_in_each_turn_while_there_is_something)
{
	struct probe probe;

	probe_init(&probe, on_ready_count);
	probe_fire(&probe);
	loop_run(loop);
	ck_assert_int_eq(probe.calls, 3);
	probe_close(&probe);
}
END_TEST

/* Deletes the other one and forgets what has come for it. */
static void
on_ready_delete_other(struct watch *watch, uint32_t events)
{
	struct probe *probe = probe_called(watch, events);

	ck_assert_int_eq(
	    loop_watch(loop, EPOLL_CTL_DEL, &probe->other->watch, 0), 0);
	loop_forget(loop, &probe->other->watch);
	loop_end(loop);
}

START_TEST(what_is_forgotten_is_not_called_in_this_turn)
{
	struct probe one, two;

	probe_init(&one, on_ready_delete_other);
	probe_init(&two, on_ready_delete_other);
	one.other = &two;
	two.other = &one;
	probe_fire(&one);
	probe_fire(&two);
	loop_run(loop);
	ck_assert_int_eq(one.calls + two.calls, 1);
	probe_close(&one);
	probe_close(&two);
}
END_TEST

/* Forgets another one than the one that waits for its call. */
static void
on_ready_forget_itself(struct watch *watch, uint32_t events)
{
	probe_called(watch, events);
	loop_forget(loop, watch);
	loop_end(loop);
}

START_TEST(what_is_not_forgotten_is_called_in_this_turn)
{
	struct probe one, two;

	probe_init(&one, on_ready_forget_itself);
	probe_init(&two, on_ready_forget_itself);
	probe_fire(&one);
	probe_fire(&two);
	loop_run(loop);
	ck_assert_int_eq(one.calls, 1);
	ck_assert_int_eq(two.calls, 1);
	probe_close(&one);
	probe_close(&two);
}
END_TEST

START_TEST(a_watch_that_cannot_be_says_why)
{
	struct watch watch = { .fd = -1 };

	ck_assert_int_eq(loop_watch(loop, EPOLL_CTL_ADD, &watch, EPOLLIN), -1);
	ck_assert_int_eq(errno, EBADF);
}
END_TEST

/* A ticker that wants to be called `delay` later, `times` times. */
struct clock {
	struct ticker ticker;
	char letter;
	int64_t delay;
	int times;
	int calls, early;
	int64_t wanted; /* 0: not asked yet */
	int64_t heard;	/* when its time had come at last */
};

/* The letters of the clocks whose time had come, in order. */
static char heard[16];

static int64_t
clock_tick(struct ticker *ticker, int64_t now)
{
	struct clock *clock = list_entry(ticker, struct clock, ticker);

	clock->calls++;
	ck_assert_int_eq(now, loop_time(loop));
	if (clock->wanted != 0) {
		if (now < clock->wanted) {
			clock->early++;
			return clock->wanted;
		}
		strncat(heard, &clock->letter, 1);
		clock->heard = now;
		clock->times--;
	}
	clock->wanted = clock->times > 0 ? now + clock->delay : INT64_MAX;
	return clock->wanted;
}

static int64_t
clock_tick_and_end(struct ticker *ticker, int64_t now)
{
	int64_t wanted = clock_tick(ticker, now);

	if (wanted == INT64_MAX)
		loop_end(loop);
	return wanted;
}

START_TEST(a_ticker_is_called_at_once_and_then_when_it_asked)
{
	struct clock clock = { { clock_tick_and_end }, 'a', 10 * MS, 3 };
	int64_t began = loop_clock();

	heard[0] = '\0';
	loop_add_ticker(loop, &clock.ticker);
	loop_run(loop);
	ck_assert_str_eq(heard, "aaa");
	/* Neither early nor in vain. */
	ck_assert_int_eq(clock.calls, 4);
	ck_assert_int_eq(clock.early, 0);
	ck_assert_int_ge(loop_clock() - began, 30 * MS);
}
END_TEST

START_TEST(a_ticker_is_not_called_in_turns_that_it_did_not_ask_for)
{
	struct clock clock = { { clock_tick }, 'a', 60000 * MS, 1 };
	struct probe probe;

	probe_init(&probe, on_ready_count);
	loop_add_ticker(loop, &clock.ticker);
	probe_fire(&probe);
	loop_run(loop);
	ck_assert_int_eq(probe.calls, 3);
	ck_assert_int_eq(clock.calls, 1);
	probe_close(&probe);
}
END_TEST

START_TEST(tickers_are_called_in_the_order_of_their_times)
{
	struct clock late = { { clock_tick_and_end }, 'l', 300 * MS, 1 };
	struct clock early = { { clock_tick }, 'e', 10 * MS, 1 };
	struct clock middle = { { clock_tick }, 'm', 20 * MS, 1 };
	int64_t began = loop_clock();

	heard[0] = '\0';
	/* In one turn, the last one that was added is called first. */
	loop_add_ticker(loop, &late.ticker);
	loop_add_ticker(loop, &middle.ticker);
	loop_add_ticker(loop, &early.ticker);
	loop_run(loop);
	ck_assert_str_eq(heard, "eml");
	ck_assert_int_lt(early.heard - began, 300 * MS);
	ck_assert_int_lt(middle.heard - began, 300 * MS);
	ck_assert_int_ge(late.heard - began, 300 * MS);
}
END_TEST

/* A ticker that does not ask; `calls_to_end` calls end the loop. */
struct sleeper {
	struct ticker ticker;
	int calls, calls_to_end;
	bool wakes; /* wakes everybody in its first call */
};

static int64_t
sleeper_tick(struct ticker *ticker, int64_t now)
{
	struct sleeper *sleeper = list_entry(ticker, struct sleeper, ticker);

	if (sleeper->calls++ == 0 && sleeper->wakes)
		loop_wake_by(loop, now);
	if (sleeper->calls == sleeper->calls_to_end)
		loop_end(loop);
	return INT64_MAX;
}

/* Wakes the tickers now, however late somebody else wants them. */
static void
on_ready_wake(struct watch *watch, uint32_t events)
{
	char byte;

	probe_called(watch, events);
	ck_assert_int_eq(read(watch->fd, &byte, 1), 1);
	loop_wake_by(loop, loop_time(loop));
	loop_wake_by(loop, loop_time(loop) + 60000 * MS);
}

START_TEST(a_ticker_that_sleeps_can_be_woken)
{
	struct sleeper sleeper = { { sleeper_tick }, .calls_to_end = 2 };
	struct probe probe;

	probe_init(&probe, on_ready_wake);
	loop_add_ticker(loop, &sleeper.ticker);
	probe_fire(&probe);
	probe_fire(&probe);
	loop_run(loop);
	/* The first turn would have come anyway. */
	ck_assert_int_eq(probe.calls, 2);
	ck_assert_int_eq(sleeper.calls, 2);
	probe_close(&probe);
}
END_TEST

START_TEST(a_ticker_that_another_one_wakes_on_the_way_is_not_lost)
{
	struct sleeper sleepers[3] = {
		{ { sleeper_tick }, .calls_to_end = 2 },
		{ { sleeper_tick }, .wakes = true },
		{ { sleeper_tick } },
	};

	for (int i = 0; i < 3; i++)
		loop_add_ticker(loop, &sleepers[i].ticker);
	loop_run(loop);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(sleepers[i].calls, 2);
}
END_TEST

static void
on_ready_dawdle(struct watch *watch, uint32_t events)
{
	int64_t time = loop_time(loop), clock = loop_clock();

	probe_called(watch, events);
	ck_assert_int_le(time, clock);
	usleep(2 * MS);
	ck_assert_int_eq(loop_time(loop), time);
	ck_assert_int_ge(loop_clock(), clock + 2 * MS);
	loop_end(loop);
}

START_TEST(time_stands_still_within_a_turn)
{
	struct probe probe;

	probe_init(&probe, on_ready_dawdle);
	probe_fire(&probe);
	loop_run(loop);
	ck_assert_int_eq(probe.calls, 1);
	probe_close(&probe);
}
END_TEST

static const int stops[] = { SIGTERM, SIGINT, SIGQUIT, SIGUSR1 };

static int64_t
tick_until_stopping(struct ticker *ticker, int64_t now)
{
	(void)ticker;
	(void)now;
	if (loop_stopping(loop))
		loop_end(loop);
	return INT64_MAX;
}

START_TEST(a_signal_is_taken_while_waiting_and_wakes_the_tickers)
{
	struct ticker ticker = { tick_until_stopping };

	loop_add_ticker(loop, &ticker);
	ck_assert_int_eq(raise(stops[_i]), 0);
	ck_assert(!loop_stopping(loop));
	loop_run(loop);
	ck_assert(loop_stopping(loop));
}
END_TEST

/* Sends the signal to this process from within a turn. */
static void
on_ready_raise(struct watch *watch, uint32_t events)
{
	char byte;

	probe_called(watch, events);
	ck_assert_int_eq(read(watch->fd, &byte, 1), 1);
	ck_assert_int_eq(raise(byte), 0);
	ck_assert(!loop_stopping(loop));
}

START_TEST(a_signal_does_not_interrupt_a_turn)
{
	struct ticker ticker = { tick_until_stopping };
	char number = (char)stops[_i];
	struct probe probe;

	probe_init(&probe, on_ready_raise);
	loop_add_ticker(loop, &ticker);
	ck_assert_int_eq(write(probe.write_end, &number, 1), 1);
	loop_run(loop);
	ck_assert_int_eq(probe.calls, 1);
	ck_assert(loop_stopping(loop));
	probe_close(&probe);
}
END_TEST

START_TEST(writing_to_a_peer_that_is_gone_is_an_error_only)
{
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	close(ends[0]);
	ck_assert_int_eq(write(ends[1], "x", 1), -1);
	ck_assert_int_eq(errno, EPIPE);
	close(ends[1]);
}
END_TEST

static void
add_watches(TCase *tests)
{
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, a_watch_is_called_with_what_has_happened);
	tcase_add_test(tests, a_watch_is_told_that_the_other_end_is_gone);
	tcase_add_test(
	    tests, a_watch_is_called_in_each_turn_while_there_is_something);
	tcase_add_test(tests, what_is_forgotten_is_not_called_in_this_turn);
	tcase_add_test(tests, what_is_not_forgotten_is_called_in_this_turn);
	tcase_add_test(tests, a_watch_that_cannot_be_says_why);
}

static void
add_times_and_signals(TCase *tests)
{
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(
	    tests, a_ticker_is_called_at_once_and_then_when_it_asked);
	tcase_add_test(
	    tests, a_ticker_is_not_called_in_turns_that_it_did_not_ask_for);
	tcase_add_test(tests, tickers_are_called_in_the_order_of_their_times);
	tcase_add_test(tests, a_ticker_that_sleeps_can_be_woken);
	tcase_add_test(
	    tests, a_ticker_that_another_one_wakes_on_the_way_is_not_lost);
	tcase_add_test(tests, time_stands_still_within_a_turn);
	tcase_add_loop_test(tests,
	    a_signal_is_taken_while_waiting_and_wakes_the_tickers, 0,
	    ROWS(stops));
	tcase_add_loop_test(
	    tests, a_signal_does_not_interrupt_a_turn, 0, ROWS(stops));
	tcase_add_test(tests, writing_to_a_peer_that_is_gone_is_an_error_only);
}

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("loop");

	add_watches(unit_case(suite, "watches"));
	add_times_and_signals(unit_case(suite, "times and signals"));
	return suite;
}
