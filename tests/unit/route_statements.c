/* The statements of each route get what they want, and use what there is. */
#include <string.h>

#include "engine/buffer.h"
#include "sane.h"
#include "tables.h"
#include "unit.h"

static const struct input *
input_named(const struct route *route, const char *name)
{
	const struct input *input;

	for (int i = 0; (input = route_input(route, i)) != NULL; i++)
		if (strcmp(input->name, name) == 0)
			return input;
	return NULL;
}

/* Does anything give a value of this name to the statements of the route? */
static bool
is_known(const struct route *route, const char *name)
{
	static const char *const of_lists[] = { "page", "after_key",
		"after_null" };
	static const char *const of_tokens[] = { "token_hash", "wanted",
		"raises" };
	static const char *const of_keys[] = { "idempotency_key",
		"idempotency_digest" };
	static const char *const of_work[] = { "who", "account_id", "old_hash",
		"checked_version", "new_hash", "days" };

	for (int i = 0; i < ROWS(of_lists); i++)
		if (strcmp(of_lists[i], name) == 0)
			return route->shape == SHAPE_LIST;
	if (strcmp(name, "after_id") == 0)
		return route->shape == SHAPE_LIST ||
		    route->shape == SHAPE_STREAM;
	for (int i = 0; i < ROWS(of_tokens); i++)
		if (strcmp(of_tokens[i], name) == 0)
			return route->access != ACCESS_ANYONE;
	for (int i = 0; i < ROWS(of_keys); i++)
		if (strcmp(of_keys[i], name) == 0)
			return route->once.again != STATEMENT_NONE;
	for (int i = 0; i < ROWS(of_work); i++)
		if (strcmp(of_work[i], name) == 0)
			return route->work != NULL;
	if (strcmp(name, "patience") == 0)
		return route->items_max != 0;
	if (strcmp(name, "address") == 0)
		return route->ask != STATEMENT_NONE;
	if (strcmp(name, "new_token_hash") == 0 ||
	    strcmp(name, "token_seed") == 0)
		return route->makes_token;
	return strcmp(name, "schema_version") == 0 ||
	    strcmp(name, "if_match") == 0 ||
	    (strcmp(name, "changed") == 0 && route->lane == LANE_WRITE) ||
	    /* The movie that a route makes has no id in the path. */
	    (strcmp(name, "id") == 0 && route->created != NULL) ||
	    /* A movie that is deleted is to have neither. */
	    (strcmp(route->method, "DELETE") == 0 &&
		(strcmp(name, "genre") == 0 ||
		    strcmp(name, "director") == 0)) ||
	    input_named(route, name) != NULL;
}

/* One part of a condition: "name", "name=value" or "each name". */
struct part {
	const char *name, *value; /* value NULL: any */
	bool each;
};

/* The parts of a condition; one without a name ends them. */
static const struct part *
parts_of(const char *condition)
{
	char *rest = arena_copy(scratch, condition, strlen(condition)), *word;
	struct part *parts =
	    arena_alloc(scratch, (strlen(condition) + 1) * sizeof *parts);
	struct part *part = parts;

	while ((word = strtok_r(rest, " ", &rest)) != NULL) {
		char *equals = strchr(word, '=');

		if (strcmp(word, "each") == 0) {
			part->each = true;
			continue;
		}
		if (equals != NULL) {
			*equals = '\0';
			part->value = equals + 1;
		}
		part++->name = word;
	}
	return parts;
}

/* Is every line that wants the value sent only if it is given? */
static bool
is_guarded(const struct statement *statement, const char *name)
{
	for (int i = 0; statement->lines[i].sql != NULL; i++) {
		const struct statement_line line[] = { statement->lines[i],
			{ 0 } };
		const struct statement one = { "one line", true, line };
		const struct part *part = parts_of(line->condition);
		struct plan plan;

		while (part->name != NULL && strcmp(part->name, name) != 0)
			part++;
		statement_plan(&one, scratch, &plan);
		for (int j = 0; j < plan.parameters; j++)
			if (strcmp(plan.names[j], name) == 0 &&
			    part->name == NULL)
				return false;
	}
	return true;
}

