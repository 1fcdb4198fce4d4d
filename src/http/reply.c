/* Makes and sends the replies of the HTTP layer. */
#include "http/reply.h"

#include <string.h>

#include "http/etag.h"

static const char *
reason(int status)
{
	static const struct {
		int status;
		const char *phrase;
	} table[] = {
		{ 200, "OK" },
		{ 201, "Created" },
		{ 204, "No Content" },
		{ 304, "Not Modified" },
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (table[i].status == status)
			return table[i].phrase;
	return "Other";
}

/* The first lines of a head. */
static void
head_begin(
    struct call *call, int status, const char *phrase, struct buffer *out)
{
	call->request->log.status = status;
	buffer_printf(out,
	    "Status: %d %s\r\n"
	    "X-Request-Id: %s\r\n"
	    "Access-Control-Allow-Origin: *\r\n"
	    "Access-Control-Expose-Headers: Link, ETag, Location, "
	    "X-Total-Count, X-Request-Id\r\n",
	    status, phrase, call->request->log.request_id);
}

/* Sends head and body; with `type` NULL there is no body. */
static void
response_send(struct call *call, int status, const char *phrase,
    const char *type, const char *headers, const struct buffer *body)
{
	struct buffer out;

	buffer_init(&out, call->arena, 512 + (body ? body->size : 0));
	head_begin(call, status, phrase, &out);
	if (type != NULL)
		buffer_printf(&out,
		    "Content-Type: %s\r\nContent-Length: %zu\r\n", type,
		    body->size);
	if (headers != NULL)
		buffer_text(&out, headers);
	buffer_text(&out, "\r\n");
	if (type != NULL && !call->head)
		buffer_put(&out, body->bytes, body->size);
	request_reply(call->request, out.bytes, out.size);
}

void
reply_json(struct call *call, int status, const char *headers,
    const struct buffer *body)
{
	response_send(
	    call, status, reason(status), "application/json", headers, body);
}

void
reply_head(struct call *call, const char *type, struct buffer *out)
{
	head_begin(call, 200, reason(200), out);
	buffer_printf(
	    out, "Content-Type: %s\r\nCache-Control: no-store\r\n\r\n", type);
}

void
reply_empty(struct call *call, int status, const char *headers)
{
	response_send(call, status, reason(status), NULL, headers, NULL);
}

/* The value of a column in the first row; NULL if there is no such column. */
static const char *
column_text(const struct rows *rows, const char *name)
{
	int column = rows_column(rows, name);

	return column < 0 ? NULL : rows_value(rows, 0, column, NULL);
}

void
reply_resource(
    struct call *call, const struct rows *rows, const struct buffer *body)
{
	const char *etag = column_text(rows, "_etag");
	const char *new = column_text(rows, "_created");
	const char *headers = "Cache-Control: no-store\r\n";

	/* What one may see, another may not. */
	if (etag != NULL)
		headers = arena_printf(call->arena,
		    "ETag: \"%s\"\r\nCache-Control: %s\r\n", etag,
		    call->route->access == ACCESS_ANYONE
			? "no-cache"
			: "private, no-cache\r\nVary: Authorization");
	if (call->route->created != NULL)
		reply_json(call, 201,
		    arena_printf(call->arena, "%sLocation: %s%s/\r\n", headers,
			call->route->created, column_text(rows, "id")),
		    body);
	else if (etag != NULL && strcmp(call->method, "GET") == 0 &&
	    etag_is_known(
		request_parameter(call->request, "HTTP_IF_NONE_MATCH"), etag))
		reply_empty(call, 304, headers);
	else
		reply_json(
		    call, new != NULL &&*new == 't' ? 201 : 200, headers, body);
}

void
reply_options(struct call *call)
{
	reply_empty(call, 204,
	    arena_printf(call->arena,
		"Allow: %s\r\n"
		"Access-Control-Allow-Methods: %s\r\n"
		"Access-Control-Allow-Headers: Authorization, Content-Type, "
		"Idempotency-Key, If-Match, If-None-Match, X-Request-Id\r\n"
		"Access-Control-Max-Age: 86400\r\n",
		call->allow, call->allow));
}

void
reply_problem(struct call *call, enum problem problem, const char *detail)
{
	int retry_after = problem_retry_after(problem);
	struct buffer body, headers;

	buffer_init(&headers, call->arena, 128);
	buffer_text(&headers, "Cache-Control: no-store\r\n");
	if (problem == PROBLEM_METHOD_NOT_ALLOWED)
		buffer_printf(&headers, "Allow: %s\r\n", call->allow);
	if (problem == PROBLEM_ENCODING)
		buffer_text(&headers, "Accept-Encoding: identity\r\n");
	if (problem == PROBLEM_UNAUTHORIZED)
		buffer_text(&headers, "WWW-Authenticate: Bearer\r\n");
	if (call->retry_after != NULL)
		buffer_printf(
		    &headers, "Retry-After: %s\r\n", call->retry_after);
	else if (retry_after > 0)
		buffer_printf(&headers, "Retry-After: %d\r\n", retry_after);
	buffer_init(&body, call->arena, 512);
	problem_write(&body, problem, detail, call->request->log.request_id,
	    call->faults);
	response_send(call, problem_status(problem), problem_title(problem),
	    "application/problem+json", buffer_string(&headers), &body);
}
