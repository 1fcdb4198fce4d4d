/* What is kept of follows: in which parts it is found, and what mends it. */
#include <inttypes.h>
#include <string.h>

#include "account.h"
#include "database.h"
#include "engine/arena.h"
#include "follow.h"
#include "gen/statements.h"
#include "must.h"
#include "pool.h"
#include "topics.h"

/* The plan of a statement for this user, as it went, line by line. */
static const struct rows *
plan_of(enum statement_id id, const struct user *user, const char *mode)
{
	const char *account = keep_printf("%" PRId64, user->id), *text = "";
	const char *after = id == STATEMENT_FEED_LIST ? "1900000000000000,9"
						      : "1700000000000000";
	struct arena *arena = arena_new();
	struct value items[] = { { "id", &account, 1 },
		{ "page", (const char *[]){ "" }, 1 },
		{ "limit", (const char *[]){ "20" }, 1 },
		{ "kind", (const char *[]){ "brand" }, 1 },
		{ "after_id", (const char *[]){ "9" }, 1 },
		{ "after_key", &after, 1 } };
	struct values values = { items, 6, 6 };
	struct query_step step;
	const struct rows *rows;

	statement_render(&statements[id], &values, arena, &step);
	sql(keep_printf("SET plan_cache_mode = %s", mode), 0, NULL);
	sql(keep_printf("PREPARE asked AS %s", step.sql), 0, NULL);
	for (int i = 0; i < step.parameters; i++)
		text = keep_printf(
		    "%s%s'%s'", text, i > 0 ? ", " : "(", step.values[i]);
	rows = sql(keep_printf("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF)"
			       " EXECUTE asked %s%s",
		       text, step.parameters > 0 ? ")" : ""),
	    0, NULL);
	sql("DEALLOCATE asked", 0, NULL);
	arena_free(arena);
	return rows;
}

/* In how many parts of the table it looked, by scans that were done. */
static int
parts_in(const struct rows *plan, const char *table)
{
	const char *scan = keep_printf(" on %s_", table);
	int count = 0;

	for (int i = 0; i < rows_size(plan); i++) {
		const char *line = rows_text(plan, i, 0);

		count += strstr(line, scan) != NULL &&
		    strstr(line, "Scan") != NULL &&
		    strstr(line, "never executed") == NULL;
	}
	return count;
}

static const char *
plan_text(const struct rows *plan)
{
	const char *text = "";

	for (int i = 0; i < rows_size(plan); i++)
		text = keep_printf("%s%s\n", text, rows_text(plan, i, 0));
	return text;
}

static struct user
acting(void)
{
	struct user user = user_new(), other = user_new();
	const char *id = keep_printf("%" PRId64, user.id);
	const char *values[] = { keep_printf("%" PRId64, other.id) };

	expect_followed(&user, &other);
	expect_followed(&other, &user);
	sql("INSERT INTO rating (account_id, movie_id, score)"
	    " SELECT $1, id, 5 FROM movie ORDER BY id LIMIT 3",
	    1, values);
	sql("SELECT set_config('marquee.account', $1, false)", 1, &id);
	return user;
}

/* As it is planned once for all values, and for these. */
static const char *const modes[] = { "force_generic_plan",
	"force_custom_plan" };

static const struct {
	enum statement_id statement;
	const char *table;
} single[] = {
	{ STATEMENT_FOLLOWER_LIST, "follower" },
	{ STATEMENT_FOLLOWING_LIST, "follow" },
	{ STATEMENT_FOLLOW_DELETE, "follow" },
	{ STATEMENT_FEED_LIST, "follow" },
	/* Of the one whom the user follows. */
	{ STATEMENT_FEED_LIST, "rating" },
	{ STATEMENT_ACCOUNT_EXPORT, "follow" },
	{ STATEMENT_ACCOUNT_EXPORT, "follower" },
};

START_TEST(what_is_of_one_account_looks_into_one_part)
{
	struct user user = acting();

	for (int i = 0; i < 2; i++) {
		const struct rows *plan =
		    plan_of(single[_i].statement, &user, modes[i]);
		int parts = parts_in(plan, single[_i].table);

		/* The feed looks for the newest ratings, then at them. */
		if (strcmp(single[_i].table, "rating") == 0)
			must(parts == 1 || parts == 2, "%s", plan_text(plan));
		else
			must(parts == 1, "%s", plan_text(plan));
	}
}
END_TEST

/* With many rows, none of them is read that is not asked for. */
START_TEST(the_lists_walk_an_index)
{
	static const enum statement_id lists[] = { STATEMENT_FOLLOWER_LIST,
		STATEMENT_FOLLOWING_LIST };
	struct user user = acting();

	sql("SET enable_seqscan = off", 0, NULL);
	sql("SET enable_bitmapscan = off", 0, NULL);
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		const struct rows *plan = plan_of(lists[i], &user, modes[1]);
		const char *text = plan_text(plan);

		must(strstr(text, "followed_kind_created_at") != NULL ||
			strstr(text, "follower_kind_created_at") != NULL,
		    "%s", text);
		must(strstr(text, "ROW(") != NULL, "no start in %s", text);
	}
}
END_TEST

/* What breaks it, and what is said of it; $1 is the user. */
static const struct {
	const char *change, *told;
} broken[] = {
	{ "UPDATE account SET followers = followers + 1 WHERE id = $1",
	    "followers" },
	{ "UPDATE account SET following = 0 WHERE id = $1", "following" },
	{ "INSERT INTO follow_delta VALUES ($1, 3, 0)", "followers" },
	{ "INSERT INTO follow_delta VALUES ($1, 0, -3)", "following" },
	{ "DELETE FROM follower WHERE followed_id = $1", "follower " },
	{ "INSERT INTO follower VALUES ($1::bigint, 9, now(), 'person')",
	    "follower " },
	{ "UPDATE follower SET created_at = now() - interval '1 day'"
	  " WHERE followed_id = $1",
	    "follower " },
	{ "UPDATE follower SET follower_kind = 'brand' WHERE followed_id = $1",
	    "of that kind" },
	{ "UPDATE follow SET followed_kind = 'brand' WHERE follower_id = $1",
	    "follows " },
};

START_TEST(what_is_wrong_is_told_and_mended)
{
	struct user user = acting();
	const char *id = keep_printf("%" PRId64, user.id), *output;

	expect_counts(&user, 1, 1);
	expect_no_difference();
	sql(broken[_i].change, 1, &id);
	ck_assert_int_eq(marquee("follows verify", "", &output), 3);
	must(strstr(output, keep_printf("%s\t", id)) != NULL &&
		strstr(output, broken[_i].told) != NULL,
	    "%s", output);
	ck_assert_int_eq(marquee("follows verify --repair", "", &output), 0);
	expect_no_difference();
	expect_counts(&user, 1, 1);
}
END_TEST

TCase *
topic_follow_kept(void)
{
	TCase *topic = topic_new("follows that are kept");

	add_table_test(
	    topic, what_is_of_one_account_looks_into_one_part, single);
	tcase_add_test(topic, the_lists_walk_an_index);
	add_table_test(topic, what_is_wrong_is_told_and_mended, broken);
	return topic;
}
