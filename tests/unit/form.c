/* Forms: pairs become values, or faults that say why not. */
#include <string.h>

#include "http/body.h"
#include "unit.h"

static const struct input inputs[] = {
	{ "id", INPUT_ID, .place = IN_PATH },
	{ "query", INPUT_TEXT, 1, 10 },
	{ "username", INPUT_TEXT, 1, 9, IN_FORM, .required = true },
	{ "password", INPUT_TEXT, 1, 9, IN_FORM, .required = true },
	{ "kind", INPUT_CHOICE, .place = IN_FORM, .choices = "password" },
	{ 0 },
};

struct outcome {
	enum problem problem;
	const char *detail;
	const char *faults; /* "field:code field:code" */
	const char *values; /* "name=text name" */
};

static void
outcome_write(struct outcome *outcome, const struct call *call)
{
	struct buffer faults, values;

	buffer_init(&faults, scratch, 64);
	for (const struct fault *f = call->faults; f != NULL; f = f->next)
		buffer_printf(&faults, "%s%s:%s", faults.size > 0 ? " " : "",
		    f->field, f->code);
	buffer_init(&values, scratch, 64);
	for (int i = 0; i < call->values.count; i++) {
		const struct value *value = &call->values.items[i];

		buffer_printf(&values, "%s%s", i > 0 ? " " : "", value->name);
		for (int j = 0; j < value->count; j++)
			buffer_printf(&values, "=%s", value->texts[j]);
	}
	outcome->faults = buffer_string(&faults);
	outcome->values = buffer_string(&values);
}

static struct outcome
read_form(const char *type, const char *body, size_t size)
{
	const struct route route = { .method = "POST", .inputs = inputs };
	char *parameters[] = { NULL, NULL };
	struct request request = { .arena = scratch,
		.parameters = parameters,
		.body = arena_copy(scratch, body, size),
		.body_size = size };
	struct call call = { .request = &request,
		.arena = scratch,
		.method = "POST",
		.route = &route };
	struct outcome outcome;

	if (type != NULL)
		parameters[0] = arena_printf(scratch, "CONTENT_TYPE=%s", type);
	call.last_fault = &call.faults;
	call.values.room = ROWS(inputs);
	call.values.items = arena_alloc(
	    scratch, (size_t)call.values.room * sizeof *call.values.items);
	outcome.problem = body_read(&call, &outcome.detail);
	outcome_write(&outcome, &call);
	return outcome;
}

static const char form[] = "application/x-www-form-urlencoded";

/* clang-format off */
static const struct {
	const char *body, *values;
} good[] = {
	{ "username=a&password=b", "username=a password=b kind" },
	{ "password=b&username=a", "username=a password=b kind" },
	{ "username=a&password=b&kind=password",
	  "username=a password=b kind=password" },
	{ "&&username=a&&password=b&", "username=a password=b kind" },
	{ "username=a+b&password=+", "username=a b password=  kind" },
	{ "username=%61%2b%26&password=%3D", "username=a+& password== kind" },
	{ "username=a&password=b=c==", "username=a password=b=c== kind" },
	{ "user%6Eame=a&password=b", "username=a password=b kind" },
	{ "username=%c3%a9&password=\xc3\xa9",
	  "username=\xc3\xa9 password=\xc3\xa9 kind" },

	/* what else a login has is passed over, however often */
	{ "username=a&password=b&scope=&scope=x&client_id=7&client_secret=8",
	  "username=a password=b kind" },
	{ "username=a&password=b&query=toolongforthat&id=x&x",
	  "username=a password=b kind" },
};

static const struct {
	const char *body, *faults;
} bad[] = {
	{ "", "username:missing password:missing" },
	{ "username=a", "password:missing" },
	{ "password=b", "username:missing" },
	{ "Username=a&password=b", "username:missing" },
	{ "username=&password=b", "username:too_short" },
	{ "username&password=b", "username:too_short" },
	{ "username=0123456789&password=b", "username:too_long" },
	{ "username=a&password=b&kind=code", "kind:not_allowed" },
	{ "username=a&password=b&kind=", "kind:not_allowed" },
	{ "username=a&username=a&password=b", "username:repeated" },
	{ "username=a&password=b&username=c&password=b",
	  "username:repeated password:repeated" },
	{ "username=&kind=x",
	  "username:too_short password:missing kind:not_allowed" },
};

