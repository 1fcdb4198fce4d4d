/* Many new movies at once. */
#include <inttypes.h>
#include <string.h>

#include "account.h"
#include "database.h"
#include "expect.h"
#include "fixture.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "write.h"

#define PATH "/api/movies/import/"
#define NAME "Marquee test: imported"

enum { ITEMS_MAX = 4, MANY = 10000, BODY_MAX = 8 * 1024 * 1024 };

static const char *const types[] = { JSON_BODY,
	"Content-Type: application/x-ndjson\r\n" };

enum { ARRAY, LINES, FORMS };

/* What a failed test has left is not for the next one. */
static void
set_up(void)
{
	sql("DELETE FROM movie WHERE name LIKE '" NAME "%'", 0, NULL);
}

static int64_t
movies_count(void)
{
	return sql_number("SELECT count(*) FROM movie");
}

/* The items, up to the first NULL, in one form or the other; with ' for ". */
static const char *
body_of(const char *const *items, int form)
{
	const char *body = form == ARRAY ? "[" : "";

	for (int i = 0; i < ITEMS_MAX && items[i] != NULL; i++)
		body = keep_printf("%s%s%s", body,
		    i == 0 ? "" : (form == ARRAY ? ", " : "\n"), items[i]);
	return json(keep_printf("%s%s", body, form == ARRAY ? "]" : ""));
}

static struct reply *
import_as(const char *token, int form, const char *body)
{
	return ask("POST", PATH,
	    keep_printf("%s%s", bearer(token), types[form]), body);
}

static struct reply *
import(int form, const char *body)
{
	return import_as(admin_token(), form, body);
}

/* So many movies were made; the list of their ids. */
static struct json_object *
expect_imported(const struct reply *reply, int count)
{
	struct json_object *answer = expect_json_with(reply, 201);
	struct json_object *ids = member(answer, "ids");

	expect_keys(answer, "created ids", "an import");
	ck_assert_int_eq(member_number(answer, "created"), count);
	ck_assert_uint_eq(json_object_array_length(ids), (size_t)count);
	ck_assert_ptr_null(header(reply, "Location"));
	return ids;
}

static int64_t
id_at(struct json_object *ids, int at)
{
	return json_object_get_int64(item(ids, (size_t)at));
}

/* clang-format off */
static const struct {
	const char *items[ITEMS_MAX], *lines[ITEMS_MAX];
} good[] = {
	{ { "{'name': '" NAME "'}" }, { NAME "||null|null||null" } },
	{ { "{'name': '" NAME " c', 'year': 1950, 'imdb_score': 7}",
	    "{'name': '" NAME " a', 'director': 'Marquee Tester A',"
	    " 'popularity': 80, 'genre': [{'name': 'Western'},"
	    " {'name': 'Marquee Import'}]}",
	    " { 'name' : '" NAME " b', 'director':"
	    " 'Marquee Tester B, Marquee Tester A', 'genre': null,"
	    " 'year': null } ",
	    "{'name': '" NAME " d', 'director': '', 'genre':"
	    " [{'name': 'dRaMa'}, {'name': 'mARQUEE iMPORT'}]}" },
	  { NAME " c||null|7.0||1950",
	    NAME " a|Marquee Tester A|80.0|null|Marquee Import,Western|null",
	    NAME " b|Marquee Tester B, Marquee Tester A|null|null||null",
	    NAME " d||null|null|Drama,Marquee Import|null" } },
	{ { "{'name': '" NAME " \\\"{},[] NULL \\\\\\\\ \\u00e9 🎬',"
	    " 'director': 'Marquee Tester {A}, Marquee Tester \\\"B\\\"',"
	    " 'genre': [{'name': 'Marquee, {x} \\\"NULL\\\"'}]}",
	    "{'name': '" NAME "', 'genre': [{'name': 'NULL'}]}" },
	  { NAME " \"{},[] NULL \\\\ é 🎬|Marquee Tester {A}, Marquee Tester"
	    " \"B\"|null|null|Marquee, {x} \"NULL\"|null",
	    NAME "||null|null|NULL|null" } },
	/* An export may be taken as it is. */
	{ { "{'id': 1, 'name': '" NAME "', 'director': '', 'popularity': null,"
	    " 'imdb_score': null, 'genre': [], 'year': null,"
	    " 'rating': {'average': 5.00, 'count': 1},"
	    " 'created_at': '2026-11-20T11:48:56.864982Z',"
	    " 'updated_at': '2026-11-20T11:48:56.864982Z'}" },
	  { NAME "||null|null||null" } },
	/* The same movie twice is two movies. */
	{ { "{'name': '" NAME "'}", "{'name': '" NAME "'}" },
	  { NAME "||null|null||null", NAME "||null|null||null" } },
};

