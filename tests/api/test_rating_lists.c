/* Lists of ratings and by rating, and what they cost. */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "account.h"
#include "database.h"
#include "expect.h"
#include "fixture.h"
#include "gen/statements.h"
#include "must.h"
#include "pool.h"
#include "rate.h"
#include "topics.h"
#include "walk.h"
#include "write.h"

enum { MOVIES = 7 };

START_TEST(the_ratings_of_a_user_are_newest_first)
{
	struct user ann = user_new(), bob = user_new();
	int64_t movies[MOVIES];
	struct json_object *list;

	for (int i = 0; i < MOVIES; i++) {
		movies[i] = rated_movie_new();
		rate(&ann, movies[i], NULL, i + 1);
		rate(&bob, movies[i], NULL, 10);
	}
	rate(&ann, movies[2], NULL, 9);
	for (int limit = 1; limit <= MOVIES; limit += 2) {
		list =
		    walk(keep_printf("%sratings/?limit=%d", ann.path, limit));
		ck_assert_uint_eq(json_object_array_length(list), MOVIES);
		for (int i = 0; i < MOVIES; i++) {
			static const int order[] = { 2, 6, 5, 4, 3, 1, 0 };
			struct json_object *one = item(list, (size_t)i);
			struct json_object *movie = member(one, "movie");

			expect_keys(one, "movie score updated_at", "one");
			expect_keys(movie, "id name year", "its movie");
			ck_assert_int_eq(
			    member_number(movie, "id"), movies[order[i]]);
			ck_assert_int_eq(member_number(one, "score"),
			    i == 0 ? 9 : order[i] + 1);
		}
	}
	ck_assert_str_eq(
	    header(getf("%sratings/?count=exact", ann.path), "X-Total-Count"),
	    "7");
	expect_faults(
	    getf("%sratings/?sort=score", ann.path), 400, "sort:unknown");
}
END_TEST

START_TEST(who_rated_nothing_has_an_empty_list)
{
	struct user user = user_new();

	ck_assert_str_eq(getf("%sratings/", user.path)->body, "[]");
}
END_TEST

START_TEST(equal_times_are_paged_too)
{
	struct user ann = user_new();
	const char *values[] = { keep_printf("%" PRId64, ann.id) };

	for (int i = 0; i < MOVIES; i++)
		rated_movie_new();
	sql("INSERT INTO rating (account_id, movie_id, score)"
	    " SELECT $1, id, 5 FROM movie ORDER BY id DESC LIMIT 7",
	    1, values);
	ck_assert_uint_eq(json_object_array_length(walk(
			      keep_printf("%sratings/?limit=2", ann.path))),
	    MOVIES);
}
END_TEST

/* Where a movie stands in the list sorted so, or -1. */
static int
place_of(int64_t movie, const char *sort)
{
	struct json_object *list =
	    walk(keep_printf("/api/movies/?limit=100&sort=%s", sort));

	for (size_t i = 0; i < json_object_array_length(list); i++)
		if (member_number(item(list, i), "id") == movie)
			return (int)i;
	return -1;
}

START_TEST(one_rating_of_10_does_not_beat_many_of_9)
{
	int64_t one = rated_movie_new(), many = rated_movie_new();
	int64_t none = rated_movie_new();
	struct user user;

	for (int i = 0; i < 40; i++) {
		user = user_new();
		rate(&user, many, NULL, 9);
	}
	rate(&user, one, NULL, 10);
	expect_listed(many, "9.00 40");
	expect_listed(one, "10.00 1");
	ck_assert_int_lt(place_of(many, "-rating"), place_of(one, "-rating"));
	ck_assert_int_gt(place_of(many, "rating"), place_of(one, "rating"));
	ck_assert_int_gt(place_of(none, "-rating"), place_of(one, "-rating"));
	ck_assert_int_gt(place_of(none, "rating"), place_of(many, "rating"));
}
END_TEST

/* What everybody has rated, with an id that is not used by others. */
static const enum statement_id of_one_account[] = { STATEMENT_RATING_GET,
	STATEMENT_RATING_PUT, STATEMENT_RATING_DELETE, STATEMENT_RATING_LIST,
	STATEMENT_ACCOUNT_EXPORT, STATEMENT_ACCOUNT_DELETE };