#define BYTES(text) text, sizeof text - 1

static const struct {
	const char *body;
	size_t size;
} malformed[] = {
	{ BYTES("username=a\0&password=b") },
	{ BYTES("username=a&password=b\0") },
	{ BYTES("\0") },
	{ BYTES("username=a%00&password=b") },
	{ BYTES("username=a&password=b&x=%00") },
	{ BYTES("username=%&password=b") },
	{ BYTES("username=%6&password=b") },
	{ BYTES("username=%6g&password=b") },
	{ BYTES("username=a&password=%") },
	{ BYTES("username=\xff&password=b") },
	{ BYTES("username=%ff&password=b") },
	{ BYTES("username=%c0%80&password=b") },
	{ BYTES("username=%ed%a0%80&password=b") },
};

static const struct {
	const char *type;
	bool good;
} types[] = {
	{ form, true },
	{ "Application/X-WWW-Form-Urlencoded", true },
	{ "application/x-www-form-urlencoded; charset=UTF-8", true },
	{ NULL, false },
	{ "application/json", false },
	{ "multipart/form-data; boundary=x", false },
	{ "text/plain", false },
	{ "application/x-www-form-urlencodedx", false },
	{ "application/x-www-form", false },
};
/* clang-format on */

START_TEST(a_good_form_becomes_values)
{
	struct outcome outcome =
	    read_form(form, good[_i].body, strlen(good[_i].body));

	ck_assert_int_eq(outcome.problem, PROBLEM_NONE);
	ck_assert_str_eq(outcome.faults, "");
	ck_assert_str_eq(outcome.values, good[_i].values);
}
END_TEST

START_TEST(a_bad_form_has_faults_that_say_why)
{
	struct outcome outcome =
	    read_form(form, bad[_i].body, strlen(bad[_i].body));

	ck_assert_int_eq(outcome.problem, PROBLEM_NONE);
	ck_assert_str_eq(outcome.faults, bad[_i].faults);
}
END_TEST

START_TEST(what_is_no_form_is_a_bad_request_and_says_why)
{
	struct outcome outcome =
	    read_form(form, malformed[_i].body, malformed[_i].size);

	ck_assert_int_eq(outcome.problem, PROBLEM_BAD_REQUEST);
	must(strncmp(outcome.detail, "The body is not a form: ",
		 strlen("The body is not a form: ")) == 0,
	    "%s", outcome.detail);
	ck_assert_str_eq(outcome.values, "");
}
END_TEST

START_TEST(the_type_is_looked_at_before_the_form)
{
	static const char body[] = "username=a&password=b";
	struct outcome outcome =
	    read_form(types[_i].type, body, sizeof body - 1);

	ck_assert_int_eq(outcome.problem,
	    types[_i].good ? PROBLEM_NONE : PROBLEM_MEDIA_TYPE);
	outcome = read_form(types[_i].type, "%", 1);
	ck_assert_int_eq(outcome.problem,
	    types[_i].good ? PROBLEM_BAD_REQUEST : PROBLEM_MEDIA_TYPE);
	if (!types[_i].good)
		must(
		    strstr(outcome.detail, form) != NULL, "%s", outcome.detail);
}
END_TEST

START_TEST(a_route_with_inputs_in_a_form_wants_a_body)
{
	const struct route route = { .inputs = inputs };

	ck_assert(body_is_wanted(&route));
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("form");
	TCase *tests = unit_case(suite, "form");

	tcase_add_loop_test(tests, a_good_form_becomes_values, 0, ROWS(good));
	tcase_add_loop_test(
	    tests, a_bad_form_has_faults_that_say_why, 0, ROWS(bad));
	tcase_add_loop_test(tests,
	    what_is_no_form_is_a_bad_request_and_says_why, 0, ROWS(malformed));
	tcase_add_loop_test(
	    tests, the_type_is_looked_at_before_the_form, 0, ROWS(types));
	tcase_add_test(tests, a_route_with_inputs_in_a_form_wants_a_body);
	return suite;
}
