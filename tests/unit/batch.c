/* Bodies of many objects: arrays of what is in them, or faults by their place.
 */
#include "http/batch.h"

#include <string.h>

#include "http/body.h"
#include "unit.h"

enum { ITEMS_MAX = 3 };

static const struct input inputs[] = {
	{ "title", INPUT_TEXT, 1, 5, IN_BODY, .required = true },
	{ "score", INPUT_TENTHS, 0, 10, IN_BODY },
	{ "tags", INPUT_LIST, 1, 4, IN_BODY, .times = 3 },
	{ "old", INPUT_IGNORED, .place = IN_BODY },
	{ 0 },
};

static const char *const types[] = { "application/json",
	"application/x-ndjson" };

enum { ARRAY, LINES, BOTH };

/* What comes of a body, in which ' stands for ". */
static struct call *
read_body(int type, long items_max, const char *body)
{
	struct route *route = arena_alloc(scratch, sizeof *route);
	struct request *request = arena_alloc(scratch, sizeof *request);
	struct call *call = arena_alloc(scratch, sizeof *call);
	char **parameters = arena_alloc(scratch, 2 * sizeof *parameters);
	char *text = arena_copy(scratch, body, strlen(body));
	const char *detail = NULL;

	for (char *quote = text; (quote = strchr(quote, '\'')) != NULL;)
		*quote = '"';
	parameters[0] = arena_printf(
	    scratch, "CONTENT_TYPE=%s; charset=utf-8", types[type]);
	*route = (struct route){ .method = "POST",
		.inputs = inputs,
		.items_max = items_max };
	*request = (struct request){ .arena = scratch,
		.parameters = parameters,
		.body = text,
		.body_size = strlen(text) };
	*call = (struct call){ .request = request,
		.arena = scratch,
		.method = "POST",
		.route = route };
	call->last_fault = &call->faults;
	call->values.room = ROWS(inputs) + 1; /* and `patience` */
	call->values.items = arena_alloc(
	    scratch, (size_t)call->values.room * sizeof *call->values.items);
	ck_assert_int_eq(batch_begin(call, &detail), PROBLEM_NONE);
	batch_read(call);
	return call;
}

/* The same things in both forms; NULL is none. */
static const char *
joined(const char *const *items, int type)
{
	struct buffer text;

	buffer_init(&text, scratch, 64);
	buffer_text(&text, type == ARRAY ? " [\n" : "\r\n \n");
	for (int i = 0; i < ITEMS_MAX && items[i] != NULL; i++) {
		if (i > 0)
			buffer_text(&text, type == ARRAY ? "\n,\t" : "\r\n");
		buffer_text(&text, items[i]);
	}
	buffer_text(&text, type == ARRAY ? "]\n" : "");
	return buffer_string(&text);
}

/* clang-format off */
static const struct {
	const char *items[ITEMS_MAX];
	const char *title, *score, *tags;
} good[] = {
	{ { "{'title':'x'}" }, "{\"x\"}", "{NULL}", "{NULL}" },
	{ { "{'title':'a','score':1}", " {'title':'b','tags':[]} ",
	    "{'old':[{'old':1}],'title':'c','score':2.5,"
	    "'tags':[{'name':'t'},{'name':'u,'}]}" },
	  "{\"a\",\"b\",\"c\"}", "{\"1.0\",NULL,\"2.5\"}",
	  "{NULL,\"{}\",\"{\\\"t\\\",\\\"u,\\\"}\"}" },
	{ { "{'title':'NULL'}", "{'title':'[{}]'}", "{'title':'},\\\\{'}" },
	  "{\"NULL\",\"[{}]\",\"},\\\\{\"}", "{NULL,NULL,NULL}",
	  "{NULL,NULL,NULL}" },
};

static const struct {
	const char *items[ITEMS_MAX];
	const char *faults;
} bad[] = {
	{ { "{'title':'x'}", "{}" }, "[1].title:missing" },
	{ { "{'title':''}", "{'title':'x'}", "{'title':'123456'}" },
	  "[0].title:too_short [2].title:too_long" },
	{ { "{'title':'x','score':10.1,'new':1,'tags':[{}]}" },
	  "[0].new:unknown [0].score:out_of_range [0].tags[0].name:missing" },
	{ { "{'title':'x'}", "[]", "7" }, "[1]:wrong_type [2]:wrong_type" },
	{ { "null", "'x'", "{'title':'x'}" }, "[0]:wrong_type [1]:wrong_type" },
	{ { "-0.5e3", "true", "[{'title':'x'}]" },
	  "[0]:wrong_type [1]:wrong_type [2]:wrong_type" },
};