static const struct {
	const char *items[ITEMS_MAX];
	const char *faults;
} bad[] = {
	{ { "{'name': '" NAME "'}", "{}" }, "[1].name:missing" },
	{ { "{'name': ''}", "{'name': '" NAME "'}",
	    "{'name': '" NAME "', 'year': 1869, 'color': 'red',"
	    " 'genre': [{'name': 'x'}, {'nom': 'y'}]}" },
	  "[0].name:too_short [2].year:out_of_range [2].color:unknown"
	  " [2].genre[1].nom:unknown [2].genre[1].name:missing" },
	{ { "{'name': '" NAME "', 'popularity': 100.1, 'imdb_score': 1.25}",
	    "7" },
	  "[0].popularity:out_of_range [0].imdb_score:too_precise"
	  " [1]:wrong_type" },
	{ { "[]", "null", "'x'" },
	  "[0]:wrong_type [1]:wrong_type [2]:wrong_type" },
};

/* Not what it should be at all. */
static const struct {
	int form;
	const char *body;
	int status;
	const char *faults;
} whole[] = {
	{ ARRAY, "[]", 422, "body:too_few" },
	{ ARRAY, "{'name': '" NAME "'}", 422, "body:wrong_type" },
	{ ARRAY, "null", 422, "body:wrong_type" },
	{ ARRAY, "", 400, "" },
	{ ARRAY, "[{'name': '" NAME "'},]", 400, "" },
	{ ARRAY, "[{'name': '" NAME "', 'name': 'x'}]", 400, "" },
	{ ARRAY, "{'name': '" NAME "'}\n{'name': '" NAME "'}", 400, "" },
	{ LINES, "", 422, "body:too_few" },
	{ LINES, "\n\r\n \n", 422, "body:too_few" },
	{ LINES, "[{'name': '" NAME "'}]", 422, "[0]:wrong_type" },
	{ LINES, "{'name': '" NAME "'}\n{'name':\n\n{}\n", 400,
	  "[1]:malformed [2].name:missing" },
	{ LINES, "{'name': '" NAME "'} {}", 400, "[0]:malformed" },
};
/* clang-format on */

START_TEST(movies_come_back_in_the_order_they_were_sent)
{
	for (int form = 0; form < FORMS; form++) {
		int count = 0;
		struct json_object *ids;

		while (count < ITEMS_MAX && good[_i].items[count] != NULL)
			count++;
		ids = expect_imported(
		    import(form, body_of(good[_i].items, form)), count);
		for (int i = 0; i < count; i++) {
			struct made movie = look(keep_printf(
			    "/api/movies/%" PRId64 "/", id_at(ids, i)));

			ck_assert_str_eq(
			    movie_line(movie.json), good[_i].lines[i]);
			unmake(&movie);
		}
	}
}
END_TEST

START_TEST(faults_name_the_item_and_nothing_is_made)
{
	int64_t before = movies_count();

	for (int form = 0; form < FORMS; form++)
		expect_faults(import(form, body_of(bad[_i].items, form)), 422,
		    bad[_i].faults);
	ck_assert_int_eq(movies_count(), before);
}
END_TEST

START_TEST(what_is_no_list_of_movies_is_refused)
{
	int64_t before = movies_count();

	expect_faults(import(whole[_i].form, json(whole[_i].body)),
	    whole[_i].status, whole[_i].faults);
	ck_assert_int_eq(movies_count(), before);
}
END_TEST

