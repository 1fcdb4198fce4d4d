#ifndef TOOL_IMPORT_PIECE_H
#define TOOL_IMPORT_PIECE_H

#include "tool/import/source.h"

enum {
	/* A longer one is refused: no form that is read here needs one. */
	PIECE_SIZE_MAX = 1 << 20,
	PIECE_SHOWN = 80, /* of a longer one: its text, in bytes */
};

/* A line of a file, or an element of a JSON array. */
struct piece {
	char *text; /* ends in a NUL, has no other, and may be written to */
	size_t size;
	long line;	   /* where it begins, from 1 */
	const char *wrong; /* why it cannot be used, or NULL */
};

enum piece_state {
	PIECE_THERE,  /* one, perhaps a wrong one, after which it goes on */
	PIECE_NONE,   /* the file has ended, as it should */
	PIECE_BROKEN, /* it cannot be read on: piece->line and ->wrong say why
		       */
};

/*
 * The next line, without its end (LF or CR LF). It is wrong if it is too long,
 * or not UTF-8, or has a control character other than a tab.
 */
enum piece_state lines_next(struct source *source, struct piece *piece);

/*
 * The next element of the JSON array that the file is. What the element is
 * remains to be checked: it only has the right brackets. It is wrong if it is
 * too long.
 */
enum piece_state items_next(struct source *source, struct piece *piece);

#endif
