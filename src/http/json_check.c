/* A strict check of JSON, before a lenient parser sees it. */
#include "http/json_check.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "http/uri.h"

/* More members than this in one object are refused: keys are compared. */
enum { MEMBERS_MAX = 64 };

struct check {
	const char *text, *at, *end;
	int depth;
	const char *wrong;
};

/* A key as it stands in the text, escapes and all. */
struct key {
	const char *text;
	size_t size;
};

static bool
fail(struct check *check, const char *wrong)
{
	check->wrong = wrong;
	return false;
}

static void
skip_space(struct check *check)
{
	while (check->at < check->end &&
	    strchr(" \t\r\n", *check->at) != NULL && *check->at != '\0')
		check->at++;
}

/* The next character, or -1 at the end. */
static int
peek(const struct check *check)
{
	return check->at < check->end ? (unsigned char)*check->at : -1;
}

/* Four hexadecimal digits after \u; -1 if they are not there. */
static long
hex4(struct check *check)
{
	long code = 0;

	if (check->end - check->at < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		static const char digits[] = "0123456789abcdefABCDEF";
		const char *digit =
		    *check->at == '\0' ? NULL : strchr(digits, *check->at);

		if (digit == NULL)
			return -1;
		code = code * 16 +
		    (digit - digits < 16 ? digit - digits : digit - digits - 6);
		check->at++;
	}
	return code;
}

/* Behind "\u". */
static bool
check_unicode(struct check *check)
{
	long code = hex4(check);

	if (code < 0)
		return fail(check, "\\u needs four hexadecimal digits");
	if (code == 0)
		return fail(check, "NUL is not allowed");
	if (code >= 0xdc00 && code <= 0xdfff)
		return fail(check, "a lone surrogate is not allowed");
	if (code < 0xd800 || code > 0xdbff)
		return true;
	if (check->end - check->at < 6 || check->at[0] != '\\' ||
	    check->at[1] != 'u')
		return fail(check, "a lone surrogate is not allowed");
	check->at += 2;
	code = hex4(check);
	if (code < 0xdc00 || code > 0xdfff)
		return fail(check, "a lone surrogate is not allowed");
	return true;
}

/* At the opening quote. */
static bool
check_string(struct check *check)
{
	check->at++;
	for (;;) {
		int c = peek(check);

		if (c < 0)
			return fail(check, "a string does not end");
		if (c < 0x20)
			return fail(check, "a control character in a string");
		check->at++;
		if (c == '"')
			return true;
		if (c != '\\')
			continue;
		c = peek(check);
		if (c < 0)
			return fail(check, "a string does not end");
		if (c == '\0' || strchr("\"\\/bfnrtu", c) == NULL)
			return fail(check, "an unknown escape");
		check->at++;
		if (c == 'u' && !check_unicode(check))
			return false;
	}
}

static bool
check_digits(struct check *check)
{
	const char *from = check->at;

	while (peek(check) >= '0' && peek(check) <= '9')
		check->at++;
	return check->at > from || fail(check, "a digit is missing");
}

/* RFC 8259, section 6. */
static bool
check_number(struct check *check)
{
	if (peek(check) == '-')
		check->at++;
	if (peek(check) == '0') {
		check->at++;
		if (peek(check) >= '0' && peek(check) <= '9')
			return fail(check, "a number with a leading zero");
	} else if (!check_digits(check)) {
		return false;
	}
	if (peek(check) == '.') {
		check->at++;
		if (!check_digits(check))
			return false;
	}
	if (peek(check) == 'e' || peek(check) == 'E') {
		check->at++;
		if (peek(check) == '+' || peek(check) == '-')
			check->at++;
		if (!check_digits(check))
			return false;
	}
	return true;
}

static bool
check_word(struct check *check, const char *word)
{
	size_t size = strlen(word);

	if ((size_t)(check->end - check->at) < size ||
	    memcmp(check->at, word, size) != 0)
		return fail(check, "not a JSON value");
	check->at += size;
	return true;
}

static bool check_value(struct check *check);

/* At the opening bracket. */
static bool
check_array(struct check *check)
{
	check->at++;
	skip_space(check);
	if (peek(check) == ']') {
		check->at++;
		return true;
	}
	for (;;) {
		if (!check_value(check))
			return false;
		skip_space(check);
		if (peek(check) == ']') {
			check->at++;
			return true;
		}
		if (peek(check) != ',')
			return fail(check, "a comma or ] is missing");
		check->at++;
	}
}

/*
 * Escapes could hide that two keys are the same, and no key that we know needs
 * one: a key with an escape is refused.
 */
static bool
check_key(struct check *check, struct key *keys, int count)
{
	struct key *key = &keys[count];

	skip_space(check);
	if (peek(check) != '"')
		return fail(check, "a key in double quotes is missing");
	if (count == MEMBERS_MAX)
		return fail(check, "too many members in one object");
	key->text = check->at;
	if (!check_string(check))
		return false;
	key->size = (size_t)(check->at - key->text);
	if (memchr(key->text, '\\', key->size) != NULL)
		return fail(check, "an escape in a key");
	for (int i = 0; i < count; i++)
		if (keys[i].size == key->size &&
		    memcmp(keys[i].text, key->text, key->size) == 0)
			return fail(check, "a key is there twice");
	return true;
}

/* At the opening brace. */
static bool
check_object(struct check *check)
{
	struct key keys[MEMBERS_MAX + 1];

	check->at++;
	skip_space(check);
	if (peek(check) == '}') {
		check->at++;
		return true;
	}
	for (int count = 0;; count++) {
		if (!check_key(check, keys, count))
			return false;
		skip_space(check);
		if (peek(check) != ':')
			return fail(check, "a colon is missing");
		check->at++;
		if (!check_value(check))
			return false;
		skip_space(check);
		if (peek(check) == '}') {
			check->at++;
			return true;
		}
		if (peek(check) != ',')
			return fail(check, "a comma or } is missing");
		check->at++;
	}
}

static bool
check_value(struct check *check)
{
	bool good;

	skip_space(check);
	switch (peek(check)) {
	case '{':
	case '[':
		if (check->depth == JSON_DEPTH_MAX)
			return fail(check, "it is nested too deeply");
		check->depth++;
		good = peek(check) == '{' ? check_object(check)
					  : check_array(check);
		check->depth--;
		return good;
	case '"':
		return check_string(check);
	case 't':
		return check_word(check, "true");
	case 'f':
		return check_word(check, "false");
	case 'n':
		return check_word(check, "null");
	case -1:
		return fail(check, "it ends too early");
	default:
		if (peek(check) == '-' ||
		    (peek(check) >= '0' && peek(check) <= '9'))
			return check_number(check);
		return fail(check, "not a JSON value");
	}
}

const char *
json_check(const char *text, size_t size, size_t *at)
{
	struct check check = { .text = text, .at = text, .end = text + size };
	size_t valid = utf8_valid_size(text, size);

	if (valid < size) {
		check.at = text + valid;
		check.wrong = "it is not UTF-8";
	} else if (check_value(&check)) {
		skip_space(&check);
		if (check.at < check.end)
			fail(&check, "something follows the end");
	}
	*at = (size_t)(check.at - text);
	return check.wrong;
}
