#ifndef HTTP_JSON_H
#define HTTP_JSON_H

#include "engine/buffer.h"
#include "engine/rows.h"

/* Writes JSON (RFC 8259) from what the database gave. */

/* A string; `text` is UTF-8. */
void json_put_string(struct buffer *out, const char *text);

/*
 * A row as an object. A column's name is its key and its type decides the form
 * of the value. Beyond that,
 *   _name           is not shown,
 *   outer.inner     is a member of the object `outer`; such columns follow
 *                   each other,
 *   list[].name     is a text array without nulls, shown as a list of objects
 *                   with that one member.
 */
void json_put_row(struct buffer *out, const struct rows *rows, int row);

/* The first `count` rows as an array. */
void json_put_rows(struct buffer *out, const struct rows *rows, int count);

#endif
