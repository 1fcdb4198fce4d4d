/* Brings in what a JSON file has. */
#include "tool/bring.h"

#include <stdio.h>
#include <stdlib.h>

#include "tool/json_file.h"

const struct input bring_inputs[] = {
	{ "file", INPUT_TEXT, 1, 4096, IN_PATH, .required = true },
	{ "if_empty", INPUT_BOOLEAN },
	{ 0 },
};

int
bring_file(struct task *task, const struct bring *bring)
{
	struct json_object *json = json_file_read(task_text(task, "file"));
	const struct rows *rows = NULL;
	long count;

	if (json == NULL)
		return EXIT_FAILURE;
	task_value(task, bring->name, json_object_to_json_string(json));
	/* Another one who imports now is waited for. */
	if (session_run(task->session, "BEGIN") != NULL &&
	    task_query(task, bring->alone) != NULL)
		rows = task_query(task, bring->import);
	json_object_put(json);
	if (rows == NULL)
		return EXIT_FAILURE;
	count = atol(rows_value(rows, 0, 0, NULL));
	if (task_query(task, bring->settle) == NULL ||
	    session_run(task->session, bring->end) == NULL)
		return EXIT_FAILURE;
	printf("%ld %s added\n", count, bring->name);
	return EXIT_SUCCESS;
}
