/* The configuration: what is taken, what is refused, and in which words. */
#include "engine/settings.h"

#include <limits.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "unit.h"

enum { FAULT_SIZE = 512, PRESET = -1 };

/* A file of that text, which is gone when the test ends; gives its path. */
static const char *
file_of(const char *text)
{
	int fd = memfd_create("settings", 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (int)strlen(text));
	return arena_printf(scratch, "/proc/self/fd/%d", fd);
}

/* clang-format off */
static const struct {
	const char *text;
	const char *fault; /* after the path */
} bad[] = {
	{ "nonsense", ":1: 'nonsense' is not of the form key = value" },
	{ "  two words \t\r\n",
	  ":1: 'two words' is not of the form key = value" },
	{ "# fine\n\n\t\naccess_log\n",
	  ":4: 'access_log' is not of the form key = value" },
	{ "= 1", ":1: '' is not a setting" },
	{ "colour = red", ":1: 'colour' is not a setting" },
	{ "Access_log = on", ":1: 'Access_log' is not a setting" },
	{ "access-log = on", ":1: 'access-log' is not a setting" },
	{ "access_lo = on", ":1: 'access_lo' is not a setting" },
	{ "access_logs = on", ":1: 'access_logs' is not a setting" },
	{ "access log = on", ":1: 'access log' is not a setting" },
	{ "\xef\xbb\xbf" "access_log = on",
	  ":1: '\xef\xbb\xbf" "access_log' is not a setting" },
	{ "drain_ms =", ":1: 'drain_ms' is not a whole number" },
	{ "drain_ms = soon", ":1: 'drain_ms' is not a whole number" },
	{ "drain_ms = -", ":1: 'drain_ms' is not a whole number" },
	{ "drain_ms = 1.5", ":1: 'drain_ms' is not a whole number" },
	{ "drain_ms = 1e2", ":1: 'drain_ms' is not a whole number" },
	{ "drain_ms = 0x10", ":1: 'drain_ms' is not a whole number" },
	{ "drain_ms = 10 20", ":1: 'drain_ms' is not a whole number" },
	{ "drain_ms = 10ms", ":1: 'drain_ms' is not a whole number" },
	{ "drain_ms = 10 # ms", ":1: 'drain_ms' is not a whole number" },
	{ "drain_ms = 9223372036854775807",
	  ":1: 'drain_ms' is out of range" },
	{ "drain_ms = 9223372036854775808",
	  ":1: 'drain_ms' is out of range" },
	{ "drain_ms = -9223372036854775809",
	  ":1: 'drain_ms' is out of range" },
	{ "access_log =", ":1: 'access_log' is neither on nor off" },
	{ "access_log = yes", ":1: 'access_log' is neither on nor off" },
	{ "access_log = On", ":1: 'access_log' is neither on nor off" },
	{ "access_log = onoff", ":1: 'access_log' is neither on nor off" },
	{ "access_log = on\ncolour = red\nshape\n",
	  ":2: 'colour' is not a setting" },
};
/* clang-format on */

START_TEST(a_bad_line_is_named_with_what_is_wrong_there)
{
	const char *path = file_of(bad[_i].text);
	struct settings settings;
	char fault[FAULT_SIZE] = "";

	ck_assert_int_eq(
	    settings_load(&settings, path, fault, sizeof fault), -1);
	ck_assert_str_eq(
	    fault, arena_printf(scratch, "%s%s", path, bad[_i].fault));
	ck_assert_ptr_null(settings.database_url);
}
END_TEST

