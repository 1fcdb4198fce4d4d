/* marquee user: who has an account, and who may do what. */
#include "tool/user.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/account_inputs.h"
#include "tool/secret.h"
#include "tool/show.h"
#include "tool/task.h"

/* "admin 3, ada <ada@example.com>" */
static bool
account_tell(struct task *task)
{
	const struct rows *rows = task_query(task, STATEMENT_USER_LINE);

	if (rows == NULL || rows_count(rows) != 1)
		return false;
#define COLUMN(name) rows_value(rows, 0, rows_column(rows, name), NULL)
	printf("%s %s, %s <%s>%s\n", COLUMN("role"), COLUMN("id"),
	    COLUMN("username"), COLUMN("email"),
	    *COLUMN("active") == 't' ? "" : ", not active");
#undef COLUMN
	return true;
}

bool
user_add(struct task *task)
{
	const struct rows *rows = task_query(task, STATEMENT_USER_CREATE);
	const char *id;

	if (rows != NULL && rows_count(rows) == 1) {
		id = rows_value(rows, 0, 0, NULL);
		task_value(task, "id", arena_copy(task->arena, id, strlen(id)));
		return true;
	}
	if (rows != NULL)
		rows = task_query(task, STATEMENT_USER_TAKEN);
	if (rows != NULL)
		fprintf(stderr, "taken: %s\n", rows_value(rows, 0, 0, NULL));
	return false;
}

static int
user_create(struct task *task)
{
	if (task_text(task, "admin") != NULL)
		task_value(task, "role", "admin");
	return secret_ask(task, false) && user_add(task) && account_tell(task)
	    ? EXIT_SUCCESS
	    : EXIT_FAILURE;
}

/* Page by page: there may be more of them than memory. */
static int
user_list(struct task *task)
{
	struct table table = { 0 };
	const struct rows *rows;
	int count;

	while ((rows = task_query(task, STATEMENT_USER_LIST)) != NULL &&
	    (count = rows_count(rows)) > 0) {
		show_table(&table, rows);
		task_value(task, "after",
		    rows_value(
			rows, count - 1, rows_column(rows, "_name"), NULL));
	}
	return rows == NULL ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int
user_show(struct task *task)
{
	const struct rows *rows;

	if (!task_find_account(task, task_text(task, "who")))
		return EXIT_FAILURE;
	rows = task_query(task, STATEMENT_USER_SHOW);
	if (rows == NULL || rows_count(rows) != 1)
		return EXIT_FAILURE;
	show_row(rows);
	return EXIT_SUCCESS;
}

/* Runs these statements and tells the outcome, all or nothing of it. */
static int
account_change(struct task *task, const enum statement_id *steps)
{
	bool good = session_run(task->session, "BEGIN") != NULL &&
	    task_query(task, STATEMENT_ACCOUNT_EXPECT) != NULL;

	for (; good && *steps != STATEMENT_NONE; steps++)
		good = task_query(task, *steps) != NULL;
	return good && session_run(task->session, "COMMIT") != NULL &&
		account_tell(task)
	    ? EXIT_SUCCESS
	    : EXIT_FAILURE;
}

/* As an admin does it over HTTP. */
static int
account_appoint(struct task *task, const char *name, const char *value)
{
	static const enum statement_id steps[] = { STATEMENT_ACCOUNT_APPOINT,
		STATEMENT_TOKEN_REVOKE_INACTIVE, STATEMENT_NONE };

	if (!task_find_account(task, task_text(task, "who")))
		return EXIT_FAILURE;
	task_value(task, name, value);
	task_value(task, "changed", "on");
	return account_change(task, steps);
}

static int
user_promote(struct task *task)
{
	return account_appoint(task, "role", "admin");
}

static int
user_demote(struct task *task)
{
	return account_appoint(task, "role", "user");
}

static int
user_activate(struct task *task)
{
	return account_appoint(task, "active", "true");
}

static int
user_deactivate(struct task *task)
{
	return account_appoint(task, "active", "false");
}

static int
user_set_password(struct task *task)
{
	static const enum statement_id steps[] = { STATEMENT_USER_PASSWORD,
		STATEMENT_TOKEN_DELETE, STATEMENT_NONE };
	static const enum statement_id fewer[] = { STATEMENT_USER_PASSWORD,
		STATEMENT_NONE };
	bool keep = task_text(task, "keep_tokens") != NULL;

	if (!task_find_account(task, task_text(task, "who")) ||
	    !secret_ask(task, true))
		return EXIT_FAILURE;
	return account_change(task, keep ? fewer : steps);
}

/* clang-format off */

static const struct input create_inputs[] = {
	EMAIL, USERNAME, KIND(IN_BODY), FULL_NAME,
	{ "admin", INPUT_BOOLEAN },
	{ 0 },
};

static const struct input list_inputs[] = {
	{ "search", INPUT_WORD, 1, 40 },
	KIND(IN_QUERY),
	{ "admins", INPUT_BOOLEAN },
	{ 0 },
};

static const struct input who_inputs[] = {
	{ "who", INPUT_TEXT, 1, 254, IN_PATH, .required = true },
	{ 0 },
};

static const struct input password_inputs[] = {
	{ "who", INPUT_TEXT, 1, 254, IN_PATH, .required = true },
	{ "keep_tokens", INPUT_BOOLEAN },
	{ 0 },
};

static const struct input import_inputs[] = {
	{ "file", INPUT_TEXT, 1, 4096, IN_PATH, .required = true },
	{ "if_empty", INPUT_BOOLEAN },
	{ 0 },
};

const struct command user_commands[] = {
	{ "user", "create", "--email ADDRESS --username NAME [--admin]\n"
	  "      [--kind person|brand] [--full-name WORDS]",
	  "makes an account; the password is asked for, or read from standard "
	  "input",
	  create_inputs, user_create, .needs_database = true },
	{ "user", "list", "[--search PREFIX] [--kind person|brand] [--admins]",
	  "accounts by user name, all or those whose name begins so; to a file "
	  "or a\n      program one a line, a tab between values, without "
	  "their names",
	  list_inputs, user_list, .needs_database = true },
	{ "user", "show", "WHO",
	  "what is known of an account; WHO is a user name, an email or an id",
	  who_inputs, user_show, .needs_database = true },
	{ "user", "promote", "WHO", "makes it an admin",
	  who_inputs, user_promote, .needs_database = true },
	{ "user", "demote", "WHO", "makes it a user again",
	  who_inputs, user_demote, .needs_database = true },
	{ "user", "deactivate", "WHO",
	  "it can do nothing any more, its tokens are revoked",
	  who_inputs, user_deactivate, .needs_database = true },
	{ "user", "activate", "WHO", "it can log in again",
	  who_inputs, user_activate, .needs_database = true },
	{ "user", "set-password", "[--keep-tokens] WHO",
	  "asks for a new password, or reads it from standard input; all "
	  "tokens of\n      the account are revoked",
	  password_inputs, user_set_password, .needs_database = true },
	{ "user", "import", "[--if-empty] FILE",
	  "makes the accounts of a JSON array, in its order, without "
	  "passwords, all or\n      none; --if-empty: only if there are none "
	  "yet",
	  import_inputs, user_import, .needs_database = true },
	{ 0 },
};
