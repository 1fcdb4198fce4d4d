/* The route of a request: the first pattern that fits, and its methods. */
#include "http/find.h"

#include <string.h>

#include "tables.h"
#include "unit.h"

/* As in the tables of Marquee: words before placeholders. */
static const struct route first[] = {
	{ "POST", "/users/login/" },
	{ "GET", "/users/me/" },
	{ "PATCH", "/users/me/" },
	{ "GET", "/users/{id}/" },
	{ "DELETE", "/users/{id}/" },
	{ 0 },
};

static const struct route second[] = {
	{ "GET", "/movies/{id}/", .alias = "/movie/{id}/" },
	{ "PUT", "/movies/{id}/" },
	{ "PUT", "/users/me/" },
	{ "GET", "/{any}/{name}/" },
	{ 0 },
};

static struct call
find(const char *method, const char *target, const char **pattern,
    const char **path)
{
	static const struct route *const both[] = { first, second, NULL };
	struct call call = { .arena = scratch, .method = method };

	*pattern = NULL;
	ck_assert_ptr_null(uri_parse(&call.uri, target, scratch));
	route_find(&call, both, pattern, path);
	return call;
}

/* clang-format off */
static const struct {
	const char *method, *target, *pattern, *input;
} found[] = {
	{ "POST", "/users/login/", "/users/login/", NULL },
	{ "GET", "/users/me/", "/users/me/", NULL },
	{ "GET", "/users/me", "/users/me/", NULL },
	{ "PATCH", "/users/me/", "/users/me/", NULL },
	{ "PUT", "/users/me/", "/users/me/", NULL }, /* of another table */
	{ "GET", "/users/7/", "/users/{id}/", "7" },
	{ "GET", "/users/mee/", "/users/{id}/", "mee" },
	{ "GET", "/users/ME/", "/users/{id}/", "ME" },
	{ "DELETE", "/users/7/", "/users/{id}/", "7" },
	{ "GET", "/movies/7/", "/movies/{id}/", "7" },
	{ "GET", "/movie/7/", "/movie/{id}/", "7" },
	{ "GET", "/others/7/", "/{any}/{name}/", "others" },
};

static const struct {
	const char *method, *target, *allow; /* NULL: there is no such path */
} missing[] = {
	{ "DELETE", "/users/me/", "GET, HEAD, PATCH, PUT, OPTIONS" },
	{ "OPTIONS", "/users/me/", "GET, HEAD, PATCH, PUT, OPTIONS" },
	{ "PATCH", "/users/7/", "GET, HEAD, DELETE, OPTIONS" },
	{ "GET", "/users/login/", "POST, OPTIONS" },
	{ "DELETE", "/users/login/", "POST, OPTIONS" },
	{ "DELETE", "/movies/7/", "GET, HEAD, PUT, OPTIONS" },
	{ "PUT", "/movie/7/", "GET, HEAD, OPTIONS" },
	{ "other", "/others/7/", "GET, HEAD, OPTIONS" },
	{ "GET", "/users/", NULL },
	{ "GET", "/", NULL },
	{ "GET", "/users/me/more/", NULL },
};
/* clang-format on */

START_TEST(a_word_comes_before_a_placeholder)
{
	const char *pattern, *path[URI_SEGMENTS_MAX] = { NULL };
	struct call call =
	    find(found[_i].method, found[_i].target, &pattern, path);

	ck_assert_ptr_nonnull(call.route);
	ck_assert_str_eq(call.route->method, found[_i].method);
	ck_assert_str_eq(pattern, found[_i].pattern);
	if (found[_i].input != NULL)
		ck_assert_str_eq(path[0], found[_i].input);
}
END_TEST

START_TEST(without_the_method_those_of_that_pattern_are_allowed)
{
	const char *pattern, *path[URI_SEGMENTS_MAX] = { NULL };
	struct call call =
	    find(missing[_i].method, missing[_i].target, &pattern, path);

	ck_assert_ptr_null(call.route);
	ck_assert_pstr_eq(call.allow, missing[_i].allow);
}
END_TEST

/* Of Marquee's tables: a word that stands later would never be found. */
START_TEST(no_route_is_hidden_by_an_earlier_placeholder)
{
	const struct route *route = route_at(_i);
	const char *path[URI_SEGMENTS_MAX];
	struct uri uri;

	ck_assert_ptr_null(uri_parse(&uri, route->path, scratch));
	for (int i = 0; i < _i; i++) {
		const char *earlier = route_at(i)->path;

		must(strcmp(earlier, route->path) == 0 ||
			!route_matches(earlier, &uri, path),
		    "%s hides %s", earlier, route->path);
	}
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("find");
	TCase *tests = unit_case(suite, "find");

	tcase_add_loop_test(
	    tests, a_word_comes_before_a_placeholder, 0, ROWS(found));
	tcase_add_loop_test(tests,
	    without_the_method_those_of_that_pattern_are_allowed, 0,
	    ROWS(missing));
	tcase_add_loop_test(tests, no_route_is_hidden_by_an_earlier_placeholder,
	    0, routes_count());
	return suite;
}
