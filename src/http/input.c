/* Checks what comes from outside against its declaration. */
#include "http/input.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "http/uri.h"

enum { NUMBER_SIZE_MAX = 24 };

struct fault *
fault_new(struct arena *arena, enum problem problem, const char *field,
    const char *code, const char *detail)
{
	struct fault *fault = arena_alloc(arena, sizeof *fault);

	fault->problem = problem;
	fault->field = field;
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

struct fault *
input_check(const struct input *input, const char *text, struct arena *arena)
{
	switch (input->type) {
	case INPUT_ID:
		return check_id(input, text, arena);
	case INPUT_INTEGER:
		return check_integer(input, text, arena);
	case INPUT_DECIMAL:
		return check_decimal(input, text, arena);
	case INPUT_TEXT:
		return check_text(input, text, arena);
	case INPUT_CHOICE:
		return check_choice(input, text, arena);
	default: /* the others are of JSON; see body.c */
		break;
	}
	return NULL;
}
