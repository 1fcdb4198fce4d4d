#ifndef TOOL_IMPORT_REJECT_H
#define TOOL_IMPORT_REJECT_H

#include <stdbool.h>

#include "tool/import/piece.h"

/*
 * What becomes of lines that cannot be used. Without a path each is told on
 * standard error, up to a bound. With a path they go to that file, a line each:
 * file and line number, the reason, and what it said, with a tab between them;
 * what cannot stand in a line there is written as in C.
 */
struct rejects {
	const char *path; /* NULL: none is accepted */
	void *file;
	long count;
	bool cut; /* there may be more */
};

/*
 * Is the file for them none of those that are read, a list that ends with NULL?
 * Otherwise says so on standard error: they would be written over.
 */
bool rejects_are_apart(const struct rejects *rejects, char **paths);

/*
 * Empties the file if there is one: it tells of an earlier import. Returns
 * false after one line on standard error.
 */
bool rejects_begin(const struct rejects *rejects);

/* Returns whether to go on. */
bool reject(struct rejects *rejects, const char *file,
    const struct piece *piece, const char *reason);

/* Are there none, or may they be passed over? */
bool rejects_allowed(const struct rejects *rejects);

/* Returns false after one line on standard error: the disk may be full. */
bool rejects_close(struct rejects *rejects);

#endif
