/* marquee import: adds the movies of a JSON file. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/memory.h"
#include "gen/statements.h"
#include "tool/tool.h"

/* The whole file as a string, or NULL after one line on standard error. */
static char *
file_read(const char *path)
{
	FILE *file = fopen(path, "re");
	size_t size = 0, room = 1 << 16, n;
	char *text;

	if (file == NULL) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return NULL;
	}
	text = memory_alloc(room);
	while ((n = fread(text + size, 1, room - size - 1, file)) > 0) {
		size += n;
		if (room - size < 2)
			text = memory_resize(text, room *= 2);
	}
	text[size] = '\0';
	if (ferror(file) || strlen(text) != size) {
		fprintf(stderr, "%s: %s\n", path,
		    ferror(file) ? strerror(errno) : "it has a NUL in it");
		free(text);
		text = NULL;
	}
	fclose(file);
	return text;
}

int
tool_import(struct session *session, int argc, char **argv)
{
	bool if_empty = argc == 3 && strcmp(argv[1], "--if-empty") == 0;
	const char *path = argv[argc - 1], *always = if_empty ? "off" : "on";
	const char *text;
	struct value items[2] = { { "movies", &text, 1 },
		{ "always", &always, 1 } };
	struct values values = { items, 2 };
	const struct rows *rows;

	if (argc != 2 && !if_empty)
		return EXIT_USAGE;
	text = file_read(path);
	if (text == NULL)
		return EXIT_FAILURE;
	/* Another one who imports now is waited for. */
	rows = session_run(
	    session, "BEGIN; SELECT pg_advisory_xact_lock(5062746834)");
	if (rows != NULL)
		rows = session_query(
		    session, &statements[STATEMENT_IMPORT_MOVIES], &values);
	free((char *)text);
	if (rows == NULL)
		return EXIT_FAILURE;
	printf("%s movies added\n", rows_value(rows, 0, 0, NULL));
	if (session_run(session, "COMMIT") == NULL)
		return EXIT_FAILURE;
	/* What the planner knows of an empty table would mislead it. */
	return session_run(session,
		   "ANALYZE movie, person, credit, genre, movie_genre, "
		   "rating_summary") == NULL
	    ? EXIT_FAILURE
	    : EXIT_SUCCESS;
}
