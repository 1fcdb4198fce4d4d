#ifndef TOOL_SHOW_H
#define TOOL_SHOW_H

#include <stdbool.h>

#include "engine/rows.h"

/*
 * Shows rows on standard output: to a terminal in columns, below their names;
 * to a file or a program one line each, a tab between values, without names. A
 * column whose name begins with _ is not shown. Control characters, which
 * people could write into what they say about themselves, are shown as \x1b, a
 * backslash as two.
 */
enum { SHOW_COLUMNS_MAX = 24 };

struct table {
	int width[SHOW_COLUMNS_MAX]; /* so far */
	bool begun;
};

/* The next rows of a table that begins as { 0 }. */
void show_table(struct table *table, const struct rows *rows);

/* The first of them, one line a column, its name first. */
void show_row(const struct rows *rows);

#endif
