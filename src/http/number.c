/* Numbers of JSON, for PostgreSQL. */
#include "http/number.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How many decimals it has, but for zeros at its end. */
static size_t
decimals(const char *number)
{
	const char *point = strchr(number, '.');
	size_t count;

	/* With an exponent, what it says is for the value to tell. */
	if (point == NULL || strpbrk(number, "eE") != NULL)
		return 0;
	count = strlen(point + 1);
	while (count > 0 && point[count] == '0')
		count--;
	return count;
}

const char *
number_tenths(const char *number, struct arena *arena)
{
	const char *text;
	double value;

	errno = 0;
	value = strtod(number, NULL);
	/* Not rounded when it is read. */
	if (errno == ERANGE || decimals(number) > 1)
		return NULL;
	text = arena_printf(arena, "%.1f", value == 0 ? 0.0 : value);
	/* Nor just now. */
	return strtod(text, NULL) == value ? text : NULL;
}

const char *
number_whole(const char *number, struct arena *arena)
{
	double value = strtod(number, NULL);

	return value == floor(value) ? arena_printf(arena, "%.0f", value)
				     : NULL;
}
