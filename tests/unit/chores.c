/* Chores: how often, one at a time, and what a failure changes. */
#include "engine/chores.h"

#include <string.h>

#include "unit.h"

enum { EVERY = 10000, PATIENCE = 2000000 };

static const struct chore list[] = { { "sweep", EVERY }, { 0 } };

static struct loop *loop;
static struct chores *chores;
static struct ticker watchdog;

/* What the database of the tests does, and has seen. */
static enum { ANSWERS, ANSWERS_LATER, NEVER_ANSWERS } manner;
static enum answer_kind kind;
static struct query *waiting;
static int asked, wanted;
static int64_t last, shortest;

/* In the place of the real one. */
void
database_submit(struct database *database, struct query *query)
{
	int64_t now = loop_time(loop);

	ck_assert_ptr_null(database);
	ck_assert_int_eq(query->lane, LANE_WRITE);
	ck_assert_int_eq(query->steps, 1);
	ck_assert_str_eq(query->step[0].prepared, "sweep");
	ck_assert(!query->repeatable);
	if (asked++ > 0 && now - last < shortest)
		shortest = now - last;
	last = now;
	if (asked == wanted)
		loop_end(loop);
	waiting = query;
	if (manner != ANSWERS)
		return;
	query->answer.kind = kind;
	query->answer.message = "no";
	query->done(query);
}

/* Answers late, and ends what would not end by itself. */
static int64_t
bark(struct ticker *ticker, int64_t now)
{
	static int64_t end;

	(void)ticker;
	if (end == 0)
		end = now + PATIENCE;
	if (now >= end)
		loop_end(loop);
	if (manner != ANSWERS_LATER)
		return end;
	if (waiting != NULL) {
		struct query *query = waiting;

		waiting = NULL;
		query->answer.kind = ANSWER_ROWS;
		query->done(query);
	}
	return now + EVERY;
}

static void
set_up(void)
{
	loop = loop_new();
	watchdog.tick = bark;
	loop_add_ticker(loop, &watchdog);
	chores = chores_new(loop, NULL, list);
	asked = 0;
	shortest = INT64_MAX;
	manner = ANSWERS;
	kind = ANSWER_ROWS;
}

static void
tear_down(void)
{
	chores_free(chores);
	loop_free(loop);
}

static const enum answer_kind kinds[] = { ANSWER_ROWS, ANSWER_ERROR,
	ANSWER_UNAVAILABLE, ANSWER_BUSY, ANSWER_UNKNOWN };

START_TEST(it_is_done_again_and_again_whatever_comes_of_it)
{
	kind = kinds[_i];
	wanted = 5;
	loop_run(loop);
	ck_assert_int_eq(asked, wanted);
	ck_assert_int_ge(shortest, EVERY / 2);
}
END_TEST

START_TEST(it_is_not_begun_while_it_runs)
{
	manner = NEVER_ANSWERS;
	wanted = 2;
	loop_run(loop);
	ck_assert_int_eq(asked, 1);
}
END_TEST

START_TEST(it_goes_on_when_the_answer_has_come)
{
	manner = ANSWERS_LATER;
	wanted = 3;
	loop_run(loop);
	ck_assert_int_eq(asked, wanted);
}
END_TEST

START_TEST(one_under_way_leaves_the_queue_when_they_end)
{
	struct link queue;

	list_init(&queue);
	manner = NEVER_ANSWERS;
	wanted = 1;
	loop_run(loop);
	list_append(&queue, &waiting->link);
	chores_free(chores);
	ck_assert_ptr_null(list_first(&queue));
	chores = chores_new(loop, NULL, list);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("chores");
	TCase *tests = unit_case(suite, "chores");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_loop_test(tests,
	    it_is_done_again_and_again_whatever_comes_of_it, 0, ROWS(kinds));
	tcase_add_test(tests, it_is_not_begun_while_it_runs);
	tcase_add_test(tests, it_goes_on_when_the_answer_has_come);
	tcase_add_test(tests, one_under_way_leaves_the_queue_when_they_end);
	return suite;
}
