#ifndef TESTS_API_DATABASE_H
#define TESTS_API_DATABASE_H

#include <stdint.h>

/*
 * The database behind the API, by the environment variable DATABASE_URL: to
 * put in what no request can make yet, and to ask what should be there.
 */
struct rows; /* what a statement returned */

/*
 * Runs a statement. `$1` to `$n` are the `n` values, as text; NULL is NULL.
 * Ends the test if the statement fails.
 */
const struct rows *sql(const char *statement, int n, const char *const *values);

int rows_size(const struct rows *rows);

/* A value as text; NULL if it is NULL. */
const char *rows_text(const struct rows *rows, int row, int column);
int64_t rows_number(const struct rows *rows, int row, int column);

/* A statement without values that returns one number. */
int64_t sql_number(const char *statement);

/* A statement with one value that returns one number. */
int64_t sql_number_of(const char *statement, const char *value);

/* Ends the connection of this process. */
void database_close(void);

#endif
