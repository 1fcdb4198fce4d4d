/* What an answer must be. */
#include "expect.h"

#include <regex.h>
#include <string.h>

#include "must.h"
#include "pool.h"

void
expect_status(const struct reply *reply, int status)
{
	must(reply->status == status, "%s: %d is wanted, came %d: %.300s",
	    reply->request, status, reply->status, reply->body);
}

static void
expect_type(const struct reply *reply, const char *type)
{
	const char *given = header(reply, "Content-Type");

	must(given != NULL && strncmp(given, type, strlen(type)) == 0 &&
		strchr(";", given[strlen(type)]) != NULL,
	    "%s: %d with Content-Type %s, not %s: %.300s", reply->request,
	    reply->status, given == NULL ? "(none)" : given, type, reply->body);
}

/* RFC 8259: nothing but one value, in UTF-8, control characters escaped. */
static struct json_object *
parse(const struct reply *reply)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *value;
	size_t i, size = reply->size;

	while (size > 0 && reply->body[size - 1] == '\n')
		size--;
	for (i = 0; i < size; i++)
		must((unsigned char)reply->body[i] >= ' ',
		    "%s: a raw control character in %.300s", reply->request,
		    reply->body);
	json_tokener_set_flags(
	    tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	value = json_tokener_parse_ex(
	    tokener, keep_bytes(reply->body, size), (int)size + 1);
	must(json_tokener_get_error(tokener) == json_tokener_success &&
		json_tokener_get_parse_end(tokener) >= size,
	    "%s: no JSON: %.300s", reply->request, reply->body);
	json_tokener_free(tokener);
	must(value != NULL, "%s: null", reply->request);
	keep_pointer(value);
	return value;
}

struct json_object *
expect_json_with(const struct reply *reply, int status)
{
	expect_status(reply, status);
	expect_type(reply, "application/json");
	return parse(reply);
}

struct json_object *
expect_json(const struct reply *reply)
{
	return expect_json_with(reply, 200);
}

struct json_object *
expect_array(const struct reply *reply)
{
	struct json_object *array = expect_json(reply);

	must(json_object_is_type(array, json_type_array),
	    "%s: no array: %.300s", reply->request, reply->body);
	return array;
}

static void
expect_title(const struct reply *reply, const char *title)
{
	static const struct {
		int status;
		const char *title;
	} titles[] = {
		{ 400, "Bad Request" },
		{ 401, "Unauthorized" },
		{ 403, "Forbidden" },
		{ 404, "Not Found" },
		{ 405, "Method Not Allowed" },
		{ 409, "Conflict" },
		{ 412, "Precondition Failed" },
		{ 413, "Content Too Large" },
		{ 415, "Unsupported Media Type" },
		{ 422, "Unprocessable Content" },
		{ 429, "Too Many Requests" },
		{ 503, "Service Unavailable" },
	};
	size_t i;

	for (i = 0; i < sizeof titles / sizeof *titles; i++)
		if (titles[i].status == reply->status)
			must(strcmp(title, titles[i].title) == 0,
			    "%s: the title of %d is %s", reply->request,
			    reply->status, title);
	ck_assert_str_ne(title, "");
}

static void
expect_errors(const struct reply *reply, struct json_object *errors)
{
	size_t i;

	must(json_object_is_type(errors, json_type_array) &&
		json_object_array_length(errors) > 0,
	    "%s: no errors: %.300s", reply->request, reply->body);
	for (i = 0; i < json_object_array_length(errors); i++) {
		struct json_object *error = item(errors, i);

		expect_keys(error, "field code detail", reply->request);
		ck_assert_str_ne(member_text(error, "detail"), "");
	}
}

struct json_object *
expect_problem(const struct reply *reply, int status)
{
	struct json_object *problem, *errors;

	expect_status(reply, status);
	expect_type(reply, "application/problem+json");
	problem = parse(reply);
	if (json_object_object_get_ex(problem, "errors", &errors))
		expect_errors(reply, errors);
	expect_keys(problem,
	    errors == NULL ? "type title status detail request_id"
			   : "type title status detail request_id errors",
	    reply->request);
	ck_assert_str_eq(member_text(problem, "type"), "about:blank");
	expect_title(reply, member_text(problem, "title"));
	ck_assert_int_eq(member_number(problem, "status"), status);
	ck_assert_str_ne(member_text(problem, "detail"), "");
	ck_assert_pstr_eq(
	    member_text(problem, "request_id"), header(reply, "X-Request-Id"));
	return problem;
}

bool
has_fault(struct json_object *problem, const char *field, const char *code)
{
	struct json_object *errors;
	size_t i;

	if (!json_object_object_get_ex(problem, "errors", &errors))
		return false;
	for (i = 0; i < json_object_array_length(errors); i++) {
		struct json_object *error = item(errors, i);

		if (strcmp(member_text(error, "field"), field) == 0 &&
		    (code == NULL ||
			strcmp(member_text(error, "code"), code) == 0))
			return true;
	}
	return false;
}

void
expect_fault(
    const struct reply *reply, int status, const char *field, const char *code)
{
	struct json_object *problem = expect_problem(reply, status);

	must(has_fault(problem, field, code), "%s: %s %s is missing: %.300s",
	    reply->request, field, code, reply->body);
}

void
expect_faults(const struct reply *reply, int status, const char *faults)
{
	struct json_object *problem = expect_problem(reply, status), *errors;
	size_t count = 0, listed = 0;

	if (json_object_object_get_ex(problem, "errors", &errors))
		listed = json_object_array_length(errors);
	while (*faults != '\0') {
		size_t size = strcspn(faults, " ");
		char *field = keep_bytes(faults, size);
		char *colon = strrchr(field, ':');

		*colon = '\0';
		must(has_fault(problem, field, colon + 1),
		    "%s: %s %s is missing: %.500s", reply->request, field,
		    colon + 1, reply->body);
		count++;
		faults += size;
		faults += strspn(faults, " ");
	}
	must(listed == count, "%s: %zu faults are wanted: %.500s",
	    reply->request, count, reply->body);
}

void
expect_refusal(const struct reply *reply, const int *statuses)
{
	struct json_object *problem;

	while (*statuses != 0 && *statuses != reply->status)
		statuses++;
	must(*statuses != 0, "%s: came %d: %.300s", reply->request,
	    reply->status, reply->body);
	expect_type(reply, "application/problem+json");
	problem = parse(reply);
	ck_assert_str_ne(member_text(problem, "type"), "");
	ck_assert_str_ne(member_text(problem, "title"), "");
	ck_assert_int_eq(member_number(problem, "status"), reply->status);
}

void
expect_alive(void)
{
	expect_status(get("/healthz"), 200);
	expect_status(get("/api/movies/{movie}/"), 200);
}

void
expect_form(const char *text, const char *pattern, const char *what)
{
	regex_t form;
	int outcome;

	must(text != NULL, "%s: nothing, not %s", what, pattern);
	outcome = regcomp(
	    &form, keep_printf("^(%s)$", pattern), REG_EXTENDED | REG_NOSUB);
	must(outcome == 0, "no pattern: %s", pattern);
	outcome = regexec(&form, text, 0, NULL, 0);
	regfree(&form);
	must(outcome == 0, "%s: %s, not %s", what, text, pattern);
}