/* What is wrong with all of it, or with a line of its own. */
static const struct {
	int type;
	const char *body;
	enum problem refusal;
	const char *faults;
} whole[] = {
	{ ARRAY, "[]", PROBLEM_NONE, "body:too_few" },
	{ ARRAY, "{}", PROBLEM_NONE, "body:wrong_type" },
	{ ARRAY, "null", PROBLEM_NONE, "body:wrong_type" },
	{ ARRAY, "", PROBLEM_BAD_REQUEST, "" },
	{ ARRAY, "[", PROBLEM_BAD_REQUEST, "" },
	{ ARRAY, "[{'title':'x'},]", PROBLEM_BAD_REQUEST, "" },
	{ ARRAY, "[{'title':'x'}] 1", PROBLEM_BAD_REQUEST, "" },
	{ ARRAY, "[{'title':'x','title':'x'}]", PROBLEM_BAD_REQUEST, "" },
	{ ARRAY, "{'title':'x'}\n{'title':'x'}", PROBLEM_BAD_REQUEST, "" },
	{ LINES, "", PROBLEM_NONE, "body:too_few" },
	{ LINES, " \n\r\n\t", PROBLEM_NONE, "body:too_few" },
	{ LINES, "[{'title':'x'}]", PROBLEM_NONE, "[0]:wrong_type" },
	{ LINES, "{'title':'x'}\n\n{\n{'title':''}\nx", PROBLEM_NONE,
	  "[1]:malformed [2].title:too_short [3]:malformed" },
	{ LINES, "{'title':\n'x'}", PROBLEM_NONE,
	  "[0]:malformed [1]:malformed" },
	{ LINES, "{'title':'x'} {'title':'x'}", PROBLEM_NONE,
	  "[0]:malformed" },
	{ LINES, "{'title':'\\ud800'}\n{'title':'x'}", PROBLEM_NONE,
	  "[0]:malformed" },
};
/* clang-format on */

static const char *
faults_of(const struct call *call)
{
	struct buffer faults;

	buffer_init(&faults, scratch, 64);
	for (const struct fault *f = call->faults; f != NULL; f = f->next) {
		ck_assert_int_eq(f->problem,
		    strcmp(f->code, "malformed") == 0 ? PROBLEM_BAD_REQUEST
						      : PROBLEM_INVALID);
		ck_assert_str_ne(f->detail, "");
		buffer_printf(&faults, "%s%s:%s", faults.size > 0 ? " " : "",
		    f->field, f->code);
	}
	return buffer_string(&faults);
}

START_TEST(each_input_becomes_an_array)
{
	for (int type = 0; type < BOTH; type++) {
		struct call *call =
		    read_body(type, ITEMS_MAX, joined(good[_i].items, type));

		ck_assert_str_eq(faults_of(call), "");
		ck_assert_int_eq(call->refusal, PROBLEM_NONE);
		ck_assert_str_eq(call_text(call, "title"), good[_i].title);
		ck_assert_str_eq(call_text(call, "score"), good[_i].score);
		ck_assert_str_eq(call_text(call, "tags"), good[_i].tags);
		ck_assert_ptr_null(call_text(call, "old"));
	}
}
END_TEST

START_TEST(faults_say_which_one_it_is)
{
	for (int type = 0; type < BOTH; type++)
		ck_assert_str_eq(faults_of(read_body(type, ITEMS_MAX,
				     joined(bad[_i].items, type))),
		    bad[_i].faults);
}
END_TEST

START_TEST(a_body_that_is_none_is_refused)
{
	struct call *call =
	    read_body(whole[_i].type, ITEMS_MAX + 1, whole[_i].body);

	ck_assert_int_eq(call->refusal, whole[_i].refusal);
	ck_assert_str_eq(faults_of(call), whole[_i].faults);
	ck_assert(
	    (call->refusal == PROBLEM_NONE) == (call->refusal_detail == NULL));
}
END_TEST

static const char *
repeated(const char *item, int count, int type)
{
	struct buffer text;

	buffer_init(&text, scratch, 64);
	buffer_text(&text, type == ARRAY ? "[" : "");
	for (int i = 0; i < count; i++)
		buffer_printf(&text, "%s%s",
		    i == 0 ? "" : (type == ARRAY ? "," : "\n"), item);
	buffer_text(&text, type == ARRAY ? "]" : "\n");
	return buffer_string(&text);
}

START_TEST(there_may_be_as_many_as_the_route_says)
{
	for (int type = 0; type < BOTH; type++) {
		const char *full = repeated("{'title':'x'}", 1000, type);
		struct call *call = read_body(type, 1000, full);

		ck_assert_str_eq(faults_of(call), "");
		ck_assert_uint_eq(strlen(call_text(call, "title")),
		    strlen("{}") + 1000 * strlen("\"x\",") - 1);
		ck_assert_str_eq(
		    faults_of(read_body(type, 999, full)), "body:too_many");
	}
}
END_TEST

START_TEST(a_hundred_faults_are_told)
{
	for (int type = 0; type < BOTH; type++)
		for (int count = BATCH_FAULTS_MAX - 1;
		     count <= BATCH_FAULTS_MAX + 1; count++) {
			struct call *call =
			    read_body(type, 1000, repeated("{}", count, type));
			bool more = count > BATCH_FAULTS_MAX;
			int told = 0;

			for (struct fault *f = call->faults; f; f = f->next)
				told++;
			ck_assert_int_eq(told, more ? BATCH_FAULTS_MAX : count);
			ck_assert((call->refusal_detail != NULL) == more);
		}
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("batch");
	TCase *tests = unit_case(suite, "batch");

	tcase_add_loop_test(tests, each_input_becomes_an_array, 0, ROWS(good));
	tcase_add_loop_test(tests, faults_say_which_one_it_is, 0, ROWS(bad));
	tcase_add_loop_test(
	    tests, a_body_that_is_none_is_refused, 0, ROWS(whole));
	tcase_add_test(tests, there_may_be_as_many_as_the_route_says);
	tcase_add_test(tests, a_hundred_faults_are_told);
	return suite;
}
