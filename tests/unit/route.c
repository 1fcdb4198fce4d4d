/* Routes: which paths match, and whether every row of the tables is whole. */
#include "http/route.h"

#include <stdio.h>
#include <string.h>

#include "engine/buffer.h"
#include "tables.h"
#include "unit.h"

/* clang-format off */
static const struct {
	const char *pattern, *target;
	const char *values; /* expected, as "7,x"; NULL: no match */
} matches[] = {
	{ "/", "/", "" },
	{ "/", "/x", NULL },
	{ "/", "//", NULL },
	{ "/", "///", NULL },
	{ "/api/movies/", "/api/movies/", "" },
	{ "/api/movies/", "/api/movies", "" },
	{ "/api/movies/", "/api/movies/?limit=5", "" },
	{ "/api/movies/", "/api/movies?limit=5", "" },
	{ "/api/movies/", "/api/mov%69es/", "" },
	{ "/api/movies/", "/", NULL },
	{ "/api/movies/", "/api/", NULL },
	{ "/api/movies/", "/api/movie/", NULL },
	{ "/api/movies/", "/api/moviess/", NULL },
	{ "/api/movies/", "/api/Movies/", NULL },
	{ "/api/movies/", "/api/movies/7/", NULL },
	{ "/api/movies/", "/api/movies//", NULL },
	{ "/api/movies/", "/api/movies////", NULL },
	{ "/api/movies/", "//api/movies/", NULL },
	{ "/api/movies/", "/api//movies/", NULL },
	{ "/api/movies/", "/api%2Fmovies/", NULL },
	{ "/api/movies/", "/x/api/movies/", NULL },
	{ "/api/movies/{id}/", "/api/movies/7/", "7" },
	{ "/api/movies/{id}/", "/api/movies/7", "7" },
	{ "/api/movies/{id}/", "/api/movies/%37/", "7" },
	{ "/api/movies/{id}/", "/api/movies/a%2Fb/", "a/b" },
	{ "/api/movies/{id}/", "/api/movies//", "" },
	{ "/api/movies/{id}/", "/api/movies/{id}/", "{id}" },
	{ "/api/movies/{id}/", "/api/movies/", NULL },
	{ "/api/movies/{id}/", "/api/movies", NULL },
	{ "/api/movies/{id}/", "/api/people/7/", NULL },
	{ "/api/movies/{id}/", "/api/movies/7/x/", NULL },
	{ "/api/movies/{id}/", "/api/movies/7//", NULL },
	{ "/api/people/{id}/movies/", "/api/people/7/movies/", "7" },
	{ "/api/people/{id}/movies/", "/api/people/7/movie/", NULL },
	{ "/api/people/{id}/movies/", "/api/people/7/", NULL },
	{ "/a/{b}/c/{d}/", "/a/1/c/2/", "1,2" },
	{ "/a/{b}/c/{d}/", "/a/1/x/2/", NULL },
	{ "/{a}/{b}/", "/1/2", "1,2" },
};
/* clang-format on */

START_TEST(a_path_matches_its_own_pattern_only)
{
	const char *values[URI_SEGMENTS_MAX] = { NULL };
	struct buffer given;
	struct uri uri;
	bool matched;

	ck_assert_ptr_null(uri_parse(&uri, matches[_i].target, scratch));
	matched = route_matches(matches[_i].pattern, &uri, values);
	must(matched == (matches[_i].values != NULL), "%s and %s",
	    matches[_i].pattern, matches[_i].target);
	if (!matched)
		return;
	buffer_init(&given, scratch, 64);
	for (int i = 0; i < URI_SEGMENTS_MAX && values[i] != NULL; i++)
		buffer_printf(&given, "%s%s", i > 0 ? "," : "", values[i]);
	ck_assert_str_eq(buffer_string(&given), matches[_i].values);
}
END_TEST

/* clang-format off */
static const struct {
	const char *pattern;
	int i;
	const char *name;
} names[] = {
	{ "/", 0, NULL },
	{ "/api/movies/", 0, NULL },
	{ "/api/movies/{id}/", 0, "id" },
	{ "/api/movies/{id}/", 1, NULL },
	{ "/a/{first}/c/{second}/", 0, "first" },
	{ "/a/{first}/c/{second}/", 1, "second" },
	{ "/a/{first}/c/{second}/", 2, NULL },
	{ "/a/{first}/c/{second}/", 3, NULL },
};
/* clang-format on */

START_TEST(the_inputs_of_a_pattern_have_names)
{
	const char *name =
	    route_path_input(names[_i].pattern, names[_i].i, scratch);

	ck_assert_pstr_eq(name, names[_i].name);
}
END_TEST

/* From here on: the rows of Marquee's tables, one after the other. */

START_TEST(a_route_says_who_may_call)
{
	ck_assert_int_ne(route_at(_i)->access, ACCESS_UNSAID);
}
END_TEST

