#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/arena.h"

/*
 * A fuzz target: each file of this directory defines fuzz_one(), which is given
 * any bytes, and claims what has to hold for all of them. `make fuzz` has them
 * made up by libFuzzer; tests/fuzz/run gives it the files of corpus/TARGET.
 * The bytes stand alone in memory: a look beyond them is seen by the
 * sanitizers.
 */
void fuzz_one(const unsigned char *bytes, size_t size);

/* Memory of the input that is tried; empty before each. */
extern struct arena *scratch;

/* Ends the process with a message unless the condition holds. */
#define claim(condition, ...) \
	((condition) ? (void)0 : fuzz_broken(#condition, __VA_ARGS__))

_Noreturn void fuzz_broken(const char *condition, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The bytes as a string, up to the first NUL if there is one. */
const char *fuzz_text(const unsigned char *bytes, size_t size);

/* What libFuzzer calls. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#endif
