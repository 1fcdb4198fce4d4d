/* Checks what comes from outside against its declaration. */
#include "http/input.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "http/uri.h"

enum { NUMBER_SIZE_MAX = 24 };

#define LETTERS_DIGITS \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

/* The name as it is told: whoever made it up may have made it long. */
static const char *
field_cut(const char *field, struct arena *arena)
{
	enum { FIELD_MAX = 100 };

	if (strnlen(field, FIELD_MAX + 1) <= FIELD_MAX)
		return field;
	return arena_printf(
	    arena, "%.*s…", (int)utf8_valid_size(field, FIELD_MAX), field);
}

struct fault *
fault_new(struct arena *arena, enum problem problem, const char *field,
    const char *code, const char *detail)
{
	struct fault *fault = arena_alloc(arena, sizeof *fault);

	fault->problem = problem;
	fault->field = field_cut(field, arena);
	fault->code = code;
	fault->detail = detail;
	return fault;
}

static struct fault *
invalid(const struct input *input, struct arena *arena, const char *code,
    const char *detail)
{
	return fault_new(arena, PROBLEM_INVALID, input->name, code, detail);
}

static struct fault *
out_of_range(const struct input *input, struct arena *arena)
{
	return invalid(input, arena, "out_of_range",
	    arena_printf(
		arena, "It must be from %ld to %ld.", input->min, input->max));
}

/* Is it -?digits, or -?digits.digits where a fraction is allowed? */
static bool
is_number(const char *text, bool fraction)
{
	size_t digits;

	text += *text == '-';
	digits = strspn(text, "0123456789");
	if (digits == 0)
		return false;
	text += digits;
	if (*text == '.' && fraction) {
		text++;
		digits = strspn(text, "0123456789");
		if (digits == 0)
			return false;
		text += digits;
	}
	return *text == '\0';
}

static struct fault *
check_id(const struct input *input, const char *text, struct arena *arena)
{
	if (!is_number(text, false))
		return invalid(
		    input, arena, "not_a_number", "It must be a whole number.");
	errno = 0;
	if (*text == '-' || *text == '0' ||
	    (strtoll(text, NULL, 10) == INT64_MAX && errno != 0))
		return invalid(input, arena, "out_of_range",
		    "It must be from 1 to 9223372036854775807.");
	return NULL;
}

static struct fault *
check_ids(const struct input *input, const char *text, struct arena *arena)
{
	struct fault *fault = NULL;
	long count = 0;

	do {
		size_t size = strcspn(text, ",");

		fault = check_id(input, arena_copy(arena, text, size), arena);
		text += size;
		count++;
	} while (fault == NULL && *text++ == ',');
	if (fault == NULL && (count < input->min || count > input->max))
		return invalid(input, arena, "out_of_range",
		    "It has too few or too many numbers.");
	return fault;
}

static struct fault *
check_integer(const struct input *input, const char *text, struct arena *arena)
{
	long value;

	if (!is_number(text, false))
		return invalid(
		    input, arena, "not_a_number", "It must be a whole number.");
	errno = 0;
	value = strtol(text, NULL, 10);
	if (errno != 0 || value < input->min || value > input->max)
		return out_of_range(input, arena);
	return NULL;
}

static struct fault *
check_decimal(const struct input *input, const char *text, struct arena *arena)
{
	double value;

	if (!is_number(text, true))
		return invalid(input, arena, "not_a_number",
		    "It must be a number such as 7 or 7.5.");
	value = strtod(text, NULL);
	if (value < (double)input->min || value > (double)input->max ||
	    strlen(text) > NUMBER_SIZE_MAX)
		return out_of_range(input, arena);
	return NULL;
}

static struct fault *
check_text(const struct input *input, const char *text, struct arena *arena)
{
	size_t length = utf8_length(text);

	if (length < (size_t)input->min)
		return invalid(input, arena, "too_short",
		    arena_printf(arena,
			"It must have at least %ld character%s.", input->min,
			input->min == 1 ? "" : "s"));
	if (length > (size_t)input->max)
		return invalid(input, arena, "too_long",
		    arena_printf(arena, "It must have at most %ld characters.",
			input->max));
	return NULL;
}

static struct fault *
check_choice(const struct input *input, const char *text, struct arena *arena)
{
	const char *word = input->choices;
	size_t length = strlen(text);

	while (*word != '\0') {
		size_t size = strcspn(word, " ");

		if (size == length && memcmp(word, text, size) == 0)
			return NULL;
		word += size;
		word += *word == ' ';
	}
	return invalid(input, arena, "not_allowed",
	    arena_printf(arena, "It must be one of: %s.", input->choices));
}

