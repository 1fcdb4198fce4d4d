/* Checks of what a line says, alike for all forms. */
#include "tool/import/row.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http/array.h"
#include "http/number.h"
#include "http/uri.h"

enum { YEAR_MIN = 1870, YEAR_MAX = 2100, DIGITS_MAX = 15 };

/* The end of the year 9999. */
static const long TIME_MAX = 253402300799;

bool
row_refuse(struct row *row, const char *format, ...)
{
	enum { SIZE = 256 };
	va_list arguments;
	char *wrong;

	if (row->wrong != NULL)
		return false;
	wrong = arena_alloc(row->arena, SIZE);
	va_start(arguments, format);
	vsnprintf(wrong, SIZE, format, arguments);
	va_end(arguments);
	row->wrong = wrong;
	return false;
}

bool
row_name(struct row *row, const char *what, const char *name, size_t max)
{
	size_t length = utf8_length(name);

	if (length == 0 || utf8_is_blank(name, strlen(name)))
		return row_refuse(row, "the %s is empty", what);
	for (const char *c = name; *c != '\0'; c++)
		if (utf8_is_control(c))
			return row_refuse(
			    row, "the %s has a control character", what);
	if (length > max)
		return row_refuse(
		    row, "the %s has more than %zu characters", what, max);
	return true;
}

static bool
is_digits(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	return digits > 0 && digits <= DIGITS_MAX && text[digits] == '\0';
}

bool
row_year(struct row *row, const char *year)
{
	if (is_digits(year) && atol(year) >= YEAR_MIN && atol(year) <= YEAR_MAX)
		return true;
	return row_refuse(row, "the year '%.40s' is not one from %d to %d",
	    year, YEAR_MIN, YEAR_MAX);
}

const char *
row_tenths(struct row *row, const char *what, const char *number, int max)
{
	const char *tenths;
	char *end;
	double value = strtod(number, &end);

	if (end == number || *end != '\0' ||
	    strspn(number, "-0123456789.eE+") != strlen(number)) {
		row_refuse(row, "the %s '%.40s' is not a number", what, number);
		return NULL;
	}
	if (value < 0 || value > max) {
		row_refuse(
		    row, "the %s %.40s is not from 0 to %d", what, number, max);
		return NULL;
	}
	tenths = number_tenths(number, row->arena);
	if (tenths == NULL)
		row_refuse(row, "the %s %.40s has more than one decimal", what,
		    number);
	return tenths;
}

bool
row_count(struct row *row, const char *what, const char *number)
{
	if (is_digits(number) && atol(number) <= INT32_MAX)
		return true;
	return row_refuse(row, "the %s '%.40s' is not one from 0 to %d", what,
	    number, INT32_MAX);
}

bool
row_time(struct row *row, const char *seconds)
{
	if (is_digits(seconds) && atol(seconds) <= TIME_MAX)
		return true;
	return row_refuse(
	    row, "the time '%.40s' is not in seconds since 1970", seconds);
}

bool
row_key(struct row *row, const char *beginning, const char *key)
{
	size_t size = strlen(beginning);

	if (strncmp(key, beginning, size) == 0 && is_digits(key + size))
		return true;
	return row_refuse(row, "the key '%.40s' is not %s%sdigits", key,
	    beginning, size == 0 ? "" : " and ");
}

const char *
row_list(struct row *row, const char *what, char *list, const char *separator,
    int count, size_t max)
{
	char *next = *list == '\0' ? NULL : list;
	struct array array;

	if (next == NULL)
		return NULL;
	array_begin(&array, row->arena);
	for (int i = 0; next != NULL; i++) {
		char *part = next, *end = strstr(part, separator);

		next = end == NULL ? NULL : end + strlen(separator);
		if (end != NULL)
			*end = '\0';
		part = text_trim(part);
		if (i == count)
			row_refuse(row, "it has more than %d %ss", count, what);
		if (row->wrong != NULL || !row_name(row, what, part, max))
			return NULL;
		array_add(&array, part);
	}
	return array_end(&array);
}

char *
text_trim(char *text)
{
	static const char space[] = " \t\r\n";
	size_t size;

	text += strspn(text, space);
	for (size = strlen(text); size > 0; size--)
		if (strchr(space, text[size - 1]) == NULL)
			break;
	text[size] = '\0';
	return text;
}
