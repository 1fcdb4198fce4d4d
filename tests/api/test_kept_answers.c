/* What is kept for an Idempotency-Key: by whom it is seen, and for how long. */
#include <string.h>
#include <unistd.h>

#include "crowd.h"
#include "database.h"
#include "expect.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "user.h"
#include "write.h"

#define MOVIE "{'name': 'Marquee test: %s', 'director': 'Marquee Tester %s'}"
#define ACCOUNT                                         \
	"{'email': '%s@example.com', 'username': '%s'," \
	" 'password': 'k3pt-n0where'}"

static struct user user;
static const char *name;

static void
set_up(void)
{
	user = user_new_admin();
	name = username_new();
	address_new();
}

static struct reply *
post(const char *token, const char *target, const char *body)
{
	return as(token, "POST", target,
	    keep_printf("Idempotency-Key: %s\r\n", name), fill(body, name));
}

static struct reply *
post_movie(void)
{
	return post(user.token, "/api/movies/", MOVIE);
}

static struct reply *
post_token(void)
{
	return post(user.token, "/api/users/me/tokens/", "{'name': '%s'}");
}

static struct reply *
post_account(void)
{
	return post(NULL, "/api/users/", ACCOUNT);
}

static int64_t
movies(void)
{
	return sql_number_of("SELECT count(*) FROM movie"
			     " WHERE name = 'Marquee test: ' || $1",
	    name);
}

/* What there is of the account of that user name, as one text. */
static const char *
kept_of(const char *username)
{
	return rows_text(sql("SELECT coalesce(string_agg(k::text, ' '), '')"
			     " FROM kept_answer k JOIN account a"
			     " ON a.id = k.account_id WHERE a.username = $1",
			     1, &username),
	    0, 0);
}

static void
wait_for(const char *what, const char *count, const char *value)
{
	for (int i = 0; sql_number_of(count, value) == 0; i++) {
		must(i < 2000, "%s: not so", what);
		usleep(10000);
	}
}

/* Of all that ask at once, one makes it; each hears of that, or is sent off. */
static struct shared {
	char bodies[CROWD][2000];
} * shared;

static void
post_together(struct reply *(*post_it)(void), int client)
{
	static const int allowed[] = { 201, 409, 0 };
	struct reply *reply = post_it();

	crowd_expect(reply, allowed);
	if (reply->status == 409)
		crowd_must(header(reply, "Retry-After") != NULL &&
			strstr(reply->body, "Idempotency-Key") != NULL,
		    "409: %s", reply->body);
	else
		strncpy(shared->bodies[client], reply->body,
		    sizeof *shared->bodies - 1);
}

static void
post_movie_together(int client)
{
	post_together(post_movie, client);
}

static void
post_account_together(int client)
{
	post_together(post_account, client);
}

static const struct {
	int clients; /* few, where a password is hashed for each */
	struct reply *(*post)(void);
	void (*together)(int client);
	const char *count;
} crowds[] = {
	{ CROWD, post_movie, post_movie_together,
	    "SELECT count(*) FROM movie"
	    " WHERE name = 'Marquee test: ' || $1" },
	{ 4, post_account, post_account_together,
	    "SELECT count(*) FROM account WHERE username = $1" },
};

START_TEST(who_ask_at_the_same_time_make_one)
{
	const char *body;

	shared = crowd_share(sizeof *shared);
	crowd_begin(crowds[_i].clients, crowds[_i].together);
	crowd_end();
	ck_assert_int_eq(sql_number_of(crowds[_i].count, name), 1);
	body = crowds[_i].post()->body;
	for (int i = 0; i < CROWD; i++)
		must(*shared->bodies[i] == '\0' ||
			strcmp(shared->bodies[i], body) == 0,
		    "%s, but %s", shared->bodies[i], body);
}
END_TEST

static void
post_alone(int client)
{
	static const int made[] = { 201, 0 };

	(void)client;
	crowd_expect(post_movie(), made);
}

/* The first one waits for a director of that name, who then does not come. */
START_TEST(while_one_is_under_way_another_is_sent_off_at_once)
{
	struct reply *reply;

	sql("BEGIN", 0, NULL);
	sql("INSERT INTO person (name) VALUES ('Marquee Tester ' || $1)", 1,
	    &name);
	crowd_begin(1, post_alone);
	wait_for("the first one waits",
	    "SELECT count(*) FROM pg_locks WHERE NOT granted AND $1 <> ''",
	    "anything");
	for (int i = 0; i < 3; i++) {
		reply = post_movie();
		expect_faults(reply, 409, "");
		ck_assert_pstr_eq(header(reply, "Retry-After"), "1");
		ck_assert_ptr_nonnull(strstr(reply->body, "under way"));
	}
	sql("ROLLBACK", 0, NULL);
	crowd_end();
	expect_status(post_movie(), 201);
	ck_assert_int_eq(movies(), 1);
}
END_TEST

START_TEST(a_key_is_kept_for_a_day)
{
	expect_status(post_movie(), 201);
	ck_assert_int_eq(rows_of(&user,
			     "kept_answer WHERE account_id = $1 AND expires_at"
			     " BETWEEN now() + interval '23:59' AND now() + "
			     "interval '24:00'"),
	    1);
}
END_TEST