/* Of how many parts of `rating` does the plan speak? */
static int
parts_in(const char *plan)
{
	bool seen[100] = { false };
	int count = 0;

	while ((plan = strstr(plan, " on rating_")) != NULL) {
		/* It scans it; it does not just know that it might delete. */
		bool scans = plan[-1] != 'e';

		plan += strlen(" on rating_");
		if (scans && isdigit((unsigned char)plan[0]) &&
		    isdigit((unsigned char)plan[1])) {
			int part = (plan[0] - '0') * 10 + plan[1] - '0';

			count += !seen[part];
			seen[part] = true;
		}
	}
	return count;
}

/* As it is planned once for all values; and for these values. */
static const char *const modes[] = { "force_generic_plan",
	"force_custom_plan" };

static const char *
plan_of(enum statement_id id, const struct user *user, const char *mode)
{
	const char *account = keep_printf("%" PRId64, user->id), *text = "";
	struct arena *arena = arena_new();
	struct value items[] = { { "id", &account, 1 },
		{ "score", (const char *[]){ "5" }, 1 },
		{ "page", (const char *[]){ "" }, 1 },
		{ "limit", (const char *[]){ "20" }, 1 },
		{ "after_id", (const char *[]){ "9" }, 1 },
		{ "after_key", (const char *[]){ "1700000000000000" }, 1 },
		{ "checked_version", (const char *[]){ "1" }, 1 } };
	struct values values = { items, sizeof items / sizeof *items,
		sizeof items / sizeof *items };
	struct query_step step;
	const struct rows *rows;

	statement_render(&statements[id], &values, arena, &step);
	sql(keep_printf("SET plan_cache_mode = %s", mode), 0, NULL);
	sql("SELECT set_config('marquee.account', $1, false)", 1, &account);
	sql(keep_printf("PREPARE asked AS %s", step.sql), 0, NULL);
	for (int i = 0; i < step.parameters; i++)
		text = keep_printf(
		    "%s%s'%s'", text, i > 0 ? ", " : "(", step.values[i]);
	rows = sql(keep_printf("EXPLAIN (COSTS OFF) EXECUTE asked %s%s", text,
		       step.parameters > 0 ? ")" : ""),
	    0, NULL);
	text = "";
	for (int i = 0; i < rows_size(rows); i++)
		text = keep_printf("%s%s\n", text, rows_text(rows, i, 0));
	sql("DEALLOCATE asked", 0, NULL);
	arena_free(arena);
	return text;
}

START_TEST(what_is_of_one_account_looks_into_one_part)
{
	struct user user = user_new();

	for (int i = 0; i < 2; i++) {
		const char *plan = plan_of(of_one_account[_i], &user, modes[i]);

		must(strstr(plan, " on rating") != NULL ||
			of_one_account[_i] == STATEMENT_ACCOUNT_DELETE,
		    "no rating in %s", plan);
		must(parts_in(plan) <= 1, "%s", plan);
	}
}
END_TEST

START_TEST(the_sums_are_found_by_an_index)
{
	static const char *const targets[] = {
		"SELECT FROM rating_change WHERE movie_id = 1",
		"SELECT movie_id FROM rating_summary"
		" ORDER BY coalesce(rank, -1) DESC, movie_id DESC LIMIT 20",
		"SELECT movie_id FROM rating_summary"
		" ORDER BY coalesce(rank, 11), movie_id LIMIT 20",
		"SELECT movie_id FROM rating_summary"
		" WHERE coalesce(average, -1) >= 9.9",
		"SELECT FROM rating_00 WHERE movie_id = 1",
	};

	sql("SET enable_seqscan = off", 0, NULL);
	for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
		const struct rows *plan = sql(
		    keep_printf("EXPLAIN (COSTS OFF) %s", targets[i]), 0, NULL);

		for (int j = 0; j < rows_size(plan); j++)
			must(
			    strstr(rows_text(plan, j, 0), "Seq Scan") == NULL &&
				strstr(rows_text(plan, j, 0), "Sort") == NULL,
			    "%s: %s", targets[i], rows_text(plan, j, 0));
	}
}
END_TEST

/* Or a minus could come before its plus, and no movie has -1 ratings. */
START_TEST(the_changes_of_a_movie_are_folded_together)
{
	const char *id = keep_printf("%" PRId64, rated_movie_new());

	sql("BEGIN", 0, NULL);
	sql("SELECT rating_alone(true), rating_fold(NULL)", 0, NULL);
	sql("INSERT INTO rating_delta VALUES ($1, 5, -1)", 1, &id);
	sql("INSERT INTO rating_delta VALUES ($1, 5, 1)", 1, &id);
	sql("SELECT rating_fold(1)", 0, NULL);
	ck_assert_int_eq(sql_number_of("SELECT count FROM rating_summary"
				       " WHERE movie_id = $1",
			     id),
	    0);
	ck_assert_int_eq(sql_number_of("SELECT count(*) FROM rating_delta"
				       " WHERE movie_id = $1",
			     id),
	    0);
	sql("ROLLBACK", 0, NULL);
}
END_TEST

