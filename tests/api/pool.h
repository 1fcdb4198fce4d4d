#ifndef TESTS_API_POOL_H
#define TESTS_API_POOL_H

#include <stddef.h>

/*
 * Memory for tests: it stays until the process of the test ends, so that a
 * test may fail anywhere without having to clean up. Never NULL.
 */
void *keep(size_t size);
char *keep_bytes(const void *bytes, size_t size); /* ended by a NUL */
char *keep_printf(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* Remembers what a library handed out. */
void keep_pointer(void *pointer);

/*
 * For a client that goes on for minutes: gives back all memory that was kept
 * since the mark. What libraries handed out stays.
 */
struct kept *pool_mark(void);
void pool_release(struct kept *mark);

#endif
