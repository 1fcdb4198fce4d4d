/* Passwords, from a terminal or from standard input; never from words. */
#include "tool/secret.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "app/account_inputs.h"
#include "tool/task.h"

enum { BYTES_MAX = 4 * PASSWORD_MAX };

struct line {
	char text[BYTES_MAX + 5]; /* a character too many, and a NUL */
	size_t size;
};

static struct termios terminal; /* as it was */

/* Whom a signal ends here must not leave a terminal that does not echo. */
static void
terminal_restore(int signal)
{
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &terminal);
	raise(signal);
}

static void
terminal_hide(void)
{
	struct sigaction action = { .sa_handler = terminal_restore,
		.sa_flags = SA_RESETHAND };
	struct termios hidden;

	if (tcgetattr(STDIN_FILENO, &terminal) != 0)
		return;
	hidden = terminal;
	hidden.c_lflag &= ~(tcflag_t)ECHO;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
}

/* Byte by byte, so that no copy of it stays in a buffer. */
static bool
line_read(struct line *line)
{
	ssize_t got;
	char byte = '\0';

	line->size = 0;
	while ((got = read(STDIN_FILENO, &byte, 1)) != 0 && byte != '\n') {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			fprintf(
			    stderr, "standard input: %s\n", strerror(errno));
			return false;
		}
		/* What is too long stays so, and is refused. */
		if (line->size < sizeof line->text - 1)
			line->text[line->size++] = byte;
	}
	line->text[line->size] = '\0';
	return true;
}

static bool
line_ask(struct line *line, const char *prompt)
{
	bool good;

	if (!isatty(STDIN_FILENO))
		return line_read(line);
	terminal_hide();
	fputs(prompt, stderr);
	good = line_read(line);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &terminal);
	fputc('\n', stderr);
	return good;
}

static bool
is_same_again(const struct line *line)
{
	struct line again = { .size = 0 };
	bool same;

	if (!isatty(STDIN_FILENO))
		return true;
	same = line_ask(&again, "The same again: ") &&
	    strcmp(line->text, again.text) == 0;
	explicit_bzero(&again, sizeof again);
	if (!same)
		fputs("these are two different passwords\n", stderr);
	return same;
}

static bool
is_good(struct task *task, const struct line *line)
{
	static const struct input input = PASSWORD("password");

	if (strlen(line->text) == line->size)
		return task_check(task, &input, line->text, input.name);
	fprintf(stderr, "%s: It must not have a NUL in it.\n", input.name);
	return false;
}

static bool
line_hash(struct task *task, const struct line *line)
{
	const char *hash;

	if (!is_good(task, line) || !is_same_again(line))
		return false;
	hash = password_hash(
	    line->text, task->settings->password_cost, task->arena);
	if (hash == NULL)
		fputs("the password cannot be hashed\n", stderr);
	else
		task_value(task, "new_hash", hash);
	return hash != NULL;
}

bool
secret_ask(struct task *task, bool required)
{
	struct line line;
	bool good;

	arena_keep_secret(task->arena);
	good = line_ask(&line,
	    required ? "New password: "
		     : "Password (empty: none, tokens only): ");
	if (good && (line.size > 0 || required))
		good = line_hash(task, &line);
	explicit_bzero(&line, sizeof line);
	return good;
}
