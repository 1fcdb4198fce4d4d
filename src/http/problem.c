/* Problem details: the table of client errors, and their JSON form. */
#include "http/problem.h"

#include "http/json.h"

struct row {
	int status;
	int retry_after; /* seconds */
	const char *title;
	const char *detail;
};

/* clang-format off */
static const struct row table[] = {
	[PROBLEM_BAD_REQUEST] = { 400, 0, "Bad Request",
	  "The request is malformed." },
	[PROBLEM_UNAUTHORIZED] = { 401, 0, "Unauthorized",
	  "A valid token is needed." },
	[PROBLEM_FORBIDDEN] = { 403, 0, "Forbidden",
	  "This token does not allow it." },
	[PROBLEM_NOT_FOUND] = { 404, 0, "Not Found",
	  "There is nothing at this address." },
	[PROBLEM_METHOD_NOT_ALLOWED] = { 405, 0, "Method Not Allowed",
	  "This address does not know the method; see Allow." },
	[PROBLEM_CONFLICT] = { 409, 0, "Conflict",
	  "It conflicts with what is stored." },
	[PROBLEM_UNDER_WAY] = { 409, 1, "Conflict",
	  "A request with this Idempotency-Key is under way." },
	[PROBLEM_PRECONDITION] = { 412, 0, "Precondition Failed",
	  "It is not, or no longer, what If-Match or If-None-Match says." },
	[PROBLEM_TOO_LARGE] = { 413, 0, "Content Too Large",
	  "The body is larger than it may be here." },
	[PROBLEM_MEDIA_TYPE] = { 415, 0, "Unsupported Media Type",
	  "The body must be JSON, and Content-Type must say so." },
	[PROBLEM_ENCODING] = { 415, 0, "Unsupported Media Type",
	  "The body must come as it is, without a Content-Encoding." },
	[PROBLEM_INVALID] = { 422, 0, "Unprocessable Content",
	  "The request is well-formed, but it asks for what cannot be." },
	[PROBLEM_TOO_MANY] = { 429, 1, "Too Many Requests",
	  "Too many tries have failed; see Retry-After." },
	[PROBLEM_INTERNAL] = { 500, 0, "Internal Server Error",
	  "The fault is on our side." },
	[PROBLEM_BUSY] = { 503, 1, "Service Unavailable",
	  "There is too much to do at the moment." },
	[PROBLEM_UNAVAILABLE] = { 503, 2, "Service Unavailable",
	  "The database does not answer at the moment." },
	[PROBLEM_UNKNOWN_OUTCOME] = { 503, 2, "Service Unavailable",
	  "The connection to the database was lost: "
	  "whether the change was made is unknown." },
	[PROBLEM_TIMEOUT] = { 504, 2, "Gateway Timeout",
	  "The database took too long." },
};
/* clang-format on */

int
problem_status(enum problem problem)
{
	return table[problem].status;
}

const char *
problem_title(enum problem problem)
{
	return table[problem].title;
}

int
problem_retry_after(enum problem problem)
{
	return table[problem].retry_after;
}

static void
fault_write(struct buffer *out, const struct fault *fault)
{
	buffer_text(out, "{\"field\":");
	json_put_string(out, fault->field);
	buffer_text(out, ",\"code\":");
	json_put_string(out, fault->code);
	buffer_text(out, ",\"detail\":");
	json_put_string(out, fault->detail);
	buffer_char(out, '}');
}

void
problem_write(struct buffer *out, enum problem problem, const char *detail,
    const char *request_id, const struct fault *faults)
{
	const struct row *row = &table[problem];

	buffer_printf(out,
	    "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,"
	    "\"detail\":",
	    row->title, row->status);
	json_put_string(out, detail == NULL ? row->detail : detail);
	buffer_text(out, ",\"request_id\":");
	json_put_string(out, request_id);
	for (const struct fault *f = faults; f != NULL; f = f->next) {
		buffer_text(out, f == faults ? ",\"errors\":[" : ",");
		fault_write(out, f);
	}
	buffer_text(out, faults == NULL ? "}" : "]}");
}
