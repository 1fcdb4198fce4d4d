#ifndef HTTP_BASE64_H
#define HTTP_BASE64_H

#include <stdbool.h>

#include "engine/buffer.h"

/* The URL-safe alphabet of RFC 4648, section 5, without padding. */

const char *base64_encode(const char *bytes, size_t size, struct arena *arena);

/*
 * Adds the bytes that the text stands for. Takes the one canonical form only;
 * returns false for any other.
 */
bool base64_decode(struct buffer *out, const char *text);

#endif
