/* What the commands share: their words, their values, whom they are about. */
#include "tool/task.h"

#include <assert.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http/uri.h"

enum {
	INPUTS_MAX = 16,
	VALUES_MAX = 24, /* with what commands add */
};

const char *
task_text(const struct task *task, const char *name)
{
	const struct value *value = values_find(&task->values, name);

	return value == NULL ? NULL : value->texts[0];
}

void
task_value(struct task *task, const char *name, const char *text)
{
	struct values *values = &task->values;
	int i = 0;

	if (values->room == 0) {
		values->room = VALUES_MAX;
		values->items = arena_alloc(
		    task->arena, VALUES_MAX * sizeof *values->items);
	}
	while (i < values->count && strcmp(values->items[i].name, name) != 0)
		i++;
	if (i == values->count) {
		assert(i < values->room);
		values->count++;
		values->items[i].name = name;
		values->items[i].texts =
		    arena_alloc(task->arena, sizeof *values->items[i].texts);
	}
	values->items[i].count = 1;
	values->items[i].texts[0] = text;
}

const struct rows *
task_query(struct task *task, enum statement_id statement)
{
	return session_query(
	    task->session, &statements[statement], &task->values);
}

bool
task_check(struct task *task, const struct input *input, const char *text,
    const char *label)
{
	const char *wrong = NULL;

	if (!utf8_is_valid(text, strlen(text))) {
		wrong = "It must be UTF-8.";
	} else {
		const struct fault *fault =
		    input_check(input, text, task->arena);

		wrong = fault == NULL ? NULL : fault->detail;
	}
	if (wrong != NULL)
		fprintf(stderr, "%s: %s\n", label, wrong);
	return wrong == NULL;
}

/* "--full-name" is full_name. */
static const char *
option_name(const struct input *input, struct arena *arena)
{
	char *name = arena_copy(arena, input->name, strlen(input->name));

	for (char *c = name; *c != '\0'; c++)
		if (*c == '_')
			*c = '-';
	return name;
}

/* Takes the words; what they are is checked later. */
static bool
words_take(struct task *task, const struct input *inputs, int argc, char **argv)
{
	struct option options[INPUTS_MAX + 1] = { 0 };
	const struct input *of[INPUTS_MAX];
	int count = 0, at, found;

	for (const struct input *i = inputs; i->name != NULL; i++) {
		if (i->place == IN_PATH)
			continue;
		assert(count < INPUTS_MAX);
		options[count].name = option_name(i, task->arena);
		options[count].has_arg =
		    i->type == INPUT_BOOLEAN ? no_argument : required_argument;
		of[count++] = i;
	}
	optind = 0; /* main() has read other words with it */
	while ((found = getopt_long(argc, argv, "", options, &at)) != -1) {
		if (found != 0 || task_text(task, of[at]->name) != NULL)
			return false;
		task_value(task, of[at]->name, optarg == NULL ? "on" : optarg);
	}
	for (const struct input *i = inputs; i->name != NULL; i++)
		if (i->place == IN_PATH && optind < argc)
			task_value(task, i->name, argv[optind++]);
	return optind == argc;
}

int
task_read(struct task *task, const struct input *inputs, int argc, char **argv)
{
	bool good = true;

	if (!words_take(task, inputs, argc, argv))
		return EXIT_USAGE;
	for (const struct input *i = inputs; i->name != NULL; i++) {
		const char *text = task_text(task, i->name);

		if (text == NULL && i->required)
			return EXIT_USAGE;
		if (text != NULL && i->type != INPUT_BOOLEAN)
			good &= task_check(task, i, text,
			    i->place == IN_PATH
				? i->name
				: arena_printf(task->arena, "--%s",
				      option_name(i, task->arena)));
	}
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

bool
task_find_account(struct task *task, const char *who)
{
	const struct rows *rows;
	const char *id;

	task_value(task, "who", who);
	rows = task_query(task, STATEMENT_USER_FIND);
	if (rows == NULL)
		return false;
	if (rows_count(rows) == 1) {
		id = rows_value(rows, 0, 0, NULL);
		task_value(task, "id", arena_copy(task->arena, id, strlen(id)));
		return true;
	}
	fprintf(stderr,
	    rows_count(rows) == 0
		? "there is no account '%s'\n"
		: "'%s' is the id of one account and the user name of "
		  "another: name it by its email\n",
	    who);
	return false;
}
