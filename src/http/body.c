/* Reads the inputs of a call from its body: JSON, or a form. */
#include "http/body.h"

#include <string.h>
#include <strings.h>

#include "engine/frame.h"
#include "http/json_check.h"
#include "http/member.h"
#include "http/read.h"
#include "http/uri.h"

static const struct input *
body_input(const struct route *route, const char *name)
{
	for (const struct input *i = route->inputs; i && i->name; i++)
		if (i->place == IN_BODY && strcmp(i->name, name) == 0)
			return i;
	return NULL;
}

/* Does the route take something from there? */
static bool
place_is_used(const struct route *route, enum input_place place)
{
	for (const struct input *i = route->inputs; i && i->name; i++)
		if (i->place == place)
			return true;
	return false;
}

bool
body_is_wanted(const struct route *route)
{
	return place_is_used(route, IN_BODY) || place_is_used(route, IN_FORM);
}

size_t
body_max(const struct call *call)
{
	return call->route->items_max == 0
	    ? FRAME_BODY_MAX
	    : (size_t)call->request->settings->large_body_kib * 1024;
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
		call_refuse(call, input->name, there ? "wrong_type" : "missing",
		    there ? "It must not be null." : "It is needed.");
	call_value(call, input->name, member.text);
}

bool
body_is(const struct call *call, const char *media_type)
{
	const char *given = request_parameter(call->request, "CONTENT_TYPE");
	size_t size = given == NULL ? 0 : strcspn(given, "; \t");

	return size == strlen(media_type) &&
	    strncasecmp(given, media_type, size) == 0;
}

bool
body_is_encoded(const struct call *call)
{
	const char *coding =
	    request_parameter(call->request, "HTTP_CONTENT_ENCODING");

	return call->request->body_size > 0 && coding != NULL &&
	    strcasecmp(coding, "identity") != 0;
}

static bool
media_type_is_json(const struct call *call)
{
	return body_is(call, "application/json") ||
	    (strcmp(call->method, "PATCH") == 0 &&
		body_is(call, "application/merge-patch+json"));
}

/* Strings may be passwords: what json-c keeps of them is overwritten. */
static void
json_release(void *json)
{
	if (json_object_get_type(json) == json_type_object) {
		json_object_object_foreach(json, key, value)
		{
			(void)key;
			if (json_object_get_type(value) == json_type_string)
				explicit_bzero(
				    (char *)json_object_get_string(value),
				    (size_t)json_object_get_string_len(value));
		}
	}
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

static enum problem
form_read(struct call *call, const char **detail)
{
	const struct request *request = call->request;
	struct uri form = { 0 };
	const char *wrong;

	if (!body_is(call, "application/x-www-form-urlencoded")) {
		*detail = "The body must be a form "
			  "(application/x-www-form-urlencoded), and "
			  "Content-Type must say so.";
		return PROBLEM_MEDIA_TYPE;
	}
	wrong = strlen(request->body) < request->body_size
	    ? "it contains a NUL character"
	    : uri_parse_pairs(&form, request->body, call->arena);
	if (wrong != NULL) {
		*detail = arena_printf(
		    call->arena, "The body is not a form: %s.", wrong);
		return PROBLEM_BAD_REQUEST;
	}
	call_read_form(call, &form);
	return PROBLEM_NONE;
}

void
body_take(struct call *call, struct json_object *json)
{
	int given = call->values.count;

	if (json_object_get_type(json) != json_type_object) {
		call_refuse(
		    call, "body", "wrong_type", "It must be an object.");
		return;
	}
	json_object_object_foreach(json, key, value)
	{
		(void)value;
		if (body_input(call->route, key) == NULL)
			call_refuse(call,
			    arena_copy(call->arena, key, strlen(key)),
			    "unknown", "There is no such member here.");
	}
	for (const struct input *i = call->route->inputs; i->name; i++)
		if (i->place == IN_BODY)
			input_read(call, i, json);
	if (call->values.count > given)
		call_value(call, "changed", "");
}

const char *
body_fault(const char *what, const char *text, size_t size, struct arena *arena)
{
	size_t at;
	const char *wrong = json_check(text, size, &at);

	return wrong == NULL
	    ? NULL
	    : arena_printf(
		  arena, "%s is not JSON at byte %zu: %s.", what, at, wrong);
}

static enum problem
json_read(struct call *call, const char **detail)
{
	const struct request *request = call->request;

	if (!media_type_is_json(call))
		return PROBLEM_MEDIA_TYPE;
	*detail = body_fault(
	    "The body", request->body, request->body_size, call->arena);
	if (*detail != NULL)
		return PROBLEM_BAD_REQUEST;
	body_take(call, json_parse(call));
	return PROBLEM_NONE;
}

enum problem
body_read(struct call *call, const char **detail)
{
	*detail = NULL;
	return place_is_used(call->route, IN_FORM) ? form_read(call, detail)
						   : json_read(call, detail);
}
