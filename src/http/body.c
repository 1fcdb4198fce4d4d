/* Reads the inputs of a call from a JSON body. */
#include "http/body.h"

#include <errno.h>
#include <json-c/json.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "http/array.h"
#include "http/json_check.h"
#include "http/uri.h"

/* One member on its way to a value. */
struct member {
	struct call *call;
	const struct input *input;
	struct json_object *json;
	const char *text; /* result; NULL is null */
};

static void
refuse(
    struct call *call, const char *field, const char *code, const char *detail)
{
	call_fault(
	    call, fault_new(call->arena, PROBLEM_INVALID, field, code, detail));
}

static void
refuse_range(struct call *call, const struct input *input)
{
	refuse(call, input->name, "out_of_range",
	    arena_printf(call->arena, "It must be from %ld to %ld.", input->min,
		input->max));
}

/* Is it a number? Its text is as it was sent: json-c keeps it. */
static bool
number_take(struct member *member, double *value)
{
	enum json_type type = json_object_get_type(member->json);

	if (type != json_type_int && type != json_type_double) {
		refuse(member->call, member->input->name, "wrong_type",
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

static void
take_tenths(struct member *member)
{
	double value;

	errno = 0;
	if (!number_take(member, &value))
		return;
	member->text =
	    arena_printf(member->call->arena, "%.1f", value == 0 ? 0.0 : value);
	/* Neither rounded just now, nor to zero when it was read. */
	if (strtod(member->text, NULL) != value || errno == ERANGE)
		refuse(member->call, member->input->name, "too_precise",
		    "It must have at most one decimal.");
}

static void
take_integer(struct member *member)
{
	double value;

	if (!number_take(member, &value))
		return;
	if (value != floor(value))
		refuse(member->call, member->input->name, "too_precise",
		    "It must be a whole number.");
	member->text = arena_printf(member->call->arena, "%.0f", value);
}

/* Returns whether it is good. */
static bool
take_text(struct member *member)
{
	const struct input text = { .name = member->input->name,
		.type = INPUT_TEXT,
		.min = member->input->min,
		.max = member->input->max };
	struct fault *fault;

	if (json_object_get_type(member->json) != json_type_string) {
		refuse(member->call, member->input->name, "wrong_type",
		    "It must be a string.");
		return false;
	}
	member->text = json_object_get_string(member->json);
	fault = input_check(&text, member->text, member->call->arena);
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

	if (!take_text(member) || *member->text == '\0')
		return;
	for (name = member->text;;) {
		const char *comma = strstr(name, ", ");
		size_t size =
		    comma == NULL ? strlen(name) : (size_t)(comma - name);

		if (size == 0 ||
		    name_is_among(member->text, name, name, size)) {
			refuse(member->call, member->input->name, "not_allowed",
			    "Names are joined by a comma and a space; none may "
			    "be empty or there twice.");
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
		refuse(member->call, field, "wrong_type",
		    "It must be an object with a name.");
		return NULL;
	}
	json_object_object_foreach(element, key, value)
	{
		struct member inner = { member->call,
			&(struct input){
			    .name = arena_printf(arena, "%s.%s", field, key),
			    .min = member->input->min,
			    .max = member->input->max },
			value, NULL };

		if (strcmp(key, "name") != 0) {
			refuse(member->call, inner.input->name, "unknown",
			    "There is no such member here.");
			continue;
		}
		there = true;
		if (take_text(&inner))
			name = inner.text;
	}
	if (!there)
		refuse(member->call, arena_printf(arena, "%s.name", field),
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
		refuse(member->call, member->input->name, "wrong_type",
		    "It must be a list of objects with a name.");
		return;
	}
	count = (int)json_object_array_length(member->json);
	if (count > member->input->times) {
		refuse(member->call, member->input->name, "too_many",
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
				refuse(member->call,
				    arena_printf(arena, "%s[%d].name",
					member->input->name, i),
				    "repeated", "It is there twice.");
		if (names[i] != NULL)
			array_add(&array, names[i]);
	}
	member->text = array_end(&array);
}

static void
member_take(struct member *member)
{
	switch (member->input->type) {
	case INPUT_TENTHS:
		take_tenths(member);
		return;
	case INPUT_INTEGER:
		take_integer(member);
		return;
	case INPUT_TEXT:
		take_text(member);
		return;
	case INPUT_NAMES:
		take_names(member);
		return;
	case INPUT_LIST:
		take_list(member);
		return;
	default:
		return;
	}
}

static const struct input *
body_input(const struct route *route, const char *name)
{
	for (const struct input *i = route->inputs; i && i->name; i++)
		if (i->place == IN_BODY && strcmp(i->name, name) == 0)
			return i;
	return NULL;
}

bool
body_is_wanted(const struct route *route)
{
	for (const struct input *i = route->inputs; i && i->name; i++)
		if (i->place == IN_BODY)
			return true;
	return false;
}

static void
input_read(
    struct call *call, const struct input *input, struct json_object *body)
{
	struct member member = { call, input, NULL, NULL };
	bool patch = strcmp(call->method, "PATCH") == 0;
	bool there = json_object_object_get_ex(body, input->name, &member.json);

	if (input->type == INPUT_IGNORED || (!there && patch))
		return;
	if (member.json != NULL)
		member_take(&member);
	else if (input->required)
		refuse(call, input->name, there ? "wrong_type" : "missing",
		    there ? "It must not be null." : "It is needed.");
	call_value(call, input->name, member.text);
}

/* Is the media type one that this method takes (RFC 9110, section 8.3)? */
static bool
media_type_is_json(const struct call *call)
{
	const char *given = request_parameter(call->request, "CONTENT_TYPE");
	size_t size;

	if (given == NULL)
		return false;
	size = strcspn(given, "; \t");
	if (size == strlen("application/json") &&
	    strncasecmp(given, "application/json", size) == 0)
		return true;
	return strcmp(call->method, "PATCH") == 0 &&
	    size == strlen("application/merge-patch+json") &&
	    strncasecmp(given, "application/merge-patch+json", size) == 0;
}

static void
json_release(void *json)
{
	json_object_put(json);
}

static struct json_object *
json_parse(struct call *call)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *json = json_tokener_parse_ex(
	    tokener, call->request->body, (int)call->request->body_size + 1);

	json_tokener_free(tokener);
	arena_adopt(call->arena, json, json_release);
	return json;
}

enum problem
body_read(struct call *call, const char **detail)
{
	const struct request *request = call->request;
	struct json_object *json;
	const char *wrong;
	size_t at;
	int given;

	*detail = NULL;
	if (!media_type_is_json(call))
		return PROBLEM_MEDIA_TYPE;
	wrong = json_check(request->body, request->body_size, &at);
	if (wrong != NULL) {
		*detail = arena_printf(call->arena,
		    "The body is not JSON at byte %zu: %s.", at, wrong);
		return PROBLEM_BAD_REQUEST;
	}
	json = json_parse(call);
	if (json_object_get_type(json) != json_type_object) {
		refuse(call, "body", "wrong_type", "It must be an object.");
		return PROBLEM_NONE;
	}
	json_object_object_foreach(json, key, value)
	{
		(void)value;
		if (body_input(call->route, key) == NULL)
			refuse(call, arena_copy(call->arena, key, strlen(key)),
			    "unknown", "There is no such member here.");
	}
	given = call->values.count;
	for (const struct input *i = call->route->inputs; i->name; i++)
		if (i->place == IN_BODY)
			input_read(call, i, json);
	if (call->values.count > given)
		call_value(call, "changed", "");
	return PROBLEM_NONE;
}
