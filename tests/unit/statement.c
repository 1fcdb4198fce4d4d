/* Statements: what is sent for which values. */
#include "engine/statement.h"

#include <stdlib.h>
#include <string.h>

#include "engine/buffer.h"
#include "unit.h"

enum { LINES_MAX = 4 };

/* The parameters of a step, as "1999,NULL,Drama". */
static const char *
texts_of(const struct query_step *step)
{
	struct buffer texts;

	buffer_init(&texts, scratch, 64);
	for (int i = 0; i < step->parameters; i++)
		buffer_printf(&texts, "%s%s", i == 0 ? "" : ",",
		    step->values[i] == NULL ? "NULL" : step->values[i]);
	return buffer_string(&texts);
}

/* clang-format off */
static const struct {
	const char *claim;
	struct statement_line lines[LINES_MAX];
	const char *given;
	const char *sql, *texts; /* expected */
} renderings[] = {
	{ "a line without parameters is sent as it stands",
	  { { "SELECT 1;", "" } }, "", "SELECT 1;\n", "" },
	{ "a parameter gets a number and its value",
	  { { "id = :id", "" } }, "id=7", "id = $1\n", "7" },
	{ "parameters are numbered as they come",
	  { { ":b, :a", "" }, { ":c", "" } }, "a=1 b=2 c=3",
	  "$1, $2\n$3\n", "2,1,3" },
	{ "a parameter has one number in a line",
	  { { ":a, :b, :a", "" } }, "a=1 b=2", "$1, $2, $1\n", "1,2" },
	{ "a parameter has one number in all lines",
	  { { ":a, :b", "" }, { ":b, :a", "" } }, "a=1 b=2",
	  "$1, $2\n$2, $1\n", "1,2" },
	{ "a name that begins like another is another (longer last)",
	  { { ":year, :year_min", "" } }, "year_min=1 year=2",
	  "$1, $2\n", "2,1" },
	{ "a name that begins like another is another (longer first)",
	  { { ":year_min, :year", "" } }, "year=2 year_min=1",
	  "$1, $2\n", "1,2" },
	{ "what is not known is null",
	  { { ":nobody, :a", "" } }, "a=1", "$1, $2\n", "NULL,1" },
	{ "what is not given is null",
	  { { ":b, :a", "" } }, "a=1 b", "$1, $2\n", "NULL,1" },
	{ "a number is put in as it is",
	  { { "LIMIT :#n, :a, :#n", "" } }, "n=21 a=1", "LIMIT 21, $1, 21\n", "1" },
	{ "a number that is not given is null",
	  { { "LIMIT :#n, :a", "" } }, "a=1 n", "LIMIT NULL, $1\n", "1" },
	{ "an empty text is not null",
	  { { ":a, :b", "" } }, "a= b=1", "$1, $2\n", ",1" },
	{ "punctuation ends a name",
	  { { "(:a,:b)=:c;", "" } }, "a=1 b=2 c=3", "($1,$2)=$3;\n", "1,2,3" },
	{ "digits and underscores belong to a name",
	  { { ":a1_b", "" } }, "a=0 a1=0 a1_b=1", "$1\n", "1" },
	{ "a cast is left alone",
	  { { "x::text", "" } }, "text=1", "x::text\n", "" },
	{ "a parameter with a cast keeps it",
	  { { ":a::numeric, :b", "" } }, "a=1 b=2 numeric=3",
	  "$1::numeric, $2\n", "1,2" },
	{ "a colon without a name is left alone",
	  { { "a : b :", "" } }, "a=1 b=2", "a : b :\n", "" },
	{ "single quotes are left alone",
	  { { "':a' || :a || ' :a'", "" } }, "a=1",
	  "':a' || $1 || ' :a'\n", "1" },
	{ "a doubled quote does not end a text",
	  { { "'it''s :a', :a", "" } }, "a=1", "'it''s :a', $1\n", "1" },
	{ "double quotes are left alone",
	  { { "AS \"a:a\", :a", "" } }, "a=1", "AS \"a:a\", $1\n", "1" },
	{ "a quote of the other kind does not end a text",
	  { { "'\"', :a, \"'\", :a", "" } }, "a=1",
	  "'\"', $1, \"'\", $1\n", "1" },

	{ "a conditional line is sent if its name is given",
	  { { "SELECT", "" }, { "y = :y", "y" } }, "y=1",
	  "SELECT\ny = $1\n", "1" },
	{ "a conditional line is not sent if its name is not known",
	  { { "SELECT", "" }, { "y = :y", "y" } }, "x=1", "SELECT\n", "" },
	{ "a conditional line is not sent if its name is not given",
	  { { "SELECT", "" }, { "y = :y", "y" } }, "y", "SELECT\n", "" },
	{ "a conditional line is sent if its name is given empty",
	  { { "y = :y", "y" } }, "y=", "y = $1\n", "" },
	{ "a condition wants the whole name",
	  { { "a", "year" }, { "b", "year_min" } }, "year_min=1",
	  "b\n", "" },
	{ "a condition wants no more than the name",
	  { { "a", "year" }, { "b", "year_min" } }, "year=1", "a\n", "" },
	{ "lines that are not sent do not use up numbers",
	  { { ":a", "a" }, { ":b", "b" }, { ":c", "c" } }, "a=1 c=3",
	  "$1\n$2\n", "1,3" },
	{ "a line for one value is sent for that value",
	  { { "a", "sort=id" } }, "sort=id", "a\n", "" },
	{ "a line for one value is not sent for another",
	  { { "a", "sort=id" } }, "sort=no", "", "" },
	{ "a line for one value is not sent for one that begins like it",
	  { { "a", "sort=id" } }, "sort=idx", "", "" },
	{ "a line for one value is not sent for the beginning of it",
	  { { "a", "sort=id" } }, "sort=i", "", "" },
	{ "a line for one value is not sent if nothing is given",
	  { { "a", "sort=id" } }, "", "", "" },
	{ "a value may begin with a dash",
	  { { "a", "sort=id" }, { "b", "sort=-id" } }, "sort=-id", "b\n", "" },
	{ "several conditions must all hold: all do",
	  { { "a", "y sort=id x" } }, "x=1 y=1 sort=id", "a\n", "" },
	{ "several conditions must all hold: the first does not",
	  { { "a", "y sort=id x" } }, "x=1 sort=id", "", "" },
	{ "several conditions must all hold: the second does not",
	  { { "a", "y sort=id x" } }, "x=1 y=1 sort=no", "", "" },
	{ "several conditions must all hold: the last does not",
	  { { "a", "y sort=id x" } }, "y=1 sort=id", "", "" },

	{ "each is sent for one value once",
	  { { "g = :g", "each g" } }, "g=Drama", "g = $1\n", "Drama" },
	{ "each is sent once for each value",
	  { { "g = :g", "each g" } }, "g=Drama g=War g=Film",
	  "g = $1\ng = $2\ng = $3\n", "Drama,War,Film" },
	{ "each is sent twice for the same value given twice",
	  { { "g = :g", "each g" } }, "g=War g=War",
	  "g = $1\ng = $2\n", "War,War" },
	{ "each is not sent without a value",
	  { { "a", "" }, { "g = :g", "each g" } }, "g", "a\n", "" },
	{ "each is not sent for a name that is not known",
	  { { "a", "" }, { "g = :g", "each g" } }, "x=1", "a\n", "" },
	{ "each repeats other parameters under one number",
	  { { "g = :g AND y = :y", "each g" } }, "y=5 g=A g=B",
	  "g = $1 AND y = $2\ng = $3 AND y = $2\n", "A,5,B" },
	{ "each names a parameter twice in a line",
	  { { ":g <> :g", "each g" } }, "g=A g=B",
	  "$1 <> $1\n$2 <> $2\n", "A,B" },
	{ "each does not change what comes after it",
	  { { ":g", "each g" }, { ":g", "g" } }, "g=A g=B",
	  "$1\n$2\n$1\n", "A,B" },
	{ "each holds together with another condition",
	  { { ":g", "each g y" }, { ":g, :y", "y each g" } }, "g=A g=B y=1",
	  "$1\n$2\n$1, $3\n$2, $3\n", "A,B,1" },
	{ "each fails together with another condition",
	  { { ":g", "each g y" }, { ":g, :y", "y each g" } }, "g=A g=B",
	  "", "" },
	{ "each as a name is a name like any other",
	  { { ":each", "each" } }, "each=1", "$1\n", "1" },
};
/* clang-format on */

