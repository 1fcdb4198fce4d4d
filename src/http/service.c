/* Takes a request from its route to its reply. */
#include "http/service.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "engine/list.h"
#include "engine/migration.h"
#include "http/body.h"
#include "http/call.h"
#include "http/etag.h"
#include "http/json.h"
#include "http/page.h"
#include "http/prepare.h"
#include "http/read.h"
#include "http/reply.h"
#include "http/token.h"

enum { REQUEST_ID_MAX = 128, METHODS_MAX = 8 };

/* The client's id if it is harmless, else a random one. */
static const char *
request_id(const struct request *request)
{
	static const char sane[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789-._";
	const char *given = request_parameter(request, "HTTP_X_REQUEST_ID");
	unsigned long long random[2] = { 0 };
	size_t size;

	if (given != NULL) {
		size = strspn(given, sane);
		if (size > 0 && size <= REQUEST_ID_MAX && given[size] == '\0')
			return given;
	}
	if (getrandom(random, sizeof random, 0) < 0)
		random[0] = (unsigned long long)request->arrived;
	return arena_printf(
	    request->arena, "%016llx%016llx", random[0], random[1]);
}

/* The method as a word that may stand in the log. */
static const char *
method_of(struct call *call)
{
	static const char *const known[] = { "GET", "HEAD", "POST", "PUT",
		"PATCH", "DELETE", "OPTIONS" };
	const char *given = request_parameter(call->request, "REQUEST_METHOD");

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (given != NULL && strcmp(given, known[i]) == 0)
			return known[i];
	return "other";
}

static struct call *
call_new(struct request *request)
{
	struct call *call = arena_alloc(request->arena, sizeof *call);

	call->request = request;
	call->arena = request->arena;
	call->last_fault = &call->faults;
	call->method = method_of(call);
	request->detail = call;
	request->log.request_id = request_id(request);
	request->log.method = call->method;
	call->head = strcmp(call->method, "HEAD") == 0;
	if (call->head)
		call->method = "GET";
	return call;
}

/* Does the path belong to this route? Then `pattern` is the one that fits. */
static bool
route_is_at(const struct route *route, const struct uri *uri,
    const char **pattern, const char **path)
{
	*pattern = route->path;
	if (route_matches(*pattern, uri, path))
		return true;
	*pattern = route->alias;
	return *pattern != NULL && route_matches(*pattern, uri, path);
}

/*
 * Finds the route of the call, and the methods that its path knows. Without a
 * route, call->allow tells whether there is such a path at all.
 */
static void
route_find(struct call *call, const struct service *service,
    const char **pattern, const char **path)
{
	const char *allow[METHODS_MAX];
	struct buffer methods;
	const char *at;
	int count = 0;

	for (int i = 0; service->tables[i] != NULL; i++)
		for (const struct route *route = service->tables[i];
		     route->path != NULL; route++) {
			if (!route_is_at(route, &call->uri, &at, path))
				continue;
			if (strcmp(route->method, call->method) == 0) {
				call->route = route;
				*pattern = at;
				return;
			}
			if (count < METHODS_MAX)
				allow[count++] = route->method;
		}
	if (count == 0)
		return;
	buffer_init(&methods, call->arena, 64);
	for (int i = 0; i < count; i++)
		buffer_printf(&methods, "%s, %s", allow[i],
		    strcmp(allow[i], "GET") == 0 ? "HEAD, " : "");
	buffer_text(&methods, "OPTIONS");
	call->allow = buffer_string(&methods);
}

/* Malformed input outweighs invalid input; all of it is told. */
static void
reply_refusal(struct call *call)
{
	enum problem worst = PROBLEM_INVALID;

	if (call->refusal != PROBLEM_NONE) {
		reply_problem(call, call->refusal, call->refusal_detail);
		return;
	}
	for (const struct fault *f = call->faults; f != NULL; f = f->next)
		if (f->problem == PROBLEM_BAD_REQUEST)
			worst = PROBLEM_BAD_REQUEST;
	reply_problem(call, worst, NULL);
}

static void
step_add(struct call *call, enum statement_id id)
{
	struct query_step *step = &call->query.step[call->query.steps];
	const struct plan *plan = prepared_plan(id);

	assert(call->query.steps < QUERY_STEPS_MAX);
	call->query.steps++;
	if (plan != NULL)
		plan_bind(plan, &call->values, call->arena, step);
	else
		statement_render(
		    &statements[id], &call->values, call->arena, step);
}

/*
 * Asks who it is, in the same round trip as the rest: it raises, and the rest
 * is not done. Returns false if there is no token of our form.
 */
static bool
authorise_add(struct call *call)
{
	const char *token = token_of_header(
	    request_parameter(call->request, "HTTP_AUTHORIZATION"),
	    call->arena);

	if (token == NULL)
		return false;
	call_value(call, "token_hash", token_hash(token, call->arena));
	call_value(call, "wanted",
	    call->route->access == ACCESS_ADMIN ? "admin" : "user");
	step_add(call, STATEMENT_AUTHORISE);
	return true;
}

static void
query_send(struct call *call)
{
	const struct route *route = call->route;

	call_value(call, "schema_version", schema_version_text);
	if (route->lane == LANE_WRITE)
		call_value(call, "if_match",
		    etags_read(
			request_parameter(call->request, "HTTP_IF_MATCH"),
			call->arena));
	for (int i = 0; i < ROUTE_STEPS_MAX; i++) {
		const struct route_step *step = &route->before[i];

		if (step->statement != STATEMENT_NONE &&
		    (step->given == NULL ||
			values_find(&call->values, step->given) != NULL))
			step_add(call, step->statement);
	}
	if (route->parent != STATEMENT_NONE)
		step_add(call, route->parent);
	step_add(call, route->statement);
	call->main_step = call->query.steps - 1;
	if (route->shape == SHAPE_LIST)
		page_add_count(call);
	request_query(call->request, &call->query);
}

static void
call_begin(struct call *call, const char *pattern, const char **path)
{
	const struct route *route = call->route;
	enum problem problem = PROBLEM_NONE;
	const char *detail = NULL;
	struct buffer body;

	call->request->log.route = route->path;
	call->query.lane = route->lane;
	call->query.repeatable = route->lane != LANE_WRITE;
	if (!call_read(call, pattern, path)) {
		reply_problem(call, PROBLEM_NOT_FOUND, NULL);
		return;
	}
	if (route->shape == SHAPE_LIST)
		page_read(call);
	if (route->access != ACCESS_ANYONE && !authorise_add(call)) {
		call->faults = NULL;
		reply_problem(call, PROBLEM_UNAUTHORIZED, NULL);
		return;
	}
	if (body_is_wanted(route))
		problem = body_read(call, &detail);
	call->refusal = problem;
	call->refusal_detail = detail;
	if (problem != PROBLEM_NONE || call->faults != NULL) {
		/* Who may not do it at all is told that, and nothing else. */
		if (route->access != ACCESS_ANYONE) {
			call->query.repeatable = true;
			request_query(call->request, &call->query);
		} else {
			reply_refusal(call);
		}
		return;
	}
	if (route->shape == SHAPE_FIXED) {
		buffer_init(&body, call->arena, 64);
		buffer_text(&body, route->body);
		reply_json(call, 200, "Cache-Control: no-store\r\n", &body);
		return;
	}
	query_send(call);
}

static void
begin(struct request *request)
{
	const struct service *service =
	    list_entry(request->handler, struct service, handler);
	struct call *call = call_new(request);
	const char *target = request_parameter(request, "REQUEST_URI");
	const char *path[URI_SEGMENTS_MAX], *pattern = NULL, *wrong;

	wrong = target == NULL ? "it is missing"
			       : uri_parse(&call->uri, target, call->arena);
	if (wrong != NULL) {
		reply_problem(call, PROBLEM_BAD_REQUEST,
		    arena_printf(
			call->arena, "The address cannot be read: %s.", wrong));
		return;
	}
	route_find(call, service, &pattern, path);
	if (call->route != NULL)
		call_begin(call, pattern, path);
	else if (call->allow == NULL)
		reply_problem(call, PROBLEM_NOT_FOUND, NULL);
	else if (strcmp(call->method, "OPTIONS") == 0)
		reply_options(call);
	else
		reply_problem(call, PROBLEM_METHOD_NOT_ALLOWED, NULL);
}

static void
refuse(struct request *request)
{
	reply_problem(call_new(request), PROBLEM_BUSY, NULL);
}

/* What an SQLSTATE means for the client (PostgreSQL, appendix A). */
static enum problem
problem_of_sqlstate(const char *sqlstate)
{
	static const struct {
		const char *prefix;
		enum problem problem;
	} table[] = {
		{ "08", PROBLEM_UNAVAILABLE },
		{ "0A000", PROBLEM_UNAVAILABLE },
		{ "22", PROBLEM_INVALID },
		/* Tried again in vain: others were always faster. */
		{ "23502", PROBLEM_BUSY },
		{ "23503", PROBLEM_BUSY },
		{ "23505", PROBLEM_CONFLICT },
		{ "23", PROBLEM_INVALID },
		{ "25006", PROBLEM_UNAVAILABLE },
		{ "26000", PROBLEM_UNAVAILABLE },
		{ "40", PROBLEM_BUSY },
		{ "53", PROBLEM_UNAVAILABLE },
		{ "55P03", PROBLEM_BUSY },
		{ "57014", PROBLEM_TIMEOUT },
		{ "57P", PROBLEM_UNAVAILABLE },
		/* Our own class; see sql/schema. */
		{ "MQ401", PROBLEM_UNAUTHORIZED },
		{ "MQ403", PROBLEM_FORBIDDEN },
		{ "MQ404", PROBLEM_NOT_FOUND },
		{ "MQ412", PROBLEM_PRECONDITION },
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (strncmp(sqlstate, table[i].prefix,
			strlen(table[i].prefix)) == 0)
			return table[i].problem;
	return PROBLEM_INTERNAL;
}

static void
reply_error(struct call *call, const struct answer *answer)
{
	enum problem problem = problem_of_sqlstate(answer->sqlstate);

	/* What the input checks let through, or what is our own fault. */
	if (problem == PROBLEM_INVALID || problem == PROBLEM_INTERNAL)
		log_event(LOG_ERROR, "%s: SQLSTATE %s: %s", call->route->path,
		    answer->sqlstate, answer->message);
	/* What else is wrong is not for those who may not do it. */
	call->faults = NULL;
	reply_problem(call, problem, NULL);
}

static void
reply_rows(struct call *call, const struct answer *answer)
{
	const struct route *route = call->route;
	const struct rows *rows = answer->rows[call->main_step];
	bool orphan = route->parent != STATEMENT_NONE &&
	    rows_count(answer->rows[call->main_step - 1]) == 0;
	struct buffer body, headers;
	int etag;

	if (orphan || (route->shape == SHAPE_ONE && rows_count(rows) == 0)) {
		reply_problem(call,
		    route->missing == PROBLEM_NONE ? PROBLEM_NOT_FOUND
						   : route->missing,
		    NULL);
		return;
	}
	if (route->shape == SHAPE_NONE) {
		reply_empty(call, 204, NULL);
		return;
	}
	buffer_init(&body, call->arena, 1024);
	if (route->shape == SHAPE_LIST) {
		buffer_init(&headers, call->arena, 256);
		page_write(call, answer, rows, &headers, &body);
		reply_json(call, 200, buffer_string(&headers), &body);
		return;
	}
	json_put_row(&body, rows, 0);
	etag = rows_column(rows, "_etag");
	if (etag < 0)
		reply_json(call, 200, "Cache-Control: no-store\r\n", &body);
	else
		reply_resource(call, rows, &body);
}

static void
resume(struct request *request, const struct answer *answer)
{
	struct call *call = request->detail;

	switch (answer->kind) {
	case ANSWER_ROWS:
		if (call->refusal != PROBLEM_NONE || call->faults != NULL)
			reply_refusal(call);
		else
			reply_rows(call, answer);
		return;
	case ANSWER_ERROR:
		reply_error(call, answer);
		return;
	case ANSWER_UNAVAILABLE:
		reply_problem(call, PROBLEM_UNAVAILABLE, NULL);
		return;
	case ANSWER_BUSY:
		reply_problem(call, PROBLEM_BUSY, NULL);
		return;
	case ANSWER_UNKNOWN:
		reply_problem(call, PROBLEM_UNKNOWN_OUTCOME, NULL);
		return;
	}
}

const struct handler service_handler = {
	.begin = begin,
	.resume = resume,
	.refuse = refuse,
};
