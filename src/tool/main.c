/* The marquee command: what an administrator does with an instance. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/settings.h"
#include "engine/version.h"
#include "gen/statements.h"
#include "tool/tool.h"

struct command {
	const char *name;
	const char *words;
	const char *does;
	int (*run)(struct session *session, int argc, char **argv);
	bool needs_database;
	const char *help; /* for --help behind the command, or NULL */
};

/* clang-format off */
static const struct command commands[] = {
	{ "migrate", "[--status]",
	  "brings the schema of the database to what this program needs; "
	  "--status only\n      tells, and exits with 3 if there is "
	  "something to do", tool_migrate, true },
	{ "import", "[--dry-run] [--skip-bad] [--only PART] … FILE …",
	  "takes movies and people from files of JSON, IMDb or MovieLens, all "
	  "or none;\n      import --help tells more",
	  tool_import, true, import_help },
	{ "generate", "[--movies N] [--people N] [--accounts N] [--seed S]",
	  "fills an empty catalogue with made-up data, the same for the same "
	  "seed;\n      generate --help tells more",
	  tool_generate, true, generate_help },
	{ "user", "create --email ADDRESS --username NAME [--admin]",
	  "makes an account; the password is asked for, or read from standard "
	  "input", tool_user, true },
	{ "token", "create --user NAME [--name WHAT-FOR]",
	  "makes a token that speaks for an account, and prints it once",
	  tool_token, true },
	{ "settings", "", "lists all settings with their presets",
	  tool_settings, false },
	{ "sql", "NAME", "prints a statement of sql/queries as it is prepared",
	  tool_sql, false },
};
/* clang-format on */

static void
usage(FILE *out)
{
	fputs("usage: marquee --config FILE COMMAND …\n"
	      "       marquee --help | --version\n\n",
	    out);
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		fprintf(out, "  %s %s\n      %s\n", commands[i].name,
		    commands[i].words, commands[i].does);
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

static int
run(const struct command *command, const char *config, int argc, char **argv)
{
	struct session *session = NULL;
	struct settings settings;
	char fault[512];
	int status;

	if (command->help != NULL && argc == 2 &&
	    strcmp(argv[1], "--help") == 0)
		return fputs(command->help, stdout), EXIT_SUCCESS;
	if (command->needs_database) {
		if (settings_load(&settings, config, fault, sizeof fault) !=
		    0) {
			fprintf(stderr, "%s\n", fault);
			return EXIT_FAILURE;
		}
		session = session_open(settings.database_url);
		settings_free(&settings);
		if (session == NULL)
			return EXIT_FAILURE;
	}
	status = command->run(session, argc, argv);
	if (session != NULL)
		session_close(session);
	if (status == EXIT_USAGE)
		fprintf(stderr, "usage: marquee --config FILE %s %s\n",
		    command->name, command->words);
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
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (optind < argc &&
		    strcmp(commands[i].name, argv[optind]) == 0)
			return run(
			    &commands[i], config, argc - optind, argv + optind);
	usage(stderr);
	return EXIT_USAGE;
}