/* clang-format off */
static const struct {
	const char *text;
	const char *database_url;
	long drain_ms; /* PRESET: not said */
	bool access_log;
} good[] = {
	{ "", "", PRESET, true },
	{ "\n\n \t\r\n", "", PRESET, true },
	{ "# access_log = off\n  # drain_ms = 1", "", PRESET, true },
	{ "access_log = off", "", PRESET, false },
	{ "access_log=off\n", "", PRESET, false },
	{ " \t access_log \t = \t off \t\r\n", "", PRESET, false },
	{ "access_log = off\naccess_log = on", "", PRESET, true },
	{ "drain_ms = 0", "", 0, true },
	{ "drain_ms = 1\ndrain_ms = 2\n", "", 2, true },
	{ "database_url =", "", PRESET, true },
	{ "database_url = a\ndatabase_url = bc", "bc", PRESET, true },
	{ "database_url = host=/run/db dbname = x",
	  "host=/run/db dbname = x", PRESET, true },
	{ "database_url = postgresql://me@db/x?a=b#c # d",
	  "postgresql://me@db/x?a=b#c # d", PRESET, true },
	{ "access_log = off\n# one\ndrain_ms = 7\n\ndatabase_url = x",
	  "x", 7, false },
};
/* clang-format on */

/* The settings without a file; none of their texts. */
static struct settings
presets(void)
{
	struct settings settings;
	char fault[FAULT_SIZE];

	ck_assert_int_eq(
	    settings_load(&settings, NULL, fault, sizeof fault), 0);
	settings_free(&settings);
	return settings;
}

START_TEST(a_good_file_sets_what_it_says)
{
	struct settings settings;
	char fault[FAULT_SIZE] = "";
	int result = settings_load(
	    &settings, file_of(good[_i].text), fault, sizeof fault);

	must(result == 0, "%s", fault);
	ck_assert_str_eq(settings.database_url, good[_i].database_url);
	ck_assert_int_eq(settings.drain_ms,
	    good[_i].drain_ms == PRESET ? presets().drain_ms
					: good[_i].drain_ms);
	ck_assert_int_eq(settings.access_log, good[_i].access_log);
	settings_free(&settings);
	ck_assert_ptr_null(settings.database_url);
}
END_TEST

#define NUMBER(name) #name, offsetof(struct settings, name)

/* clang-format off */
static const struct {
	const char *name;
	size_t offset;
	long min, max;
} numbers[] = {
	{ NUMBER(read_connections), 1, 64 },
	{ NUMBER(slow_connections), 1, 64 },
	{ NUMBER(write_connections), 1, 64 },
	{ NUMBER(statement_timeout_ms), 10, 600000 },
	{ NUMBER(queue_timeout_ms), 10, 600000 },
	{ NUMBER(drain_ms), 0, 600000 },
	{ NUMBER(max_inflight), 1, 100000 },
	{ NUMBER(max_connections), 1, 100000 },
	{ NUMBER(large_body_kib), 64, 262144 },
	{ NUMBER(max_exports), 0, 10000 },
	{ NUMBER(password_cost), 1, 8 },
	{ NUMBER(login_days), 1, 3650 },
};
/* clang-format on */

static long
number_of(const struct settings *settings, int i)
{
	const char *at = (const char *)settings + numbers[i].offset;

	return *(const long *)(const void *)at;
}

/* The number after loading "name = value", or -1 with the fault. */
static long
load_number(int i, long value, char *fault)
{
	const char *path = file_of(
	    arena_printf(scratch, "%s = %ld\n", numbers[i].name, value));
	struct settings settings;
	long number;

	if (settings_load(&settings, path, fault, FAULT_SIZE) != 0)
		return -1;
	number = number_of(&settings, i);
	settings_free(&settings);
	return number;
}

START_TEST(a_number_is_taken_within_its_bounds_only)
{
	const long outside[] = { numbers[_i].min - 1, numbers[_i].max + 1,
		LONG_MIN, LONG_MAX };
	char fault[FAULT_SIZE] = "";

	ck_assert_int_eq(
	    load_number(_i, numbers[_i].min, fault), numbers[_i].min);
	ck_assert_int_eq(
	    load_number(_i, numbers[_i].max, fault), numbers[_i].max);
	for (int i = 0; i < ROWS(outside); i++) {
		ck_assert_int_eq(load_number(_i, outside[i], fault), -1);
		must(strstr(fault, "is out of range") != NULL, "%s", fault);
	}
}
END_TEST

