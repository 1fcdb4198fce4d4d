#ifndef TOOL_COPY_H
#define TOOL_COPY_H

#include "engine/session.h"

/*
 * Rows on their way into a table (COPY in text format; see "COPY" in the
 * manual of PostgreSQL), gathered to larger pieces. After a failure, of which
 * one line was written on standard error, the rest does nothing.
 */
struct copy;

/* `sql` is COPY … FROM STDIN. */
struct copy *copy_begin(struct session *session, const char *sql);

/* A value of the row at hand; NULL is null. */
void copy_text(struct copy *copy, const char *text);
void copy_number(struct copy *copy, long number);
void copy_row_end(struct copy *copy);

/* Has something failed, so that the rest is of no use? */
bool copy_has_failed(const struct copy *copy);

/*
 * Ends it; with a reason not to, nothing of it stays. Returns whether all of it
 * is in the table.
 */
bool copy_end(struct copy *copy, const char *reason);

#endif
