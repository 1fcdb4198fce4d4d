/* Ratings that cannot be. */
#include <inttypes.h>

#include "account.h"
#include "database.h"
#include "expect.h"
#include "pool.h"
#include "rate.h"
#include "topics.h"
#include "write.h"

/* clang-format off */
static const struct {
	const char *body;
	int status;
	const char *faults;
} wrong[] = {
	{ "{'score': 0}", 422, "score:out_of_range" },
	{ "{'score': 11}", 422, "score:out_of_range" },
	{ "{'score': -1}", 422, "score:out_of_range" },
	{ "{'score': 1e99}", 422, "score:out_of_range" },
	{ "{'score': 99999999999999999999}", 422, "score:out_of_range" },
	{ "{'score': 7.5}", 422, "score:too_precise" },
	{ "{'score': '8'}", 422, "score:wrong_type" },
	{ "{'score': true}", 422, "score:wrong_type" },
	{ "{'score': [8]}", 422, "score:wrong_type" },
	{ "{'score': {'score': 8}}", 422, "score:wrong_type" },
	{ "{'score': null}", 422, "score:wrong_type" },
	{ "{}", 422, "score:missing" },
	{ "{'Score': 8}", 422, "score:missing Score:unknown" },
	{ "{'score': 8, 'id': 1, 'account_id': 1}", 422,
	  "id:unknown account_id:unknown" },
	{ "{'score': 0, 'x': 1}", 422, "score:out_of_range x:unknown" },
	{ "{'score': 8, 'score': 9}", 400, "" },
	{ "{'score': NaN}", 400, "" },
	{ "{'score': 08}", 400, "" },
	{ "[8]", 422, "body:wrong_type" },
	{ "8", 422, "body:wrong_type" },
	{ "", 400, "" },
};

/* No movie, or no address. */
static const char *const nowhere[] = {
	"/api/movies/9223372036854775807/rating/",
	"/api/movies/9223372036854775808/rating/",
	"/api/movies/0/rating/", "/api/movies/-1/rating/",
	"/api/movies/x/rating/", "/api/movies//rating/",
	"/api/movies/{movie}/rating/1/", "/api/movie/{movie}/rating/",
	"/api/rating/",
};

static const char *const nobody[] = {
	"/api/users/9223372036854775807/ratings/",
	"/api/users/0/ratings/", "/api/users/me/ratings/",
	"/api/users/{person}x/ratings/",
	"/api/movies/9223372036854775807/ratings/",
	"/api/movies/x/ratings/",
};
/* clang-format on */

START_TEST(a_score_is_a_whole_number_from_1_to_10)
{
	struct user user = user_new();
	int64_t movie = rated_movie_new();
	const char *path =
	    keep_printf("/api/movies/%" PRId64 "/rating/", movie);
	struct reply *reply = as(user.token, "PUT", path, NULL, wrong[_i].body);

	if (*wrong[_i].faults == '\0')
		expect_problem(reply, wrong[_i].status);
	else
		expect_faults(reply, wrong[_i].status, wrong[_i].faults);
	ck_assert_str_eq(rating_of(movie), "null 0");
	expect_sums();
}
END_TEST

START_TEST(what_is_not_there_is_not_rated)
{
	struct user user = user_new();

	expect_problem(
	    as(user.token, "PUT", nowhere[_i], NULL, "{'score': 5}"), 404);
	expect_problem(as(user.token, "GET", nowhere[_i], NULL, NULL), 404);
	expect_problem(as(user.token, "DELETE", nowhere[_i], NULL, NULL), 404);
	ck_assert_int_eq(rows_of(&user, "rating WHERE account_id = $1"), 0);
	expect_sums();
}
END_TEST

/* The foreign key has the last word: it is not taken for a conflict. */
START_TEST(what_is_not_there_is_tried_once)
{
	static const char *const steps[] = {
		"CREATE SEQUENCE tried",
		"CREATE FUNCTION tried() RETURNS trigger LANGUAGE plpgsql AS"
		" $$ BEGIN PERFORM nextval('tried'); RETURN NEW; END $$",
		"CREATE TRIGGER tried BEFORE INSERT ON rating FOR EACH ROW"
		" WHEN (NEW.movie_id = 9223372036854775806)"
		" EXECUTE FUNCTION tried()",
	};
	struct user user = user_new();

	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		sql(steps[i], 0, NULL);
	expect_problem(rate(&user, INT64_MAX - 1, NULL, 5), 404);
	ck_assert_int_eq(sql_number("SELECT nextval('tried')"), 2);
	sql("DROP FUNCTION tried() CASCADE", 0, NULL);
	sql("DROP SEQUENCE tried", 0, NULL);
}
END_TEST

START_TEST(there_are_no_ratings_of_who_is_not_there)
{
	expect_problem(get(nobody[_i]), 404);
}
END_TEST

START_TEST(there_are_none_of_an_inactive_account)
{
	struct user user = user_new();
	int64_t movie = rated_movie_new();

	rate(&user, movie, NULL, 6);
	expect_array(getf("%sratings/", user.path));
	sql("UPDATE account SET active = false WHERE username = $1", 1,
	    &user.username);
	expect_problem(getf("%sratings/", user.path), 404);
	expect_problem(rate(&user, movie, NULL, 7), 401);
	ck_assert_str_eq(rating_of(movie), "6.00 1");
}
END_TEST

START_TEST(without_a_token_nobody_rates)
{
	expect_problem(as(NULL, "PUT", "/api/movies/{movie}/rating/", NULL,
			   "{'score': 5}"),
	    401);
	expect_problem(as(NULL, "PUT", "/api/movies/{movie}/rating/", NULL,
			   "{'score': 0}"),
	    401);
	expect_problem(get("/api/movies/{movie}/rating/"), 401);
	expect_status(get("/api/movies/{movie}/ratings/"), 200);
}
END_TEST

TCase *
topic_bad_rating(void)
{
	TCase *topic = topic_new("bad rating");

	add_table_test(topic, a_score_is_a_whole_number_from_1_to_10, wrong);
	add_table_test(topic, what_is_not_there_is_not_rated, nowhere);
	tcase_add_test(topic, what_is_not_there_is_tried_once);
	add_table_test(topic, there_are_no_ratings_of_who_is_not_there, nobody);
	tcase_add_test(topic, there_are_none_of_an_inactive_account);
	tcase_add_test(topic, without_a_token_nobody_rates);
	return topic;
}