/* Two routes may share a statement, one of which gives it more. */
static bool
is_for_another(int statement, const char *name)
{
	const struct route *route;

	for (int i = 0; (route = route_at(i)) != NULL; i++)
		for (int j = 0, id; (id = route_statement(route, j)) != 0; j++)
			if (id == statement && is_known(route, name))
				return is_guarded(&statements[id], name);
	return false;
}

START_TEST(the_parameters_of_a_route_are_inputs_or_built_in)
{
	const struct route *route = route_at(_i);

	for (int i = 0, id; (id = route_statement(route, i)) != 0; i++) {
		struct plan plan = { .parameters = 0 };

		statement_plan(&statements[id], scratch, &plan);
		for (int j = 0; j < plan.parameters; j++)
			must(is_known(route, plan.names[j]) ||
				is_for_another(id, plan.names[j]),
			    "%s: %s wants :%s", route->path, plan.name,
			    plan.names[j]);
	}
}
END_TEST

static bool
is_choice(const struct input *input, const char *text)
{
	return input != NULL && input->type == INPUT_CHOICE &&
	    input_check(input, text, scratch) == NULL;
}

static void
expect_it_can_hold(
    const struct route *route, int statement, const char *condition)
{
	const struct part *part;

	for (part = parts_of(condition); part->name != NULL; part++) {
		const struct input *input = input_named(route, part->name);

		if (input == NULL && is_for_another(statement, part->name))
			return;
		must(is_known(route, part->name), "%s: --? %s: there is no %s",
		    route->path, condition, part->name);
		must(part->value == NULL || is_choice(input, part->value),
		    "%s: --? %s: it can never be %s", route->path, condition,
		    part->value);
		must(!part->each || (input != NULL && input->times > 1),
		    "%s: --? %s: it is given once only", route->path,
		    condition);
	}
}

START_TEST(the_conditions_of_a_route_can_hold)
{
	const struct route *route = route_at(_i);

	for (int i = 0, id; (id = route_statement(route, i)) != 0; i++)
		for (int j = 0; statements[id].lines[j].sql != NULL; j++)
			expect_it_can_hold(
			    route, id, statements[id].lines[j].condition);
}
END_TEST

/* Is a line sent, for each text of the input, that has it as a parameter, or
 * as it is? */
static bool
is_bound(const struct statement *statement, const struct input *input)
{
	const char *number = arena_printf(scratch, ":#%s", input->name);

	for (int i = 0; statement->lines[i].sql != NULL; i++) {
		const struct statement_line line[] = { statement->lines[i],
			{ 0 } };
		const struct statement one = { "one line", true, line };
		const struct part *part = parts_of(line->condition);
		bool all = input->times <= 1 || input->place == IN_BODY;
		struct plan plan;

		for (; part->name != NULL; part++)
			all = all ||
			    (part->each &&
				strcmp(part->name, input->name) == 0);
		if (all && strstr(line->sql, number) != NULL)
			return true;
		statement_plan(&one, scratch, &plan);
		for (int j = 0; all && j < plan.parameters; j++)
			if (strcmp(plan.names[j], input->name) == 0)
				return true;
	}
	return false;
}

/* What a list takes and the engine itself makes use of. */
static bool
is_of_paging(const char *name)
{
	return strcmp(name, "sort") == 0 || strcmp(name, "cursor") == 0 ||
	    strcmp(name, "count") == 0;
}

/* What the work of a route takes, or what has to be there and says nothing. */
static bool
is_of_work(const struct route *route, const struct input *input)
{
	return route->work != NULL &&
	    (strstr(input->name, "password") != NULL ||
		strcmp(input->name, "grant_type") == 0);
}

static bool
is_bound_in(const struct route *route, const struct input *input)
{
	for (int i = 0, id; (id = route_statement(route, i)) != 0; i++)
		if (is_bound(&statements[id], input))
			return true;
	return input->type == INPUT_IGNORED;
}

START_TEST(the_inputs_of_a_route_are_bound)
{
	const struct route *route = route_at(_i);
	const struct input *input;

	for (int i = 0; (input = route_input(route, i)) != NULL; i++)
		must(
		    (route->shape == SHAPE_LIST && is_of_paging(input->name)) ||
			is_of_work(route, input) || is_bound_in(route, input),
		    "%s: %s is declared, but not used", route->path,
		    input->name);
}
END_TEST

