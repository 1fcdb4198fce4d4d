/* Accounts and tokens, made with the marquee command. */
#include "account.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "database.h"
#include "must.h"
#include "pool.h"

enum { TOKEN_ROOM = 200 };

static struct shared {
	char admin[TOKEN_ROOM], user[TOKEN_ROOM];
} * shared;

void
account_share(void)
{
	shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		abort();
}

/* The shell knows BUILD and CONFIG; nothing here needs more quotes. */
int
marquee(const char *arguments, const char *input, const char **output)
{
	const char *command =
	    keep_printf("printf '%%s' '%s' |"
			" \"$BUILD/marquee\" --config \"$CONFIG\" %s 2>&1",
		input, arguments);
	FILE *pipe;
	char *bytes = keep(4096);
	size_t size;
	int status;

	must(getenv("BUILD") != NULL && getenv("CONFIG") != NULL,
	    "BUILD and CONFIG are not set");
	pipe = popen(command, "r");
	ck_assert_ptr_nonnull(pipe);
	size = fread(bytes, 1, 4095, pipe);
	status = pclose(pipe);
	bytes[size] = '\0';
	*output = bytes;
	must(WIFEXITED(status), "%s was killed: %s", arguments, bytes);
	return WEXITSTATUS(status);
}

void
account_create(const char *username, const char *options)
{
	const char *output;

	must(marquee(keep_printf("user create --email %s@marquee.test"
				 " --username %s %s",
			 username, username, options),
		 "", &output) == 0,
	    "%s: %s", username, output);
}

const char *
token_create(const char *username)
{
	const char *output;
	int status =
	    marquee(keep_printf("token create --user %s --name test", username),
		"", &output);

	must(status == 0, "%s: %s", username, output);
	return keep_bytes(output, strcspn(output, "\n"));
}

static void
token_share(char *place, const char *username)
{
	const char *token = token_create(username);

	must(strlen(token) < TOKEN_ROOM, "a token is too long: %s", token);
	strcpy(place, token);
}

void
account_insert(void)
{
	account_create(ACCOUNT_ADMIN, "--admin");
	account_create(ACCOUNT_USER, "");
	token_share(shared->admin, ACCOUNT_ADMIN);
	token_share(shared->user, ACCOUNT_USER);
}

void
account_remove(void)
{
	sql("DELETE FROM account WHERE username LIKE 'marquee-test-%'", 0,
	    NULL);
}

/* They are there; if a topic is run alone (CK_RUN_CASE), from now on. */
static const struct shared *
accounts(void)
{
	if (*shared->admin == '\0') {
		account_remove();
		account_insert();
	}
	return shared;
}

const char *
admin_token(void)
{
	return accounts()->admin;
}

const char *
user_token(void)
{
	return accounts()->user;
}
