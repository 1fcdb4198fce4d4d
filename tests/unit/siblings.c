/* What the children of one socket know of each other, killed ones as well. */
#include "engine/siblings.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit.h"

enum { CHILDREN_MAX = 5 };

/* What a child is told beside its number of connections. */
enum { LEAVE = -1, SAY = -2 };

/* A process of its own that does what it is told over a socket. */
struct child {
	pid_t pid;
	int socket;
};

static int listener;

static void
set_up(void)
{
	listener = socket(AF_UNIX, SOCK_STREAM, 0);
	ck_assert_int_ge(listener, 0);
}

static void
tear_down(void)
{
	close(listener);
}

/* Tells what comes, and answers each time whether it is burdened. */
_Noreturn static void
child_run(int socket, int listens_on)
{
	struct siblings *siblings = siblings_join(listens_on);
	long connections = 0;

	while (write(socket, &connections, sizeof connections) > 0 &&
	    read(socket, &connections, sizeof connections) > 0) {
		if (connections == LEAVE)
			break;
		if (connections != SAY)
			siblings_tell(siblings, connections);
		connections = siblings_burdened(siblings);
	}
	siblings_leave(siblings);
	_exit(EXIT_SUCCESS);
}

/* Waits for the answer to what was said last. */
static bool
child_hear(const struct child *child)
{
	long answer;

	ck_assert_int_eq(
	    read(child->socket, &answer, sizeof answer), sizeof answer);
	return answer != 0;
}

