/* Reads a body of many objects: a JSON array, or one in each line. */
#include "http/batch.h"

#include <json-c/json.h>
#include <string.h>

#include "http/array.h"
#include "http/body.h"

/* How many times as long as those of others its statements may take. */
enum { PATIENCE = 3 };

struct batch {
	struct call *call;
	struct call item; /* the same as if it were about one of them */
	struct json_tokener *tokener;
	struct array *arrays; /* of each input, in order */
	long count;	      /* items so far */
	int faults;
	bool ended; /* what follows is of no interest any more */
};

static const char lines_type[] = "application/x-ndjson";

enum problem
batch_begin(struct call *call, const char **detail)
{
	if (body_is(call, "application/json") || body_is(call, lines_type))
		return PROBLEM_NONE;
	*detail = "The body must be a JSON array, or JSON objects in a line "
		  "each (application/x-ndjson), and Content-Type must say so.";
	return PROBLEM_MEDIA_TYPE;
}

static bool
is_kept(const struct input *input)
{
	return input->place == IN_BODY && input->type != INPUT_IGNORED;
}

static void
batch_open(struct batch *batch, struct call *call)
{
	int inputs = 0;

	memset(batch, 0, sizeof *batch);
	batch->call = call;
	batch->tokener = json_tokener_new();
	for (const struct input *i = call->route->inputs; i->name; i++)
		inputs++;
	batch->arrays =
	    arena_alloc(call->arena, (size_t)inputs * sizeof *batch->arrays);
	for (int i = 0; i < inputs; i++)
		array_begin(&batch->arrays[i], call->arena);
	batch->item = *call;
	batch->item.arena = arena_new();
	batch->item.values.room = inputs + 1; /* and `changed` */
}

static void
batch_close(struct batch *batch)
{
	struct call *call = batch->call;

	for (int i = 0; call->route->inputs[i].name != NULL; i++)
		if (is_kept(&call->route->inputs[i]))
			call_value(call, call->route->inputs[i].name,
			    array_end(&batch->arrays[i]));
	call_value(call, "patience", arena_printf(call->arena, "%d", PATIENCE));
	call->query.patience = PATIENCE;
	json_tokener_free(batch->tokener);
	arena_free(batch->item.arena);
}

/* Tells a fault of the item at hand; `field` "" is the item itself. */
static void
batch_refuse(struct batch *batch, enum problem problem, const char *field,
    const char *code, const char *detail)
{
	struct arena *arena = batch->call->arena;

	if (batch->faults == BATCH_FAULTS_MAX) {
		batch->call->refusal_detail = arena_printf(arena,
		    "It has more faults than these %d.", BATCH_FAULTS_MAX);
		batch->ended = true;
		return;
	}
	batch->faults++;
	call_fault(batch->call,
	    fault_new(arena, problem,
		arena_printf(arena, "[%ld]%s%s", batch->count,
		    *field == '\0' ? "" : ".", field),
		code, arena_copy(arena, detail, strlen(detail))));
}

static void
item_read(struct batch *batch, struct json_object *json)
{
	struct call *item = &batch->item;

	item->values.count = 0;
	item->values.items = arena_alloc(item->arena,
	    (size_t)item->values.room * sizeof *item->values.items);
	item->faults = NULL;
	item->last_fault = &item->faults;
	body_take(item, json);
	for (const struct fault *f = item->faults; f != NULL; f = f->next)
		batch_refuse(batch, f->problem, f->field, f->code, f->detail);
	/* When there are faults, nothing of all this will be used. */
	for (int i = 0;
	     batch->faults == 0 && item->route->inputs[i].name != NULL; i++)
		if (is_kept(&item->route->inputs[i]))
			array_add(&batch->arrays[i],
			    call_text(item, item->route->inputs[i].name));
	arena_reset(item->arena);
}

/* Takes the JSON at `text`, which is good. Returns where it ends. */
static const char *
item_take(struct batch *batch, const char *text, const char *end)
{
	struct json_object *json;

	if (batch->count == batch->call->route->items_max) {
		call_refuse(batch->call, "body", "too_many",
		    arena_printf(batch->call->arena,
			"There may be at most %ld.",
			batch->call->route->items_max));
		batch->ended = true;
		return end;
	}
	json_tokener_reset(batch->tokener);
	json =
	    json_tokener_parse_ex(batch->tokener, text, (int)(end - text) + 1);
	if (json_tokener_get_error(batch->tokener) != json_tokener_success) {
		/* Where its next one begins is not known either. */
		batch->call->refusal = PROBLEM_BAD_REQUEST;
		batch->call->refusal_detail = "The body cannot be read.";
		batch->ended = true;
		return end;
	}
	if (json_object_get_type(json) == json_type_object)
		item_read(batch, json);
	else
		batch_refuse(batch, PROBLEM_INVALID, "", "wrong_type",
		    "It must be an object.");
	json_object_put(json);
	batch->count++;
	return text + json_tokener_get_parse_end(batch->tokener);
}

static const char *
behind_space(const char *text)
{
	return text + strspn(text, " \t\r\n");
}

static void
array_read(struct batch *batch)
{
	struct call *call = batch->call;
	const char *text = call->request->body;
	const char *end = text + call->request->body_size;

	call->refusal_detail =
	    body_fault("The body", text, call->request->body_size, call->arena);
	if (call->refusal_detail != NULL) {
		call->refusal = PROBLEM_BAD_REQUEST;
		return;
	}
	text = behind_space(text);
	if (*text != '[') {
		call_refuse(call, "body", "wrong_type", "It must be an array.");
		return;
	}
	/* It is good JSON: what follows an item is a comma or the end. */
	text = behind_space(text + 1);
	while (*text != ']' && !batch->ended) {
		text = behind_space(item_take(batch, text, end));
		if (*text == ',')
			text = behind_space(text + 1);
	}
}

static void
line_read(struct batch *batch, const char *line, const char *end)
{
	const char *wrong =
	    body_fault("It", line, (size_t)(end - line), batch->item.arena);

	if (wrong == NULL) {
		item_take(batch, line, end);
		return;
	}
	batch_refuse(batch, PROBLEM_BAD_REQUEST, "", "malformed", wrong);
	arena_reset(batch->item.arena);
	batch->count++;
}

static void
lines_read(struct batch *batch)
{
	const char *text = batch->call->request->body;
	const char *end = text + batch->call->request->body_size;

	while (text < end && !batch->ended) {
		const char *feed = memchr(text, '\n', (size_t)(end - text));
		const char *line = text, *line_end = feed == NULL ? end : feed;

		while (line < line_end && strchr(" \t\r", *line) != NULL &&
		    *line != '\0')
			line++;
		if (line < line_end)
			line_read(batch, line, line_end);
		text = line_end + 1;
	}
}

void
batch_read(struct call *call)
{
	struct batch batch;

	batch_open(&batch, call);
	if (body_is(call, lines_type))
		lines_read(&batch);
	else
		array_read(&batch);
	if (call->faults == NULL && call->refusal == PROBLEM_NONE &&
	    batch.count == 0)
		call_refuse(
		    call, "body", "too_few", "There must be at least one.");
	batch_close(&batch);
}