START_TEST(a_route_has_a_method_that_the_service_knows)
{
	/* HEAD and OPTIONS come with the others. */
	static const char *const methods[] = { "GET", "POST", "PUT", "PATCH",
		"DELETE" };
	const struct route *route = route_at(_i);

	for (int i = 0; i < ROWS(methods); i++)
		if (strcmp(route->method, methods[i]) == 0)
			return;
	ck_abort_msg("%s %s", route->method, route->path);
}
END_TEST

static void
expect_good_pattern(const char *pattern)
{
	const char *values[URI_SEGMENTS_MAX];
	size_t size = strlen(pattern);
	struct uri uri;

	must(pattern[0] == '/' && pattern[size - 1] == '/',
	    "%s: a slash at both ends", pattern);
	must(strstr(pattern, "//") == NULL, "%s: two slashes", pattern);
	must(uri_parse(&uri, pattern, scratch) == NULL &&
		route_matches(pattern, &uri, values),
	    "%s: no path can match it", pattern);
}

START_TEST(a_route_has_a_path_that_can_match)
{
	const struct route *route = route_at(_i);

	expect_good_pattern(route->path);
	if (route->alias != NULL)
		expect_good_pattern(route->alias);
}
END_TEST

/* The pattern with all its inputs called the same. */
static const char *
without_names(const char *pattern)
{
	char *copy = arena_copy(scratch, pattern, strlen(pattern));
	char *out = copy;

	for (const char *at = copy; *at != '\0'; at++) {
		*out++ = *at;
		if (*at == '{')
			at += strcspn(at, "}") - 1;
	}
	*out = '\0';
	return copy;
}

START_TEST(a_route_stands_in_the_tables_once)
{
	const struct route *route = route_at(_i), *other;

	for (int i = 0; (other = route_at(i)) != NULL; i++) {
		const char *paths[] = { other->path, other->alias };

		if (strcmp(route->method, other->method) != 0)
			continue;
		for (int j = 0; j < ROWS(paths); j++) {
			bool same = paths[j] != NULL &&
			    strcmp(without_names(route->path),
				without_names(paths[j])) == 0;

			must(same == (i == _i && j == 0), "%s and %s",
			    route->path, paths[j]);
		}
	}
}
END_TEST

static bool
statement_gives_one(enum statement_id id)
{
	return statements[id].one;
}

START_TEST(a_route_has_what_its_shape_needs)
{
	const struct route *route = route_at(_i);

	ck_assert_int_eq(
	    route->statement == STATEMENT_NONE, route->shape == SHAPE_FIXED);
	ck_assert_int_eq(route->body != NULL, route->shape == SHAPE_FIXED);
	ck_assert_int_eq(route->orders != NULL, route->shape == SHAPE_LIST);
	if (route->body != NULL)
		unit_json(route->body, strlen(route->body));
	if (route->shape == SHAPE_ONE)
		ck_assert(statement_gives_one(route->statement));
	if (route->shape == SHAPE_LIST)
		ck_assert(!statement_gives_one(route->statement));
	if (route->parent != STATEMENT_NONE) {
		ck_assert_int_ne(route->shape, SHAPE_FIXED);
		ck_assert(statement_gives_one(route->parent));
	}
}
END_TEST

/* Does the pattern name the input, once? */
static bool
pattern_names(const char *pattern, const char *input)
{
	const char *name;
	int times = 0;

	for (int i = 0; (name = route_path_input(pattern, i, scratch)) != NULL;
	     i++)
		times += strcmp(name, input) == 0;
	return times == 1;
}

static void
expect_declared(const struct route *route, const char *pattern)
{
	const char *name;

	for (int i = 0; (name = route_path_input(pattern, i, scratch)) != NULL;
	     i++) {
		const struct input *input = route->inputs;

		while (input != NULL && input->name != NULL &&
		    strcmp(input->name, name) != 0)
			input++;
		must(input != NULL && input->name != NULL &&
			input->place == IN_PATH,
		    "%s: {%s} is not declared", pattern, name);
	}
}

START_TEST(the_inputs_in_the_path_are_those_that_are_declared_there)
{
	const struct route *route = route_at(_i);
	const struct input *input = route->inputs;

	expect_declared(route, route->path);
	if (route->alias != NULL)
		expect_declared(route, route->alias);
	for (; input != NULL && input->name != NULL; input++)
		if (input->place == IN_PATH)
			must(pattern_names(route->path, input->name) &&
				(route->alias == NULL ||
				    pattern_names(route->alias, input->name)),
			    "%s: no {%s}", route->path, input->name);
}
END_TEST

