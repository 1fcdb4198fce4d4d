/* marquee user, marquee token: who may do what. */
#include <crypt.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "gen/statements.h"
#include "http/token.h"
#include "http/uri.h"
#include "tool/tool.h"

enum { PASSWORD_MIN = 8, PASSWORD_MAX = 128, PASSWORD_COST = 6 };

static void
terminal_echo(bool on)
{
	struct termios terminal;

	if (tcgetattr(STDIN_FILENO, &terminal) != 0)
		return;
	if (on)
		terminal.c_lflag |= ECHO;
	else
		terminal.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &terminal);
}

/*
 * Asks for a password on a terminal, or reads a line of standard input. An
 * empty one is none. Returns false after one line on standard error.
 */
static bool
password_read(char *password, size_t size)
{
	bool terminal = isatty(STDIN_FILENO) == 1;
	size_t length;
	char *line;

	if (terminal) {
		fputs("Password (empty: none, tokens only): ", stderr);
		terminal_echo(false);
	}
	line = fgets(password, (int)size, stdin);
	if (terminal) {
		terminal_echo(true);
		fputc('\n', stderr);
	}
	if (line == NULL)
		*password = '\0';
	password[strcspn(password, "\n")] = '\0';
	length = utf8_length(password);
	if (length == 0 ||
	    (length >= PASSWORD_MIN && length <= PASSWORD_MAX &&
		utf8_is_valid(password, strlen(password))))
		return true;
	fprintf(stderr, "a password has %d to %d characters, in UTF-8\n",
	    PASSWORD_MIN, PASSWORD_MAX);
	return false;
}

/* The hash in the form of crypt(5), or NULL for no password. */
static const char *
password_hash(const char *password, struct arena *arena)
{
	char setting[CRYPT_GENSALT_OUTPUT_SIZE];
	struct crypt_data *data;
	const char *hash;

	if (*password == '\0')
		return NULL;
	data = arena_alloc(arena, sizeof *data);
	hash = NULL;
	if (crypt_gensalt_rn(
		"$y$", PASSWORD_COST, NULL, 0, setting, sizeof setting) != NULL)
		hash = crypt_r(password, setting, data);
	if (hash == NULL || *hash == '*') {
		fputs("the password cannot be hashed\n", stderr);
		exit(EXIT_FAILURE);
	}
	hash = arena_copy(arena, hash, strlen(hash));
	explicit_bzero(data, sizeof *data);
	return hash;
}

static int
account_insert(struct session *session, const char *email, const char *username,
    bool admin)
{
	struct arena *arena = arena_new();
	const char *role = admin ? "admin" : "user", *hash;
	struct value items[] = { { "email", &email, 1 },
		{ "username", &username, 1 }, { "role", &role, 1 },
		{ "password_hash", &hash, 1 } };
	struct values values = { items, sizeof items / sizeof *items };
	char password[4 * PASSWORD_MAX + 2];
	const struct rows *rows = NULL;

	if (password_read(password, sizeof password)) {
		hash = password_hash(password, arena);
		rows = session_query(
		    session, &statements[STATEMENT_ACCOUNT_CREATE], &values);
	}
	explicit_bzero(password, sizeof password);
	if (rows != NULL)
		printf("%s %s, %s <%s>\n", role, rows_value(rows, 0, 0, NULL),
		    username, email);
	arena_free(arena);
	return rows == NULL ? EXIT_FAILURE : EXIT_SUCCESS;
}

int
tool_user(struct session *session, int argc, char **argv)
{
	static const struct option options[] = {
		{ "email", required_argument, NULL, 'e' },
		{ "username", required_argument, NULL, 'u' },
		{ "admin", no_argument, NULL, 'a' },
		{ 0 },
	};
	const char *email = NULL, *username = NULL;
	bool admin = false;
	int option;

	if (argc < 2 || strcmp(argv[1], "create") != 0)
		return EXIT_USAGE;
	optind = 2;
	while ((option = getopt_long(argc, argv, "+", options, NULL)) != -1) {
		if (option == 'e')
			email = optarg;
		else if (option == 'u')
			username = optarg;
		else if (option == 'a')
			admin = true;
		else
			return EXIT_USAGE;
	}
	if (optind < argc || email == NULL || username == NULL)
		return EXIT_USAGE;
	return account_insert(session, email, username, admin);
}

static int
token_insert(struct session *session, const char *user, const char *name)
{
	struct arena *arena = arena_new();
	const char *token = token_make(arena), *hash;
	struct value items[] = { { "user", &user, 1 },
		{ "name", &name, name == NULL ? 0 : 1 },
		{ "token_hash", &hash, 1 } };
	struct values values = { items, sizeof items / sizeof *items };
	const struct rows *rows;
	int status = EXIT_FAILURE;

	if (token == NULL) {
		fputs("the system has no randomness to give\n", stderr);
		return EXIT_FAILURE;
	}
	hash = token_hash(token, arena);
	rows = session_query(
	    session, &statements[STATEMENT_TOKEN_CREATE], &values);
	if (rows != NULL && rows_count(rows) == 0)
		fprintf(stderr, "there is no account '%s'\n", user);
	if (rows != NULL && rows_count(rows) == 1) {
		puts(token);
		status = EXIT_SUCCESS;
	}
	arena_free(arena);
	return status;
}

int
tool_token(struct session *session, int argc, char **argv)
{
	static const struct option options[] = {
		{ "user", required_argument, NULL, 'u' },
		{ "name", required_argument, NULL, 'n' },
		{ 0 },
	};
	const char *user = NULL, *name = NULL;
	int option;

	if (argc < 2 || strcmp(argv[1], "create") != 0)
		return EXIT_USAGE;
	optind = 2;
	while ((option = getopt_long(argc, argv, "+", options, NULL)) != -1) {
		if (option == 'u')
			user = optarg;
		else if (option == 'n')
			name = optarg;
		else
			return EXIT_USAGE;
	}
	if (optind < argc || user == NULL)
		return EXIT_USAGE;
	return token_insert(session, user, name);
}
