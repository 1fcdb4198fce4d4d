/* Every route of the tables: tokens, methods, inputs that nobody declared. */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "account.h"
#include "app/app.h"
#include "database.h"
#include "expect.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "user.h"
#include "write.h"

static const struct route *const tables[] = { movie_routes, genre_routes,
	person_routes, rating_routes, service_routes, token_routes,
	account_routes, rating_list_routes, follow_routes, feed_routes };

enum { TABLES = sizeof tables / sizeof *tables };

static const struct route *
route_at(int at)
{
	for (int i = 0; i < TABLES; i++)
		for (const struct route *r = tables[i]; r->path != NULL; r++)
			if (at-- == 0)
				return r;
	return NULL;
}

static int
routes_count(void)
{
	int count = 0;

	while (route_at(count) != NULL)
		count++;
	return count;
}

/* Its path, of something that is not there. */
static const char *
path_of(const struct route *route)
{
	const char *brace = strchr(route->path, '{');

	if (brace == NULL)
		return route->path;
	return keep_printf("%.*s%s%s", (int)(brace - route->path), route->path,
	    strncmp(brace, "{id}", 4) == 0 ? "9223372036854775807"
					   : "marquee-nobody",
	    strchr(brace, '}') + 1);
}

static bool
takes_body(const struct route *route)
{
	for (const struct input *i = route->inputs; i && i->name; i++)
		if (i->place == IN_BODY || i->place == IN_FORM)
			return true;
	return false;
}

/* An empty body where a request has to say how long it is (RFC 9110, 8.6). */
static const char *
body_for(const char *method)
{
	static const char *const reading[] = { "GET", "HEAD", "DELETE" };

	for (size_t i = 0; i < sizeof reading / sizeof *reading; i++)
		if (strcmp(method, reading[i]) == 0)
			return NULL;
	return "";
}

static const char *
upper(const char *text)
{
	char *copy = keep_bytes(text, strlen(text));

	for (char *c = copy; *c != '\0'; c++)
		*c = (char)toupper(*c);
	return copy;
}

static const char *
ended(const struct user *user, const char *change)
{
	const char *token = user_token_new(user);

	sql(change, 1, &token);
	return token;
}

/* Header lines that are of no use, made of a good token; NULL ends them. */
static const char *const *
bad_headers(const struct user *user)
{
	static const char *headers[12];
	const char *good = user->token;
	int cut = (int)strlen(good) - 1;

	headers[0] = "";
	headers[1] = bearer(
	    ended(user, "UPDATE token SET expires_at = now() WHERE " TOKEN_IS));
	headers[2] = bearer(ended(user, "DELETE FROM token WHERE " TOKEN_IS));
	headers[3] = bearer(keep_printf("%.*s", cut, good));
	headers[4] = bearer(good + 1);
	headers[5] = bearer(upper(good));
	headers[6] = bearer(keep_printf("%s%s", good, good));
	headers[7] = bearer(keep_printf("%s %s", good, good));
	headers[8] = bearer("");
	headers[9] = keep_printf("Authorization: Basic %s\r\n", good);
	headers[10] = keep_printf("Authorization: %s\r\n", good);
	return headers;
}

START_TEST(without_a_good_token_it_answers_401)
{
	const struct route *route = route_at(_i);
	struct user user = user_new_admin();
	const char *const *headers = bad_headers(&user);

	if (route->access == ACCESS_ANYONE)
		return;
	for (int i = 0; headers[i] != NULL; i++) {
		struct reply *reply = ask(route->method, path_of(route),
		    headers[i], body_for(route->method));

		expect_faults(reply, 401, "");
		ck_assert_pstr_eq(header(reply, "WWW-Authenticate"), "Bearer");
	}
	/* Nor does it say what else is wrong. */
	expect_faults(ask(route->method, keep_printf("%s?x=1", path_of(route)),
			  keep_printf("%s" JSON_BODY, headers[2]),
			  body_for(route->method) == NULL ? NULL : "{"),
	    401, "");
}
END_TEST

START_TEST(two_headers_are_no_token)
{
	static const int statuses[] = { 400, 401, 0 };
	const struct route *route = route_at(_i);
	struct user user = user_new_admin();

	if (route->access == ACCESS_ANYONE)
		return;
	expect_refusal(
	    ask(route->method, path_of(route),
		keep_printf("%s%s", bearer(user.token), bearer(user.token)),
		body_for(route->method)),
	    statuses);
}
END_TEST

