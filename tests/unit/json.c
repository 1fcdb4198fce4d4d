/* JSON: strings with all their escapes, and rows by name and type. */
#include "http/json.h"

#include <json-c/json.h>
#include <libpq-fe.h>
#include <string.h>

#include "unit.h"

/* clang-format off */
static const struct {
	const char *text, *json;
} strings[] = {
	{ "", "\"\"" },
	{ "The Matrix", "\"The Matrix\"" },
	{ "\"", "\"\\\"\"" },
	{ "\\", "\"\\\\\"" },
	{ "\\\"", "\"\\\\\\\"\"" },
	{ "say \"cheese\"!", "\"say \\\"cheese\\\"!\"" },
	{ "C:\\movies\\", "\"C:\\\\movies\\\\\"" },
	{ "a\nb", "\"a\\nb\"" },
	{ "\ta\r\n", "\"\\ta\\r\\n\"" },
	{ "\b\f", "\"\\u0008\\u000c\"" },
	{ "\x01\x1f", "\"\\u0001\\u001f\"" },
	{ "\x10\x1a", "\"\\u0010\\u001a\"" },
	{ " !", "\" !\"" },
	{ "\x7f", "\"\x7f\"" },
	{ "/", "\"/\"" },
	{ "<script>&'", "\"<script>&'\"" },
	{ "Am\xc3\xa9lie", "\"Am\xc3\xa9lie\"" },
	{ "\xf0\x9f\x8e\xac", "\"\xf0\x9f\x8e\xac\"" },
	{ "\xe2\x80\xa8", "\"\xe2\x80\xa8\"" },
};
/* clang-format on */

START_TEST(a_string_is_written_with_its_escapes)
{
	struct buffer out;

	buffer_init(&out, scratch, 16);
	buffer_text(&out, "[");
	json_put_string(&out, strings[_i].text);
	ck_assert_str_eq(buffer_string(&out) + 1, strings[_i].json);
}
END_TEST

START_TEST(a_string_of_every_ascii_character_is_read_back_the_same)
{
	for (int a = 1; a < 128; a++)
		for (int b = 1; b < 128; b++) {
			char text[] = { (char)a, (char)b, (char)a, '\0' };
			struct json_object *value;
			struct buffer out;

			buffer_init(&out, scratch, 32);
			json_put_string(&out, text);
			value = unit_json(out.bytes, out.size);
			must(strcmp(json_object_get_string(value), text) == 0,
			    "characters %d and %d", a, b);
			arena_reset(scratch);
		}
}
END_TEST

/* PostgreSQL: pg_type.dat */
enum {
	BOOL = 16,
	INT8 = 20,
	INT2 = 21,
	INT4 = 23,
	PLAIN_TEXT = 25,
	JSON = 114,
	TEXT_ARRAY = 1009,
	VARCHAR = 1043,
	DATE = 1082,
	TIMESTAMPTZ = 1184,
	NUMERIC = 1700,
	UUID = 2950,
	JSONB = 3802,
};

enum { COLUMNS_MAX = 6 };

struct column {
	const char *name;
	Oid type;
	const char *value; /* NULL is null */
};

static void
release_result(void *result)
{
	PQclear(result);
}

static void
value_set(PGresult *result, int row, int column, const char *value)
{
	char *copy = NULL;

	if (value != NULL)
		copy = arena_copy(scratch, value, strlen(value));
	ck_assert_int_eq(PQsetvalue(result, row, column, copy,
			     value == NULL ? -1 : (int)strlen(value)),
	    1);
}

