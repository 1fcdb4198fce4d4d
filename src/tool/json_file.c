/* Files of JSON. */
#include "tool/json_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http/json_check.h"

/* Strict JSON only; returns NULL after saying what is wrong with it. */
static struct json_object *
json_parse(const char *text, size_t size, const char *path)
{
	size_t at = 0;
	const char *wrong = json_check(text, size, &at);

	if (wrong == NULL)
		return json_tokener_parse(text);
	fprintf(stderr, "%s: byte %zu: %s\n", path, at + 1, wrong);
	return NULL;
}

struct json_object *
json_file_read(const char *path)
{
	struct json_object *json = NULL;
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t room = 0;
	ssize_t size;

	if (file == NULL) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return NULL;
	}
	/* Up to its end: a NUL is not JSON. */
	size = getdelim(&text, &room, '\0', file);
	if (ferror(file))
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
	else if (size < 0)
		fprintf(stderr, "%s: it is empty\n", path);
	else
		json = json_parse(text, (size_t)size, path);
	free(text);
	fclose(file);
	return json;
}
