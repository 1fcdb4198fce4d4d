#ifndef TESTS_WIRE_KEEP_H
#define TESTS_WIRE_KEEP_H

#include <stddef.h>

/* Memory that stays until the process of a test ends; zero at first. */
void *keep(size_t size);

__attribute__((format(printf, 1, 2))) char *keep_printf(
    const char *format, ...);

#endif
