#ifndef TESTS_UNIT_UNIT_H
#define TESTS_UNIT_UNIT_H

#include <check.h>

#include "engine/arena.h"
#include "engine/statement.h"

struct json_object;

/* Each file of this directory defines it: the tests of one module. */
Suite *unit_suite(void);

/* A new case of the suite; each of its tests has an empty `scratch`. */
TCase *unit_case(Suite *suite, const char *name);

/* Memory of the test that runs. */
extern struct arena *scratch;

/* How many rows a table has; one row is one run of a loop test. */
#define ROWS(table) ((int)(sizeof(table) / sizeof *(table)))

/*
 * Fails the test with a message unless the condition holds. ck_assert_msg()
 * does the same, but writes to a file each time that it does hold, which is
 * slow where a test looks at thousands of things.
 */
#define must(condition, ...) ((condition) ? (void)0 : ck_abort_msg(__VA_ARGS__))

/*
 * The bytes read strictly as one JSON value and nothing else; fails the test
 * if they are none. It lives in `scratch`.
 */
struct json_object *unit_json(const char *bytes, size_t size);

/*
 * Values from words: "year=1999" gives one, "year=1999 year=2000" gives one
 * with two texts, "year" gives one with none. They live in `scratch`.
 */
struct values unit_values(const char *words);

#endif