START_TEST(without_a_file_there_are_presets_within_the_bounds)
{
	struct settings settings;
	char fault[FAULT_SIZE];

	ck_assert_int_eq(
	    settings_load(&settings, NULL, fault, sizeof fault), 0);
	for (int i = 0; i < ROWS(numbers); i++)
		must(number_of(&settings, i) >= numbers[i].min &&
			number_of(&settings, i) <= numbers[i].max,
		    "%s", numbers[i].name);
	ck_assert_str_eq(settings.database_url, "");
	ck_assert(settings.access_log);
	settings_free(&settings);
}
END_TEST

/* clang-format off */
static const struct {
	const char *path, *fault;
} unreadable[] = {
	{ "/nonexistent/marquee.conf",
	  "/nonexistent/marquee.conf: No such file or directory" },
	{ "/", "/: Is a directory" },
	{ "", ": No such file or directory" },
};
/* clang-format on */

START_TEST(a_file_that_cannot_be_read_is_named_with_the_reason)
{
	struct settings settings;
	char fault[FAULT_SIZE] = "";

	ck_assert_int_eq(
	    settings_load(&settings, unreadable[_i].path, fault, sizeof fault),
	    -1);
	ck_assert_str_eq(fault, unreadable[_i].fault);
}
END_TEST

START_TEST(a_long_fault_is_cut_to_its_place)
{
	struct settings settings;
	char fault[8 + 1] = "12345678";

	ck_assert_int_eq(
	    settings_load(&settings, file_of("colour = red"), fault, 8), -1);
	ck_assert_str_eq(fault, "/proc/s");
}
END_TEST

/* What settings_list() writes. */
static const char *
listed(void)
{
	char *text = arena_alloc(scratch, 1 << 14);
	FILE *out = fmemopen(text, 1 << 14, "w");

	settings_list(out);
	fclose(out);
	return text;
}

START_TEST(the_list_of_settings_is_a_file_of_the_presets)
{
	struct settings settings, preset = presets();
	char fault[FAULT_SIZE] = "";
	int result =
	    settings_load(&settings, file_of(listed()), fault, sizeof fault);

	must(result == 0, "%s", fault);
	for (int i = 0; i < ROWS(numbers); i++)
		ck_assert_int_eq(
		    number_of(&settings, i), number_of(&preset, i));
	ck_assert_str_eq(settings.database_url, "");
	ck_assert(settings.access_log);
	settings_free(&settings);
}
END_TEST

/* One that is added later has to be added to the tables above. */
START_TEST(the_list_of_settings_names_each_one_that_is_tested_here)
{
	const char *line = listed();
	int numbers_seen = 0, others_seen = 0;

	while (*line != '\0') {
		size_t size = strcspn(line, " \n");
		bool number = false;

		for (int i = 0; i < ROWS(numbers); i++)
			number = number ||
			    (strlen(numbers[i].name) == size &&
				memcmp(numbers[i].name, line, size) == 0);
		numbers_seen += number;
		others_seen += !number && *line != '#';
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	ck_assert_int_eq(numbers_seen, ROWS(numbers));
	/* database_url, access_log */
	ck_assert_int_eq(others_seen, 2);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("settings");
	TCase *tests = unit_case(suite, "settings");

	tcase_add_loop_test(
	    tests, a_bad_line_is_named_with_what_is_wrong_there, 0, ROWS(bad));
	tcase_add_loop_test(
	    tests, a_good_file_sets_what_it_says, 0, ROWS(good));
	tcase_add_loop_test(
	    tests, a_number_is_taken_within_its_bounds_only, 0, ROWS(numbers));
	tcase_add_test(
	    tests, without_a_file_there_are_presets_within_the_bounds);
	tcase_add_loop_test(tests,
	    a_file_that_cannot_be_read_is_named_with_the_reason, 0,
	    ROWS(unreadable));
	tcase_add_test(tests, a_long_fault_is_cut_to_its_place);
	tcase_add_test(tests, the_list_of_settings_is_a_file_of_the_presets);
	tcase_add_test(
	    tests, the_list_of_settings_names_each_one_that_is_tested_here);
	return suite;
}
