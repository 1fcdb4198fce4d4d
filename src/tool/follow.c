/* marquee follows: what is kept of them is counted again, brought in. */
#include <stdio.h>
#include <stdlib.h>

#include "tool/bring.h"
#include "tool/show.h"
#include "tool/task.h"

/* Meanwhile nobody folds; who follows goes on. */
static bool
repair(struct task *task)
{
	static const enum statement_id steps[] = { STATEMENT_FOLLOW_ALONE,
		STATEMENT_FOLLOW_DROP, STATEMENT_FOLLOW_KIND,
		STATEMENT_FOLLOWER_DROP, STATEMENT_FOLLOWER_ADD,
		STATEMENT_FOLLOW_RECOUNT };

	if (session_run(task->session, "BEGIN") == NULL)
		return false;
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		if (task_query(task, steps[i]) == NULL)
			return false;
	return session_run(task->session, "COMMIT") != NULL;
}

static int
verify(struct task *task)
{
	const struct rows *rows = task_query(task, STATEMENT_FOLLOW_VERIFY);
	struct table table = { 0 };
	int count;

	if (rows == NULL)
		return EXIT_FAILURE;
	count = rows_count(rows);
	if (count == 0) {
		puts("no difference");
		return EXIT_SUCCESS;
	}
	show_table(&table, rows);
	if (task_text(task, "repair") == NULL)
		return EXIT_PENDING;
	if (!repair(task))
		return EXIT_FAILURE;
	printf("%d differences mended\n", count);
	return EXIT_SUCCESS;
}

static int
import(struct task *task)
{
	static const struct bring bring = { "follows", STATEMENT_FOLLOW_ALONE,
		STATEMENT_FOLLOW_IMPORT, STATEMENT_FOLLOW_SETTLE,
		"COMMIT; ANALYZE follow, follower" };

	return bring_file(task, &bring);
}

/* clang-format off */

static const struct input verify_inputs[] = {
	{ "repair", INPUT_BOOLEAN },
	{ 0 },
};

const struct command follow_commands[] = {
	{ "follows", "verify", "[--repair]",
	  "counts all followers again and tells where what is kept of them is "
	  "another: exit\n      3; --repair mends it, while people follow",
	  verify_inputs, verify, .needs_database = true },
	{ "follows", "import", "[--if-empty] FILE",
	  "adds the follows of a JSON array: username, and the user names that "
	  "it follows;\n      --if-empty: only if there are none yet",
	  bring_inputs, import, .needs_database = true },
	{ 0 },
};
