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

/*
 * The text of a value; neither a terminal nor a program stumbles over it. Row
 * -1 are the names.
 */
static const char *
cell(const struct rows *rows, int row, int column, struct arena *arena)
{
	const char *text;
	struct buffer safe;

	if (row < 0)
		return rows_name(rows, column);
	text = rows_value(rows, row, column, NULL);
	if (text == NULL)
		return isatty(STDOUT_FILENO) ? "-" : "";
	if (rows_type(rows, column) == COLUMN_BOOLEAN)
		return *text == 't' ? "yes" : "no";
	buffer_init(&safe, arena, strlen(text) + 1);
	for (const char *c = text; *c != '\0'; c++) {
		unsigned char byte = (unsigned char)*c;

		/* Those beyond ASCII, U+0080 to U+009F, are C2 80 to C2 9F. */
		if (byte == 0xc2 && (unsigned char)c[1] < 0xa0)
			byte = (unsigned char)*++c;
		else if (byte >= ' ' && byte != 0x7f) {
			buffer_char(&safe, *c);
			continue;
		}
		buffer_printf(&safe, "\\x%02x", byte);
	}
	return buffer_string(&safe);
}

/* Pads it, unless it is the last of its line. */
static void
put(const char *text, int width, bool last)
{
	int room = width - (int)utf8_length(text);

	if (last)
		puts(text);
	else if (isatty(STDOUT_FILENO))
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
	int columns = rows_columns(rows), last = columns - 1;
	int first = table->begun || !isatty(STDOUT_FILENO) ? 0 : -1;
	struct arena *arena = arena_new();

	assert(columns <= SHOW_COLUMNS_MAX);
	while (last > 0 && !is_shown(rows, last))
		last--;
	for (int row = first; row < rows_count(rows); row++)
		for (int i = 0; i <= last; i++)
			widen(&table->width[i], cell(rows, row, i, arena));
	for (int row = first; row < rows_count(rows); row++)
		for (int i = 0; i <= last; i++)
			if (is_shown(rows, i))
				put(cell(rows, row, i, arena), table->width[i],
				    i == last);
	table->begun = true;
	arena_free(arena);
}

void
show_row(const struct rows *rows)
{
	struct arena *arena = arena_new();
	int width = 0;

	for (int i = 0; i < rows_columns(rows); i++)
		widen(&width, rows_name(rows, i));
	for (int i = 0; i < rows_columns(rows); i++) {
		put(rows_name(rows, i), width, false);
		put(cell(rows, 0, i, arena), 0, true);
	}
	arena_free(arena);
}
