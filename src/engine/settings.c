/* Reads the configuration of an instance. */
#include "engine/settings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine/memory.h"

enum kind { TEXT, NUMBER, SWITCH };

struct setting {
	const char *name;
	enum kind kind;
	size_t offset; /* into struct settings */
	const char *preset;
	long min, max; /* of a NUMBER */
	const char *meaning;
};

#define AT(member) offsetof(struct settings, member)

/* clang-format off */
static const struct setting table[] = {
	{ "database_url", TEXT, AT(database_url), "", 0, 0,
	  "where PostgreSQL is: a libpq connection string or URI" },
	{ "read_connections", NUMBER, AT(read_connections), "1", 1, 64,
	  "connections of each child for quick reads" },
	{ "slow_connections", NUMBER, AT(slow_connections), "1", 1, 64,
	  "connections of each child for lists" },
	{ "write_connections", NUMBER, AT(write_connections), "3", 1, 64,
	  "connections of each child for writes" },
	{ "statement_timeout_ms", NUMBER, AT(statement_timeout_ms),
	  "5000", 10, 600000,
	  "how long PostgreSQL may work on one statement" },
	{ "queue_timeout_ms", NUMBER, AT(queue_timeout_ms), "2000", 10, 600000,
	  "how long a request may wait for its turn before it gets 503" },
	{ "drain_ms", NUMBER, AT(drain_ms), "1000", 0, 600000,
	  "how long a child that stops still serves its open connections" },
	{ "max_inflight", NUMBER, AT(max_inflight), "128", 1, 100000,
	  "requests that each child works on at a time; lists, and writes, at "
	  "most half of them" },
	{ "max_connections", NUMBER, AT(max_connections), "4096", 1, 100000,
	  "connections from web servers that each child holds" },
	{ "large_body_kib", NUMBER, AT(large_body_kib), "8192", 64, 262144,
	  "how large the body of an import may be, in KiB; the web server has "
	  "a limit of its own for it" },
	{ "max_exports", NUMBER, AT(max_exports), "16", 0, 10000,
	  "exports that each child sends at a time; when there are so many, one "
	  "that is read very slowly makes room for the next" },
	{ "password_cost", NUMBER, AT(password_cost), "6", 1, 8,
	  "cost of a password hash (yescrypt); a hash of another cost is "
	  "renewed at the next login" },
	{ "login_days", NUMBER, AT(login_days), "30", 1, 3650,
	  "how many days a login is good for" },
	{ "access_log", SWITCH, AT(access_log), "on", 0, 0,
	  "one log line for each request: on or off" },
};
/* clang-format on */

static const struct setting *
setting_find(const char *name)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (strcmp(table[i].name, name) == 0)
			return &table[i];
	return NULL;
}

/* Returns NULL, or what is wrong with the value. */
static const char *
setting_set(
    struct settings *settings, const struct setting *setting, const char *value)
{
	void *member = (char *)settings + setting->offset;
	char *end;
	long number;

	switch (setting->kind) {
	case TEXT:
		free(*(char **)member);
		*(char **)member = memory_alloc(strlen(value) + 1);
		strcpy(*(char **)member, value);
		return NULL;
	case NUMBER:
		errno = 0;
		number = strtol(value, &end, 10);
		if (end == value || *end != '\0')
			return "is not a whole number";
		if (errno != 0 || number < setting->min ||
		    number > setting->max)
			return "is out of range";
		*(long *)member = number;
		return NULL;
	case SWITCH:
		if (strcmp(value, "on") != 0 && strcmp(value, "off") != 0)
			return "is neither on nor off";
		*(bool *)member = strcmp(value, "on") == 0;
		return NULL;
	}
	return NULL;
}

static char *
trim(char *text)
{
	size_t length;

	text += strspn(text, " \t\r\n");
	length = strlen(text);
	while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL)
		length--;
	text[length] = '\0';
	return text;
}

/* Returns NULL, or what is wrong with the line; *name is the culprit. */
static const char *
line_read(struct settings *settings, char *line, const char **name)
{
	const struct setting *setting;
	char *equals;

	line = trim(line);
	*name = line;
	if (*line == '\0' || *line == '#')
		return NULL;
	equals = strchr(line, '=');
	if (equals == NULL)
		return "is not of the form key = value";
	*equals = '\0';
	*name = trim(line);
	setting = setting_find(*name);
	if (setting == NULL)
		return "is not a setting";
	return setting_set(settings, setting, trim(equals + 1));
}

int
settings_load(
    struct settings *settings, const char *path, char *fault, size_t fault_size)
{
	const char *wrong, *name;
	char *line = NULL;
	size_t room = 0;
	ssize_t size;
	FILE *file;
	int number = 0;

	memset(settings, 0, sizeof *settings);
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		setting_set(settings, &table[i], table[i].preset);
	if (path == NULL)
		return 0;
	file = fopen(path, "re");
	if (file == NULL) {
		snprintf(fault, fault_size, "%s: %s", path, strerror(errno));
		settings_free(settings);
		return -1;
	}
	wrong = NULL;
	while (wrong == NULL && (size = getline(&line, &room, file)) >= 0) {
		number++;
		name = line;
		wrong = strlen(line) == (size_t)size
		    ? line_read(settings, line, &name)
		    : "has a NUL in it";
		if (wrong != NULL)
			snprintf(fault, fault_size, "%s:%d: '%s' %s", path,
			    number, name, wrong);
	}
	if (wrong == NULL && ferror(file)) {
		wrong = strerror(errno);
		snprintf(fault, fault_size, "%s: %s", path, wrong);
	}
	free(line);
	fclose(file);
	if (wrong == NULL)
		return 0;
	settings_free(settings);
	return -1;
}

void
settings_free(struct settings *settings)
{
	free(settings->database_url);
	settings->database_url = NULL;
}

void
settings_list(FILE *out)
{
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		fprintf(out, "# %s\n%s = %s\n", table[i].meaning, table[i].name,
		    table[i].preset);
}
