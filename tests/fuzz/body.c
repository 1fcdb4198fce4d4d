/* Bodies of the API's routes: only what is declared becomes a value. */
#include "http/body.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/tables.h"
#include "fuzz.h"
#include "http/json_check.h"

/* The n-th route that takes a body, counted around. */
static const struct route *
route_with_body(int n)
{
	const struct route *route;

	for (int i = 0;; i = (i + 1) % routes_count()) {
		route = route_at(i);
		if (body_is_wanted(route) && route->items_max == 0 && n-- == 0)
			return route;
	}
}

/* Digits, and with tenths a point and one digit behind them. */
static void
claim_number(const struct input *input, const char *text)
{
	size_t digits = strspn(text, "0123456789");
	double value = strtod(text, NULL);

	claim(digits > 0, "%s=%s", input->name, text);
	if (input->type == INPUT_TENTHS)
		claim(text[digits] == '.' && strlen(text) == digits + 2,
		    "%s=%s", input->name, text);
	else
		claim(text[digits] == '\0', "%s=%s", input->name, text);
	claim(value >= (double)input->min && value <= (double)input->max,
	    "%s=%s", input->name, text);
}

/* `sent` is what the body has under the name, as json-c reads it. */
static void
claim_fits(
    const struct input *input, const char *text, struct json_object *sent)
{
	claim((text == NULL) == (sent == NULL), "%s", input->name);
	if (text == NULL) {
		claim(!input->required, "%s is null", input->name);
		return;
	}
	claim(utf8_is_valid(text, strlen(text)), "%s", input->name);
	switch (input->type) {
	case INPUT_TENTHS:
	case INPUT_INTEGER:
		claim_number(input, text);
		claim(strtod(text, NULL) == json_object_get_double(sent),
		    "%s=%s", input->name, text);
		break;
	case INPUT_TEXT:
	case INPUT_LINES:
	case INPUT_NAMES:
		claim(strcmp(text, json_object_get_string(sent)) == 0, "%s=%s",
		    input->name, text);
		claim(utf8_length(text) >= (size_t)input->min &&
			utf8_length(text) <= (size_t)input->max,
		    "%s=%s", input->name, text);
		claim(*text == '\0' || !utf8_is_blank(text, strlen(text)),
		    "%s is blank", input->name);
		for (const char *c = text; *c != '\0'; c++)
			claim(!utf8_is_control(c) ||
				(input->type == INPUT_LINES &&
				    strchr("\t\n\r", *c) != NULL),
			    "%s has %02x in it", input->name,
			    (unsigned char)*c);
		break;
	case INPUT_LIST:
		claim(text[0] == '{' && text[strlen(text) - 1] == '}', "%s=%s",
		    input->name, text);
		break;
	default:
		claim(false, "%s becomes a value", input->name);
	}
}

static void
claim_values_are_good(const struct call *call)
{
	bool patch = strcmp(call->method, "PATCH") == 0;
	struct json_object *body = json_tokener_parse(call->request->body);
	struct json_object *sent;

	for (const struct input *i = call->route->inputs; i->name; i++) {
		const struct value *value = i->place == IN_BODY
		    ? values_find(&call->values, i->name)
		    : NULL;

		sent = NULL;
		json_object_object_get_ex(body, i->name, &sent);
		if (value != NULL)
			claim_fits(i, value->texts[0], sent);
		else
			claim((patch && sent == NULL) ||
				i->type == INPUT_IGNORED || i->place != IN_BODY,
			    "%s is missing", i->name);
	}
	json_object_put(body);
	claim((values_find(&call->values, "changed") != NULL) ==
		(call->values.count > 0),
	    "%d values", call->values.count);
}

/* Whatever the fault, the answer that tells it is JSON. */
static void
claim_answer_is_json(
    const struct call *call, enum problem problem, const char *detail)
{
	struct buffer out;
	const char *wrong;
	size_t at;

	buffer_init(&out, scratch, 256);
	problem_write(&out, problem, detail, "id", call->faults);
	wrong = json_check(out.bytes, out.size, &at);
	claim(wrong == NULL, "%s at %zu: %.*s", wrong, at, (int)out.size,
	    out.bytes);
}

/* The first byte is which route, the rest is the body. */
void
fuzz_one(const unsigned char *bytes, size_t size)
{
	char *parameters[] = { "CONTENT_TYPE=application/json", NULL };
	struct request request = { .arena = scratch, .parameters = parameters };
	struct call call = { .request = &request, .arena = scratch };
	enum problem problem;
	const char *detail;

	if (size == 0)
		return;
	request.body_size = size - 1;
	request.body = arena_copy(scratch, (const char *)bytes + 1, size - 1);
	call.route = route_with_body((*bytes - '0') & 7);
	call.method = call.route->method;
	call.last_fault = &call.faults;
	/* One for each input, and `changed`. */
	while (route_input(call.route, call.values.room++) != NULL)
		;
	call.values.items = arena_alloc(
	    scratch, (size_t)call.values.room * sizeof *call.values.items);
	problem = body_read(&call, &detail);
	if (problem != PROBLEM_NONE) {
		claim(problem == PROBLEM_BAD_REQUEST && detail != NULL &&
			call.faults == NULL,
		    "problem %d", problem);
		claim_answer_is_json(&call, problem, detail);
	} else if (call.faults != NULL) {
		claim_answer_is_json(&call, PROBLEM_INVALID, NULL);
	} else {
		claim_values_are_good(&call);
	}
}
