/* Reads the inputs of a call. */
#include "http/read.h"

#include <assert.h>
#include <string.h>

/* clang-format off */
const struct input list_inputs[] = {
	{ "limit", INPUT_INTEGER, 1, 100, .preset = "20" },
	{ "cursor", INPUT_TEXT, 0, 4000 },
	{ "count", INPUT_CHOICE, .choices = "exact estimated" },
	{ 0 },
};
/* clang-format on */

enum {
	/*
	 * Beyond the inputs: page, after_key or after_null, after_id,
	 * schema_version,
	 * token_hash, wanted, raises, if_match, changed, address,
	 * new_token_hash, idempotency_key, idempotency_digest, token_seed; and
	 * those of work().
	 */
	VALUES_MORE = 14 + WORK_VALUES_MAX,
};

void
call_fault(struct call *call, struct fault *fault)
{
	if (fault == NULL)
		return;
	*call->last_fault = fault;
	call->last_fault = &fault->next;
}

void
call_refuse(
    struct call *call, const char *field, const char *code, const char *detail)
{
	call_fault(
	    call, fault_new(call->arena, PROBLEM_INVALID, field, code, detail));
}

static struct value *
value_add(struct call *call, const char *name, int times)
{
	struct value *value = &call->values.items[call->values.count];

	assert(call->values.count < call->values.room);
	call->values.count++;
	value->name = name;
	value->texts =
	    arena_alloc(call->arena, (size_t)times * sizeof *value->texts);
	return value;
}

void
call_value(struct call *call, const char *name, const char *text)
{
	struct value *value = value_add(call, name, 1);

	value->texts[value->count++] = text;
}

const char *
call_text(const struct call *call, const char *name)
{
	const struct value *value = values_find(&call->values, name);

	return value == NULL ? NULL : value->texts[0];
}

static const struct input *
input_find(const struct input *inputs, const char *name)
{
	for (; inputs != NULL && inputs->name != NULL; inputs++)
		if (inputs->place == IN_QUERY &&
		    strcmp(inputs->name, name) == 0)
			return inputs;
	return NULL;
}

/* What was sent and not declared is a fault, told once. */
static void
refuse_unknown(struct call *call)
{
	const struct route *route = call->route;

	for (int i = 0; i < call->uri.pairs; i++) {
		const char *name = call->uri.pair[i].name;
		bool told = false;

		for (int j = 0; j < i && !told; j++)
			told = strcmp(call->uri.pair[j].name, name) == 0;
		if (told || input_find(route->inputs, name) != NULL ||
		    (route->shape == SHAPE_LIST &&
			input_find(list_inputs, name) != NULL))
			continue;
		call_fault(call,
		    fault_new(call->arena, PROBLEM_BAD_REQUEST, name, "unknown",
			"There is no such query parameter here."));
	}
}

/* Reads one input from the pairs of a query or a form. */
static void
read_pairs_input(
    struct call *call, const struct input *input, const struct uri *uri)
{
	int times = input->times == 0 ? 1 : input->times;
	struct value *value = value_add(call, input->name, times);

	for (int i = 0; i < uri->pairs; i++) {
		const struct pair *pair = &uri->pair[i];

		if (strcmp(pair->name, input->name) != 0)
			continue;
		if (value->count == times) {
			call_fault(call,
			    fault_new(call->arena, PROBLEM_BAD_REQUEST,
				input->name, "repeated",
				arena_printf(call->arena,
				    "It may be given %d time%s.", times,
				    times == 1 ? "" : "s")));
			break;
		}
		call_fault(call, input_check(input, pair->value, call->arena));
		value->texts[value->count++] = pair->value;
	}
	if (value->count == 0 && input->preset != NULL)
		value->texts[value->count++] = input->preset;
	if (value->count == 0 && input->required)
		call_refuse(call, input->name, "missing", "It is needed.");
}

void
call_read_form(struct call *call, const struct uri *form)
{
	for (const struct input *i = call->route->inputs; i->name; i++)
		if (i->place == IN_FORM)
			read_pairs_input(call, i, form);
}

static bool
read_path_input(struct call *call, const struct input *input,
    const char *pattern, const char **path)
{
	const char *name;

	for (int i = 0;
	     (name = route_path_input(pattern, i, call->arena)) != NULL; i++)
		if (strcmp(name, input->name) == 0) {
			call_value(call, input->name, path[i]);
			return input_check(input, path[i], call->arena) == NULL;
		}
	return false;
}

bool
call_read(struct call *call, const char *pattern, const char **path)
{
	const struct input *inputs[] = { call->route->inputs,
		call->route->shape == SHAPE_LIST ? list_inputs : NULL };
	const struct input *input;
	int room = VALUES_MORE;

	for (size_t i = 0; i < 2; i++)
		for (input = inputs[i]; input && input->name; input++)
			room++;
	call->values.room = room;
	call->values.items =
	    arena_alloc(call->arena, (size_t)room * sizeof *call->values.items);
	refuse_unknown(call);
	for (size_t i = 0; i < 2; i++)
		for (input = inputs[i]; input && input->name; input++) {
			if (input->place == IN_QUERY)
				read_pairs_input(call, input, &call->uri);
			else if (input->place == IN_PATH &&
			    !read_path_input(call, input, pattern, path))
				return false;
		}
	return true;
}
