/* Movies that are replaced (PUT) or changed in part (PATCH). */
#include <inttypes.h>
#include <string.h>

#include "account.h"
#include "database.h"
#include "expect.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "write.h"

#define NAME "Marquee test: changed"

/* What every movie here is at first. */
static const char whole[] =
    "{'name': 'Marquee test: before', 'director': 'Marquee Tester A,"
    " Marquee Tester B', 'popularity': 80, 'imdb_score': 8.5,"
    " 'genre': [{'name': 'Western'}, {'name': 'Drama'}], 'year': 1950}";

#define BEFORE "Marquee test: before"
#define BOTH "Marquee Tester A, Marquee Tester B"
#define WHOLE BEFORE "|" BOTH "|80.0|8.5|Drama,Western|1950"

/* clang-format off */
static const struct {
	const char *body, *line;
} replaced[] = {
	{ "{'name': '" NAME "'}", NAME "||null|null||null" },
	{ "{'name': '" NAME "', 'id': 1}", NAME "||null|null||null" },
	{ "{'name': '" NAME "', 'year': 1951}", NAME "||null|null||1951" },
	{ "{'name': '" NAME "', 'popularity': 1}", NAME "||1.0|null||null" },
	{ "{'name': '" NAME "', 'imdb_score': 1}", NAME "||null|1.0||null" },
	{ "{'name': '" NAME "', 'director': 'Marquee Tester B'}",
	  NAME "|Marquee Tester B|null|null||null" },
	{ "{'name': '" NAME "', 'director':"
	  " 'Marquee Tester B, Marquee Tester A'}",
	  NAME "|Marquee Tester B, Marquee Tester A|null|null||null" },
	{ "{'name': '" NAME "', 'director':"
	  " 'Marquee Tester C, Marquee Tester A, Marquee Tester D'}",
	  NAME "|Marquee Tester C, Marquee Tester A, Marquee Tester D"
	  "|null|null||null" },
	{ "{'name': '" NAME "', 'genre': [{'name': 'western'}]}",
	  NAME "||null|null|Western|null" },
	{ "{'name': '" NAME "', 'genre': [{'name': 'Horror'},"
	  " {'name': 'DRAMA'}, {'name': 'Marquee'}]}",
	  NAME "||null|null|Drama,Horror,Marquee|null" },
	{ "{'name': '" NAME "', 'director': null, 'genre': null, 'year': null,"
	  " 'popularity': null, 'imdb_score': null}",
	  NAME "||null|null||null" },
	{ "{'name': '" NAME "', 'director': '', 'genre': []}",
	  NAME "||null|null||null" },
	{ whole, WHOLE },
};

static const struct {
	const char *body, *line;
} patched[] = {
	{ "{}", WHOLE },
	{ "{'id': 1}", WHOLE },
	{ "{'name': '" NAME "'}",
	  NAME "|" BOTH "|80.0|8.5|Drama,Western|1950" },
	{ "{'director': 'Marquee Tester C'}",
	  BEFORE "|Marquee Tester C|80.0|8.5|Drama,Western|1950" },
	{ "{'director': 'Marquee Tester B, Marquee Tester A'}",
	  BEFORE "|Marquee Tester B, Marquee Tester A|80.0|8.5"
	  "|Drama,Western|1950" },
	{ "{'director': null}",
	  BEFORE "||80.0|8.5|Drama,Western|1950" },
	{ "{'director': ''}",
	  BEFORE "||80.0|8.5|Drama,Western|1950" },
	{ "{'popularity': 1}",
	  BEFORE "|" BOTH "|1.0|8.5|Drama,Western|1950" },
	{ "{'popularity': null}",
	  BEFORE "|" BOTH "|null|8.5|Drama,Western|1950" },
	{ "{'imdb_score': 0}",
	  BEFORE "|" BOTH "|80.0|0.0|Drama,Western|1950" },
	{ "{'imdb_score': null}",
	  BEFORE "|" BOTH "|80.0|null|Drama,Western|1950" },
	{ "{'year': 1951}",
	  BEFORE "|" BOTH "|80.0|8.5|Drama,Western|1951" },
	{ "{'year': null}",
	  BEFORE "|" BOTH "|80.0|8.5|Drama,Western|null" },
	{ "{'genre': [{'name': 'horror'}]}",
	  BEFORE "|" BOTH "|80.0|8.5|Horror|1950" },
	{ "{'genre': [{'name': 'drama'}, {'name': 'Marquee'}]}",
	  BEFORE "|" BOTH "|80.0|8.5|Drama,Marquee|1950" },
	{ "{'genre': []}",
	  BEFORE "|" BOTH "|80.0|8.5||1950" },
	{ "{'genre': null}",
	  BEFORE "|" BOTH "|80.0|8.5||1950" },
	{ "{'year': null, 'name': '" NAME "', 'genre': null, 'director': null,"
	  " 'popularity': null, 'imdb_score': null}",
	  NAME "||null|null||null" },
};
/* clang-format on */

