/* Begins a request: its id, its route, its inputs. */
#include "http/service.h"

#include <string.h>
#include <sys/random.h>

#include "engine/list.h"
#include "http/batch.h"
#include "http/body.h"
#include "http/call.h"
#include "http/find.h"
#include "http/idempotency.h"
#include "http/page.h"
#include "http/read.h"
#include "http/reply.h"
#include "http/stage.h"
#include "http/stream.h"

enum { REQUEST_ID_MAX = 128 };

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

/* What has many objects in it is read beside the loop, not here. */
static enum problem
call_take_body(struct call *call, const char **detail)
{
	const struct route *route = call->route;

	if (call->request->body_size > body_max(call))
		return PROBLEM_TOO_LARGE;
	if (body_is_encoded(call) &&
	    (route->items_max != 0 || body_is_wanted(route)))
		return PROBLEM_ENCODING;
	if (route->items_max != 0)
		return batch_begin(call, detail);
	idempotency_digest(call);
	return body_is_wanted(route) ? body_read(call, detail) : PROBLEM_NONE;
}

static void
call_begin(struct call *call, const char *pattern, const char **path)
{
	const struct route *route = call->route;

	call->request->log.route = route->path;
	if (!call_read(call, pattern, path)) {
		reply_problem(call, PROBLEM_NOT_FOUND, NULL);
		return;
	}
	if (route->shape == SHAPE_LIST)
		page_read(call);
	if (route->work != NULL)
		arena_keep_secret(call->arena);
	if (route->access != ACCESS_ANYONE && !stage_authorise(call)) {
		call->faults = NULL;
		reply_problem(call, PROBLEM_UNAUTHORIZED, NULL);
		return;
	}
	idempotency_read(call);
	call->refusal = call_take_body(call, &call->refusal_detail);
	stage_begin(call);
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
	route_find(call, service->tables, &pattern, path);
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

static void
resume(struct request *request, const struct answer *answer)
{
	struct call *call = request->detail;

	if (call->stream != NULL)
		stream_answered(call, answer);
	else
		stage_answered(call, answer);
}

static void
more(struct request *request)
{
	stream_more(request->detail);
}

static void
work(struct request *request)
{
	struct call *call = request->detail;

	if (call->route->items_max == 0) {
		call->route->work(call);
		return;
	}
	idempotency_digest(call);
	batch_read(call);
}

static void
worked(struct request *request, bool done)
{
	stage_worked(request->detail, done);
}

const struct handler service_handler = {
	.begin = begin,
	.resume = resume,
	.work = work,
	.worked = worked,
	.more = more,
	.refuse = refuse,
};
