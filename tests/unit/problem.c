/* Problems: each row of the table gives a body that clients can rely on. */
#include "http/problem.h"

#include <json-c/json.h>
#include <string.h>

#include "unit.h"

/* clang-format off */
/* The contract: which status each problem has, and whether to try again. */
static const struct {
	enum problem problem;
	int status;
	bool again;
	const char *title;
} table[] = {
	{ PROBLEM_BAD_REQUEST, 400, false, "Bad Request" },
	{ PROBLEM_UNAUTHORIZED, 401, false, "Unauthorized" },
	{ PROBLEM_FORBIDDEN, 403, false, "Forbidden" },
	{ PROBLEM_NOT_FOUND, 404, false, "Not Found" },
	{ PROBLEM_METHOD_NOT_ALLOWED, 405, false, "Method Not Allowed" },
	{ PROBLEM_CONFLICT, 409, false, "Conflict" },
	{ PROBLEM_UNDER_WAY, 409, true, "Conflict" },
	{ PROBLEM_PRECONDITION, 412, false, "Precondition Failed" },
	{ PROBLEM_TOO_LARGE, 413, false, "Content Too Large" },
	{ PROBLEM_MEDIA_TYPE, 415, false, "Unsupported Media Type" },
	{ PROBLEM_ENCODING, 415, false, "Unsupported Media Type" },
	{ PROBLEM_INVALID, 422, false, "Unprocessable Content" },
	{ PROBLEM_TOO_MANY, 429, true, "Too Many Requests" },
	{ PROBLEM_INTERNAL, 500, false, "Internal Server Error" },
	{ PROBLEM_BUSY, 503, true, "Service Unavailable" },
	{ PROBLEM_UNAVAILABLE, 503, true, "Service Unavailable" },
	{ PROBLEM_UNKNOWN_OUTCOME, 503, true, "Service Unavailable" },
	{ PROBLEM_TIMEOUT, 504, true, "Gateway Timeout" },
};
/* clang-format on */

static struct json_object *
written(enum problem problem, const char *detail, const char *request_id,
    const struct fault *faults)
{
	struct buffer out;

	buffer_init(&out, scratch, 16);
	problem_write(&out, problem, detail, request_id, faults);
	return unit_json(out.bytes, out.size);
}

/* The text of a member, which must be there. */
static const char *
text_of(struct json_object *object, const char *key)
{
	struct json_object *member;

	must(json_object_object_get_ex(object, key, &member), "no %s", key);
	must(json_object_is_type(member, json_type_string), "%s is no text",
	    key);
	return json_object_get_string(member);
}

START_TEST(a_problem_has_its_status)
{
	ck_assert_int_eq(problem_status(table[_i].problem), table[_i].status);
}
END_TEST

START_TEST(a_problem_says_when_to_try_again_if_that_may_help)
{
	ck_assert_int_eq(
	    problem_retry_after(table[_i].problem) > 0, table[_i].again);
}
END_TEST

START_TEST(a_problem_without_faults_has_the_usual_members)
{
	struct json_object *object =
	    written(table[_i].problem, NULL, "id-7", NULL);
	struct json_object *status;

	ck_assert_int_eq(json_object_object_length(object), 5);
	ck_assert_str_eq(text_of(object, "type"), "about:blank");
	ck_assert_str_eq(text_of(object, "title"), table[_i].title);
	ck_assert_str_eq(text_of(object, "request_id"), "id-7");
	ck_assert_str_ne(text_of(object, "detail"), "");
	ck_assert(json_object_object_get_ex(object, "status", &status));
	ck_assert(json_object_is_type(status, json_type_int));
	ck_assert_int_eq(json_object_get_int(status), table[_i].status);
}
END_TEST

START_TEST(the_detail_can_be_another)
{
	static const char detail[] = "The \"address\" has a \\ and a \n.";

	ck_assert_str_eq(
	    text_of(written(table[_i].problem, detail, "x", NULL), "detail"),
	    detail);
}
END_TEST

START_TEST(every_fault_is_listed_in_order)
{
	struct fault faults[] = {
		{ PROBLEM_INVALID, "year", "out_of_range", "Too old." },
		{ PROBLEM_BAD_REQUEST, "a\"b\\\n\xc3\xa9", "unknown", "No." },
		{ PROBLEM_INVALID, "", "too_short", "\"\"" },
	};
	struct json_object *object, *errors;

	faults[0].next = &faults[1];
	faults[1].next = &faults[2];
	object = written(table[_i].problem, NULL, "x", faults);
	ck_assert_int_eq(json_object_object_length(object), 6);
	ck_assert(json_object_object_get_ex(object, "errors", &errors));
	ck_assert_int_eq((int)json_object_array_length(errors), ROWS(faults));
	for (int i = 0; i < ROWS(faults); i++) {
		struct json_object *error =
		    json_object_array_get_idx(errors, (size_t)i);

		ck_assert_int_eq(json_object_object_length(error), 3);
		ck_assert_str_eq(text_of(error, "field"), faults[i].field);
		ck_assert_str_eq(text_of(error, "code"), faults[i].code);
		ck_assert_str_eq(text_of(error, "detail"), faults[i].detail);
	}
}
END_TEST

START_TEST(a_single_fault_is_a_list_of_one)
{
	const struct fault fault = { PROBLEM_INVALID, "year", "not_a_number",
		"No." };
	struct json_object *errors;

	ck_assert(json_object_object_get_ex(
	    written(table[_i].problem, NULL, "x", &fault), "errors", &errors));
	ck_assert_int_eq((int)json_object_array_length(errors), 1);
}
END_TEST

START_TEST(every_problem_stands_in_the_table_above)
{
	for (int i = 0; i < ROWS(table); i++)
		ck_assert_int_eq(table[i].problem, i + 1);
	ck_assert_int_eq(ROWS(table), PROBLEM_TIMEOUT);
}
END_TEST

Suite *
unit_suite(void)
{
	static const TTest *const *const for_each[] = {
		&a_problem_has_its_status,
		&a_problem_says_when_to_try_again_if_that_may_help,
		&a_problem_without_faults_has_the_usual_members,
		&the_detail_can_be_another,
		&every_fault_is_listed_in_order,
		&a_single_fault_is_a_list_of_one,
	};
	Suite *suite = suite_create("problem");
	TCase *tests = unit_case(suite, "problem");

	for (int i = 0; i < ROWS(for_each); i++)
		tcase_add_loop_test(tests, *for_each[i], 0, ROWS(table));
	tcase_add_test(tests, every_problem_stands_in_the_table_above);
	return suite;
}