/* Has the statement a line for this sort after a cursor? */
static bool
goes_on(const struct statement *statement, const char *sort)
{
	for (int i = 0; statement->lines[i].sql != NULL; i++) {
		const struct part *part =
		    parts_of(statement->lines[i].condition);
		bool of_sort = *sort == '\0', after_id = false;

		for (; part->name != NULL; part++) {
			if (strcmp(part->name, "sort") == 0)
				of_sort = strcmp(part->value, sort) == 0;
			if (strcmp(part->name, "after_id") == 0)
				after_id = true;
		}
		if (of_sort && after_id)
			return true;
	}
	return false;
}

START_TEST(every_sort_of_a_list_goes_on_after_a_cursor)
{
	const struct route *route = route_at(_i);
	const struct order *order = route->orders;

	for (; order != NULL && order->sort != NULL; order++)
		must(goes_on(&statements[order_statement(route, order)],
			 order->sort),
		    "%s: no line '--? after_id sort=%s'", route->path,
		    order->sort);
}
END_TEST

/* Everything that the route can get, in words for unit_values(). */
static const char *
everything(const struct route *route, const char *sort)
{
	const struct input *input;
	struct buffer words;

	buffer_init(&words, scratch, 256);
	for (int i = 0; (input = route_input(route, i)) != NULL; i++) {
		bool is_sort = strcmp(input->name, "sort") == 0;
		int times = input->times > 1 ? input->times : 1;

		for (int j = 0; j < times; j++)
			buffer_printf(&words, "%s=%s ", input->name,
			    is_sort ? sort : "1");
	}
	buffer_text(&words,
	    "page= after_id=1 after_key=1 schema_version=1 token_hash=1");
	return buffer_string(&words);
}

START_TEST(every_list_can_be_sent_with_all_inputs_in_every_order)
{
	const struct route *route = route_at(_i);
	const struct order *order = route->orders;

	for (; order != NULL && order->sort != NULL; order++) {
		struct values values =
		    unit_values(everything(route, order->sort));
		struct query_step step;

		statement_render(&statements[order_statement(route, order)],
		    &values, scratch, &step);
		expect_sane(step.sql, step.parameters);
		for (int i = 0; i < step.parameters; i++)
			must(step.values[i] != NULL, "%s: $%d is null: %s",
			    route->path, i + 1, step.sql);
		must(strstr(step.sql, "\nLIMIT 1") != NULL, "%s: no limit",
		    route->path);
		must(strstr(step.sql, ",\nLIMIT 1") == NULL &&
			strstr(step.sql, "ORDER BY\nLIMIT 1") == NULL,
		    "%s: an order is not complete: %s", route->path, step.sql);
	}
}
END_TEST

/* Does a SELECT show a column of that name, as in: id, m.id, x AS "id"? */
static bool
shows(const char *sql, const char *column)
{
	const char *end = strstr(sql, "\nFROM "), *at = sql;
	size_t size = strlen(column);

	while ((at = strstr(at, column)) != NULL && at < end) {
		if (strchr(" \t.\"", at[-1]) != NULL &&
		    strchr(",\n\"", at[size]) != NULL)
			return true;
		at += size;
	}
	return false;
}

START_TEST(the_key_of_every_order_is_a_column_of_the_list)
{
	const struct route *route = route_at(_i);
	const struct order *order = route->orders;
	struct plan plan;

	for (; order != NULL && order->sort != NULL; order++) {
		statement_plan(
		    &statements[order_statement(route, order)], scratch, &plan);
		must(shows(plan.sql, order->column), "%s: no column %s",
		    route->path, order->column);
	}
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("route_statements");
	TCase *tests = unit_case(suite, "statements with their routes");
	int count = routes_count();

	tcase_add_loop_test(
	    tests, the_parameters_of_a_route_are_inputs_or_built_in, 0, count);
	tcase_add_loop_test(
	    tests, the_conditions_of_a_route_can_hold, 0, count);
	tcase_add_loop_test(tests, the_inputs_of_a_route_are_bound, 0, count);
	tcase_add_loop_test(
	    tests, every_sort_of_a_list_goes_on_after_a_cursor, 0, count);
	tcase_add_loop_test(tests,
	    every_list_can_be_sent_with_all_inputs_in_every_order, 0, count);
	tcase_add_loop_test(
	    tests, the_key_of_every_order_is_a_column_of_the_list, 0, count);
	return suite;
}