START_TEST(what_only_an_admin_may_answers_403_to_a_user)
{
	const struct route *route = route_at(_i);
	const char *path = path_of(route);
	struct user user = user_new();

	if (route->access != ACCESS_ADMIN)
		return;
	expect_faults(ask(route->method, path, bearer(user.token),
			  body_for(route->method)),
	    403, "");
	expect_faults(as(user.token, route->method, keep_printf("%s?x=1", path),
			  NULL, "{'x': 1"),
	    403, "");
}
END_TEST

START_TEST(a_body_is_json_or_a_form_and_says_so)
{
	const struct route *route = route_at(_i);
	struct user user = user_new_admin();
	const char *path = path_of(route), *token = bearer(user.token);

	if (!takes_body(route))
		return;
	address_new();
	expect_faults(ask(route->method, path, token, "{}"), 415, "");
	expect_faults(
	    ask(route->method, path,
		keep_printf("%sContent-Type: text/plain\r\n", token), "{}"),
	    415, "");
	if (route->inputs->place != IN_FORM)
		expect_faults(
		    as(user.token, route->method, path, NULL, "{"), 400, "");
}
END_TEST

/* What the tables say is allowed at the path. */
static bool
is_allowed(const char *path, const char *method)
{
	const struct route *route;

	if (strcmp(method, "OPTIONS") == 0)
		return true;
	if (strcmp(method, "HEAD") == 0)
		method = "GET";
	for (int i = 0; (route = route_at(i)) != NULL; i++)
		if (strcmp(route->path, path) == 0 &&
		    strcmp(route->method, method) == 0)
			return true;
	return false;
}

static const char *const methods[] = { "GET", "HEAD", "OPTIONS", "POST", "PUT",
	"PATCH", "DELETE" };

START_TEST(a_path_knows_its_methods)
{
	const struct route *route = route_at(_i);
	const char *path = path_of(route);
	struct reply *options = ask("OPTIONS", path, NULL, NULL);

	address_new();
	expect_status(options, 204);
	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
		bool allowed = is_allowed(route->path, methods[i]);
		struct reply *reply;

		must(header_has(options, "Allow", methods[i]) == allowed,
		    "%s: Allow: %s", path, header(options, "Allow"));
		if (allowed)
			continue;
		reply = as(admin_token(), methods[i], path, NULL,
		    body_for(methods[i]) == NULL ? NULL : "{}");
		if (strcmp(methods[i], "HEAD") == 0)
			expect_status(reply, 405);
		else
			expect_faults(reply, 405, "");
		ck_assert_pstr_eq(
		    header(reply, "Allow"), header(options, "Allow"));
	}
}
END_TEST

START_TEST(a_query_that_nobody_declared_is_refused)
{
	const struct route *route = route_at(_i);
	const char *path = keep_printf("%s?color=red", path_of(route));
	struct user user = user_new_admin();
	struct reply *reply;

	address_new();
	if (takes_body(route) && route->inputs->place == IN_FORM)
		reply = ask(route->method, path,
		    "Content-Type: application/x-www-form-urlencoded\r\n",
		    "username=a&password=b");
	else
		reply = as(user.token, route->method, path, NULL,
		    takes_body(route) ? "{}" : NULL);
	expect_fault(reply, 400, "color", "unknown");
	ck_assert(is_good(user.token));
}
END_TEST

TCase *
topic_every_route(void)
{
	TCase *topic = topic_new("every route");
	int count = routes_count();

	tcase_add_loop_test(
	    topic, without_a_good_token_it_answers_401, 0, count);
	tcase_add_loop_test(topic, two_headers_are_no_token, 0, count);
	tcase_add_loop_test(
	    topic, what_only_an_admin_may_answers_403_to_a_user, 0, count);
	tcase_add_loop_test(
	    topic, a_body_is_json_or_a_form_and_says_so, 0, count);
	tcase_add_loop_test(topic, a_path_knows_its_methods, 0, count);
	tcase_add_loop_test(
	    topic, a_query_that_nobody_declared_is_refused, 0, count);
	return topic;
}
