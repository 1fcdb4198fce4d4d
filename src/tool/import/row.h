#ifndef TOOL_IMPORT_ROW_H
#define TOOL_IMPORT_ROW_H

#include <stdbool.h>

#include "engine/arena.h"
#include "tool/import/fields.h"
#include "tool/import/staging.h"

/*
 * One fact on its way from a file to the database: a line or an element, and
 * what it gives for the columns of its staging table, checked.
 */
struct row {
	struct arena *arena; /* emptied after each row */
	int file;	     /* which of those of the import, from 0 */
	struct piece piece;
	struct fields fields; /* of a line that has some */
	bool unwanted;	      /* well-formed, but none of ours: an episode */
	const char *column[COLUMNS_MAX]; /* NULL is null */
	const char *wrong;		 /* the first fault, or NULL */
};

/* In characters; and of genres, how many a movie may have. */
enum { TITLE_MAX = 255, PERSON_MAX = 255, GENRE_MAX = 50, GENRES_MAX = 30 };

/* Notes a fault, unless there is one already. Returns false. */
bool row_refuse(struct row *row, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Checks of single values. Each returns whether it is good; if it is not, the
 * row has a fault.
 */

/* 1 to `max` characters. */
bool row_name(struct row *row, const char *what, const char *name, size_t max);
/* The year of a film. */
bool row_year(struct row *row, const char *year);
/*
 * From 0 to max, with at most one decimal. Returns it in a form that PostgreSQL
 * takes, or NULL after a fault.
 */
const char *row_tenths(
    struct row *row, const char *what, const char *number, int max);
/* What an integer of PostgreSQL can hold, from 0. */
bool row_count(struct row *row, const char *what, const char *number);
/* Seconds since 1970, up to the year 9999. */
bool row_time(struct row *row, const char *seconds);
/* Such a beginning, and then 1 to 15 digits. */
bool row_key(struct row *row, const char *beginning, const char *key);

/*
 * The parts of a list that has this separator, as a PostgreSQL array; NULL if
 * the list is empty, or after a fault: there are at most `count` parts, and
 * each has 1 to `max` characters. The list is cut up.
 */
const char *row_list(struct row *row, const char *what, char *list,
    const char *separator, int count, size_t max);

/* Cuts off the white space at both ends. */
char *text_trim(char *text);

#endif
