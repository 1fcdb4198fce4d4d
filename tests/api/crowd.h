#ifndef TESTS_API_CROWD_H
#define TESTS_API_CROWD_H

#include <stddef.h>

#include "http.h"

/*
 * Several clients at once, each a process of its own, that begin together.
 * Memory from crowd_share() is the same for all of them, and zero at first.
 */
enum { CROWD = 16 };

void *crowd_share(size_t size);

/* Begins `work` in each of them: so many, up to CROWD. */
void crowd_begin(int clients, void (*work)(int client));

/* Waits for all; any failure fails the test. */
void crowd_end(void);

/* Both, with CROWD clients. */
void crowd_run(void (*work)(int client));

/* In a client: the status is one of these, the last of which is 0. */
void crowd_expect(const struct reply *reply, const int *statuses);

/* In a client: says what is wrong and ends it, unless the condition holds. */
#define crowd_must(condition, ...) \
	((condition) ? (void)0 : crowd_fail(__VA_ARGS__))
void crowd_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
