#ifndef ENGINE_ROWS_H
#define ENGINE_ROWS_H

#include <stddef.h>

struct rows;

/* What a column holds, as far as its JSON form is concerned. */
enum column_type {
	COLUMN_TEXT,
	COLUMN_NUMBER,
	COLUMN_BOOLEAN,
	COLUMN_TIME,	   /* timestamptz */
	COLUMN_JSON,	   /* json or jsonb */
	COLUMN_TEXT_ARRAY, /* text[] */
};

int rows_count(const struct rows *rows);
int rows_columns(const struct rows *rows);
const char *rows_name(const struct rows *rows, int column);
enum column_type rows_type(const struct rows *rows, int column);

/* The column of that name, or -1. */
int rows_column(const struct rows *rows, const char *name);

/* The value in PostgreSQL's text form, or NULL for null. */
const char *rows_value(
    const struct rows *rows, int row, int column, size_t *size);

#endif
