/* Checks the members of a JSON body, each against its input. */
#include "http/member.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "http/array.h"
#include "http/uri.h"

static void
refuse_range(struct call *call, const struct input *input)
{
	call_refuse(call, input->name, "out_of_range",
	    arena_printf(call->arena, "It must be from %ld to %ld.", input->min,
		input->max));
}

/* Is it a number? Its text is as it was sent: json-c keeps it. */
static bool
number_take(struct member *member, double *value)
{
	enum json_type type = json_object_get_type(member->json);

	if (type != json_type_int && type != json_type_double) {
		call_refuse(member->call, member->input->name, "wrong_type",
		    "It must be a number.");
		return false;
	}
	*value = strtod(json_object_get_string(member->json), NULL);
	if (*value >= (double)member->input->min &&
	    *value <= (double)member->input->max)
		return true;
	refuse_range(member->call, member->input);
	return false;
}

/* How many decimals a number of JSON has, but for zeros at its end. */
static size_t
decimals(const char *number)
{
	const char *point = strchr(number, '.');
	size_t count;

	/* With an exponent, what it says is for the value to tell. */
	if (point == NULL || strpbrk(number, "eE") != NULL)
		return 0;
	count = strlen(point + 1);
	while (count > 0 && point[count] == '0')
		count--;
	return count;
}

static void
take_tenths(struct member *member)
{
	double value;

	errno = 0;
	if (!number_take(member, &value))
		return;
	member->text =
	    arena_printf(member->call->arena, "%.1f", value == 0 ? 0.0 : value);
	/* Neither rounded just now, nor when it was read. */
	if (strtod(member->text, NULL) != value || errno == ERANGE ||
	    decimals(json_object_get_string(member->json)) > 1)
		call_refuse(member->call, member->input->name, "too_precise",
		    "It must have at most one decimal.");
}

static void
take_integer(struct member *member)
{
	double value;

	if (!number_take(member, &value))
		return;
	if (value != floor(value))
		call_refuse(member->call, member->input->name, "too_precise",
		    "It must be a whole number.");
	member->text = arena_printf(member->call->arena, "%.0f", value);
}

/* A string of any kind. Returns whether it is good. */
static bool
take_string(struct member *member)
{
	struct input input = *member->input;
	struct fault *fault;

	if (json_object_get_type(member->json) != json_type_string) {
		call_refuse(member->call, member->input->name, "wrong_type",
		    "It must be a string.");
		return false;
	}
	if (input.type == INPUT_NAMES)
		input.type = INPUT_TEXT;
	member->text = json_object_get_string(member->json);
	fault = input_check(&input, member->text, member->call->arena);
	call_fault(member->call, fault);
	return fault == NULL;
}

/* Is `name` among the first names of the text, which ", " joins? */
static bool
name_is_among(const char *text, const char *end, const char *name, size_t size)
{
	while (text < end) {
		const char *comma = strstr(text, ", ");

		if ((size_t)(comma - text) == size &&
		    memcmp(text, name, size) == 0)
			return true;
		text = comma + 2;
	}
	return false;
}

static void
take_names(struct member *member)
{
	const char *name;

	if (!take_string(member) || *member->text == '\0')
		return;
	for (name = member->text;;) {
		const char *comma = strstr(name, ", ");
		size_t size =
		    comma == NULL ? strlen(name) : (size_t)(comma - name);

		if (utf8_is_blank(name, size) ||
		    name_is_among(member->text, name, name, size)) {
			call_refuse(member->call, member->input->name,
			    "not_allowed",
			    "Names are joined by a comma and a space; none may "
			    "be blank or there twice.");
			return;
		}
		if (comma == NULL)
			return;
		name = comma + 2;
	}
}

/*
 * One element of a list: {"name": "…"} and nothing else. Returns the name, or
 * NULL after a fault.
 */
static const char *
element_name(struct member *member, int place)
{
	struct json_object *element =
	    json_object_array_get_idx(member->json, (size_t)place);
	struct arena *arena = member->call->arena;
	const char *field =
	    arena_printf(arena, "%s[%d]", member->input->name, place);
	const char *name = NULL;
	bool there = false;

	if (json_object_get_type(element) != json_type_object) {
		call_refuse(member->call, field, "wrong_type",
		    "It must be an object with a name.");
		return NULL;
	}
	json_object_object_foreach(element, key, value)
	{
		struct member inner = { member->call,
			&(struct input){
			    .name = arena_printf(arena, "%s.%s", field, key),
			    .type = INPUT_TEXT,
			    .min = member->input->min,
			    .max = member->input->max,
			    .place = IN_BODY },
			value, NULL };

		if (strcmp(key, "name") != 0) {
			call_refuse(member->call, inner.input->name, "unknown",
			    "There is no such member here.");
			continue;
		}
		there = true;
		if (take_string(&inner))
			name = inner.text;
	}
	if (!there)
		call_refuse(member->call, arena_printf(arena, "%s.name", field),
		    "missing", "It is needed.");
	return name;
}

static void
take_list(struct member *member)
{
	struct arena *arena = member->call->arena;
	struct array array;
	const char **names;
	int count;

	if (json_object_get_type(member->json) != json_type_array) {
		call_refuse(member->call, member->input->name, "wrong_type",
		    "It must be a list of objects with a name.");
		return;
	}
	count = (int)json_object_array_length(member->json);
	if (count > member->input->times) {
		call_refuse(member->call, member->input->name, "too_many",
		    arena_printf(arena, "There may be at most %d.",
			member->input->times));
		return;
	}
	array_begin(&array, arena);
	names = arena_alloc(arena, ((size_t)count + 1) * sizeof *names);
	for (int i = 0; i < count; i++) {
		names[i] = element_name(member, i);
		for (int j = 0; names[i] != NULL && j < i; j++)
			if (names[j] != NULL &&
			    utf8_same_letters(names[i], names[j]))
				call_refuse(member->call,
				    arena_printf(arena, "%s[%d].name",
					member->input->name, i),
				    "repeated", "It is there twice.");
		if (names[i] != NULL)
			array_add(&array, names[i]);
	}
	member->text = array_end(&array);
}

static void
take_boolean(struct member *member)
{
	if (json_object_get_type(member->json) != json_type_boolean)
		call_refuse(member->call, member->input->name, "wrong_type",
		    "It must be true or false.");
	else
		member->text =
		    json_object_get_boolean(member->json) ? "true" : "false";
}

void
member_take(struct member *member)
{
	switch (member->input->type) {
	case INPUT_TENTHS:
		take_tenths(member);
		return;
	case INPUT_INTEGER:
		take_integer(member);
		return;
	case INPUT_BOOLEAN:
		take_boolean(member);
		return;
	case INPUT_NAMES:
		take_names(member);
		return;
	case INPUT_LIST:
		take_list(member);
		return;
	default:
		take_string(member);
		return;
	}
}
