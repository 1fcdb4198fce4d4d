/* Reads what a statement gave: a PGresult seen from above the engine. */
#include "engine/rows.h"

#include <libpq-fe.h>
#include <string.h>

/* struct rows is never defined: a pointer to it is a PGresult pointer. */
static const PGresult *
result_of(const struct rows *rows)
{
	return (const PGresult *)rows;
}

int
rows_count(const struct rows *rows)
{
	return PQntuples(result_of(rows));
}

int
rows_columns(const struct rows *rows)
{
	return PQnfields(result_of(rows));
}

const char *
rows_name(const struct rows *rows, int column)
{
	return PQfname(result_of(rows), column);
}

enum column_type
rows_type(const struct rows *rows, int column)
{
	/* The OIDs of built-in types are fixed: pg_type.dat of PostgreSQL. */
	switch (PQftype(result_of(rows), column)) {
	case 16:
		return COLUMN_BOOLEAN;
	case 20:   /* bigint */
	case 21:   /* smallint */
	case 23:   /* integer */
	case 1700: /* numeric */
		return COLUMN_NUMBER;
	case 114:
	case 3802:
		return COLUMN_JSON;
	case 1009:
		return COLUMN_TEXT_ARRAY;
	case 1184:
		return COLUMN_TIME;
	default:
		return COLUMN_TEXT;
	}
}

int
rows_column(const struct rows *rows, const char *name)
{
	/* PQfnumber() would fold the case of a name without quotes. */
	for (int i = 0; i < rows_columns(rows); i++)
		if (strcmp(rows_name(rows, i), name) == 0)
			return i;
	return -1;
}

const char *
rows_value(const struct rows *rows, int row, int column, size_t *size)
{
	const PGresult *result = result_of(rows);

	if (PQgetisnull(result, row, column))
		return NULL;
	if (size != NULL)
		*size = (size_t)PQgetlength(result, row, column);
	return PQgetvalue(result, row, column);
}
