/* The marquee command: what an administrator does with an instance. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/version.h"
#include "tool/task.h"

/* clang-format off */
static const struct command other_commands[] = {
	{ "migrate", NULL, "[--status]",
	  "brings the schema of the database to what this program needs; "
	  "--status only\n      tells, and exits with 3 if there is "
	  "something to do",
	  .run = tool_migrate, .needs_database = true },
	{ "import", NULL, "[--dry-run] [--skip-bad] [--only PART] … FILE …",
	  "takes movies, people and ratings from files of JSON, IMDb or "
	  "MovieLens, all or\n      none; import --help tells more",
	  .run = tool_import, .needs_database = true, .help = import_help },
	{ "generate", NULL,
	  "[--movies N] [--people N] [--accounts N] [--ratings N] [--seed S]",
	  "fills an empty catalogue with made-up data, the same for the same "
	  "seed;\n      generate --help tells more",
	  .run = tool_generate, .needs_database = true,
	  .help = generate_help },
	{ "settings", NULL, "", "lists all settings with their presets",
	  .run = tool_settings },
	{ "sql", NULL, "NAME",
	  "prints a statement of sql/queries as it is prepared",
	  .run = tool_sql },
	{ 0 },
};
/* clang-format on */

static const struct command *const tables[] = { other_commands, user_commands,
	token_commands, rating_commands, follow_commands };

enum { TABLES = sizeof tables / sizeof *tables };

static void
usage(FILE *out)
{
	fputs("usage: marquee --config FILE COMMAND …\n"
	      "       marquee --help | --version\n\n",
	    out);
	for (int i = 0; i < TABLES; i++)
		for (const struct command *c = tables[i]; c->name != NULL; c++)
			fprintf(out, "  %s%s%s %s\n      %s\n", c->name,
			    c->verb == NULL ? "" : " ",
			    c->verb == NULL ? "" : c->verb, c->words, c->does);
}

int
tool_settings(struct session *session, int argc, char **argv)
{
	(void)session;
	(void)argv;
	if (argc != 1)
		return EXIT_USAGE;
	settings_list(stdout);
	return EXIT_SUCCESS;
}

int
tool_sql(struct session *session, int argc, char **argv)
{
	(void)session;
	if (argc != 2)
		return EXIT_USAGE;
	for (int i = STATEMENT_NONE + 1; i < STATEMENTS; i++) {
		if (strcmp(statements[i].name, argv[1]) != 0)
			continue;
		for (int j = 0; statements[i].lines[j].sql != NULL; j++)
			puts(statements[i].lines[j].sql);
		return EXIT_SUCCESS;
	}
	fprintf(stderr, "there is no statement '%s'\n", argv[1]);
	return EXIT_FAILURE;
}

/* The command that these words begin with, or NULL. */
static const struct command *
command_find(int argc, char **argv)
{
	for (int i = 0; i < TABLES; i++)
		for (const struct command *c = tables[i]; c->name != NULL; c++)
			if (argc > 0 && strcmp(c->name, argv[0]) == 0 &&
			    (c->verb == NULL ||
				(argc > 1 && strcmp(c->verb, argv[1]) == 0)))
				return c;
	return NULL;
}

static int
task_run(
    struct task *task, const struct command *command, int argc, char **argv)
{
	int status;

	if (command->needs_database) {
		task->session = session_open(task->settings->database_url);
		if (task->session == NULL)
			return EXIT_FAILURE;
	}
	if (command->run != NULL)
		return command->run(task->session, argc, argv);
	status = task_read(task, command->inputs, argc - 1, argv + 1);
	return status == EXIT_SUCCESS ? command->act(task) : status;
}

static int
run(const struct command *command, const char *config, int argc, char **argv)
{
	struct settings settings;
	struct task task = { .settings = &settings };
	char fault[512];
	int status;

	if (command->help != NULL && argc == 2 &&
	    strcmp(argv[1], "--help") == 0)
		return fputs(command->help, stdout), EXIT_SUCCESS;
	if (settings_load(&settings, config, fault, sizeof fault) != 0) {
		fprintf(stderr, "%s\n", fault);
		return EXIT_FAILURE;
	}
	task.arena = arena_new();
	status = task_run(&task, command, argc, argv);
	if (task.session != NULL)
		session_close(task.session);
	arena_free(task.arena);
	settings_free(&settings);
	if (status == EXIT_USAGE)
		fprintf(stderr, "usage: marquee --config FILE %s%s%s %s\n",
		    command->name, command->verb == NULL ? "" : " ",
		    command->verb == NULL ? "" : command->verb, command->words);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("standard output");
		return EXIT_FAILURE;
	}
	return status;
}

int
main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'v' },
		{ 0 },
	};
	const struct command *command;
	const char *config = NULL;
	int option;

	while ((option = getopt_long(argc, argv, "+", options, NULL)) != -1) {
		switch (option) {
		case 'c':
			config = optarg;
			break;
		case 'h':
			usage(stdout);
			return EXIT_SUCCESS;
		case 'v':
			puts("marquee " MARQUEE_VERSION);
			return EXIT_SUCCESS;
		default:
			usage(stderr);
			return EXIT_USAGE;
		}
	}
	command = command_find(argc - optind, argv + optind);
	if (command != NULL)
		return run(command, config, argc - optind, argv + optind);
	usage(stderr);
	return EXIT_USAGE;
}