START_TEST(after_its_time_a_key_is_as_new)
{
	expect_status(post_movie(), 201);
	sql("UPDATE kept_answer k SET expires_at = now() FROM account a"
	    " WHERE a.id = k.account_id AND a.username = $1",
	    1, &user.username);
	expect_status(post_movie(), 201);
	ck_assert_int_eq(movies(), 2);
	expect_status(post_movie(), 201);
	ck_assert_int_eq(movies(), 2);
}
END_TEST

START_TEST(after_its_time_an_answer_is_forgotten)
{
	expect_status(post_movie(), 201);
	expect_status(post_token(), 201);
	sql("UPDATE kept_answer k SET expires_at = now() FROM account a"
	    " WHERE a.id = k.account_id AND a.username = $1"
	    " AND k.token_seed IS NULL",
	    1, &user.username);
	wait_for("it is forgotten",
	    "SELECT (count(*) = 1)::integer FROM kept_answer k"
	    " JOIN account a ON a.id = k.account_id WHERE a.username = $1",
	    user.username);
	/* The one whose time has not come. */
	ck_assert_int_eq(rows_of(&user,
			     "kept_answer WHERE account_id = $1"
			     " AND token_seed IS NOT NULL"),
	    1);
}
END_TEST

START_TEST(an_account_goes_with_its_answers)
{
	struct reply *first = post_account();
	const char *path = header(first, "Location");

	expect_status(post_movie(), 201);
	ck_assert_str_ne(kept_of(name), "");
	sql("DELETE FROM account WHERE username IN ($1, $2)", 2,
	    (const char *[]){ name, user.username });
	ck_assert_int_eq(
	    sql_number_of("SELECT count(*) FROM kept_answer"
			  " WHERE answer::text LIKE '%' || $1 || '%'",
		name),
	    0);
	ck_assert_str_ne(header(post_account(), "Location"), path);
}
END_TEST

START_TEST(who_reads_what_is_kept_learns_no_secret)
{
	struct json_object *made = expect_json_with(post_token(), 201);
	const char *token = member_text(made, "token"), *kept;
	const char *secret = token + strlen("mq_");

	expect_status(post_account(), 201);
	kept = keep_printf("%s %s", kept_of(user.username), kept_of(name));
	ck_assert_ptr_null(strstr(kept, token));
	ck_assert_ptr_null(strstr(kept, keep_printf("%.16s", secret)));
	ck_assert_ptr_null(strstr(kept, "k3pt-n0where"));
	/* Nor can it try passwords in the body without the key. */
	ck_assert_int_eq(
	    sql_number_of("SELECT count(*) FROM kept_answer"
			  " WHERE digest = sha256(convert_to($1, 'UTF8'))",
		json(fill(ACCOUNT, name))),
	    0);
}
END_TEST

START_TEST(its_owner_sees_it_in_the_export)
{
	struct json_object *answers, *answer;
	const char *path = header(post_movie(), "Location");

	answers = member(expect_json(as(user.token, "GET",
			     "/api/users/me/export/", NULL, NULL)),
	    "kept_answers");
	ck_assert_uint_eq(json_object_array_length(answers), 1);
	answer = member(item(answers, 0), "answer");
	ck_assert_str_eq(
	    keep_printf("/api/movies/%d/", (int)member_number(answer, "id")),
	    path);
}
END_TEST

/* Anybody may register: a key that was guessed is good for one try. */
START_TEST(with_the_key_of_a_stranger_no_password_can_be_tried)
{
	expect_status(post_account(), 201);
	expect_status(post(NULL, "/api/users/",
			  "{'email': '%s@example.com', 'username': '%s',"
			  " 'password': 'guessed wrong'}"),
	    422);
	wait_for("it is spoilt",
	    "SELECT count(*) FROM kept_answer k"
	    " JOIN account a ON a.id = k.account_id"
	    " WHERE a.username = $1 AND digest = sha256('')",
	    name);
	for (int i = 0; i < 2; i++)
		expect_faults(
		    post_account(), 422, "Idempotency-Key:not_allowed");
	ck_assert_int_eq(
	    sql_number_of(
		"SELECT count(*) FROM account WHERE username = $1", name),
	    1);
}
END_TEST

TCase *
topic_kept_answers(void)
{
	TCase *topic = topic_new("kept answers");

	tcase_add_checked_fixture(topic, set_up, NULL);
	add_table_test(topic, who_ask_at_the_same_time_make_one, crowds);
	tcase_add_test(
	    topic, while_one_is_under_way_another_is_sent_off_at_once);
	tcase_add_test(topic, a_key_is_kept_for_a_day);
	tcase_add_test(topic, after_its_time_a_key_is_as_new);
	tcase_add_test(topic, after_its_time_an_answer_is_forgotten);
	tcase_add_test(topic, an_account_goes_with_its_answers);
	tcase_add_test(topic, who_reads_what_is_kept_learns_no_secret);
	tcase_add_test(topic, its_owner_sees_it_in_the_export);
	tcase_add_test(
	    topic, with_the_key_of_a_stranger_no_password_can_be_tried);
	return topic;
}