/* Changes a new movie; what is told is also what GET then says. */
static void
expect_change(
    const char *method, const char *headers, const char *body, const char *line)
{
	struct made before = make(whole), after;
	struct reply *reply = ask(method, before.path,
	    keep_printf("%s%s", bearer(admin_token()), headers), json(body));
	struct json_object *movie = expect_json(reply);

	expect_movie(movie);
	ck_assert_str_eq(movie_line(movie), line);
	after = look(before.path);
	ck_assert_str_eq(after.body, reply->body);
	ck_assert_pstr_eq(header(reply, "ETag"), after.etag);
	ck_assert_ptr_null(header(reply, "Location"));
	ck_assert_int_eq(after.id, before.id);
	ck_assert_str_eq(member_text(after.json, "created_at"),
	    member_text(before.json, "created_at"));
	if (strcmp(line, WHOLE) != 0)
		ck_assert_str_ne(after.etag, before.etag);
	unmake(&after);
}

START_TEST(put_replaces_the_whole_movie)
{
	expect_change("PUT", JSON_BODY, replaced[_i].body, replaced[_i].line);
}
END_TEST

START_TEST(patch_changes_what_is_there)
{
	expect_change("PATCH", JSON_BODY, patched[_i].body, patched[_i].line);
}
END_TEST

START_TEST(patch_takes_merge_patches)
{
	expect_change("PATCH", "Content-Type: application/merge-patch+json\r\n",
	    patched[_i].body, patched[_i].line);
}
END_TEST

START_TEST(a_change_can_be_made_twice)
{
	struct made movie = make(whole);

	for (int i = 0; i < 3; i++) {
		struct json_object *same =
		    expect_json(admin("PUT", movie.path, NULL, whole));

		ck_assert_str_eq(movie_line(same), WHOLE);
	}
	unmake(&movie);
}
END_TEST

START_TEST(a_change_is_dated)
{
	struct made movie = make(whole), after;
	const char *values[2];

	expect_json(admin("PATCH", movie.path, NULL, "{'year': 1951}"));
	after = look(movie.path);
	values[0] = member_text(movie.json, "updated_at");
	values[1] = member_text(after.json, "updated_at");
	ck_assert_int_eq(
	    rows_number(sql("SELECT ($1::timestamptz < $2::timestamptz)::int",
			    2, values),
		0, 0),
	    1);
	unmake(&after);
}
END_TEST

START_TEST(a_change_of_one_movie_leaves_the_others)
{
	struct made one = make(whole), other = make(whole);
	const char *body =
	    keep_printf("{'name': '" NAME "', 'id': %" PRId64 "}", other.id);

	expect_json(admin("PUT", one.path, NULL, body));
	expect_json(admin("PATCH", one.path, NULL, body));
	expect_unchanged(&other);
	unmake(&one);
	unmake(&other);
}
END_TEST