static struct child
child_join(int listens_on)
{
	struct child child;
	int ends[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	child.pid = fork();
	ck_assert_int_ge(child.pid, 0);
	if (child.pid == 0) {
		close(ends[0]);
		child_run(ends[1], listens_on);
	}
	close(ends[1]);
	child.socket = ends[0];
	child_hear(&child);
	return child;
}

static bool
child_ask(const struct child *child, long connections)
{
	ck_assert_int_eq(write(child->socket, &connections, sizeof connections),
	    sizeof connections);
	return child_hear(child);
}

static void
child_tell(const struct child *child, long connections)
{
	child_ask(child, connections);
}

static bool
child_is_burdened(const struct child *child)
{
	return child_ask(child, SAY);
}

static void
child_end(const struct child *child, int number)
{
	long leave = LEAVE;
	int status;

	if (number != 0)
		kill(child->pid, number);
	else
		ck_assert_int_eq(
		    write(child->socket, &leave, sizeof leave), sizeof leave);
	ck_assert_int_eq(waitpid(child->pid, &status, 0), child->pid);
	ck_assert_int_eq(WIFSIGNALED(status) ? WTERMSIG(status) : 0, number);
	close(child->socket);
}

static void
child_leave(const struct child *child)
{
	child_end(child, 0);
}

static void
child_kill(const struct child *child)
{
	child_end(child, SIGKILL);
}

/* clang-format off */
/* Connections of each child, and which of them are burdened. */
static const struct {
	int children;
	long connections[CHILDREN_MAX];
	bool burdened[CHILDREN_MAX];
} shares[] = {
	{ 1, { 0 }, { false } },
	{ 1, { 1000 }, { false } },
	{ 2, { 0, 0 }, { false, false } },
	{ 2, { 1, 0 }, { false, false } },
	{ 2, { 2, 0 }, { false, false } },
	{ 2, { 3, 0 }, { true, false } },
	{ 2, { 0, 3 }, { false, true } },
	{ 2, { 100, 98 }, { false, false } },
	{ 2, { 100, 97 }, { true, false } },
	{ 2, { 7, 7 }, { false, false } },
	{ 4, { 27, 11, 27, 9 }, { true, false, true, false } },
	{ 4, { 18, 18, 19, 19 }, { false, false, false, false } },
	{ 4, { 0, 0, 0, 2 }, { false, false, false, true } },
	{ 5, { 1, 0, 0, 0, 0 }, { false, false, false, false, false } },
};
/* clang-format on */

START_TEST(one_with_clearly_more_than_its_share_is_burdened)
{
	struct child children[CHILDREN_MAX];

	for (int i = 0; i < shares[_i].children; i++) {
		children[i] = child_join(listener);
		child_tell(&children[i], shares[_i].connections[i]);
	}
	for (int i = 0; i < shares[_i].children; i++)
		must(child_is_burdened(&children[i]) == shares[_i].burdened[i],
		    "child %d", i);
	for (int i = 0; i < shares[_i].children; i++)
		child_leave(&children[i]);
}
END_TEST

START_TEST(what_is_told_later_counts)
{
	struct child one = child_join(listener), two = child_join(listener);

	child_tell(&one, 10);
	ck_assert(child_is_burdened(&one));
	child_tell(&two, 20);
	ck_assert(!child_is_burdened(&one));
	ck_assert(child_is_burdened(&two));
	child_tell(&two, 0);
	child_tell(&one, 1);
	ck_assert(!child_is_burdened(&one));
	ck_assert(!child_is_burdened(&two));
	child_leave(&one);
	child_leave(&two);
}
END_TEST

START_TEST(one_that_leaves_does_not_count_any_more)
{
	struct child one = child_join(listener), two = child_join(listener),
		     three = child_join(listener);

	child_tell(&one, 10);
	child_tell(&two, 8);
	child_tell(&three, 0);
	ck_assert(child_is_burdened(&one));
	child_leave(&three);
	ck_assert(!child_is_burdened(&one));
	child_leave(&one);
	child_leave(&two);
}
END_TEST

START_TEST(those_who_stay_still_see_each_other_when_the_first_leaves)
{
	struct child one = child_join(listener), two = child_join(listener),
		     three = child_join(listener);

	child_tell(&two, 10);
	child_leave(&one);
	ck_assert(child_is_burdened(&two));
	ck_assert(!child_is_burdened(&three));
	child_leave(&two);
	child_leave(&three);
}
END_TEST

/* Which of three is killed. */
START_TEST(one_that_is_killed_gives_its_place_to_the_next)
{
	struct child children[3];
	int other = (_i + 1) % 3;

	for (int i = 0; i < 3; i++)
		children[i] = child_join(listener);
	child_tell(&children[_i], 100);
	child_tell(&children[other], 10);
	ck_assert(!child_is_burdened(&children[other]));
	child_kill(&children[_i]);
	children[_i] = child_join(listener);
	/* The next one begins with none. */
	ck_assert(child_is_burdened(&children[other]));
	child_tell(&children[_i], 100);
	ck_assert(child_is_burdened(&children[_i]));
	ck_assert(!child_is_burdened(&children[other]));
	for (int i = 0; i < 3; i++)
		child_leave(&children[i]);
}
END_TEST

START_TEST(places_are_given_again_and_again)
{
	struct child stays = child_join(listener);

	child_tell(&stays, 10);
	/* Many more than there are places. */
	for (int i = 0; i < 300; i++) {
		struct child comes = child_join(listener);

		must(child_is_burdened(&stays), "turn %d", i);
		child_tell(&comes, 100);
		must(child_is_burdened(&comes), "turn %d", i);
		if (i % 2 == 0)
			child_kill(&comes);
		else
			child_leave(&comes);
	}
	child_leave(&stays);
}
END_TEST

START_TEST(children_of_another_socket_do_not_count)
{
	int another = socket(AF_UNIX, SOCK_STREAM, 0);
	struct child one = child_join(listener), two = child_join(another);

	child_tell(&one, 10);
	child_tell(&two, 1000);
	ck_assert(!child_is_burdened(&one));
	ck_assert(!child_is_burdened(&two));
	child_leave(&one);
	child_leave(&two);
	close(another);
}
END_TEST

START_TEST(without_a_socket_each_one_believes_to_be_alone)
{
	struct siblings *siblings = siblings_join(-1);

	ck_assert_ptr_nonnull(siblings);
	siblings_tell(siblings, 1000);
	ck_assert(!siblings_burdened(siblings));
	siblings_leave(siblings);
}
END_TEST

/* Is there memory that is named after the listening socket? */
static bool
memory_is_there(void)
{
	struct stat socket;
	int file;

	ck_assert_int_eq(fstat(listener, &socket), 0);
	file = shm_open(
	    arena_printf(scratch, "/marquee-%u-%llu", (unsigned)geteuid(),
		(unsigned long long)socket.st_ino),
	    O_RDONLY, 0);
	if (file >= 0)
		close(file);
	return file >= 0;
}

START_TEST(the_last_one_leaves_no_memory_behind)
{
	struct child one = child_join(listener), two = child_join(listener);

	ck_assert(memory_is_there());
	child_leave(&one);
	ck_assert(memory_is_there());
	child_leave(&two);
	ck_assert(!memory_is_there());
}
END_TEST

START_TEST(the_last_one_leaves_no_memory_behind_after_one_was_killed)
{
	struct child one = child_join(listener), two = child_join(listener);

	ck_assert(memory_is_there());
	child_kill(&two);
	child_leave(&one);
	ck_assert(!memory_is_there());
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("siblings");
	TCase *tests = unit_case(suite, "siblings");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_loop_test(tests,
	    one_with_clearly_more_than_its_share_is_burdened, 0, ROWS(shares));
	tcase_add_test(tests, what_is_told_later_counts);
	tcase_add_test(tests, one_that_leaves_does_not_count_any_more);
	tcase_add_test(
	    tests, those_who_stay_still_see_each_other_when_the_first_leaves);
	tcase_add_loop_test(
	    tests, one_that_is_killed_gives_its_place_to_the_next, 0, 3);
	tcase_add_test(tests, places_are_given_again_and_again);
	tcase_add_test(tests, children_of_another_socket_do_not_count);
	tcase_add_test(tests, without_a_socket_each_one_believes_to_be_alone);
	tcase_add_test(tests, the_last_one_leaves_no_memory_behind);
	tcase_add_test(
	    tests, the_last_one_leaves_no_memory_behind_after_one_was_killed);
	return suite;
}
