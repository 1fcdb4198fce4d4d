/* marquee token: what speaks for an account. */
#include "http/token.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/show.h"
#include "tool/task.h"

static int
token_create(struct task *task)
{
	const char *token = token_make(task->arena);

	if (token == NULL) {
		fputs("the system has no randomness to give\n", stderr);
		return EXIT_FAILURE;
	}
	if (!task_find_account(task, task_text(task, "user")))
		return EXIT_FAILURE;
	task_value(task, "token_hash", token_hash(token, task->arena));
	if (task_query(task, STATEMENT_TOKEN_CREATE) == NULL)
		return EXIT_FAILURE;
	puts(token);
	return EXIT_SUCCESS;
}

/* Page by page, as accounts are. */
static int
token_list(struct task *task)
{
	const char *user = task_text(task, "user");
	struct table table = { 0 };
	const struct rows *rows;
	int count;

	if (user != NULL && !task_find_account(task, user))
		return EXIT_FAILURE;
	while ((rows = task_query(task, STATEMENT_TOKEN_LINES)) != NULL &&
	    (count = rows_count(rows)) > 0) {
		show_table(&table, rows);
		task_value(task, "after", rows_value(rows, count - 1, 0, NULL));
	}
	return rows == NULL ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* One, or all of an account. */
static int
token_revoke(struct task *task)
{
	const char *token = task_text(task, "token");
	const char *user = task_text(task, "user");
	const struct rows *rows;
	const char *count;

	if ((token == NULL) == (user == NULL))
		return EXIT_USAGE;
	if (user != NULL && !task_find_account(task, user))
		return EXIT_FAILURE;
	rows = task_query(task, STATEMENT_TOKEN_DELETE);
	if (rows == NULL)
		return EXIT_FAILURE;
	count = rows_value(rows, 0, 0, NULL);
	if (token != NULL && strcmp(count, "0") == 0) {
		fprintf(stderr, "there is no token %s\n", token);
		return EXIT_FAILURE;
	}
	printf("tokens revoked: %s\n", count);
	return EXIT_SUCCESS;
}

/* clang-format off */

static const struct input create_inputs[] = {
	{ "user", INPUT_TEXT, 1, 254, .required = true },
	{ "name", INPUT_TEXT, 1, 100, IN_BODY },
	{ 0 },
};

static const struct input list_inputs[] = {
	{ "user", INPUT_TEXT, 1, 254 },
	{ 0 },
};

static const struct input revoke_inputs[] = {
	{ "token", INPUT_ID, .place = IN_PATH },
	{ "user", INPUT_TEXT, 1, 254 },
	{ 0 },
};

const struct command token_commands[] = {
	{ "token", "create", "--user WHO [--name WHAT-FOR]",
	  "makes a token that speaks for an account, and prints it once",
	  create_inputs, token_create, .needs_database = true },
	{ "token", "list", "[--user WHO]",
	  "the tokens that are good, of one account or of all, as user list "
	  "does;\n      never the tokens themselves",
	  list_inputs, token_list, .needs_database = true },
	{ "token", "revoke", "ID | --user WHO",
	  "ends a token, or all of an account, at once",
	  revoke_inputs, token_revoke, .needs_database = true },
	{ 0 },
};