/* What is noted of a movie, and what that makes of it. */
static void
expect_noted(const char *movie, int notes, const char *scores)
{
	must(sql_number_of("SELECT count(*) FROM rating_delta"
			   " WHERE movie_id = $1",
		 movie) == notes,
	    "not %d notes", notes);
	ck_assert_str_eq(
	    rows_text(
		sql("SELECT string_agg(score || ':' || n, ' '"
		    " ORDER BY score) FROM (SELECT score, sum(change) AS n"
		    " FROM rating_change WHERE movie_id = $1"
		    " GROUP BY score) AS s",
		    1, &movie),
		0, 0),
	    scores);
}

START_TEST(another_score_is_one_note)
{
	struct user user = user_new();
	const char *values[] = { keep_printf("%" PRId64, rated_movie_new()),
		keep_printf("%" PRId64, user.id) };
	const char *movie = values[0];
	const struct rows *folded;

	sql("BEGIN", 0, NULL);
	sql("SELECT rating_alone(true), rating_fold(NULL)", 0, NULL);
	sql("INSERT INTO rating (movie_id, account_id, score)"
	    " VALUES ($1, $2, 8)",
	    2, values);
	expect_noted(movie, 1, "8:1");
	sql("UPDATE rating SET score = 3 WHERE movie_id = $1", 1, values);
	expect_noted(movie, 2, "3:1 8:0");
	sql("UPDATE rating SET times = 7 WHERE movie_id = $1", 1, values);
	expect_noted(movie, 2, "3:1 8:0");
	sql("SELECT rating_fold(NULL)", 0, NULL);
	sql("UPDATE rating SET score = 4 WHERE movie_id = $1", 1, values);
	expect_noted(movie, 1, "3:-1 4:1");
	sql("SELECT rating_fold(NULL)", 0, NULL);
	folded = sql("SELECT count, sum, array_to_string(scores, ' ')"
		     " FROM rating_summary WHERE movie_id = $1",
	    1, values);
	ck_assert_int_eq(rows_number(folded, 0, 0), 1);
	ck_assert_int_eq(rows_number(folded, 0, 1), 4);
	ck_assert_str_eq(rows_text(folded, 0, 2), "0 0 0 1 0 0 0 0 0 0");
	sql("DELETE FROM rating WHERE movie_id = $1", 1, values);
	expect_noted(movie, 1, "4:-1");
	sql("ROLLBACK", 0, NULL);
}
END_TEST

/* What breaks the sums of a movie, and what is said of it; $1 is the movie. */
static const struct {
	const char *change, *told;
} broken[] = {
	{ "UPDATE rating_summary SET sum = sum + 1 WHERE movie_id = $1",
	    "sum" },
	{ "UPDATE rating_summary SET count = count - 1 WHERE movie_id = $1",
	    "count" },
	{ "UPDATE rating_summary SET rank = 1 WHERE movie_id = $1", "rank" },
	{ "UPDATE rating_summary SET scores[3] = 1 WHERE movie_id = $1",
	    "ratings of 3" },
	{ "DELETE FROM rating_summary WHERE movie_id = $1", "summary" },
	{ "INSERT INTO rating_delta VALUES ($1, 5, 1)", "ratings of 5" },
	{ "INSERT INTO rating_delta VALUES ($1, 8, -5)", "ratings of 8" },
	{ "INSERT INTO rating_delta VALUES ($1, 5, 1, 8)", "ratings of 8" },
	{ "INSERT INTO rating_delta VALUES ($1, 8, 2, 6)", "sum of all" },
	{ "UPDATE rating_total SET count = count + 1 WHERE $1 > 0",
	    "count of all" },
	{ "UPDATE rating_total SET sum = sum - 1 WHERE $1 > 0", "sum of all" },
	{ "UPDATE rating_total SET prior = NULL WHERE $1 > 0", "prior" },
	{ "DELETE FROM rating_total WHERE $1 > 0", "count of all" },
};

