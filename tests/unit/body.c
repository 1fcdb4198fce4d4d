/* Bodies: a JSON object becomes values, or faults that say why not. */
#include "http/body.h"

#include <string.h>

#include "unit.h"

/* One input of each kind. */
static const struct input inputs[] = {
	{ "id", INPUT_ID, .place = IN_PATH },
	{ "query", INPUT_TEXT, 1, 10 },
	{ "title", INPUT_TEXT, 1, 5, IN_BODY, .required = true },
	{ "by", INPUT_NAMES, 0, 12, IN_BODY },
	{ "score", INPUT_TENTHS, 0, 10, IN_BODY },
	{ "year", INPUT_INTEGER, 1870, 2100, IN_BODY },
	{ "tags", INPUT_LIST, 1, 4, IN_BODY, .times = 3 },
	{ "old", INPUT_IGNORED, .place = IN_BODY },
	{ 0 },
};

static const struct input no_body[] = {
	{ "id", INPUT_ID, .place = IN_PATH },
	{ "query", INPUT_TEXT, 1, 10 },
	{ 0 },
};

struct outcome {
	enum problem problem;
	const char *detail;
	const char *faults; /* "field:code field:code" */
	const char *values; /* "name=text name=null" */
};

/* How the values and faults of a call read. */
static void
outcome_write(struct outcome *outcome, const struct call *call)
{
	struct buffer faults, values;

	buffer_init(&faults, scratch, 64);
	for (const struct fault *f = call->faults; f != NULL; f = f->next) {
		ck_assert_int_eq(f->problem, PROBLEM_INVALID);
		ck_assert_str_ne(f->detail, "");
		buffer_printf(&faults, "%s%s:%s", faults.size > 0 ? " " : "",
		    f->field, f->code);
	}
	buffer_init(&values, scratch, 64);
	for (int i = 0; i < call->values.count; i++) {
		const struct value *value = &call->values.items[i];

		if (strcmp(value->name, "changed") == 0)
			continue;
		ck_assert_int_eq(value->count, 1);
		buffer_printf(&values, "%s%s=%s", i > 0 ? " " : "", value->name,
		    value->texts[0] ? value->texts[0] : "null");
	}
	outcome->faults = buffer_string(&faults);
	outcome->values = buffer_string(&values);
}

static struct outcome
read_typed(const char *method, const char *type, const char *body, size_t size)
{
	const struct route route = { .method = method, .inputs = inputs };
	char *parameters[] = { NULL, NULL };
	struct request request = { .arena = scratch,
		.parameters = parameters,
		.body = arena_copy(scratch, body, size),
		.body_size = size };
	struct call call = { .request = &request,
		.arena = scratch,
		.method = method,
		.route = &route };
	struct outcome outcome;

	if (type != NULL)
		parameters[0] = arena_printf(scratch, "CONTENT_TYPE=%s", type);
	call.last_fault = &call.faults;
	call.values.room = ROWS(inputs) + 1; /* and `changed` */
	call.values.items = arena_alloc(
	    scratch, (size_t)call.values.room * sizeof *call.values.items);
	outcome.problem = body_read(&call, &outcome.detail);
	outcome_write(&outcome, &call);
	return outcome;
}

/* With ' for ", which is easier to read. */
static struct outcome
read_body(const char *method, const char *body)
{
	char *text = arena_copy(scratch, body, strlen(body));

	for (char *quote = text; (quote = strchr(quote, '\'')) != NULL;)
		*quote = '"';
	return read_typed(method, "application/json", text, strlen(text));
}

