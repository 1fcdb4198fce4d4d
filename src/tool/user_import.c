/* marquee user import: makes the accounts of a JSON file. */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/account_inputs.h"
#include "tool/json_file.h"
#include "tool/task.h"
#include "tool/user.h"

/* clang-format off */
static const struct input inputs[] = {
	EMAIL, USERNAME, KIND(IN_BODY), FULL_NAME, BIO, IMAGE,
	{ 0 },
};
/* clang-format on */

static const struct input *
input_of(const char *name)
{
	for (const struct input *i = inputs; i->name != NULL; i++)
		if (strcmp(i->name, name) == 0)
			return i;
	return NULL;
}

/* Makes the account of one element; `label` is what faults are told of. */
static bool
account_take(struct task *task, struct json_object *element, const char *label)
{
	bool good = json_object_is_type(element, json_type_object);

	if (!good) {
		fprintf(stderr, "%s: it must be an object\n", label);
		return false;
	}
	json_object_object_foreach(element, key, value)
	{
		const struct input *input = input_of(key);
		const char *field =
		    arena_printf(task->arena, "%s: %s", label, key);

		if (input == NULL ||
		    !json_object_is_type(value, json_type_string)) {
			fprintf(stderr, "%s: %s\n", field,
			    input == NULL ? "There is no such member here."
					  : "It must be a string.");
			good = false;
			continue;
		}
		task_value(task, input->name, json_object_get_string(value));
		good &= task_check(
		    task, input, task_text(task, input->name), field);
	}
	for (const struct input *i = inputs; i->name != NULL; i++)
		if (i->required && task_text(task, i->name) == NULL) {
			fprintf(
			    stderr, "%s: %s: It is needed.\n", label, i->name);
			good = false;
		}
	return good && user_add(task);
}

static bool
accounts_take(struct task *task, struct json_object *json, const char *path)
{
	size_t count = json_object_array_length(json);

	for (size_t i = 0; i < count; i++) {
		struct task one = { .session = task->session,
			.settings = task->settings,
			.arena = arena_new() };
		const char *label =
		    arena_printf(one.arena, "%s: account %zu", path, i + 1);
		bool good = account_take(
		    &one, json_object_array_get_idx(json, i), label);

		arena_free(one.arena);
		if (!good)
			return false;
	}
	printf("%zu accounts made\n", count);
	return true;
}

int
user_import(struct task *task)
{
	const char *path = task_text(task, "file");
	struct json_object *json = json_file_read(path);
	const struct rows *rows = NULL;
	bool good = false;

	if (json == NULL)
		return EXIT_FAILURE;
	if (!json_object_is_type(json, json_type_array))
		fprintf(stderr, "%s: it must be an array\n", path);
	else if (session_run(task->session,
		     "BEGIN; LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE") !=
	    NULL)
		/* Whoever else makes accounts now is waited for. */
		rows = task_query(task, STATEMENT_USER_ANY);
	if (rows != NULL)
		good = (task_text(task, "if_empty") != NULL &&
			   *rows_value(rows, 0, 0, NULL) == 't') ||
		    accounts_take(task, json, path);
	json_object_put(json);
	return good && session_run(task->session, "COMMIT") != NULL
	    ? EXIT_SUCCESS
	    : EXIT_FAILURE;
}
