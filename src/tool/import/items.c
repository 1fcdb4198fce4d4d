/* The elements of a JSON array, one at a time. */
#include <string.h>

#include "tool/import/piece.h"

/* What comes next: the array, its first element, another, a comma, nothing. */
enum { AT_ARRAY, AT_FIRST, AT_ELEMENT, AT_COMMA, AT_END };

/* The next byte that is not white space, or -1. It stays where it is. */
static int
peek(struct source *source)
{
	for (;;) {
		char c;

		if (source->at == source->end && !source_fill(source))
			return -1;
		c = source->bytes[source->at];
		if (c == '\0' || strchr(" \t\r\n", c) == NULL)
			return (unsigned char)c;
		source->line += c == '\n';
		source->at++;
	}
}

/* How far the scan of an element has come. */
struct scan {
	int depth;
	bool quoted, escaped;
};

/* Does the element end before this byte? An unquoted one may be a number. */
static bool
scan_ends_before(const struct scan *scan, char c)
{
	return scan->depth == 0 && !scan->quoted && c != '\0' &&
	    strchr(",] \t\r\n", c) != NULL;
}

static void
scan_take(struct scan *scan, char c)
{
	if (scan->escaped)
		scan->escaped = false;
	else if (scan->quoted && c == '\\')
		scan->escaped = true;
	else if (c == '"')
		scan->quoted = !scan->quoted;
	else if (!scan->quoted)
		scan->depth += (c == '{' || c == '[') - (c == '}' || c == ']');
}

/* Of an element that is too long, keeps no more than what is shown of it. */
static void
item_cut(struct source *source, size_t size)
{
	char *from = source->bytes + source->at + PIECE_SHOWN;
	char *to = source->bytes + source->at + size;

	for (const char *c = from; c < to; c++)
		source->line += *c == '\n';
	memmove(from, to, (size_t)(source->bytes + source->end - to));
	source->end -= (size_t)(to - from);
}

/* Sets the size of the element at hand, or of what item_cut() leaves of it. */
static bool
item_measure(struct source *source, struct piece *piece)
{
	struct scan scan = { 0 };
	size_t size = 0;

	for (;; size++) {
		if (size > PIECE_SIZE_MAX) {
			item_cut(source, size);
			size = PIECE_SHOWN;
			piece->wrong = "it is longer than a mebibyte";
		}
		if (source->at + size == source->end && !source_fill(source)) {
			piece->wrong = "an element does not end";
			return false;
		}
		if (scan_ends_before(&scan, source->bytes[source->at + size]))
			break;
		scan_take(&scan, source->bytes[source->at + size]);
	}
	piece->size = size;
	return true;
}

/* The byte behind the element becomes its NUL. */
static enum piece_state
item_take(struct source *source, struct piece *piece)
{
	char behind;

	if (!item_measure(source, piece)) {
		if (source->fault != NULL)
			piece->wrong = source->fault;
		return PIECE_BROKEN;
	}
	piece->text = source->bytes + source->at;
	behind = piece->text[piece->size];
	for (size_t i = 0; i <= piece->size; i++)
		source->line += piece->text[i] == '\n';
	source->at += piece->size + 1;
	source->place = behind == ',' ? AT_ELEMENT
	    : behind == ']'	      ? AT_END
				      : AT_COMMA;
	if (piece->wrong != NULL)
		piece->size = PIECE_SHOWN;
	piece->text[piece->size] = '\0';
	if (piece->size > 0)
		return PIECE_THERE;
	piece->wrong = "an element is missing";
	return PIECE_BROKEN;
}

enum piece_state
items_next(struct source *source, struct piece *piece)
{
	for (;;) {
		int c = peek(source);

		piece->line = source->line;
		piece->wrong = source->fault;
		if (c < 0 && (source->place != AT_END || source->fault)) {
			if (source->fault == NULL)
				piece->wrong = "the array does not end";
			return PIECE_BROKEN;
		}
		if (source->place == AT_END) {
			if (c < 0)
				return PIECE_NONE;
			piece->wrong = "something follows the array";
			return PIECE_BROKEN;
		}
		piece->wrong = NULL;
		if (source->place == AT_ELEMENT ||
		    (source->place == AT_FIRST && c != ']'))
			return item_take(source, piece);
		source->at++;
		if (source->place == AT_ARRAY && c == '[') {
			source->place = AT_FIRST;
		} else if (source->place != AT_ARRAY && c == ']') {
			source->place = AT_END;
		} else if (source->place == AT_COMMA && c == ',') {
			source->place = AT_ELEMENT;
		} else {
			piece->wrong = "a comma or ] is missing";
			return PIECE_BROKEN;
		}
	}
}