/* clang-format off */
static const struct {
	const char *method, *body, *values;
} good[] = {
	{ "POST", "{'title':'x'}",
	  "title=x by=null score=null year=null tags=null" },
	{ "PUT", "{'title':'x'}",
	  "title=x by=null score=null year=null tags=null" },
	{ "PATCH", "{'title':'x'}", "title=x" },
	{ "PATCH", "{}", "" },
	{ "PATCH", "{'old':1}", "" },
	{ "POST", "{'old':[{}],'title':'x'}",
	  "title=x by=null score=null year=null tags=null" },
	{ "PATCH", "{'tags':null,'year':null,'score':null,'by':null}",
	  "by=null score=null year=null tags=null" },

	{ "PATCH", "{'title':'\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9'}",
	  "title=\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9" },
	{ "PATCH", "{'title':'\\ud83c\\udfac\\u00e9'}",
	  "title=\xf0\x9f\x8e\xac\xc3\xa9" },
	{ "PATCH", "{'title':'null'}", "title=null" },

	{ "PATCH", "{'title':' x '}", "title= x " },
	{ "PATCH", "{'title':'\\u200b'}", "title=\xe2\x80\x8b" },
	{ "PATCH", "{'by':' A,  B '}", "by= A,  B " },
	{ "PATCH", "{'tags':[{'name':' a'}]}", "tags={\" a\"}" },

	{ "PATCH", "{'by':''}", "by=" },
	{ "PATCH", "{'by':'A'}", "by=A" },
	{ "PATCH", "{'by':'A, B, C'}", "by=A, B, C" },
	{ "PATCH", "{'by':'A,B,,C'}", "by=A,B,,C" },
	{ "PATCH", "{'by':'A, AA, a'}", "by=A, AA, a" },
	{ "PATCH", "{'by':'AA, A'}", "by=AA, A" },

	{ "PATCH", "{'score':0}", "score=0.0" },
	{ "PATCH", "{'score':-0}", "score=0.0" },
	{ "PATCH", "{'score':-0.0}", "score=0.0" },
	{ "PATCH", "{'score':10}", "score=10.0" },
	{ "PATCH", "{'score':7.5}", "score=7.5" },
	{ "PATCH", "{'score':7.50}", "score=7.5" },
	{ "PATCH", "{'score':75e-1}", "score=7.5" },
	{ "PATCH", "{'score':1E1}", "score=10.0" },
	{ "PATCH", "{'score':0.1}", "score=0.1" },
	{ "PATCH", "{'score':0.3}", "score=0.3" },
	{ "PATCH", "{'score':0.7}", "score=0.7" },
	{ "PATCH", "{'score':9.9}", "score=9.9" },

	{ "PATCH", "{'year':1870}", "year=1870" },
	{ "PATCH", "{'year':2100}", "year=2100" },
	{ "PATCH", "{'year':1999.0}", "year=1999" },
	{ "PATCH", "{'year':1.999e3}", "year=1999" },

	{ "PATCH", "{'tags':[]}", "tags={}" },
	{ "PATCH", "{'tags':[{'name':'a'}]}", "tags={\"a\"}" },
	{ "PATCH", "{'tags':[{'name':'a'},{'name':'b'},{'name':'\\\\'}]}",
	  "tags={\"a\",\"b\",\"\\\\\"}" },
};