START_TEST(a_statement_is_rendered_for_its_values)
{
	struct statement statement = { "test", true, renderings[_i].lines };
	struct values values = unit_values(renderings[_i].given);
	struct query_step step;

	memset(&step, 0xee, sizeof step);
	statement_render(&statement, &values, scratch, &step);
	must(strcmp(step.sql, renderings[_i].sql) == 0, "%s: %s",
	    renderings[_i].claim, step.sql);
	must(strcmp(texts_of(&step), renderings[_i].texts) == 0, "%s: %s",
	    renderings[_i].claim, texts_of(&step));
	must(step.prepared == NULL, "it is not prepared");
}
END_TEST

/* What has none is the same each time. */
START_TEST(a_statement_lasts_if_it_has_no_parameters)
{
	static const struct statement_line lines[] = { { "SELECT 1", "" },
		{ "WHERE y = :y", "y" }, { "LIMIT :#n", "" }, { 0 } };
	const struct statement statement = { "test", true, lines };
	struct values without = unit_values("n=5"),
		      with = unit_values("n=5 y=1");
	struct query_step step;

	statement_render(&statement, &without, scratch, &step);
	ck_assert(step.lasting);
	statement_render(&statement, &with, scratch, &step);
	ck_assert(!step.lasting);
}
END_TEST