START_TEST(a_change_leaves_the_ratings)
{
	struct made movie = make(whole);
	const char *id = keep_printf("%" PRId64, movie.id);

	sql("UPDATE rating_summary SET count = 4, sum = 33 WHERE movie_id = $1",
	    1, &id);
	expect_json(admin("PATCH", movie.path, NULL, "{'year': 1951}"));
	expect_json(admin("PUT", movie.path, NULL, "{'name': '" NAME "'}"));
	ck_assert_str_eq(json_object_to_json_string_ext(
			     member(look(movie.path).json, "rating"),
			     JSON_C_TO_STRING_PLAIN),
	    json("{'average':8.25,'count':4}"));
	unmake(&movie);
}
END_TEST

/* Every way to write the path of a movie. */
static const char *const forms[] = { "/api/movies/%s/", "/api/movies/%s",
	"/api/movie/%s/", "/api/movie/%s" };

START_TEST(a_movie_is_changed_by_each_of_its_names)
{
	struct made movie = make(whole);
	const char *id = keep_printf("%" PRId64, movie.id);
	const char *path = fill(forms[_i], id);

	ck_assert_str_eq(movie_line(expect_json(
			     admin("PUT", path, NULL, "{'name': '" NAME "'}"))),
	    NAME "||null|null||null");
	ck_assert_str_eq(movie_line(expect_json(
			     admin("PATCH", path, NULL, "{'year': 1951}"))),
	    NAME "||null|null||1951");
	ck_assert_str_eq(
	    movie_line(look(movie.path).json), NAME "||null|null||1951");
	expect_status(admin("DELETE", path, NULL, NULL), 204);
	expect_problem(get(movie.path), 404);
}
END_TEST

START_TEST(a_movie_that_is_not_there_answers_404)
{
	static const char *const missing[] = { "9223372036854775807", "0", "-1",
		"9223372036854775808", "abc", "1e3", "007" };
	int64_t count = sql_number("SELECT count(*) FROM movie");

	for (int i = 0; i < 7; i++) {
		const char *path = fill(forms[_i], missing[i]);

		expect_problem(admin("PUT", path, NULL, whole), 404);
		expect_problem(admin("PATCH", path, NULL, whole), 404);
		expect_problem(admin("PATCH", path, NULL, "{}"), 404);
		expect_problem(admin("DELETE", path, NULL, NULL), 404);
	}
	ck_assert_int_eq(sql_number("SELECT count(*) FROM movie"), count);
}
END_TEST

START_TEST(a_parameter_is_refused_and_nothing_is_changed)
{
	struct made movie = make(whole);
	const char *path = keep_printf("%s?force=1", movie.path);

	expect_faults(admin("PUT", path, NULL, "{'name': 'x', 'year': 1}"), 400,
	    "force:unknown year:out_of_range");
	expect_faults(admin("PATCH", path, NULL, "{}"), 400, "force:unknown");
	expect_faults(admin("DELETE", path, NULL, NULL), 400, "force:unknown");
	expect_faults(admin("POST", "/api/movies/?force=1", NULL, whole), 400,
	    "force:unknown");
	expect_unchanged(&movie);
	unmake(&movie);
}
END_TEST

TCase *
topic_change(void)
{
	TCase *topic = topic_new("change");

	add_table_test(topic, put_replaces_the_whole_movie, replaced);
	add_table_test(topic, patch_changes_what_is_there, patched);
	add_table_test(topic, patch_takes_merge_patches, patched);
	tcase_add_test(topic, a_change_can_be_made_twice);
	tcase_add_test(topic, a_change_is_dated);
	tcase_add_test(topic, a_change_of_one_movie_leaves_the_others);
	tcase_add_test(topic, a_change_leaves_the_ratings);
	add_table_test(topic, a_movie_is_changed_by_each_of_its_names, forms);
	add_table_test(topic, a_movie_that_is_not_there_answers_404, forms);
	tcase_add_test(topic, a_parameter_is_refused_and_nothing_is_changed);
	return topic;
}
