/* Checks the members of a JSON body, each against its input. */
#include "http/member.h"

#include <stdlib.h>
#include <string.h>

#include "http/array.h"
#include "http/number.h"
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
number_take(struct member *member)
{
	enum json_type type = json_object_get_type(member->json);
	double value;

	if (type != json_type_int && type != json_type_double) {
		call_refuse(member->call, member->input->name, "wrong_type",
		    "It must be a number.");
		return false;
	}
	value = strtod(json_object_get_string(member->json), NULL);
	if (value >= (double)member->input->min &&
	    value <= (double)member->input->max)
		return true;
	refuse_range(member->call, member->input);
	return false;
}

static void
take_tenths(struct member *member)
{
	if (!number_take(member))
		return;
	member->text = number_tenths(
	    json_object_get_string(member->json), member->call->arena);
	if (member->text == NULL)
		call_refuse(member->call, member->input->name, "too_precise",
		    "It must have at most one decimal.");
}

static void
take_integer(struct member *member)
{
	if (!number_take(member))
		return;
	member->text = number_whole(
	    json_object_get_string(member->json), member->call->arena);
	if (member->text == NULL)
		call_refuse(member->call, member->input->name, "too_precise",
		    "It must be a whole number.");
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
