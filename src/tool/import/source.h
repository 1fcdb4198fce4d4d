#ifndef TOOL_IMPORT_SOURCE_H
#define TOOL_IMPORT_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The bytes of a file that is plain or compressed by gzip; which of them is
 * seen from its first bytes. They stand in a window that the readers of lines
 * and of JSON elements (see piece.h) take their pieces from.
 */
struct source {
	const char *path;
	char *bytes;	   /* the window … */
	size_t at, end;	   /* … and the part of it that is not yet taken */
	long line;	   /* number of the line that `at` is in, from 1 */
	bool ended;	   /* nothing comes after the window */
	const char *fault; /* why the file cannot be read on, or NULL */
	void *file;
	int place;  /* of items.c: before, in or behind the array */
	bool skips; /* of lines.c: `at` is in a line that is too long */
};

/* Returns NULL after one line on standard error. The path is not copied. */
struct source *source_open(const char *path);
void source_close(struct source *source);

/*
 * Reads more behind what is in the window; pointers into it become invalid.
 * Returns false if nothing was added: the window is full, or the file has
 * ended, or there is a fault.
 */
bool source_fill(struct source *source);

/* The first byte that is not white space, or -1: what form it may have. */
int source_first(struct source *source);

/* How much of the file is read, and all of it, in bytes on the disk. */
long source_position(const struct source *source);
long source_size(const struct source *source);

#endif
