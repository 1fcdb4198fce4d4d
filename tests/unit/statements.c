/* The statements of Marquee: none has a typo that hides a line or a value. */
#include "gen/statements.h"

#include <stdlib.h>
#include <string.h>

#include "engine/buffer.h"
#include "tables.h"
#include "tool/import/merge.h"
#include "unit.h"

/*
 * Fails if it cannot be SQL: open brackets or quotes, a parameter without its
 * number, or numbers that are not all used.
 */
static void
expect_sane(const char *sql, int parameters)
{
	bool used[QUERY_PARAMETERS_MAX + 1] = { false };
	int depth = 0, number;

	for (const char *at = sql; *at != '\0'; at++) {
		depth += (*at == '(') - (*at == ')');
		must(depth >= 0, "a bracket is not opened: %s", sql);
		if (*at == '\'' || *at == '"') {
			at = strchr(at + 1, *at);
			must(at != NULL, "a quote is not closed: %s", sql);
		} else if (*at == ':') {
			must(*++at == ':', "a parameter is left: %s", sql);
		} else if (*at == '$') {
			number = atoi(at + 1);
			must(number >= 1 && number <= parameters,
			    "there is no parameter $%d: %s", number, sql);
			used[number] = true;
		}
	}
	must(depth == 0, "a bracket is not closed: %s", sql);
	for (int i = 1; i <= parameters; i++)
		must(used[i], "$%d is not used: %s", i, sql);
}

START_TEST(every_statement_has_a_name_of_its_own)
{
	ck_assert_ptr_null(statements[STATEMENT_NONE].name);
	ck_assert_ptr_nonnull(statements[_i].name);
	for (int i = 1; i < _i; i++)
		ck_assert_str_ne(statements[i].name, statements[_i].name);
}
END_TEST

START_TEST(every_statement_can_be_planned_with_all_its_lines)
{
	const struct statement_line *line = statements[_i].lines;
	struct plan plan;
	const char *at;

	statement_plan(&statements[_i], scratch, &plan);
	expect_sane(plan.sql, plan.parameters);
	for (at = plan.sql; *at != '\0'; at = strchr(at, '\n') + 1, line++)
		must(line->sql != NULL, "too many lines: %s", plan.sql);
	must(line->sql == NULL, "too few lines: %s", plan.sql);
	ck_assert_ptr_ne(line, statements[_i].lines);
}
END_TEST

START_TEST(every_statement_can_be_sent_without_values)
{
	struct values values = unit_values("");
	struct query_step step;

	statement_render(&statements[_i], &values, scratch, &step);
	expect_sane(step.sql, step.parameters);
	for (int i = 0; i < step.parameters; i++)
		ck_assert_ptr_null(step.values[i]);
}
END_TEST

/* Not of a route: what the marquee command runs. */
static const int of_the_tool[] = { STATEMENT_BARE, STATEMENT_ACCOUNT_CREATE,
	STATEMENT_TOKEN_CREATE };

static bool
is_of_import(int id)
{
	for (int i = 0; merge_tables[i] != STATEMENT_NONE; i++)
		if (merge_tables[i] == id)
			return true;
	for (int i = 0; i < STAGINGS; i++)
		if (merge_uniques[i] == id)
			return true;
	for (int i = 0; merge_steps[i].statement != STATEMENT_NONE; i++)
		if (merge_steps[i].statement == id)
			return true;
	return false;
}

