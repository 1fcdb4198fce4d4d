#ifndef TOOL_TASK_H
#define TOOL_TASK_H

#include "tool/tool.h"

/*
 * Reads the words of a command, the first of which is its verb, into the values
 * of the task, each checked against its input. An input IN_PATH is a word, and
 * they come in this order; any other is an option: full_name is given as
 * --full-name WHAT, an INPUT_BOOLEAN without more. Returns 0, or what the
 * command is to return.
 */
int task_read(
    struct task *task, const struct input *inputs, int argc, char **argv);

/* Checks a text; says what is wrong with it, as `label`, and returns false. */
bool task_check(struct task *task, const struct input *input, const char *text,
    const char *label);

/* The text of a value, or NULL if it is not given. */
const char *task_text(const struct task *task, const char *name);

/* Adds a value, or gives one another text. */
void task_value(struct task *task, const char *name, const char *text);

/* As session_query(), with the values of the task. */
const struct rows *task_query(struct task *task, enum statement_id statement);

/*
 * Finds the account that a word names: by user name, email or id. Adds its `id`
 * to the values. Returns false after saying why.
 */
bool task_find_account(struct task *task, const char *who);

#endif