/* Columns end with a NULL name. All rows have the same values. */
static const struct rows *
rows_of(const struct column *columns, int rows)
{
	PGresult *result = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
	PGresAttDesc attributes[COLUMNS_MAX];
	int count = 0;

	arena_adopt(scratch, result, release_result);
	memset(attributes, 0, sizeof attributes);
	for (; count < COLUMNS_MAX && columns[count].name != NULL; count++) {
		attributes[count].name = arena_copy(
		    scratch, columns[count].name, strlen(columns[count].name));
		attributes[count].typid = columns[count].type;
	}
	if (count > 0)
		ck_assert_int_eq(
		    PQsetResultAttrs(result, count, attributes), 1);
	for (int row = 0; row < rows; row++)
		for (int i = 0; i < count; i++)
			value_set(result, row, i, columns[i].value);
	/* As src/engine/rows.c has it. */
	return (const struct rows *)result;
}

/* clang-format off */
static const struct {
	const char *claim;
	struct column columns[COLUMNS_MAX];
	const char *json;
} rows[] = {
	{ "a row without columns is an empty object", { { 0 } }, "{}" },
	{ "a text is a string",
	  { { "name", PLAIN_TEXT, "Heat" } }, "{\"name\":\"Heat\"}" },
	{ "a text is escaped",
	  { { "name", PLAIN_TEXT, "\"\n" } }, "{\"name\":\"\\\"\\n\"}" },
	{ "an empty text is no null",
	  { { "name", PLAIN_TEXT, "" } }, "{\"name\":\"\"}" },
	{ "a type of no special form is a string",
	  { { "a", VARCHAR, "1" }, { "b", DATE, "2026-01-02" },
	    { "c", UUID, "7" } },
	  "{\"a\":\"1\",\"b\":\"2026-01-02\",\"c\":\"7\"}" },
	{ "columns keep their order",
	  { { "b", PLAIN_TEXT, "1" }, { "a", PLAIN_TEXT, "2" } },
	  "{\"b\":\"1\",\"a\":\"2\"}" },
	{ "null is null whatever the type",
	  { { "a", PLAIN_TEXT, NULL }, { "b", NUMERIC, NULL },
	    { "c", BOOL, NULL }, { "d", TIMESTAMPTZ, NULL },
	    { "e[].name", TEXT_ARRAY, NULL }, { "f.g", JSON, NULL } },
	  "{\"a\":null,\"b\":null,\"c\":null,\"d\":null,\"e\":null,"
	  "\"f\":{\"g\":null}}" },
	{ "whole numbers of any size stand as they come",
	  { { "a", INT2, "-7" }, { "b", INT4, "0" },
	    { "c", INT8, "9223372036854775807" } },
	  "{\"a\":-7,\"b\":0,\"c\":9223372036854775807}" },
	{ "decimal numbers keep their digits",
	  { { "a", NUMERIC, "7.0" }, { "b", NUMERIC, "99.9" },
	    { "c", NUMERIC, "0.12345678901234567890" } },
	  "{\"a\":7.0,\"b\":99.9,\"c\":0.12345678901234567890}" },
	{ "a number in a text is a string",
	  { { "a", PLAIN_TEXT, "7" } }, "{\"a\":\"7\"}" },
	{ "booleans are true and false",
	  { { "a", BOOL, "t" }, { "b", BOOL, "f" } },
	  "{\"a\":true,\"b\":false}" },
	{ "JSON stands as it comes",
	  { { "a", JSON, "{\"x\": [1]}" }, { "b", JSONB, "[\"y\"]" } },
	  "{\"a\":{\"x\": [1]},\"b\":[\"y\"]}" },
	{ "a time is in the form of RFC 3339",
	  { { "a", TIMESTAMPTZ, "2026-11-20 11:08:04+00" } },
	  "{\"a\":\"2026-11-20T11:08:04Z\"}" },
	{ "a time keeps its fraction",
	  { { "a", TIMESTAMPTZ, "2026-11-20 11:08:04.5+00" },
	    { "b", TIMESTAMPTZ, "2026-11-20 11:08:04.000001+00" } },
	  "{\"a\":\"2026-11-20T11:08:04.5Z\","
	  "\"b\":\"2026-11-20T11:08:04.000001Z\"}" },

	{ "_columns are not shown",
	  { { "_id", INT8, "7" }, { "a", INT8, "1" }, { "_etag", INT8, "2" } },
	  "{\"a\":1}" },
	{ "nothing but _columns is an empty object",
	  { { "_id", INT8, "7" }, { "_etag", PLAIN_TEXT, "x" } }, "{}" },
	{ "an underscore within a name hides nothing",
	  { { "imdb_score", NUMERIC, "8.7" } }, "{\"imdb_score\":8.7}" },
	{ "outer.inner is a member of an object",
	  { { "rating.average", NUMERIC, "7.5" },
	    { "rating.count", INT8, "2" } },
	  "{\"rating\":{\"average\":7.5,\"count\":2}}" },
	{ "an object stands where its columns stand",
	  { { "a", INT8, "1" }, { "b.x", INT8, "2" }, { "b.y", INT8, "3" },
	    { "c", INT8, "4" } },
	  "{\"a\":1,\"b\":{\"x\":2,\"y\":3},\"c\":4}" },
	{ "one object follows another",
	  { { "a.x", INT8, "1" }, { "b.x", INT8, "2" } },
	  "{\"a\":{\"x\":1},\"b\":{\"x\":2}}" },
	{ "a name that begins like another is another object",
	  { { "ab.x", INT8, "1" }, { "a.x", INT8, "2" },
	    { "ab.y", INT8, "3" } },
	  "{\"ab\":{\"x\":1},\"a\":{\"x\":2},\"ab\":{\"y\":3}}" },
	{ "a column that is not shown does not end an object",
	  { { "a.x", INT8, "1" }, { "_b", INT8, "2" }, { "a.y", INT8, "3" } },
	  "{\"a\":{\"x\":1,\"y\":3}}" },
	{ "a column that is not shown does not begin one",
	  { { "_b", INT8, "2" }, { "a.x", INT8, "1" } },
	  "{\"a\":{\"x\":1}}" },
	{ "a column called like the object before it is not in it",
	  { { "a.x", INT8, "1" }, { "b", INT8, "2" } },
	  "{\"a\":{\"x\":1},\"b\":2}" },

	{ "list[].name is a list of objects",
	  { { "genre[].name", TEXT_ARRAY, "{Action,Crime}" } },
	  "{\"genre\":[{\"name\":\"Action\"},{\"name\":\"Crime\"}]}" },
	{ "the member is called as the column says",
	  { { "genre[].title", TEXT_ARRAY, "{Action}" } },
	  "{\"genre\":[{\"title\":\"Action\"}]}" },
	{ "an empty list has no objects",
	  { { "genre[].name", TEXT_ARRAY, "{}" } }, "{\"genre\":[]}" },
	{ "an element that PostgreSQL quotes: empty",
	  { { "g[].n", TEXT_ARRAY, "{\"\"}" } }, "{\"g\":[{\"n\":\"\"}]}" },
	{ "an element that PostgreSQL quotes: a space",
	  { { "g[].n", TEXT_ARRAY, "{\"Science Fiction\",War}" } },
	  "{\"g\":[{\"n\":\"Science Fiction\"},{\"n\":\"War\"}]}" },
	{ "an element that PostgreSQL quotes: a comma",
	  { { "g[].n", TEXT_ARRAY, "{War,\"a,b\"}" } },
	  "{\"g\":[{\"n\":\"War\"},{\"n\":\"a,b\"}]}" },
	{ "an element that PostgreSQL quotes: braces",
	  { { "g[].n", TEXT_ARRAY, "{\"{\",\"}\",\"{}\"}" } },
	  "{\"g\":[{\"n\":\"{\"},{\"n\":\"}\"},{\"n\":\"{}\"}]}" },
	{ "an element that PostgreSQL quotes: quotes and backslashes",
	  { { "g[].n", TEXT_ARRAY, "{\"\\\"\",\"\\\\\",\"a\\\\\\\"b\"}" } },
	  "{\"g\":[{\"n\":\"\\\"\"},{\"n\":\"\\\\\"},"
	  "{\"n\":\"a\\\\\\\"b\"}]}" },
	{ "an element that PostgreSQL quotes: the word NULL",
	  { { "g[].n", TEXT_ARRAY, "{\"NULL\"}" } },
	  "{\"g\":[{\"n\":\"NULL\"}]}" },
	{ "an element with a control character is escaped",
	  { { "g[].n", TEXT_ARRAY, "{\"a\nb\"}" } },
	  "{\"g\":[{\"n\":\"a\\nb\"}]}" },
	{ "an element that PostgreSQL does not quote",
	  { { "g[].n", TEXT_ARRAY, "{Sci-Fi,\xc3\xa9,'x'}" } },
	  "{\"g\":[{\"n\":\"Sci-Fi\"},{\"n\":\"\xc3\xa9\"},"
	  "{\"n\":\"'x'\"}]}" },
	{ "a list stands beside objects and others",
	  { { "a.x", INT8, "1" }, { "g[].n", TEXT_ARRAY, "{W}" },
	    { "b.x", INT8, "2" } },
	  "{\"a\":{\"x\":1},\"g\":[{\"n\":\"W\"}],\"b\":{\"x\":2}}" },
};
/* clang-format on */