START_TEST(what_is_wrong_is_told_and_mended)
{
	struct user user = user_new();
	int64_t movie = rated_movie_new();
	const char *id = keep_printf("%" PRId64, movie), *output;

	rate(&user, movie, NULL, 8);
	expect_listed(movie, "8.00 1");
	expect_sums();
	sql(broken[_i].change, 1, &id);
	ck_assert_int_eq(marquee("ratings verify", "", &output), 3);
	must(strstr(output, broken[_i].told) != NULL, "%s", output);
	ck_assert_int_eq(marquee("ratings verify", "", &output), 3);
	ck_assert_int_eq(marquee("ratings verify --repair", "", &output), 0);
	must(strstr(output, "mended") != NULL, "%s", output);
	expect_sums();
	ck_assert_str_eq(rating_of(movie), "8.00 1");
}
END_TEST

START_TEST(a_wrong_sum_holds_up_no_other)
{
	struct user user = user_new();
	int64_t wrong = rated_movie_new(), movie = rated_movie_new();
	const char *id = keep_printf("%" PRId64, wrong), *output;

	rate(&user, wrong, NULL, 4);
	expect_listed(wrong, "4.00 1");
	sql("UPDATE rating_summary SET count = 0, sum = 0, scores = NULL,"
	    " rank = NULL WHERE movie_id = $1",
	    1, &id);
	unrate(&user, wrong, NULL);
	rate(&user, movie, NULL, 9);
	expect_listed(movie, "9.00 1");
	ck_assert_int_eq(marquee("ratings verify --repair", "", &output), 0);
	expect_sums();
}
END_TEST

START_TEST(nothing_is_lost_while_the_row_of_all_is_missing)
{
	struct user user = user_new();
	int64_t movie = rated_movie_new();
	const char *output;

	expect_sums();
	sql("DELETE FROM rating_total", 0, NULL);
	rate(&user, movie, NULL, 7);
	/* They would be folded twice in that time. */
	usleep(1100000);
	ck_assert_int_eq(
	    sql_number(keep_printf("SELECT count(*) FROM rating_delta"
				   " WHERE movie_id = %" PRId64,
		movie)),
	    1);
	ck_assert_int_eq(marquee("ratings verify --repair", "", &output), 0);
	expect_listed(movie, "7.00 1");
	expect_sums();
}
END_TEST

START_TEST(a_new_weight_ranks_all_anew)
{
	const char *output;
	int64_t wrong = 1;

	ck_assert_int_eq(marquee("ratings rank --weight 3", "", &output), 0);
	expect_form(output, "weight\t3\nprior\t.*\nratings\t.*\n", "rank");
	for (int i = 0; i < 20 && wrong > 0; i++) {
		usleep(100000);
		wrong = sql_number(
		    "SELECT count(*) FROM rating_summary s, rating_total t"
		    " WHERE rank IS DISTINCT FROM"
		    " rating_rank(s.count, s.sum, t.prior, t.weight)");
	}
	ck_assert_int_eq(wrong, 0);
	ck_assert_int_eq(marquee("ratings rank --weight 10", "", &output), 0);
	ck_assert_int_eq(marquee("ratings rank --weight -1", "", &output), 1);
}
END_TEST

static void
tear_down(void)
{
	sql("DELETE FROM movie WHERE name = 'Marquee test: rated'", 0, NULL);
}

TCase *
topic_rating_lists(void)
{
	TCase *topic = topic_new("rating lists");

	tcase_add_checked_fixture(topic, NULL, tear_down);
	tcase_add_test(topic, the_ratings_of_a_user_are_newest_first);
	tcase_add_test(topic, who_rated_nothing_has_an_empty_list);
	tcase_add_test(topic, equal_times_are_paged_too);
	tcase_add_test(topic, one_rating_of_10_does_not_beat_many_of_9);
	add_table_test(
	    topic, what_is_of_one_account_looks_into_one_part, of_one_account);
	tcase_add_test(topic, the_sums_are_found_by_an_index);
	tcase_add_test(topic, the_changes_of_a_movie_are_folded_together);
	tcase_add_test(topic, another_score_is_one_note);
	add_table_test(topic, what_is_wrong_is_told_and_mended, broken);
	tcase_add_test(topic, a_wrong_sum_holds_up_no_other);
	tcase_add_test(topic, nothing_is_lost_while_the_row_of_all_is_missing);
	tcase_add_test(topic, a_new_weight_ranks_all_anew);
	return topic;
}
