/* Writes rows into a table. */
#include "tool/copy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/memory.h"

/* What is sent at once; a row may be longer. */
enum { SENT_SIZE = 1 << 16 };

struct copy {
	struct session *session;
	char *bytes;
	size_t size, room;
	bool first; /* in its row */
	bool failed;
};

struct copy *
copy_begin(struct session *session, const char *sql)
{
	struct copy *copy = memory_alloc(sizeof *copy);

	copy->session = session;
	copy->room = 2 * SENT_SIZE;
	copy->bytes = memory_alloc(copy->room);
	copy->size = 0;
	copy->first = true;
	copy->failed = !session_copy_begin(session, sql);
	return copy;
}

/* Begins a value of at most that size; returns where to write it. */
static char *
value_begin(struct copy *copy, size_t size)
{
	while (copy->room - copy->size < size + 2)
		copy->bytes = memory_resize(copy->bytes, copy->room *= 2);
	if (!copy->first)
		copy->bytes[copy->size++] = '\t';
	copy->first = false;
	return copy->bytes + copy->size;
}

static char *
escape(char *to, const char *text)
{
	for (; *text != '\0'; text++) {
		static const char special[] = "\\\t\n\r";
		static const char letter[] = "\\tnr";
		const char *found = strchr(special, *text);

		if (found == NULL) {
			*to++ = *text;
		} else {
			*to++ = '\\';
			*to++ = letter[found - special];
		}
	}
	return to;
}

void
copy_text(struct copy *copy, const char *text)
{
	char *from = value_begin(copy, text == NULL ? 2 : 2 * strlen(text));
	char *to = text == NULL ? stpcpy(from, "\\N") : escape(from, text);

	copy->size += (size_t)(to - from);
}

void
copy_number(struct copy *copy, long number)
{
	enum { DIGITS = 24 };
	char *to = value_begin(copy, DIGITS);

	copy->size += (size_t)snprintf(to, DIGITS, "%ld", number);
}

static void
send(struct copy *copy)
{
	if (!copy->failed)
		copy->failed =
		    !session_copy_put(copy->session, copy->bytes, copy->size);
	copy->size = 0;
}

void
copy_row_end(struct copy *copy)
{
	copy->bytes[copy->size++] = '\n';
	copy->first = true;
	if (copy->size >= SENT_SIZE)
		send(copy);
}

bool
copy_has_failed(const struct copy *copy)
{
	return copy->failed;
}

bool
copy_end(struct copy *copy, const char *reason)
{
	bool good;

	if (reason == NULL)
		send(copy);
	good = session_copy_end(copy->session, reason) && !copy->failed;
	free(copy->bytes);
	free(copy);
	return good;
}
