#ifndef HTTP_BATCH_H
#define HTTP_BATCH_H

#include "http/call.h"

/*
 * Many things at once: a body that is a JSON array of objects, or such objects
 * in a line each (NDJSON; lines without any are passed over). Each is read as
 * the body of a call that makes one, and its faults are told with its place
 * among them, from 0: "[17].year". Of each input the values of all become one
 * array, under its name, for the statements; a list is an array as text in it.
 * They may take :patience times as long as others, if they tell PostgreSQL so.
 */

/* How many faults are told. */
enum { BATCH_FAULTS_MAX = 100 };

/*
 * Is it such a body at all? Returns PROBLEM_NONE, or what is wrong, and
 * *detail.
 */
enum problem batch_begin(struct call *call, const char **detail);

/* Reads it, which may take long: to be done beside the loop. */
void batch_read(struct call *call);

#endif