static const char *
many(int count, const char *item, int form)
{
	size_t size = strlen(item);
	char *body = keep((size_t)count * (size + 1) + 3), *at = body;

	*at++ = form == ARRAY ? '[' : '\n';
	for (int i = 0; i < count; i++) {
		memcpy(at, item, size);
		at += size;
		*at++ = form == ARRAY ? ',' : '\n';
	}
	at[-1] = form == ARRAY ? ']' : '\n';
	return body;
}

START_TEST(ten_thousand_are_taken_and_one_more_is_not)
{
	const char *movie = json("{'name': '" NAME " many', 'director':"
				 " 'Marquee Tester A', 'year': 1950,"
				 " 'genre': [{'name': 'Western'}]}");
	int64_t before = movies_count();
	struct json_object *ids;

	for (int form = 0; form < FORMS; form++)
		expect_faults(import(form, many(MANY + 1, movie, form)), 422,
		    "body:too_many");
	ck_assert_int_eq(movies_count(), before);
	ids = expect_imported(import(ARRAY, many(MANY, movie, ARRAY)), MANY);
	ck_assert_int_eq(movies_count(), before + MANY);
	for (int i = 1; i < MANY; i++)
		must(id_at(ids, i) > id_at(ids, i - 1), "ids are not in order");
	set_up();
}
END_TEST

START_TEST(of_many_faults_the_first_hundred_are_told)
{
	struct json_object *problem =
	    expect_problem(import(LINES, many(MANY, "{}", LINES)), 422);
	struct json_object *errors = member(problem, "errors");

	ck_assert_uint_eq(json_object_array_length(errors), 100);
	ck_assert_str_eq(member_text(item(errors, 99), "field"), "[99].name");
	ck_assert_str_eq(member_text(problem, "detail"),
	    "It has more faults than these 100.");
}
END_TEST

START_TEST(a_body_may_have_8_mib)
{
	static const int statuses[] = { 413, 0 };
	const char *movie = json("[{'name': '" NAME "'}]");
	char *body = keep(BODY_MAX + 2);

	memset(body, ' ', BODY_MAX + 1);
	memcpy(body + BODY_MAX - strlen(movie), movie, strlen(movie));
	body[BODY_MAX] = '\0';
	expect_imported(import(ARRAY, body), 1);
	body[BODY_MAX] = '\n';
	expect_refusal(import(ARRAY, body), statuses);
	expect_alive();
	set_up();
}
END_TEST

/* Nobody's body is looked at who may not do it. */
START_TEST(who_may_not_is_told_that_and_nothing_else)
{
	expect_faults(import_as(NULL, LINES, many(MANY, "{}", LINES)), 401, "");
	expect_faults(
	    import_as(user_token(), LINES, many(MANY, "x", LINES)), 403, "");
}
END_TEST

START_TEST(other_methods_and_the_other_name_are_not_it)
{
	struct reply *reply = get(PATH);

	expect_faults(reply, 405, "");
	ck_assert_str_eq(header(reply, "Allow"), "POST, OPTIONS");
	expect_faults(admin("POST", "/api/movie/import/", NULL, "[]"), 405, "");
	expect_faults(get("/api/movie/import/"), 404, "");
}
END_TEST

TCase *
topic_import(void)
{
	TCase *topic = topic_new("import");

	tcase_add_checked_fixture(topic, set_up, NULL);
	add_table_test(
	    topic, movies_come_back_in_the_order_they_were_sent, good);
	add_table_test(topic, faults_name_the_item_and_nothing_is_made, bad);
	add_table_test(topic, what_is_no_list_of_movies_is_refused, whole);
	tcase_add_test(topic, ten_thousand_are_taken_and_one_more_is_not);
	tcase_add_test(topic, of_many_faults_the_first_hundred_are_told);
	tcase_add_test(topic, a_body_may_have_8_mib);
	tcase_add_test(topic, who_may_not_is_told_that_and_nothing_else);
	tcase_add_test(topic, other_methods_and_the_other_name_are_not_it);
	return topic;
}