static const struct {
	const char *method, *body, *faults;
} bad[] = {
	{ "POST", "{}", "title:missing" },
	{ "PUT", "{}", "title:missing" },
	{ "POST", "{'title':null}", "title:wrong_type" },
	{ "PATCH", "{'title':null}", "title:wrong_type" },
	{ "PATCH", "[]", "body:wrong_type" },
	{ "PATCH", "[{'title':'x'}]", "body:wrong_type" },
	{ "PATCH", "null", "body:wrong_type" },
	{ "PATCH", "true", "body:wrong_type" },
	{ "PATCH", "'x'", "body:wrong_type" },
	{ "PATCH", "1", "body:wrong_type" },
	{ "PATCH", "1.5e5", "body:wrong_type" },

	{ "PATCH", "{'x':1}", "x:unknown" },
	{ "PATCH", "{'x':null,'y':{},'':0}", "x:unknown y:unknown :unknown" },
	{ "PATCH", "{'id':1}", "id:unknown" },
	{ "PATCH", "{'query':'x'}", "query:unknown" },
	{ "PATCH", "{'Title':'x'}", "Title:unknown" },

	{ "PATCH", "{'title':''}", "title:too_short" },
	{ "PATCH", "{'title':'abcdef'}", "title:too_long" },
	{ "PATCH", "{'title':1}", "title:wrong_type" },
	{ "PATCH", "{'title':{}}", "title:wrong_type" },
	{ "PATCH", "{'by':'abcdefghijklm'}", "by:too_long" },
	{ "PATCH", "{'by':['A']}", "by:wrong_type" },
	{ "PATCH", "{'title':' '}", "title:blank" },
	{ "PATCH", "{'title':'\\t\\u00a0\\n'}", "title:blank" },
	{ "PATCH", "{'title':'      '}", "title:too_long" },
	{ "PATCH", "{'title':'\\u001b'}", "title:not_allowed" },
	{ "PATCH", "{'by':'A, \\u0007'}", "by:not_allowed" },
	{ "PATCH", "{'tags':[{'name':'a\\n'}]}", "tags[0].name:not_allowed" },
	{ "PATCH", "{'by':'  '}", "by:blank" },
	{ "PATCH", "{'by':',  '}", "by:not_allowed" },
	{ "PATCH", "{'by':'A,  , B'}", "by:not_allowed" },
	{ "PATCH", "{'by':'A, \\u3000'}", "by:not_allowed" },
	{ "PATCH", "{'by':', '}", "by:not_allowed" },
	{ "PATCH", "{'by':'A, '}", "by:not_allowed" },
	{ "PATCH", "{'by':', A'}", "by:not_allowed" },
	{ "PATCH", "{'by':'A, , B'}", "by:not_allowed" },
	{ "PATCH", "{'by':'A, A'}", "by:not_allowed" },
	{ "PATCH", "{'by':'A, B, A'}", "by:not_allowed" },

	{ "PATCH", "{'score':'7'}", "score:wrong_type" },
	{ "PATCH", "{'score':true}", "score:wrong_type" },
	{ "PATCH", "{'score':[]}", "score:wrong_type" },
	{ "PATCH", "{'score':-0.1}", "score:out_of_range" },
	{ "PATCH", "{'score':10.1}", "score:out_of_range" },
	{ "PATCH", "{'score':1e400}", "score:out_of_range" },
	{ "PATCH", "{'score':-1e400}", "score:out_of_range" },
	{ "PATCH", "{'score':9223372036854775808}", "score:out_of_range" },
	{ "PATCH", "{'score':18446744073709551621}", "score:out_of_range" },
	{ "PATCH", "{'score':7.55}", "score:too_precise" },
	{ "PATCH", "{'score':0.05}", "score:too_precise" },
	{ "PATCH", "{'score':9.999}", "score:too_precise" },
	{ "PATCH", "{'score':7.500001}", "score:too_precise" },
	{ "PATCH", "{'score':7.50000001}", "score:too_precise" },
	{ "PATCH", "{'year':1869}", "year:out_of_range" },
	{ "PATCH", "{'year':2101}", "year:out_of_range" },
	{ "PATCH", "{'year':-1999}", "year:out_of_range" },
	{ "PATCH", "{'year':4294969295}", "year:out_of_range" },
	{ "PATCH", "{'year':18446744073709553615}", "year:out_of_range" },
	{ "PATCH", "{'year':1999.5}", "year:too_precise" },
	{ "PATCH", "{'year':'1999'}", "year:wrong_type" },

	{ "PATCH", "{'tags':'a'}", "tags:wrong_type" },
	{ "PATCH", "{'tags':{'name':'a'}}", "tags:wrong_type" },
	{ "PATCH", "{'tags':['a']}", "tags[0]:wrong_type" },
	{ "PATCH", "{'tags':[null]}", "tags[0]:wrong_type" },
	{ "PATCH", "{'tags':[{}]}", "tags[0].name:missing" },
	{ "PATCH", "{'tags':[{'x':1}]}",
	  "tags[0].x:unknown tags[0].name:missing" },
	{ "PATCH", "{'tags':[{'name':'a','x':1}]}", "tags[0].x:unknown" },
	{ "PATCH", "{'tags':[{'name':null}]}", "tags[0].name:wrong_type" },
	{ "PATCH", "{'tags':[{'name':1}]}", "tags[0].name:wrong_type" },
	{ "PATCH", "{'tags':[{'name':''}]}", "tags[0].name:too_short" },
	{ "PATCH", "{'tags':[{'name':'abcde'}]}", "tags[0].name:too_long" },
	{ "PATCH", "{'tags':[{'name':'a'},{'name':'  '}]}",
	  "tags[1].name:blank" },
	{ "PATCH", "{'tags':[{'name':'a'},{'name':'b'},{'name':'A'}]}",
	  "tags[2].name:repeated" },
	{ "PATCH", "{'tags':[{'name':1},{'name':2}]}",
	  "tags[0].name:wrong_type tags[1].name:wrong_type" },
	{ "PATCH", "{'tags':[1,2,3,4]}", "tags:too_many" },

	/* all of it is told, the unknown first */
	{ "PUT", "{'z':1,'tags':[1],'year':1,'score':11,'by':1}",
	  "z:unknown title:missing by:wrong_type score:out_of_range"
	  " year:out_of_range tags[0]:wrong_type" },
};
/* clang-format on */

