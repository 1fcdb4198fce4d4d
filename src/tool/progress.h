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

/*
 * The parts that follow, until progress_whole(0), make one whole of that
 * weight: on a terminal, one bar goes over all of them. How long the rest takes
 * is judged by how long what is done has taken for its weight.
 */
void progress_whole(double weight);

/* The next share of it begins, which has that weight; the last one is done. */
void progress_share(double weight);

/* Time has passed: moves the bar of the whole. */
void progress_tick(void);

#endif
