/* The main() of every unit test: runs the suite and prints the totals. */
#include "unit.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VALUES_MAX = 64 };

struct arena *scratch;

static void
set_up(void)
{
	scratch = arena_new();
}

static void
tear_down(void)
{
	arena_free(scratch);
}

TCase *
unit_case(Suite *suite, const char *name)
{
	TCase *tests = tcase_create(name);

	tcase_add_checked_fixture(tests, set_up, tear_down);
	suite_add_tcase(suite, tests);
	return tests;
}

static void
release_json(void *value)
{
	json_object_put(value);
}

struct json_object *
unit_json(const char *bytes, size_t size)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *value;

	json_tokener_set_flags(
	    tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	value = json_tokener_parse_ex(tokener, bytes, (int)size);
	must(value != NULL && json_tokener_get_parse_end(tokener) == size,
	    "this is not JSON: %.*s", (int)size, bytes);
	json_tokener_free(tokener);
	arena_adopt(scratch, value, release_json);
	return value;
}

/* The value of that name, which may be new. */
static struct value *
value_named(struct values *values, const char *name)
{
	struct value *value = values->items;

	while (value->name != NULL && strcmp(value->name, name) != 0)
		value++;
	if (value->name == NULL) {
		value->name = name;
		value->texts =
		    arena_alloc(scratch, VALUES_MAX * sizeof *value->texts);
		values->count++;
	}
	return value;
}

struct values
unit_values(const char *words)
{
	struct values values = { .count = 0 };
	char *rest = arena_copy(scratch, words, strlen(words)), *word;

	values.items = arena_alloc(scratch, VALUES_MAX * sizeof *values.items);
	while ((word = strtok_r(rest, " ", &rest)) != NULL) {
		char *equals = strchr(word, '=');
		struct value *value;

		if (equals != NULL)
			*equals = '\0';
		value = value_named(&values, word);
		if (equals != NULL)
			value->texts[value->count++] = equals + 1;
	}
	return values;
}

int
main(void)
{
	SRunner *runner = srunner_create(unit_suite());
	int run, failed;

	srunner_run_all(runner, CK_ENV);
	run = srunner_ntests_run(runner);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	printf("%d passed, %d failed\n", run - failed, failed);
	return run > 0 && failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
