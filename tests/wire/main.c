/* Runs the wire tests and prints the totals. Start it by tests/wire/run. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "responder.h"
#include "topics.h"

enum { SECONDS_FOR_A_TEST = 40 };

static const struct {
	const char *name;
	TCase *(*topic)(void);
} topics[] = {
	{ "requests", topic_requests },
	{ "pieces", topic_pieces },
	{ "bodies", topic_bodies },
	{ "pipelining", topic_pipelining },
	{ "parameters", topic_parameters },
	{ "records", topic_records },
	{ "silence", topic_silence },
	{ "aborts", topic_aborts },
	{ "stopping", topic_stopping },
	{ "hashing", topic_hashing },
	{ "limits", topic_limits },
	{ "memory", topic_memory },
	{ "database", topic_database },
	{ "idempotency", topic_idempotency },
	{ "outages", topic_outages },
	{ "exports", topic_exports },
};

TCase *
topic_new_after(const char *name, void (*before)(void))
{
	TCase *topic = tcase_create(name);

	tcase_set_timeout(topic, SECONDS_FOR_A_TEST);
	if (before != NULL)
		tcase_add_checked_fixture(topic, before, NULL);
	tcase_add_checked_fixture(topic, responder_usual, responder_stop);
	return topic;
}

TCase *
topic_new(const char *name)
{
	return topic_new_after(name, NULL);
}

static int
is_wanted(const char *name, int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], name) == 0)
			return 1;
	return argc == 1;
}

int
main(int argc, char **argv)
{
	Suite *suite = suite_create("raw FastCGI");
	SRunner *runner = srunner_create(suite);
	int run, failed;

	for (size_t i = 0; i < sizeof topics / sizeof *topics; i++)
		if (is_wanted(topics[i].name, argc, argv))
			suite_add_tcase(suite, topics[i].topic());
	srunner_run_all(runner, CK_ENV);
	run = srunner_ntests_run(runner);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	printf("%d passed, %d failed\n", run - failed, failed);
	return run > 0 && failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
