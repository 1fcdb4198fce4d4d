/* Takes a request target apart. */
#include "http/uri.h"

#include <locale.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include "engine/buffer.h"

/* The size of the character at p; 0 if it is none. */
static size_t
utf8_character(const unsigned char *p, const unsigned char *end)
{
	unsigned char first = *p++;
	int more = first < 0x80		    ? 0
	    : first >= 0xc2 && first < 0xe0 ? 1
	    : first >= 0xe0 && first < 0xf0 ? 2
	    : first >= 0xf0 && first < 0xf5 ? 3
					    : -1;

	if (more < 0 || end - p < more)
		return 0;
	/* Overlong forms, surrogates, and beyond U+10FFFF. */
	if ((first == 0xe0 && *p < 0xa0) || (first == 0xed && *p > 0x9f) ||
	    (first == 0xf0 && *p < 0x90) || (first == 0xf4 && *p > 0x8f))
		return 0;
	for (int i = 0; i < more; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return (size_t)more + 1;
}

size_t
utf8_valid_size(const char *text, size_t size)
{
	const unsigned char *start = (const unsigned char *)text;
	const unsigned char *p = start, *end = start + size;
	size_t character = 1;

	while (p < end && character > 0) {
		character = utf8_character(p, end);
		p += character;
	}
	return (size_t)(p - start);
}

bool
utf8_is_valid(const char *text, size_t size)
{
	return utf8_valid_size(text, size) == size;
}

/* The next character in lower case. */
static wint_t
letter_next(const char **text, locale_t locale)
{
	mbstate_t state = { 0 };
	wchar_t character = 0;
	size_t size = mbrtowc(&character, *text, strlen(*text), &state);

	/* Without a character, the byte stands for itself. */
	if (size == 0 || size > 4) {
		character = (unsigned char)**text;
		size = 1;
	}
	*text += size;
	return towlower_l((wint_t)character, locale);
}

bool
utf8_same_letters(const char *one, const char *other)
{
	static locale_t locale;
	locale_t before;
	bool same = true;

	if (locale == NULL)
		locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
	if (locale == NULL)
		return strcmp(one, other) == 0;
	before = uselocale(locale);
	while (same && *one != '\0' && *other != '\0')
		same = letter_next(&one, locale) == letter_next(&other, locale);
	uselocale(before);
	return same && *one == *other;
}

size_t
utf8_length(const char *text)
{
	size_t length = 0;

	for (; *text != '\0'; text++)
		if (((unsigned char)*text & 0xc0) != 0x80)
			length++;
	return length;
}

/* The size of the white space that the text begins with; 0 if it is none. */
static size_t
space_size(const char *text, size_t size)
{
	static const char *const spaces[] = { " ", "\t", "\n", "\v", "\f", "\r",
		"\xc2\x85", u8"\u00a0", u8"\u1680", u8"\u2000", u8"\u2001",
		u8"\u2002", u8"\u2003", u8"\u2004", u8"\u2005", u8"\u2006",
		u8"\u2007", u8"\u2008", u8"\u2009", u8"\u200a", u8"\u2028",
		u8"\u2029", u8"\u202f", u8"\u205f", u8"\u3000" };

	for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) {
		size_t length = strlen(spaces[i]);

		if (length <= size && memcmp(text, spaces[i], length) == 0)
			return length;
	}
	return 0;
}

bool
utf8_is_blank(const char *text, size_t size)
{
	size_t space;

	while ((space = space_size(text, size)) > 0) {
		text += space;
		size -= space;
	}
	return size == 0;
}

bool
utf8_is_control(const char *text)
{
	unsigned char first = (unsigned char)text[0];

	/* Those beyond ASCII are C2 80 to C2 9F. */
	return first < ' ' || first == 0x7f ||
	    (first == 0xc2 && (unsigned char)text[1] < 0xa0);
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Decodes one segment, name or value. Returns NULL, or what is wrong. */
static const char *
decode(const char **decoded, const char *text, size_t size, bool query,
    struct arena *arena)
{
	char *out = arena_alloc(arena, size + 1);
	size_t length = 0;

	for (size_t i = 0; i < size; i++) {
		int high, low;

		out[length] = text[i];
		if (query && text[i] == '+')
			out[length] = ' ';
		if (text[i] == '%') {
			high = i + 2 < size ? hex_digit(text[i + 1]) : -1;
			low = i + 2 < size ? hex_digit(text[i + 2]) : -1;
			if (high < 0 || low < 0)
				return "a percent sign is not followed by two "
				       "hexadecimal digits";
			out[length] = (char)(high * 16 + low);
			i += 2;
		}
		if (out[length] == '\0')
			return "it contains a NUL character";
		length++;
	}
	if (!utf8_is_valid(out, length))
		return "it is not UTF-8";
	*decoded = out;
	return NULL;
}

static const char *
path_parse(struct uri *uri, const char *path, size_t size, struct arena *arena)
{
	const char *end = path + size;

	while (path < end) {
		size_t length = (size_t)(end - ++path);
		const char *slash = memchr(path, '/', length), *wrong;

		if (slash != NULL)
			length = (size_t)(slash - path);
		if (length == 0 && path == end)
			break; /* a trailing slash */
		if (uri->segments == URI_SEGMENTS_MAX)
			return "its path has too many segments";
		wrong = decode(
		    &uri->segment[uri->segments++], path, length, false, arena);
		if (wrong != NULL)
			return wrong;
		path += length;
	}
	return NULL;
}

const char *
uri_parse_pairs(struct uri *uri, const char *query, struct arena *arena)
{
	while (*query != '\0') {
		size_t size = strcspn(query, "&");
		const char *equals = memchr(query, '=', size), *wrong;
		size_t name = equals == NULL ? size : (size_t)(equals - query);
		struct pair *pair;

		if (size > 0) {
			if (uri->pairs == URI_PAIRS_MAX)
				return "it has too many parameters";
			pair = &uri->pair[uri->pairs++];
			wrong = decode(&pair->name, query, name, true, arena);
			if (wrong == NULL)
				wrong = decode(&pair->value,
				    equals == NULL ? query + size : equals + 1,
				    equals == NULL ? 0 : size - name - 1, true,
				    arena);
			if (wrong != NULL)
				return wrong;
		}
		query += size;
		query += *query == '&';
	}
	return NULL;
}

const char *
uri_parse(struct uri *uri, const char *target, struct arena *arena)
{
	size_t size = strcspn(target, "?");
	const char *wrong;

	uri->segments = 0;
	uri->pairs = 0;
	if (*target != '/')
		return "it does not begin with a slash";
	wrong = path_parse(uri, target, size, arena);
	if (wrong == NULL && target[size] == '?')
		wrong = uri_parse_pairs(uri, target + size + 1, arena);
	return wrong;
}

const char *
uri_encode(const char *text, struct arena *arena)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-._~";
	struct buffer out;

	buffer_init(&out, arena, strlen(text) + 16);
	while (*text != '\0') {
		size_t size = strspn(text, plain);

		buffer_put(&out, text, size);
		text += size;
		if (*text != '\0')
			buffer_printf(&out, "%%%02X", (unsigned char)*text++);
	}
	return buffer_string(&out);
}
