/* Writes rows as JSON. */
#include "http/json.h"

#include <stdbool.h>
#include <string.h>

static void
string_put(struct buffer *out, const char *text, size_t size)
{
	static const char hex[] = "0123456789abcdef";
	const char *end = text + size;

	buffer_char(out, '"');
	while (text < end) {
		const char *from = text;
		unsigned char c = 0;

		while (text < end && (c = (unsigned char)*text) >= 0x20 &&
		    c != '"' && c != '\\')
			text++;
		buffer_put(out, from, (size_t)(text - from));
		if (text == end)
			break;
		text++;
		buffer_char(out, '\\');
		switch (c) {
		case '\n':
			buffer_char(out, 'n');
			break;
		case '\t':
			buffer_char(out, 't');
			break;
		case '\r':
			buffer_char(out, 'r');
			break;
		case '"':
		case '\\':
			buffer_char(out, (char)c);
			break;
		default:
			buffer_text(out, "u00");
			buffer_char(out, hex[c >> 4]);
			buffer_char(out, hex[c & 15]);
		}
	}
	buffer_char(out, '"');
}

void
json_put_string(struct buffer *out, const char *text)
{
	string_put(out, text, strlen(text));
}

/* "2026-11-20 11:08:04.5+00" becomes RFC 3339; the session's zone is UTC. */
static void
time_put(struct buffer *out, const char *text, size_t size)
{
	const char *space = memchr(text, ' ', size);
	size_t day = space == NULL ? size : (size_t)(space - text);

	buffer_char(out, '"');
	buffer_put(out, text, day);
	if (space != NULL) {
		buffer_char(out, 'T');
		buffer_put(out, space + 1, strcspn(space + 1, "+"));
		buffer_char(out, 'Z');
	}
	buffer_char(out, '"');
}

/*
 * A text array in PostgreSQL's form ({one,"tw\"o"}), as objects that have
 * `member`. PostgreSQL quotes what is empty or could be misread.
 */
static void
objects_put(struct buffer *out, const char *member, const char *array)
{
	struct buffer element;

	buffer_init(&element, out->arena, 32);
	buffer_char(out, '[');
	for (array++; *array != '\0' && *array != '}'; array += *array == ',') {
		bool quoted = *array == '"';

		element.size = 0;
		if (quoted)
			array++;
		while (*array != '\0' &&
		    (quoted ? *array != '"' : strchr(",}", *array) == NULL)) {
			if (*array == '\\')
				array++;
			buffer_char(&element, *array++);
		}
		if (quoted && *array == '"')
			array++;
		if (out->bytes[out->size - 1] != '[')
			buffer_char(out, ',');
		buffer_char(out, '{');
		json_put_string(out, member);
		buffer_char(out, ':');
		string_put(out, element.bytes, element.size);
		buffer_char(out, '}');
	}
	buffer_char(out, ']');
}

static void
value_put(struct buffer *out, const struct rows *rows, int row, int column)
{
	const char *member = strstr(rows_name(rows, column), "[].");
	size_t size = 0;
	const char *text = rows_value(rows, row, column, &size);

	if (text == NULL) {
		buffer_text(out, "null");
		return;
	}
	switch (rows_type(rows, column)) {
	case COLUMN_NUMBER:
	case COLUMN_JSON:
		buffer_put(out, text, size);
		return;
	case COLUMN_BOOLEAN:
		buffer_text(out, *text == 't' ? "true" : "false");
		return;
	case COLUMN_TIME:
		time_put(out, text, size);
		return;
	case COLUMN_TEXT_ARRAY:
		objects_put(out, member == NULL ? "name" : member + 3, text);
		return;
	case COLUMN_TEXT:
		string_put(out, text, size);
		return;
	}
}

void
json_put_row(struct buffer *out, const struct rows *rows, int row)
{
	const char *outer = "";
	size_t outer_size = 0;
	int columns = rows_columns(rows);
	bool first = true;

	buffer_char(out, '{');
	for (int i = 0; i < columns; i++) {
		const char *name = rows_name(rows, i);
		size_t size = strcspn(name, ".[");
		bool inner = name[size] == '.';
		bool same = inner && size == outer_size &&
		    memcmp(name, outer, size) == 0;

		if (*name == '_')
			continue;
		if (outer_size > 0 && !same) {
			buffer_char(out, '}');
			outer_size = 0;
		}
		if (!first)
			buffer_char(out, ',');
		first = false;
		if (inner && !same) {
			outer = name;
			outer_size = size;
			string_put(out, name, size);
			buffer_text(out, ":{");
		}
		if (inner)
			json_put_string(out, name + size + 1);
		else
			string_put(out, name, size);
		buffer_char(out, ':');
		value_put(out, rows, row, i);
	}
	buffer_text(out, outer_size > 0 ? "}}" : "}");
}

void
json_put_rows(struct buffer *out, const struct rows *rows, int count)
{
	buffer_char(out, '[');
	for (int i = 0; i < count; i++) {
		if (i > 0)
			buffer_char(out, ',');
		json_put_row(out, rows, i);
	}
	buffer_char(out, ']');
}