START_TEST(a_good_body_becomes_values)
{
	struct outcome outcome = read_body(good[_i].method, good[_i].body);

	ck_assert_int_eq(outcome.problem, PROBLEM_NONE);
	ck_assert_str_eq(outcome.faults, "");
	ck_assert_str_eq(outcome.values, good[_i].values);
}
END_TEST

START_TEST(a_bad_body_has_faults_that_say_why)
{
	struct outcome outcome = read_body(bad[_i].method, bad[_i].body);

	ck_assert_int_eq(outcome.problem, PROBLEM_NONE);
	ck_assert_str_eq(outcome.faults, bad[_i].faults);
}
END_TEST

START_TEST(every_tenth_is_taken_exactly)
{
	for (int i = 0; i <= 100; i++) {
		const char *tenth =
		    arena_printf(scratch, "%d.%d", i / 10, i % 10);
		struct outcome outcome = read_body(
		    "PATCH", arena_printf(scratch, "{'score':%s}", tenth));

		ck_assert_str_eq(outcome.faults, "");
		ck_assert_str_eq(
		    outcome.values, arena_printf(scratch, "score=%s", tenth));
	}
}
END_TEST

START_TEST(every_hundredth_between_is_refused)
{
	for (int i = 0; i < 1000; i++) {
		struct outcome outcome = read_body("PATCH",
		    arena_printf(
			scratch, "{'score':%d.%02d}", i / 100, i % 100));

		ck_assert_str_eq(
		    outcome.faults, i % 10 == 0 ? "" : "score:too_precise");
	}
}
END_TEST

#define BYTES(text) text, sizeof text - 1

static const struct {
	const char *body;
	size_t size;
	const char *at;
} malformed[] = {
	{ BYTES(""), "at byte 0:" },
	{ BYTES("{"), "at byte 1:" },
	{ BYTES("{\"title\":\"x\"}}"), "at byte 13:" },
	{ BYTES("{\"title\":\"x\"}\0"), "at byte 13:" },
	{ BYTES("{\"title\":\"x\0\"}"), "at byte 11:" },
	{ BYTES("{\"title\":NaN}"), "at byte 9:" },
	{ BYTES("\xff"), "at byte 0:" },
};

START_TEST(what_is_no_json_is_a_bad_request_and_says_where)
{
	struct outcome outcome = read_typed(
	    "POST", "application/json", malformed[_i].body, malformed[_i].size);

	ck_assert_int_eq(outcome.problem, PROBLEM_BAD_REQUEST);
	ck_assert_ptr_nonnull(outcome.detail);
	must(strstr(outcome.detail, malformed[_i].at) != NULL, "%s",
	    outcome.detail);
	ck_assert_str_eq(outcome.faults, "");
	ck_assert_str_eq(outcome.values, "");
}
END_TEST

