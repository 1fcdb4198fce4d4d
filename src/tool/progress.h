#ifndef TOOL_PROGRESS_H
#define TOOL_PROGRESS_H

#include <stdbool.h>

/*
 * Says on standard error how far a long command is: a bar that moves where that
 * is a terminal, a line now and then elsewhere.
 */

/* Begins a part of the work; `total` is in what progress_at() counts. */
void progress_begin(const char *name, long total);

/* `done` of the total. `rows`, if it is not -1, is shown with its rate. */
void progress_at(long done, long rows);

/* Ends the part, with a line that stays if it was a long one. */
void progress_end(long rows);

/* Makes room for a line of another kind. */
void progress_clear(void);

#endif