static struct fault *
check_word(const struct input *input, const char *text, struct arena *arena)
{
	if (text[strspn(text, LETTERS_DIGITS "_-")] != '\0')
		return invalid(input, arena, "not_allowed",
		    "It may have letters of ASCII, digits, _ and - only.");
	return check_text(input, text, arena);
}

/* Domain labels (HTML, "valid email address"): 1 to 63, no hyphen outside. */
static bool
is_domain(const char *text)
{
	for (;;) {
		size_t size = strspn(text, LETTERS_DIGITS "-");

		if (size == 0 || size > 63 || *text == '-' ||
		    text[size - 1] == '-')
			return false;
		text += size;
		if (*text == '\0')
			return true;
		if (*text++ != '.')
			return false;
	}
}

static struct fault *
check_email(const struct input *input, const char *text, struct arena *arena)
{
	size_t local = strspn(text, LETTERS_DIGITS ".!#$%&'*+/=?^_`{|}~-");

	if (local == 0 || text[local] != '@' || !is_domain(text + local + 1))
		return invalid(input, arena, "not_an_address",
		    "It must be an email address such as name@example.com.");
	return check_text(input, text, arena);
}

/* A host, behind a user if there is one (RFC 3986, section 3.2). */
static bool
has_host(const char *authority)
{
	size_t user = strcspn(authority, "@/?#");

	if (authority[user] == '@')
		authority += user + 1;
	return strcspn(authority, ":/?#") > 0 &&
	    authority[strcspn(authority, "@/?#")] != '@';
}

static bool
percents_are_good(const char *text)
{
	while ((text = strchr(text, '%')) != NULL)
		if (strspn(++text, "0123456789abcdefABCDEF") < 2)
			return false;
	return true;
}

static struct fault *
check_url(const struct input *input, const char *text, struct arena *arena)
{
	static const char *const schemes[] = { "http://", "https://" };
	const char *rest = NULL;

	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
		if (strncasecmp(text, schemes[i], strlen(schemes[i])) == 0)
			rest = text + strlen(schemes[i]);
	/* Characters of an address only (RFC 3986, appendix A). */
	if (rest == NULL || !has_host(rest) || !percents_are_good(rest) ||
	    rest[strspn(rest, LETTERS_DIGITS "-._~:/?#[]@!$&'()*+,;=%")] !=
		'\0')
		return invalid(input, arena, "not_an_address",
		    "It must be an http or https address.");
	return check_text(input, text, arena);
}

static struct fault *
check_phone(const struct input *input, const char *text, struct arena *arena)
{
	size_t digits = 0;

	for (const char *c = text; *c != '\0'; c++)
		digits += *c >= '0' && *c <= '9';
	if (text[strspn(text, "0123456789 +-()")] != '\0' || digits < 3)
		return invalid(input, arena, "not_a_number",
		    "It must be a phone number such as +44 20 7946 0000.");
	return check_text(input, text, arena);
}

static struct fault *
check_type(const struct input *input, const char *text, struct arena *arena)
{
	switch (input->type) {
	case INPUT_ID:
		return check_id(input, text, arena);
	case INPUT_IDS:
		return check_ids(input, text, arena);
	case INPUT_INTEGER:
		return check_integer(input, text, arena);
	case INPUT_DECIMAL:
		return check_decimal(input, text, arena);
	case INPUT_TEXT:
	case INPUT_LINES:
	case INPUT_PASSWORD:
		return check_text(input, text, arena);
	case INPUT_CHOICE:
		return check_choice(input, text, arena);
	case INPUT_WORD:
		return check_word(input, text, arena);
	case INPUT_EMAIL:
		return check_email(input, text, arena);
	case INPUT_URL:
		return check_url(input, text, arena);
	case INPUT_PHONE:
		return check_phone(input, text, arena);
	default: /* the others are of JSON; see member.c */
		break;
	}
	return NULL;
}

/* What is kept is shown to others, on terminals as well. */
static struct fault *
check_kept(const struct input *input, const char *text, struct arena *arena)
{
	bool lines = input->type == INPUT_LINES;

	/* Spaces around a name are the sender's; of them only, it is none. */
	if (*text != '\0' && utf8_is_blank(text, strlen(text)))
		return invalid(input, arena, "blank",
		    "It must have more than white space.");
	for (; *text != '\0'; text++)
		if (utf8_is_control(text) &&
		    !(lines && strchr("\t\n\r", *text) != NULL))
			return invalid(input, arena, "not_allowed",
			    lines ? "It may have no control characters but "
				    "tabs and line breaks."
				  : "It may have no control characters.");
	return NULL;
}

struct fault *
input_check(const struct input *input, const char *text, struct arena *arena)
{
	struct fault *fault = check_type(input, text, arena);

	if (fault == NULL && input->place == IN_BODY &&
	    input->type != INPUT_PASSWORD)
		fault = check_kept(input, text, arena);
	return fault;
}
