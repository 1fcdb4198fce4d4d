/* The lines of a file. */
#include <string.h>

#include "http/uri.h"
#include "tool/import/piece.h"

static char *
line_end(const struct source *source, size_t from)
{
	return memchr(source->bytes + source->at + from, '\n',
	    source->end - source->at - from);
}

/* Passes over the rest of a line that is too long. */
static void
line_skip(struct source *source)
{
	char *end;

	while ((end = line_end(source, 0)) == NULL) {
		source->at = source->end;
		if (!source_fill(source))
			return;
	}
	source->at = (size_t)(end - source->bytes) + 1;
	source->line++;
}

static const char *
line_check(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if ((unsigned char)text[i] < ' ' && text[i] != '\t')
			return text[i] == '\0' ? "a NUL in the line"
					       : "a control character";
	return utf8_is_valid(text, size) ? NULL : "it is not UTF-8";
}

/* Takes the line that ends there; that of a file may end without a line end. */
static void
line_take(struct source *source, struct piece *piece, char *end)
{
	source->at = (size_t)(end - source->bytes) + (*end == '\n');
	source->line++;
	if (end > piece->text && end[-1] == '\r')
		end--;
	*end = '\0';
	piece->size = (size_t)(end - piece->text);
	piece->wrong = line_check(piece->text, piece->size);
}

enum piece_state
lines_next(struct source *source, struct piece *piece)
{
	size_t size;
	char *end;

	if (source->skips) {
		source->skips = false;
		line_skip(source);
	}
	while ((end = line_end(source, 0)) == NULL && source_fill(source))
		;
	size = source->end - source->at;
	piece->text = source->bytes + source->at;
	piece->line = source->line;
	piece->wrong = source->fault;
	if (end == NULL && source->fault != NULL)
		return PIECE_BROKEN;
	if (size == 0)
		return PIECE_NONE;
	if (end == NULL) {
		end = piece->text + size;
		*end = '\0';
	}
	if (end - piece->text > PIECE_SIZE_MAX) {
		piece->size = PIECE_SHOWN;
		piece->text[PIECE_SHOWN] = '\0';
		piece->wrong = "it is longer than a mebibyte";
		source->at += PIECE_SHOWN + 1;
		source->skips = true;
		return PIECE_THERE;
	}
	line_take(source, piece, end);
	return PIECE_THERE;
}
