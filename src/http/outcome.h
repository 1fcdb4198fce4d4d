#ifndef HTTP_OUTCOME_H
#define HTTP_OUTCOME_H

#include "http/call.h"

/* Replies with what the database has answered: rows, or a problem. */
void outcome_reply(struct call *call, const struct answer *answer);

/* May the same question have a better answer in a while? */
bool outcome_is_passing(const struct answer *answer);

/* Replies with the problem that an SQLSTATE stands for, and nothing else. */
void outcome_refused(struct call *call, const char *sqlstate);

#endif
