#ifndef TESTS_API_MUST_H
#define TESTS_API_MUST_H

#include <check.h>

/*
 * Fails the test with a message unless the condition holds. ck_assert_msg()
 * does the same, but writes to a file each time that it does hold, which is
 * slow where a test looks at thousands of things.
 */
#define must(condition, ...) ((condition) ? (void)0 : ck_abort_msg(__VA_ARGS__))

#endif
