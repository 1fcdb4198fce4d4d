#ifndef HTTP_READ_H
#define HTTP_READ_H

#include "http/call.h"

/* The inputs that every list has: limit, cursor, count. */
extern const struct input list_inputs[];

/*
 * Reads and checks all inputs of call->route from call->uri into call->values,
 * with one fault for each thing that is wrong. `path` are the texts of the path
 * inputs. Returns false if one of these is wrong: there is no such resource.
 */
bool call_read(struct call *call, const char *pattern, const char **path);

/* Reads the inputs of the route that are IN_FORM. */
void call_read_form(struct call *call, const struct uri *form);

#endif
