/* Bodies of many movies: what is good in lines is as good in an array. */
#include "http/batch.h"

#include <string.h>

#include "../unit/tables.h"
#include "fuzz.h"
#include "http/json_check.h"

static const struct route *
route_of_many(void)
{
	int i = 0;

	while (route_at(i)->items_max == 0)
		i++;
	return route_at(i);
}

static struct call *
call_read_batch(const char *type, const char *body, size_t size)
{
	struct request *request = arena_alloc(scratch, sizeof *request);
	struct call *call = arena_alloc(scratch, sizeof *call);
	char **parameters = arena_alloc(scratch, 2 * sizeof *parameters);

	parameters[0] = arena_printf(scratch, "CONTENT_TYPE=%s", type);
	request->arena = call->arena = scratch;
	request->parameters = parameters;
	request->body = body;
	request->body_size = size;
	call->request = request;
	call->route = route_of_many();
	call->method = call->route->method;
	call->last_fault = &call->faults;
	/* One for each input, and `patience`. */
	while (route_input(call->route, call->values.room++) != NULL)
		;
	call->values.items = arena_alloc(
	    scratch, (size_t)call->values.room * sizeof *call->values.items);
	batch_read(call);
	return call;
}

static bool
is_refused(const struct call *call)
{
	return call->refusal != PROBLEM_NONE || call->faults != NULL;
}

/* Whatever the fault, the answer that tells it is JSON. */
static void
claim_answer_is_json(const struct call *call)
{
	struct buffer out;
	const char *wrong;
	size_t at;

	buffer_init(&out, scratch, 256);
	problem_write(&out,
	    call->refusal == PROBLEM_NONE ? PROBLEM_INVALID : call->refusal,
	    call->refusal_detail, "id", call->faults);
	wrong = json_check(out.bytes, out.size, &at);
	claim(wrong == NULL, "%s at %zu: %.*s", wrong, at, (int)out.size,
	    out.bytes);
}

/* The lines as an array: a comma for the end of each that has something. */
static const char *
array_of(const char *lines)
{
	struct buffer array;
	bool first = true;

	buffer_init(&array, scratch, strlen(lines) + 16);
	while (*lines != '\0') {
		size_t size = strcspn(lines, "\n");

		if (strspn(lines, " \t\r") < size) {
			buffer_char(&array, first ? '[' : ',');
			buffer_put(&array, lines, size);
			first = false;
		}
		lines += size + (lines[size] == '\n');
	}
	buffer_char(&array, ']');
	return buffer_string(&array);
}

static void
claim_same(const struct call *one, const struct call *other)
{
	claim(one->values.count == other->values.count, "%d and %d values",
	    one->values.count, other->values.count);
	for (int i = 0; i < one->values.count; i++)
		claim(strcmp(one->values.items[i].texts[0],
			  other->values.items[i].texts[0]) == 0,
		    "%s is %s, and %s", one->values.items[i].name,
		    one->values.items[i].texts[0],
		    other->values.items[i].texts[0]);
}

void
fuzz_one(const unsigned char *bytes, size_t size)
{
	const char *body = arena_copy(scratch, (const char *)bytes, size);
	struct call *array = call_read_batch("application/json", body, size);
	struct call *lines =
	    call_read_batch("application/x-ndjson", body, size);

	if (is_refused(array))
		claim_answer_is_json(array);
	if (is_refused(lines)) {
		claim_answer_is_json(lines);
		return;
	}
	/* What is good has no NUL. */
	body = array_of(body);
	array = call_read_batch("application/json", body, strlen(body));
	if (array->refusal != PROBLEM_NONE)
		/* The array is one level more. */
		claim(strstr(array->refusal_detail, "deeply") != NULL, "%s",
		    array->refusal_detail);
	else
		claim_same(lines, array);
}