START_TEST(every_statement_is_run_by_a_route_or_by_the_tool)
{
	const struct route *route;

	for (int i = 0; i < ROWS(of_the_tool); i++)
		if (of_the_tool[i] == _i)
			return;
	if (is_of_import(_i))
		return;
	for (int i = 0; (route = route_at(i)) != NULL; i++)
		for (int j = 0, id; (id = route_statement(route, j)) != 0; j++)
			if (id == _i)
				return;
	ck_abort_msg("nobody runs %s", statements[_i].name);
}
END_TEST

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
		"after_id" };
	static const char *const of_tokens[] = { "token_hash", "wanted" };

	for (int i = 0; i < ROWS(of_lists); i++)
		if (strcmp(of_lists[i], name) == 0)
			return route->shape == SHAPE_LIST;
	for (int i = 0; i < ROWS(of_tokens); i++)
		if (strcmp(of_tokens[i], name) == 0)
			return route->access != ACCESS_ANYONE;
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

START_TEST(the_parameters_of_a_route_are_inputs_or_built_in)
{
	const struct route *route = route_at(_i);

	for (int i = 0, id; (id = route_statement(route, i)) != 0; i++) {
		struct plan plan = { .parameters = 0 };

		statement_plan(&statements[id], scratch, &plan);
		for (int j = 0; j < plan.parameters; j++)
			must(is_known(route, plan.names[j]), "%s: %s wants :%s",
			    route->path, plan.name, plan.names[j]);
	}
}
END_TEST

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

static bool
is_choice(const struct input *input, const char *text)
{
	return input != NULL && input->type == INPUT_CHOICE &&
	    input_check(input, text, scratch) == NULL;
}

static void
expect_it_can_hold(const struct route *route, const char *condition)
{
	const struct part *part;

	for (part = parts_of(condition); part->name != NULL; part++) {
		const struct input *input = input_named(route, part->name);

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
			    route, statements[id].lines[j].condition);
}
END_TEST

/* Is a line sent, for each text of the input, that has it as a parameter? */
static bool
is_bound(const struct statement *statement, const struct input *input)
{
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
			is_bound_in(route, input),
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
		must(goes_on(&statements[route->statement], order->sort),
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
	buffer_text(&words, "page= after_id=1 after_key=1 schema_version=1");
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

		statement_render(
		    &statements[route->statement], &values, scratch, &step);
		expect_sane(step.sql, step.parameters);
		for (int i = 0; i < step.parameters; i++)
			must(step.values[i] != NULL, "%s: $%d is null: %s",
			    route->path, i + 1, step.sql);
		must(strstr(step.sql, "\nLIMIT $") != NULL, "%s: no limit",
		    route->path);
		must(strstr(step.sql, ",\nLIMIT $") == NULL &&
			strstr(step.sql, "ORDER BY\nLIMIT $") == NULL,
		    "%s: an order is not complete: %s", route->path, step.sql);
	}
}
END_TEST

START_TEST(the_key_of_every_order_is_a_column_of_the_list)
{
	const struct route *route = route_at(_i);
	const struct order *order = route->orders;
	struct plan plan;

	if (order != NULL)
		statement_plan(&statements[route->statement], scratch, &plan);
	for (; order != NULL && order->sort != NULL; order++) {
		/* As in: m.name, r.average AS "rating.average", m.year */
		const char *column = strchr(order->column, '.') != NULL
		    ? arena_printf(scratch, "\"%s\",\n", order->column)
		    : arena_printf(scratch, ".%s,\n", order->column);

		must(strstr(plan.sql, column) != NULL, "%s: no column %s",
		    route->path, order->column);
	}
}
END_TEST

static void
add_routes(TCase *tests)
{
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
}

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("statements");
	TCase *tests = unit_case(suite, "each alone");

	tcase_add_loop_test(
	    tests, every_statement_has_a_name_of_its_own, 1, STATEMENTS);
	tcase_add_loop_test(tests,
	    every_statement_can_be_planned_with_all_its_lines, 1, STATEMENTS);
	tcase_add_loop_test(
	    tests, every_statement_can_be_sent_without_values, 1, STATEMENTS);
	tcase_add_loop_test(tests,
	    every_statement_is_run_by_a_route_or_by_the_tool, 1, STATEMENTS);
	add_routes(unit_case(suite, "with its routes"));
	return suite;
}