/* clang-format off */
static const struct {
	const char *method, *type;
	bool good;
} types[] = {
	{ "POST", "application/json", true },
	{ "PUT", "APPLICATION/Json", true },
	{ "PATCH", "application/json", true },
	{ "POST", "application/json; charset=utf-8", true },
	{ "POST", "application/json;x", true },
	{ "POST", "application/json ; x", true },
	{ "PATCH", "application/merge-patch+json", true },
	{ "PATCH", "application/Merge-Patch+JSON; x", true },
	{ "POST", "application/merge-patch+json", false },
	{ "PUT", "application/merge-patch+json", false },
	{ "POST", NULL, false },
	{ "POST", "", false },
	{ "POST", ";", false },
	{ "POST", " application/json", false },
	{ "POST", "application/jso", false },
	{ "POST", "application/jsonp", false },
	{ "POST", "application/json,text/plain", false },
	{ "POST", "text/plain", false },
	{ "POST", "text/plain; application/json", false },
	{ "PATCH", "application/json-patch+json", false },
	{ "PATCH", "application/merge-patch+jsonx", false },
};
/* clang-format on */

START_TEST(the_type_is_looked_at_before_the_body)
{
	static const char body[] = "{\"title\":\"x\"}";
	struct outcome outcome =
	    read_typed(types[_i].method, types[_i].type, body, sizeof body - 1);

	ck_assert_int_eq(outcome.problem,
	    types[_i].good ? PROBLEM_NONE : PROBLEM_MEDIA_TYPE);
	ck_assert_str_eq(outcome.faults, "");
	outcome = read_typed(types[_i].method, types[_i].type, "{", 1);
	ck_assert_int_eq(outcome.problem,
	    types[_i].good ? PROBLEM_BAD_REQUEST : PROBLEM_MEDIA_TYPE);
}
END_TEST

/* At the end of a character. */
START_TEST(a_long_name_is_told_by_its_beginning)
{
	char body[1024] = "{\"title\":\"x\",\"", told[100];
	size_t head = strlen(body);
	struct outcome outcome;

	memset(body + head, 'a', 99);
	strcpy(body + head + 99, "é and so on\":1}");
	memset(told, 'a', 99);
	strcpy(told + 99, "");
	outcome = read_typed("POST", "application/json", body, strlen(body));
	ck_assert_str_eq(
	    outcome.faults, arena_printf(scratch, "%s…:unknown", told));
}
END_TEST

START_TEST(a_route_with_inputs_in_the_body_wants_one)
{
	const struct route with = { .inputs = inputs };
	const struct route without = { .inputs = no_body };
	const struct route bare = { .inputs = NULL };

	ck_assert(body_is_wanted(&with));
	ck_assert(!body_is_wanted(&without));
	ck_assert(!body_is_wanted(&bare));
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("body");
	TCase *tests = unit_case(suite, "body");

	tcase_add_loop_test(tests, a_good_body_becomes_values, 0, ROWS(good));
	tcase_add_loop_test(
	    tests, a_bad_body_has_faults_that_say_why, 0, ROWS(bad));
	tcase_add_test(tests, every_tenth_is_taken_exactly);
	tcase_add_test(tests, every_hundredth_between_is_refused);
	tcase_add_loop_test(tests,
	    what_is_no_json_is_a_bad_request_and_says_where, 0,
	    ROWS(malformed));
	tcase_add_loop_test(
	    tests, the_type_is_looked_at_before_the_body, 0, ROWS(types));
	tcase_add_test(tests, a_long_name_is_told_by_its_beginning);
	tcase_add_test(tests, a_route_with_inputs_in_the_body_wants_one);
	return suite;
}
