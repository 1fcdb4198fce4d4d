/*
 * The load for the tests of faults: `faults-run` asks until it is told to end
 * and says what it has seen; `faults-run hold` takes connections.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crowd.h"
#include "database.h"
#include "load.h"
#include "must.h"

static const struct {
	void (*run)(int client, bool keeps);
	bool keeps;
} clients[] = {
	{ reader_run, true },
	{ reader_run, false },
	{ reader_run, true },
	{ reader_run, false },
	{ writer_run, true },
	{ reader_run, true },
	{ reader_run, false },
	{ writer_run, false },
};

enum { KINDS = sizeof clients / sizeof *clients };

/* Enough of them that some wait behind others. */
static void
client_run(int client)
{
	int kind = client % KINDS;

	clients[kind].run(client, clients[kind].keeps);
}

START_TEST(answers_are_right_whatever_breaks)
{
	load_prepare();
	reader_prepare();
	/* Each client has one of its own. */
	database_close();
	printf("the load begins\n");
	fflush(stdout);
	crowd_begin(CROWD, client_run);
	load_obey();
	crowd_end();
	load_print();
	must(load_wrongs() == 0, "%ld answers were wrong", load_wrongs());
}
END_TEST

static int
load_run(void)
{
	Suite *suite = suite_create("load");
	TCase *all = tcase_create("load");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_set_timeout(all, 0);
	tcase_add_test(all, answers_are_right_whatever_breaks);
	suite_add_tcase(suite, all);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "hold") == 0)
		return hold_connections();
	return load_run();
}