START_TEST(a_statement_may_have_as_many_parameters_as_a_query)
{
	struct buffer sql, given;
	struct statement_line lines[2] = { { .condition = "" } };
	struct statement statement = { "test", true, lines };
	struct values values;
	struct query_step step;

	buffer_init(&sql, scratch, 64);
	buffer_init(&given, scratch, 64);
	for (int i = 1; i <= QUERY_PARAMETERS_MAX; i++) {
		buffer_printf(&sql, ":p%d ", i);
		buffer_printf(&given, "p%d=%d ", i, i);
	}
	lines[0].sql = buffer_string(&sql);
	values = unit_values(buffer_string(&given));
	statement_render(&statement, &values, scratch, &step);
	ck_assert_int_eq(step.parameters, QUERY_PARAMETERS_MAX);
	for (int i = 1; i <= QUERY_PARAMETERS_MAX; i++)
		ck_assert_int_eq(atoi(step.values[i - 1]), i);
}
END_TEST

/* clang-format off */
static const struct statement_line mixed[] = {
	{ "SELECT :b, ':no', x::text", "" },
	{ "a = :a", "a" },
	{ "g = :genre AND b = :b", "each genre" },
	{ "ORDER BY 1", "sort=id" },
	{ 0 },
};
/* clang-format on */

START_TEST(a_plan_has_all_lines_and_names_its_parameters)
{
	const struct statement statement = { "mixed", true, mixed };
	struct plan plan;

	statement_plan(&statement, scratch, &plan);
	ck_assert_str_eq(plan.name, "mixed");
	ck_assert_str_eq(plan.sql,
	    "SELECT $1, ':no', x::text\n"
	    "a = $2\n"
	    "g = $3 AND b = $1\n"
	    "ORDER BY 1\n");
	ck_assert_int_eq(plan.parameters, 3);
	ck_assert_str_eq(plan.names[0], "b");
	ck_assert_str_eq(plan.names[1], "a");
	ck_assert_str_eq(plan.names[2], "genre");
}
END_TEST

