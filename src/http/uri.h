#ifndef HTTP_URI_H
#define HTTP_URI_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/arena.h"

/*
 * A request target in origin form (RFC 9112, section 3.2.1), taken apart and
 * percent-decoded (RFC 3986, section 2.1). Segments and pairs are UTF-8
 * without NUL. In the query, a plus sign is a space.
 */
enum { URI_SEGMENTS_MAX = 12, URI_PAIRS_MAX = 64 };

struct uri {
	int segments;
	const char *segment[URI_SEGMENTS_MAX]; /* a trailing slash adds none */
	int pairs;
	struct pair {
		const char *name;
		const char *value;
	} pair[URI_PAIRS_MAX];
};

/* Returns NULL, or what is wrong with the target, in words for its sender. */
const char *uri_parse(struct uri *uri, const char *target, struct arena *arena);

/*
 * Adds the pairs of a query, or of a form (URL Standard,
 * application/x-www-form-urlencoded). Returns as uri_parse() does.
 */
const char *uri_parse_pairs(
    struct uri *uri, const char *query, struct arena *arena);

/* Is it UTF-8 (RFC 3629), without overlong forms and surrogates? */
bool utf8_is_valid(const char *text, size_t size);

/* How many bytes of it are, from the first one on. */
size_t utf8_valid_size(const char *text, size_t size);

/* Are they the same but for the case of letters? Both are valid UTF-8. */
bool utf8_same_letters(const char *one, const char *other);

/* How many characters (code points) valid UTF-8 has. */
size_t utf8_length(const char *text);

/*
 * Is there nothing but white space in it (Unicode, White_Space)? An empty text
 * is blank, too.
 */
bool utf8_is_blank(const char *text, size_t size);

/* Does it begin with a control character (U+0000 to 1F, U+007F to 9F)? */
bool utf8_is_control(const char *text);

/* Percent-encodes all but unreserved characters (RFC 3986, section 2.3). */
const char *uri_encode(const char *text, struct arena *arena);

#endif
