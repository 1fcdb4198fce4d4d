#ifndef TESTS_UNIT_SANE_H
#define TESTS_UNIT_SANE_H

#include <stdlib.h>
#include <string.h>

#include "engine/query.h"
#include "unit.h"

/*
 * Fails if it cannot be SQL: open brackets or quotes, a parameter without its
 * number, or numbers that are not all used.
 */
static inline void
expect_sane(const char *sql, int parameters)
{
	bool used[QUERY_PARAMETERS_MAX + 1] = { false };
	int depth = 0, number;

	for (const char *at = sql; *at != '\0'; at++) {
		depth += (*at == '(') - (*at == ')');
		must(depth >= 0, "a bracket is not opened: %s", sql);
		if (*at == '\'' || *at == '"') {
			at = strchr(at + 1, *at);
			must(at != NULL, "a quote is not closed: %s", sql);
		} else if (*at == ':') {
			must(*++at == ':', "a parameter is left: %s", sql);
		} else if (*at == '$') {
			number = atoi(at + 1);
			must(number >= 1 && number <= parameters,
			    "there is no parameter $%d: %s", number, sql);
			used[number] = true;
		}
	}
	must(depth == 0, "a bracket is not closed: %s", sql);
	for (int i = 1; i <= parameters; i++)
		must(used[i], "$%d is not used: %s", i, sql);
}

#endif