/* clang-format off */
static const struct {
	const char *given, *texts;
} bindings[] = {
	{ "a=1 b=2 genre=3", "2,1,3" },
	{ "genre=3 other=4 b=2 a=1", "2,1,3" },
	{ "a=1 genre=3", "NULL,1,3" },
	{ "a=1 b genre=3", "NULL,1,3" },
	{ "b=2 a=", "2,,NULL" },
	{ "genre=3 genre=4 a=1", "NULL,1,3" },
	{ "", "NULL,NULL,NULL" },
};
/* clang-format on */

START_TEST(a_plan_binds_values_by_name)
{
	const struct statement statement = { "mixed", true, mixed };
	struct values values = unit_values(bindings[_i].given);
	struct query_step step = { .parameters = 77 };
	struct plan plan;

	statement_plan(&statement, scratch, &plan);
	plan_bind(&plan, &values, scratch, &step);
	ck_assert_str_eq(step.prepared, "mixed");
	ck_assert(!step.lasting);
	ck_assert_int_eq(step.parameters, 3);
	ck_assert_str_eq(texts_of(&step), bindings[_i].texts);
}
END_TEST

START_TEST(a_plan_without_parameters_binds_nothing)
{
	static const struct statement_line lines[] = { { "SELECT 1", "" },
		{ 0 } };
	const struct statement statement = { "one", true, lines };
	struct values values = unit_values("a=1");
	struct query_step step = { .parameters = 77 };
	struct plan plan;

	statement_plan(&statement, scratch, &plan);
	plan_bind(&plan, &values, scratch, &step);
	ck_assert_int_eq(step.parameters, 0);
}
END_TEST

START_TEST(a_statement_is_fixed_if_no_line_has_a_condition)
{
	static const struct statement_line fixed[] = { { "SELECT", "" },
		{ ":a", "" }, { 0 } };
	static const struct statement_line last[] = { { "SELECT", "" },
		{ ":a", "a" }, { 0 } };
	const struct statement statement[] = { { "fixed", true, fixed },
		{ "mixed", true, mixed }, { "last", true, last } };

	ck_assert(statement_is_fixed(&statement[0]));
	ck_assert(!statement_is_fixed(&statement[1]));
	ck_assert(!statement_is_fixed(&statement[2]));
}
END_TEST

START_TEST(values_are_found_by_their_whole_name_if_given)
{
	struct values values = unit_values("year_min=1 year=2 genre year_m=3");

	ck_assert_str_eq(values_find(&values, "year")->texts[0], "2");
	ck_assert_str_eq(values_find(&values, "year_min")->texts[0], "1");
	ck_assert_ptr_null(values_find(&values, "yea"));
	ck_assert_ptr_null(values_find(&values, "year_"));
	ck_assert_ptr_null(values_find(&values, "genre"));
	ck_assert_ptr_null(values_find(&values, ""));
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("statement");
	TCase *tests = unit_case(suite, "statement");

	tcase_add_loop_test(
	    tests, a_statement_is_rendered_for_its_values, 0, ROWS(renderings));
	tcase_add_test(tests, a_statement_lasts_if_it_has_no_parameters);
	tcase_add_test(
	    tests, a_statement_may_have_as_many_parameters_as_a_query);
	tcase_add_test(tests, a_plan_has_all_lines_and_names_its_parameters);
	tcase_add_loop_test(
	    tests, a_plan_binds_values_by_name, 0, ROWS(bindings));
	tcase_add_test(tests, a_plan_without_parameters_binds_nothing);
	tcase_add_test(tests, a_statement_is_fixed_if_no_line_has_a_condition);
	tcase_add_test(tests, values_are_found_by_their_whole_name_if_given);
	return suite;
}