static void
expect_good_input(const struct route *route, const struct input *input)
{
	bool counted = input->type == INPUT_INTEGER ||
	    input->type == INPUT_DECIMAL || input->type == INPUT_TEXT ||
	    input->type == INPUT_LINES || input->type == INPUT_WORD ||
	    input->type == INPUT_EMAIL || input->type == INPUT_URL ||
	    input->type == INPUT_PHONE || input->type == INPUT_TENTHS ||
	    input->type == INPUT_NAMES || input->type == INPUT_LIST ||
	    input->type == INPUT_PASSWORD;

	must(counted ? input->min < input->max
		     : input->min == 0 && input->max == 0,
	    "%s: bounds of %s", route->path, input->name);
	must((input->choices != NULL) == (input->type == INPUT_CHOICE),
	    "%s: choices of %s", route->path, input->name);
	must(input->preset == NULL ||
		input_check(input, input->preset, scratch) == NULL,
	    "%s: preset of %s", route->path, input->name);
	must(input->place != IN_PATH ||
		(input->times == 0 && input->preset == NULL),
	    "%s: %s stands in the path", route->path, input->name);
	must(input->type != INPUT_CHOICE || *input->choices != '\0',
	    "%s: no choices of %s", route->path, input->name);
	must(input->type != INPUT_CHOICE ||
		input_check(input, "", scratch) != NULL,
	    "%s: a space too many in the choices of %s", route->path,
	    input->name);
}

START_TEST(every_input_is_declared_well_and_once)
{
	const struct route *route = route_at(_i);
	const struct input *input;

	for (int i = 0; (input = route_input(route, i)) != NULL; i++) {
		expect_good_input(route, input);
		for (int j = 0; j < i; j++)
			must(route_input(route, j)->place != input->place ||
				strcmp(route_input(route, j)->name,
				    input->name) != 0,
			    "%s: %s is declared twice", route->path,
			    input->name);
	}
}
END_TEST

/* How many words the choices are. */
static int
choices_count(const char *choices)
{
	int count = 1;

	for (; *choices != '\0'; choices++)
		count += *choices == ' ';
	return count;
}

START_TEST(the_orders_of_a_list_are_the_choices_of_sort)
{
	const struct route *route = route_at(_i);
	const struct order *order = route->orders;
	const struct input *sort = NULL, *input;
	int count = 0;

	for (int i = 0; (input = route_input(route, i)) != NULL; i++)
		if (strcmp(input->name, "sort") == 0)
			sort = input;
	for (; order != NULL && order->sort != NULL; order++) {
		if (*order->sort == '\0')
			continue;
		must(sort != NULL && !input_check(sort, order->sort, scratch),
		    "%s: %s is no choice", route->path, order->sort);
		for (const struct order *o = route->orders; o < order; o++)
			ck_assert_str_ne(o->sort, order->sort);
		count++;
	}
	if (sort == NULL)
		return;
	ck_assert_int_eq(sort->type, INPUT_CHOICE);
	ck_assert_ptr_null(sort->preset);
	ck_assert_int_eq(count, choices_count(sort->choices));
}
END_TEST

static bool
has_input(const struct route *route, const char *name)
{
	const struct input *input;

	for (int i = 0; (input = route_input(route, i)) != NULL; i++)
		if (strcmp(input->name, name) == 0)
			return true;
	return false;
}

START_TEST(a_list_has_an_order_whatever_is_given)
{
	const struct route *route = route_at(_i);
	const struct order *order = route->orders;
	bool any = order == NULL;

	for (; order != NULL && order->sort != NULL; order++) {
		must(order->given == NULL || has_input(route, order->given),
		    "%s: there is no %s", route->path, order->given);
		/* One without a name is there for those that ask for none. */
		must(*order->sort != '\0' || !any,
		    "%s: an order is never taken", route->path);
		any = any || order->given == NULL;
	}
	must(any, "%s: a list may have no order", route->path);
}
END_TEST

static void
add_rows(TCase *tests)
{
	int count = routes_count();

	tcase_add_loop_test(tests, a_route_says_who_may_call, 0, count);
	tcase_add_loop_test(
	    tests, a_route_has_a_method_that_the_service_knows, 0, count);
	tcase_add_loop_test(tests, a_route_has_a_path_that_can_match, 0, count);
	tcase_add_loop_test(tests, a_route_stands_in_the_tables_once, 0, count);
	tcase_add_loop_test(tests, a_route_has_what_its_shape_needs, 0, count);
	tcase_add_loop_test(tests,
	    the_inputs_in_the_path_are_those_that_are_declared_there, 0, count);
	tcase_add_loop_test(
	    tests, every_input_is_declared_well_and_once, 0, count);
	tcase_add_loop_test(
	    tests, the_orders_of_a_list_are_the_choices_of_sort, 0, count);
	tcase_add_loop_test(
	    tests, a_list_has_an_order_whatever_is_given, 0, count);
}

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("route");
	TCase *tests = unit_case(suite, "matching");

	tcase_add_loop_test(
	    tests, a_path_matches_its_own_pattern_only, 0, ROWS(matches));
	tcase_add_loop_test(
	    tests, the_inputs_of_a_pattern_have_names, 0, ROWS(names));
	add_rows(unit_case(suite, "tables"));
	return suite;
}