START_TEST(a_row_is_an_object_by_name_and_type)
{
	struct buffer out;

	buffer_init(&out, scratch, 16);
	buffer_text(&out, "[");
	json_put_row(&out, rows_of(rows[_i].columns, 1), 0);
	must(strcmp(buffer_string(&out) + 1, rows[_i].json) == 0, "%s: %s",
	    rows[_i].claim, out.bytes + 1);
	unit_json(out.bytes + 1, out.size - 1);
}
END_TEST

START_TEST(each_row_has_its_own_values)
{
	static const struct column columns[] = { { "id", INT8, "1" }, { 0 } };
	const struct rows *two = rows_of(columns, 2);
	struct buffer out;

	/* The second row gets another value. */
	value_set((PGresult *)(void *)two, 1, 0, "2");
	buffer_init(&out, scratch, 16);
	json_put_row(&out, two, 1);
	json_put_row(&out, two, 0);
	ck_assert_str_eq(buffer_string(&out), "{\"id\":2}{\"id\":1}");
}
END_TEST

START_TEST(rows_are_seen_as_libpq_has_them)
{
	static const struct column columns[] = { { "a", INT8, "12" },
		{ "A", PLAIN_TEXT, NULL }, { "rating.count", INT8, "" },
		{ 0 } };
	const struct rows *three = rows_of(columns, 3);
	size_t size = 77;

	ck_assert_int_eq(rows_count(three), 3);
	ck_assert_int_eq(rows_columns(three), 3);
	ck_assert_str_eq(rows_name(three, 2), "rating.count");
	ck_assert_int_eq(rows_column(three, "a"), 0);
	ck_assert_int_eq(rows_column(three, "A"), 1);
	ck_assert_int_eq(rows_column(three, "rating.count"), 2);
	ck_assert_int_eq(rows_column(three, "rating"), -1);
	ck_assert_int_eq(rows_column(three, ""), -1);
	ck_assert_str_eq(rows_value(three, 2, 0, &size), "12");
	ck_assert_uint_eq(size, 2);
	ck_assert_ptr_null(rows_value(three, 0, 1, NULL));
	ck_assert_str_eq(rows_value(three, 0, 2, &size), "");
	ck_assert_uint_eq(size, 0);
	ck_assert_int_eq(rows_count(rows_of(columns, 0)), 0);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("json");
	TCase *tests = unit_case(suite, "json");

	tcase_add_loop_test(
	    tests, a_string_is_written_with_its_escapes, 0, ROWS(strings));
	tcase_add_test(
	    tests, a_string_of_every_ascii_character_is_read_back_the_same);
	tcase_add_loop_test(
	    tests, a_row_is_an_object_by_name_and_type, 0, ROWS(rows));
	tcase_add_test(tests, each_row_has_its_own_values);
	tcase_add_test(tests, rows_are_seen_as_libpq_has_them);
	return suite;
}
