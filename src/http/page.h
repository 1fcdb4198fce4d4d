#ifndef HTTP_PAGE_H
#define HTTP_PAGE_H

#include "engine/buffer.h"
#include "engine/rows.h"
#include "http/call.h"

/* Pages of a list: RFC 8288 links, keyset cursors, counts on request. */

/*
 * Reads limit, cursor, sort and count of the call and sets the values that the
 * statement needs for them; a bad cursor is a fault.
 */
void page_read(struct call *call);

/* Adds the step that counts, if the client wants to know. */
void page_add_count(struct call *call);

/*
 * Writes the rows of the page as an array, and into `headers` the lines Link
 * and X-Total-Count, as far as there are.
 */
void page_write(struct call *call, const struct answer *answer,
    const struct rows *rows, struct buffer *headers, struct buffer *body);

#endif
