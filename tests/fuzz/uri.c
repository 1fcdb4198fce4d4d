/* Addresses: nothing of one is lost, and its inputs are what was declared. */
#include "http/uri.h"

#include <stdlib.h>
#include <string.h>

#include "../unit/tables.h"
#include "engine/buffer.h"
#include "fuzz.h"
#include "http/page.h"

static void
claim_decoded(const char *text)
{
	claim(utf8_is_valid(text, strlen(text)), "%s", text);
}

/* As a target again, each part of it encoded anew. */
static const char *
target_of(const struct uri *uri)
{
	struct buffer out;

	buffer_init(&out, scratch, 64);
	buffer_char(&out, '/');
	for (int i = 0; i < uri->segments; i++)
		buffer_printf(
		    &out, "%s/", uri_encode(uri->segment[i], scratch));
	for (int i = 0; i < uri->pairs; i++)
		buffer_printf(&out, "%c%s=%s", i == 0 ? '?' : '&',
		    uri_encode(uri->pair[i].name, scratch),
		    uri_encode(uri->pair[i].value, scratch));
	return buffer_string(&out);
}

/* Each byte of the path is there, if only as a part of an escape. */
static void
claim_path_is_whole(const struct uri *uri, const char *target)
{
	size_t size = strcspn(target, "?"), decoded = size, there = 0;

	for (size_t i = 0; i < size; i++)
		decoded -= target[i] == '%' ? 2 : 0;
	for (int i = 0; i < uri->segments; i++)
		there += 1 + strlen(uri->segment[i]);
	claim(there == decoded ||
		(there + 1 == decoded && target[size - 1] == '/'),
	    "%zu of %zu bytes", there, decoded);
}

static void
claim_it_is_the_same_again(const struct uri *uri)
{
	const char *target = target_of(uri);
	struct uri again;

	claim(uri_parse(&again, target, scratch) == NULL, "%s", target);
	claim(again.segments == uri->segments && again.pairs == uri->pairs,
	    "%s", target);
	for (int i = 0; i < uri->segments; i++)
		claim(strcmp(uri->segment[i], again.segment[i]) == 0, "%s",
		    target);
	for (int i = 0; i < uri->pairs; i++)
		claim(strcmp(uri->pair[i].name, again.pair[i].name) == 0 &&
			strcmp(uri->pair[i].value, again.pair[i].value) == 0,
		    "%s", target);
}

static bool
is_within(const struct input *input, const char *text)
{
	double value = strtod(text, NULL);

	switch (input->type) {
	case INPUT_ID:
		return value >= 1;
	case INPUT_INTEGER:
	case INPUT_DECIMAL:
		return value >= (double)input->min &&
		    value <= (double)input->max;
	case INPUT_TEXT:
		return utf8_length(text) >= (size_t)input->min &&
		    utf8_length(text) <= (size_t)input->max;
	default:
		return strstr(input->choices, text) != NULL;
	}
}

/* What reaches the statement is what the route declares. */
static void
claim_inputs_are_good(const struct call *call)
{
	const struct input *input;

	for (int i = 0; (input = route_input(call->route, i)) != NULL; i++) {
		const struct value *value =
		    values_find(&call->values, input->name);

		/* The limit has become one row more by now. */
		if (value == NULL || input->place == IN_BODY ||
		    strcmp(input->name, "limit") == 0)
			continue;
		claim(value->count <= 1 || value->count <= input->times,
		    "%d of %s", value->count, input->name);
		for (int j = 0; j < value->count; j++)
			claim(is_within(input, value->texts[j]), "%s=%s",
			    input->name, value->texts[j]);
	}
}

static void
call_take(const struct route *route, const struct uri *uri, const char *pattern,
    const char **path)
{
	struct call call = { .arena = scratch,
		.method = route->method,
		.uri = *uri,
		.route = route };
	struct query_step step = { 0 };

	call.last_fault = &call.faults;
	if (!call_read(&call, pattern, path))
		return;
	if (route->shape == SHAPE_LIST)
		page_read(&call);
	for (struct fault *f = call.faults; f != NULL; f = f->next)
		claim_decoded(f->field);
	if (call.faults != NULL)
		return;
	claim_inputs_are_good(&call);
	if (route->statement != STATEMENT_NONE)
		statement_render(&statements[route->statement], &call.values,
		    scratch, &step);
}

/* A path that fits is its pattern with the inputs in it. */
static void
claim_pattern_fits(
    const struct uri *uri, const char *pattern, const char **path)
{
	for (int i = 0, input = 0; i < uri->segments; i++) {
		const char *segment = uri->segment[i];

		pattern++;
		if (*pattern == '{')
			claim(path[input++] == segment, "%s", segment);
		else
			claim(strncmp(pattern, segment, strlen(segment)) == 0 &&
				pattern[strlen(segment)] == '/',
			    "%s is not %s", segment, pattern);
		pattern += strcspn(pattern, "/");
	}
	claim(strcmp(pattern, "/") == 0, "%s is left", pattern);
}

static void
try_pattern(
    const struct route *route, const struct uri *uri, const char *pattern)
{
	const char *path[URI_SEGMENTS_MAX];

	if (pattern == NULL || !route_matches(pattern, uri, path))
		return;
	claim_pattern_fits(uri, pattern, path);
	call_take(route, uri, pattern, path);
}

void
fuzz_one(const unsigned char *bytes, size_t size)
{
	const char *target = fuzz_text(bytes, size);
	const struct route *route;
	const char *wrong;
	struct uri uri;

	wrong = uri_parse(&uri, target, scratch);
	claim(uri.segments >= 0 && uri.segments <= URI_SEGMENTS_MAX, "%d",
	    uri.segments);
	claim(uri.pairs >= 0 && uri.pairs <= URI_PAIRS_MAX, "%d", uri.pairs);
	if (wrong != NULL)
		return;
	for (int i = 0; i < uri.segments; i++)
		claim_decoded(uri.segment[i]);
	for (int i = 0; i < uri.pairs; i++) {
		claim_decoded(uri.pair[i].name);
		claim_decoded(uri.pair[i].value);
	}
	claim_path_is_whole(&uri, target);
	claim_it_is_the_same_again(&uri);
	for (int i = 0; (route = route_at(i)) != NULL; i++) {
		try_pattern(route, &uri, route->path);
		try_pattern(route, &uri, route->alias);
	}
}
