/* The statements of Marquee: none has a typo that hides a line or a value. */
#include "gen/statements.h"

#include <string.h>

#include "sane.h"
#include "tables.h"
#include "tool/import/merge.h"
#include "unit.h"

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

/* What is planned once for all has no number of this request in it. */
START_TEST(a_fixed_statement_has_no_number)
{
	const struct statement *s = &statements[_i];

	for (int i = 0; statement_is_fixed(s) && s->lines[i].sql != NULL; i++)
		must(strstr(s->lines[i].sql, ":#") == NULL, "%s: %s", s->name,
		    s->lines[i].sql);
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
static const int of_the_tool[] = { STATEMENT_BARE, STATEMENT_ROOMY,
	STATEMENT_USER_FIND, STATEMENT_USER_LIST, STATEMENT_USER_SHOW,
	STATEMENT_USER_LINE, STATEMENT_USER_CREATE, STATEMENT_USER_TAKEN,
	STATEMENT_USER_ANY, STATEMENT_USER_PASSWORD, STATEMENT_TOKEN_CREATE,
	STATEMENT_TOKEN_LINES, STATEMENT_TOKEN_DELETE, STATEMENT_RATING_VERIFY,
	STATEMENT_RATING_ALONE, STATEMENT_RATING_SUMMARY_ADD,
	STATEMENT_RATING_TOTAL_ADD, STATEMENT_RATING_REPAIR,
	STATEMENT_RATING_SETTLE, STATEMENT_RATING_RANKING,
	STATEMENT_RATING_IMPORT, STATEMENT_FOLLOW_VERIFY,
	STATEMENT_FOLLOW_ALONE, STATEMENT_FOLLOW_DROP, STATEMENT_FOLLOW_KIND,
	STATEMENT_FOLLOWER_DROP, STATEMENT_FOLLOWER_ADD,
	STATEMENT_FOLLOW_RECOUNT, STATEMENT_FOLLOW_IMPORT,
	STATEMENT_FOLLOW_SETTLE };

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

static const struct duty *const duties[] = { catalog_duties, follow_duties,
	account_duties };

START_TEST(every_statement_is_run_by_a_route_a_duty_or_the_tool)
{
	const struct route *route;

	for (int i = 0; i < ROWS(of_the_tool); i++)
		if (of_the_tool[i] == _i)
			return;
	if (is_of_import(_i))
		return;
	for (int i = 0; i < ROWS(duties); i++)
		for (const struct duty *d = duties[i]; d->statement != 0; d++)
			if ((int)d->statement == _i)
				return;
	for (int i = 0; (route = route_at(i)) != NULL; i++)
		for (int j = 0, id; (id = route_statement(route, j)) != 0; j++)
			if (id == _i)
				return;
	ck_abort_msg("nobody runs %s", statements[_i].name);
}
END_TEST

static bool
is_password(const char *name)
{
	return strstr(name, "password") != NULL && strstr(name, "hash") == NULL;
}

START_TEST(no_statement_gets_a_password)
{
	struct plan plan;

	statement_plan(&statements[_i], scratch, &plan);
	for (int i = 0; i < plan.parameters; i++)
		must(!is_password(plan.names[i]), "%s wants :%s", plan.name,
		    plan.names[i]);
}
END_TEST

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
	    tests, a_fixed_statement_has_no_number, 1, STATEMENTS);
	tcase_add_loop_test(
	    tests, every_statement_can_be_sent_without_values, 1, STATEMENTS);
	tcase_add_loop_test(tests,
	    every_statement_is_run_by_a_route_a_duty_or_the_tool, 1,
	    STATEMENTS);
	tcase_add_loop_test(tests, no_statement_gets_a_password, 1, STATEMENTS);
	return suite;
}
