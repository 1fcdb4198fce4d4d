#ifndef HTTP_JSON_CHECK_H
#define HTTP_JSON_CHECK_H

#include <stddef.h>

/*
 * Is it strict JSON (RFC 8259, as narrowed by I-JSON, RFC 7493)? json-c lets
 * through more than that, and changes some of it silently; so every body
 * passes here first: UTF-8, no NUL and no \u0000, no lone surrogates, no raw
 * control characters, no duplicate keys, no depth beyond JSON_DEPTH_MAX, the
 * number grammar, nothing after the end.
 *
 * Returns NULL, or what is wrong, in words for the sender; *at is then the
 * offset of the byte where it shows.
 */
enum { JSON_DEPTH_MAX = 16 };

const char *json_check(const char *text, size_t size, size_t *at);

#endif
