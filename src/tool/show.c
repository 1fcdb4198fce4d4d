/* Shows rows to people and to programs. */
#include "tool/show.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/buffer.h"
#include "http/uri.h"

static bool
is_shown(const struct rows *rows, int column)
{
	return rows_name(rows, column)[0] != '_';
}

/* So that what is shown can be told apart, a backslash is doubled. */
static const char *
escaped(const char *text, struct arena *arena)
{
	struct buffer safe;

	buffer_init(&safe, arena, strlen(text) + 1);
	for (const char *c = text; *c != '\0'; c++) {
		if (!utf8_is_control(c)) {
			if (*c == '\\')
				buffer_char(&safe, '\\');
			buffer_char(&safe, *c);
			continue;
		}
		c += *c == '\xc2';
		buffer_printf(&safe, "\\x%02x", (unsigned char)*c);
	}
	return buffer_string(&safe);
}

/*
 * The text of a value; neither a terminal nor a program stumbles over it. Row
 * -1 are the names.
 */
static const char *
cell(const struct rows *rows, int row, int column, bool terminal,
    struct arena *arena)
{
	const char *text;

	if (row < 0)
		return rows_name(rows, column);
	text = rows_value(rows, row, column, NULL);
	if (text == NULL)
		return terminal ? "-" : "";
	if (rows_type(rows, column) == COLUMN_BOOLEAN)
		return *text == 't' ? "yes" : "no";
	return escaped(text, arena);
}

/* A value that is not the last of its line, padded to its column. */
static void
put(const char *text, int width, bool terminal)
{
	int room = width - (int)utf8_length(text);

	if (terminal)
		printf("%s%*s  ", text, room < 0 ? 0 : room, "");
	else
		printf("%s\t", text);
}

static void
widen(int *width, const char *text)
{
	int length = (int)utf8_length(text);

	if (length > *width)
		*width = length;
}

void
show_table(struct table *table, const struct rows *rows)
{
	int columns = rows_columns(rows), last = columns - 1, count;
	bool terminal = isatty(STDOUT_FILENO);
	int first = table->begun || !terminal ? 0 : -1;
	struct arena *arena = arena_new();
	const char *(*lines)[SHOW_COLUMNS_MAX];

	assert(columns <= SHOW_COLUMNS_MAX);
	while (last > 0 && !is_shown(rows, last))
		last--;
	count = rows_count(rows) - first;
	lines = arena_alloc(arena, (size_t)count * sizeof *lines);
	for (int line = 0; line < count; line++)
		for (int i = 0; i <= last; i++) {
			lines[line][i] =
			    cell(rows, first + line, i, terminal, arena);
			widen(&table->width[i], lines[line][i]);
		}
	for (int line = 0; line < count; line++) {
		for (int i = 0; i < last; i++)
			if (is_shown(rows, i))
				put(lines[line][i], table->width[i], terminal);
		puts(lines[line][last]);
	}
	table->begun = true;
	arena_free(arena);
}

void
show_row(const struct rows *rows)
{
	bool terminal = isatty(STDOUT_FILENO);
	struct arena *arena = arena_new();
	int width = 0;

	for (int i = 0; i < rows_columns(rows); i++)
		widen(&width, rows_name(rows, i));
	for (int i = 0; i < rows_columns(rows); i++) {
		put(rows_name(rows, i), width, terminal);
		puts(cell(rows, 0, i, terminal, arena));
	}
	arena_free(arena);
}
