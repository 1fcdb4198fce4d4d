/* Pages of a list. */
#include "http/page.h"

#include <json-c/json.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "http/cursor.h"
#include "http/json.h"
#include "http/read.h"

static bool
is_list_input(const char *name)
{
	for (const struct input *i = list_inputs; i->name != NULL; i++)
		if (strcmp(i->name, name) == 0)
			return true;
	return false;
}

/* All that decides which rows the list has, and in which order. */
static uint64_t
list_digest(const struct call *call)
{
	uint64_t digest = cursor_digest(
	    CURSOR_DIGEST, call->route->path, strlen(call->route->path) + 1);

	for (int i = 0; i < call->values.count; i++) {
		const struct value *value = &call->values.items[i];

		if (value->count == 0 || is_list_input(value->name))
			continue;
		digest =
		    cursor_digest(digest, value->name, strlen(value->name) + 1);
		for (int j = 0; j < value->count; j++)
			digest = cursor_digest(digest, value->texts[j],
			    strlen(value->texts[j]) + 1);
	}
	return digest;
}

/* By name, or else the first that suits what is given. */
static const struct order *
order_find(const struct call *call)
{
	const struct order *order = call->route->orders;
	const char *sort = call_text(call, "sort");

	if (sort != NULL)
		while (order->sort != NULL && strcmp(order->sort, sort) != 0)
			order++;
	else
		while (order->given != NULL &&
		    values_find(&call->values, order->given) == NULL)
			order++;
	return order;
}

static void
cursor_take(struct call *call, const char *text)
{
	static const struct input id = { "id", INPUT_ID, 0 };
	struct input key = { "key", call->order->type, .min = INT_MIN,
		.max = INT_MAX };
	struct cursor cursor;

	if (key.type == INPUT_TEXT)
		key.min = 0;
	/* What it says is checked like any other input; text is never null. */
	if (!cursor_read(&cursor, text, call->list, call->arena) ||
	    input_check(&id, cursor.id, call->arena) != NULL ||
	    (cursor.key == NULL
		    ? key.type == INPUT_TEXT
		    : input_check(&key, cursor.key, call->arena) != NULL)) {
		call_fault(call,
		    fault_new(call->arena, PROBLEM_BAD_REQUEST, "cursor",
			"invalid", "It is not a cursor of this list."));
		return;
	}
	call_value(call, "after_id", cursor.id);
	if (cursor.key != NULL)
		call_value(call, "after_key", cursor.key);
	else
		call_value(call, "after_null", "");
}

/* Of an input of the route, if there is such a one. */
static void
value_set(struct call *call, const char *name, const char *text)
{
	for (int i = 0; i < call->values.count; i++)
		if (strcmp(call->values.items[i].name, name) == 0) {
			call->values.items[i].texts[0] = text;
			call->values.items[i].count = 1;
		}
}

void
page_read(struct call *call)
{
	const char *cursor = call_text(call, "cursor");

	call->order = order_find(call);
	if (call_text(call, "sort") == NULL)
		value_set(call, "sort", call->order->sort);
	call->list = list_digest(call);
	if (cursor != NULL)
		cursor_take(call, cursor);
	if (call->faults != NULL)
		return;
	/* One row more than is shown tells whether there is another page. */
	call->limit = atol(call_text(call, "limit"));
	value_set(
	    call, "limit", arena_printf(call->arena, "%ld", call->limit + 1));
	call_value(call, "page", "");
}

void
page_add_count(struct call *call)
{
	const char *count = call_text(call, "count");
	struct values filters = { .count = 0 };
	struct query_step *step = &call->query.step[call->query.steps];
	bool exact;

	if (count == NULL)
		return;
	exact = strcmp(count, "exact") == 0;
	/* The same list without what makes a page of it. */
	filters.items = arena_alloc(
	    call->arena, (size_t)call->values.count * sizeof *filters.items);
	for (int i = 0; i < call->values.count; i++) {
		static const char *const paging[] = { "page", "sort",
			"after_id", "after_key", "after_null" };
		const struct value *value = &call->values.items[i];
		bool taken = true;

		for (size_t j = 0; j < sizeof paging / sizeof *paging; j++)
			taken = taken && strcmp(value->name, paging[j]) != 0;
		if (taken)
			filters.items[filters.count++] = *value;
	}
	statement_render(
	    &statements[call->route->statement], &filters, call->arena, step);
	step->sql = exact
	    ? arena_printf(
		  call->arena, "SELECT count(*) FROM (%s) AS listed", step->sql)
	    : arena_printf(call->arena, "EXPLAIN (FORMAT JSON) %s", step->sql);
	step->lasting = false;
	call->count_step = call->query.steps++;
}

/* The planner's guess: [{"Plan": {"Plan Rows": n, …}}]. */
static const char *
estimate_read(struct call *call, const char *plan)
{
	struct json_object *root = json_tokener_parse(plan), *node;
	const char *rows = "0";

	node = json_object_array_get_idx(root, 0);
	if (json_object_object_get_ex(node, "Plan", &node) &&
	    json_object_object_get_ex(node, "Plan Rows", &node))
		rows = arena_printf(call->arena, "%lld",
		    (long long)json_object_get_int64(node));
	json_object_put(root);
	return rows;
}

static void
total_write(
    struct call *call, const struct answer *answer, struct buffer *headers)
{
	const char *total =
	    rows_value(answer->rows[call->count_step], 0, 0, NULL);

	if (strcmp(call_text(call, "count"), "estimated") == 0)
		total = estimate_read(call, total);
	buffer_printf(headers, "X-Total-Count: %s\r\n", total);
}

/* The address of this list with another cursor. */
static void
next_write(struct call *call, const struct rows *rows, struct buffer *headers)
{
	const char *target = request_parameter(call->request, "REQUEST_URI");
	int id = rows_column(rows, "_id");
	int key = rows_column(rows, call->order->column);
	const char *separator = "?";
	struct cursor cursor;

	if (id < 0)
		id = rows_column(rows, "id");
	cursor.id = rows_value(rows, (int)call->limit - 1, id, NULL);
	cursor.key = rows_value(rows, (int)call->limit - 1, key, NULL);
	buffer_text(headers, "Link: <");
	for (const char *c = target; *c != '\0' && *c != '?'; c++)
		buffer_printf(
		    headers, strchr("<>\" ", *c) ? "%%%02X" : "%c", *c);
	for (int i = 0; i < call->uri.pairs; i++) {
		const struct pair *pair = &call->uri.pair[i];

		if (strcmp(pair->name, "cursor") == 0)
			continue;
		buffer_printf(headers, "%s%s=%s", separator,
		    uri_encode(pair->name, call->arena),
		    uri_encode(pair->value, call->arena));
		separator = "&";
	}
	buffer_printf(headers, "%scursor=%s>; rel=\"next\"\r\n", separator,
	    cursor_write(&cursor, call->list, call->arena));
}

void
page_write(struct call *call, const struct answer *answer,
    const struct rows *rows, struct buffer *headers, struct buffer *body)
{
	int count = rows_count(rows);

	if (count > call->limit) {
		count = (int)call->limit;
		next_write(call, rows, headers);
	}
	if (call->count_step != 0)
		total_write(call, answer, headers);
	json_put_rows(body, rows, count);
}
