/* The worker: jobs in order, beside the loop, and none that is too late. */
#include "engine/worker.h"

#include <dirent.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "unit.h"

enum {
	JOBS = 20,
	LATER = 60000000 /* us; none of these tests takes as long */
};

static struct loop *loop;
static struct worker *worker;
static sem_t begun, go_on;
static char record[200]; /* what has happened, in order */

static void
set_up(void)
{
	loop = loop_new();
	worker = worker_new(loop);
	sem_init(&begun, 0, 0);
	sem_init(&go_on, 0, 0);
	record[0] = '\0';
}

static void
tear_down(void)
{
	if (worker != NULL)
		worker_free(worker);
	loop_free(loop);
}

struct task {
	struct job job;
	char name;
	int expected; /* the loop ends after so many are done */
	bool ran, done;
	pthread_t ran_in, done_in;
	int priority;
};

static int done_count;

static void
note(char name)
{
	strncat(record, &name, 1);
}

static void
run(struct job *job)
{
	struct task *task = list_entry(job, struct task, job);

	task->ran_in = pthread_self();
	task->priority = getpriority(PRIO_PROCESS, 0);
	note(task->name);
}

static void
done(struct job *job, bool ran)
{
	struct task *task = list_entry(job, struct task, job);

	task->done = true;
	task->ran = ran;
	task->done_in = pthread_self();
	if (++done_count == task->expected)
		loop_end(loop);
}

/* Waits, once it has begun, until the test lets it go on. */
static void
run_long(struct job *job)
{
	sem_post(&begun);
	sem_wait(&go_on);
	run(job);
}

static struct task
task_new(char name, int expected)
{
	return (struct task){ .name = name,
		.expected = expected,
		.job = { .run = run,
		    .done = done,
		    .deadline = loop_clock() + LATER } };
}

START_TEST(jobs_are_done_one_after_the_other_in_order)
{
	struct task task[JOBS];

	for (int i = 0; i < JOBS; i++)
		task[i] = task_new((char)('a' + i), JOBS);
	for (int i = 0; i < JOBS; i++)
		worker_submit(worker, &task[i].job);
	loop_run(loop);
	ck_assert_str_eq(record, "abcdefghijklmnopqrst");
	for (int i = 0; i < JOBS; i++)
		ck_assert(task[i].ran);
}
END_TEST

START_TEST(a_job_runs_in_the_thread_and_is_done_in_the_loop)
{
	struct task task = task_new('a', 1);

	worker_submit(worker, &task.job);
	loop_run(loop);
	ck_assert(!pthread_equal(task.ran_in, pthread_self()));
	ck_assert(pthread_equal(task.done_in, pthread_self()));
}
END_TEST

START_TEST(the_loop_comes_before_the_thread)
{
	int before = getpriority(PRIO_PROCESS, 0);
	struct task task = task_new('a', 1);

	worker_submit(worker, &task.job);
	loop_run(loop);
	ck_assert_int_eq(getpriority(PRIO_PROCESS, 0), before);
	ck_assert_int_gt(task.priority, before);
}
END_TEST

/* While one is at work, the time of the next one passes. */
START_TEST(a_job_whose_turn_comes_too_late_does_not_run)
{
	struct task first = task_new('a', 3), late = task_new('b', 3),
		    last = task_new('c', 3);

	first.job.run = run_long;
	worker_submit(worker, &first.job);
	sem_wait(&begun);
	late.job.deadline = loop_clock() + 1;
	worker_submit(worker, &late.job);
	worker_submit(worker, &last.job);
	while (loop_clock() <= late.job.deadline)
		;
	sem_post(&go_on);
	loop_run(loop);
	ck_assert_str_eq(record, "ac");
	ck_assert(first.ran);
	ck_assert(late.done && !late.ran);
	ck_assert(last.ran);
}
END_TEST

static struct task *next_one;

static void
done_and_next(struct job *job, bool ran)
{
	done(job, ran);
	worker_submit(worker, &next_one->job);
}

START_TEST(what_is_done_may_lead_to_another_job)
{
	struct task first = task_new('a', 2), second = task_new('b', 2);

	first.job.done = done_and_next;
	next_one = &second;
	worker_submit(worker, &first.job);
	loop_run(loop);
	ck_assert_str_eq(record, "ab");
}
END_TEST

static int
threads_count(void)
{
	DIR *directory = opendir("/proc/self/task");
	int count = 0;

	while (readdir(directory) != NULL)
		count++;
	closedir(directory);
	return count - 2; /* . and .. */
}

START_TEST(the_thread_begins_with_the_first_job)
{
	struct task task = task_new('a', 1);
	int before = threads_count();

	task.job.run = run_long;
	worker_submit(worker, &task.job);
	sem_wait(&begun);
	ck_assert_int_eq(threads_count(), before + 1);
	sem_post(&go_on);
	loop_run(loop);
}
END_TEST

/* Is the first thread of this process asleep? */
static bool
main_sleeps(void)
{
	char stat[512], state = '?', *name_end;
	FILE *file = fopen("/proc/self/stat", "re");

	if (fgets(stat, sizeof stat, file) != NULL &&
	    (name_end = strrchr(stat, ')')) != NULL)
		state = name_end[2];
	fclose(file);
	return state == 'S';
}

static atomic_bool ending;

/* Goes on until the main thread waits for nothing but its end. */
static void
run_until_freed(struct job *job)
{
	sem_post(&begun);
	while (!atomic_load(&ending) || !main_sleeps())
		usleep(100);
	run(job);
}

START_TEST(to_free_it_waits_for_the_job_at_hand_and_forgets_the_others)
{
	struct task first = task_new('a', 0), second = task_new('b', 0);

	first.job.run = run_until_freed;
	worker_submit(worker, &first.job);
	worker_submit(worker, &second.job);
	sem_wait(&begun);
	atomic_store(&ending, true);
	worker_free(worker);
	worker = NULL;
	ck_assert_str_eq(record, "a");
	ck_assert(!first.done && !second.done);
}
END_TEST

START_TEST(one_that_had_no_job_can_be_freed)
{
	int before = threads_count();

	worker_free(worker);
	worker = NULL;
	ck_assert_int_eq(threads_count(), before);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("worker");
	TCase *tests = unit_case(suite, "worker");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, jobs_are_done_one_after_the_other_in_order);
	tcase_add_test(tests, a_job_runs_in_the_thread_and_is_done_in_the_loop);
	tcase_add_test(tests, the_loop_comes_before_the_thread);
	tcase_add_test(tests, a_job_whose_turn_comes_too_late_does_not_run);
	tcase_add_test(tests, what_is_done_may_lead_to_another_job);
	tcase_add_test(tests, the_thread_begins_with_the_first_job);
	tcase_add_test(
	    tests, to_free_it_waits_for_the_job_at_hand_and_forgets_the_others);
	tcase_add_test(tests, one_that_had_no_job_can_be_freed);
	return suite;
}
