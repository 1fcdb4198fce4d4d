/* A change of the password, and what becomes of the tokens. */
#include <inttypes.h>
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

static const char path[] = "/api/users/me/password/";
static const char new_one[] = "another horse";
static struct user user;

enum { HASHING = 6 /* clients whose passwords can be hashed in time */ };

static struct shared {
	char token[CROWD][100];
	char login[CROWD][100]; /* what a client has got with the old one */
	int changed[CROWD];
	volatile int over;
} * shared;

static void
set_up(void)
{
	user = user_new();
	address_new();
	shared = crowd_share(sizeof *shared);
}

static struct reply *
change(const char *token, const char *old, const char *new)
{
	return as(token, "PUT", path, NULL,
	    keep_printf(
		"{'old_password': '%s', 'new_password': '%s'}", old, new));
}

START_TEST(only_the_new_password_is_good_then)
{
	struct reply *reply = change(user.token, PASSWORD, new_one);

	expect_status(reply, 204);
	ck_assert_uint_eq(reply->size, 0);
	expect_problem(login(user.username, PASSWORD), 401);
	expect_token(login(user.username, new_one));
}
END_TEST

START_TEST(every_token_but_the_one_that_came_with_it_is_revoked)
{
	struct user other = user_new();
	const char *of_login = expect_token(login(user.email, PASSWORD));
	const char *named = member_text(
	    expect_json_with(as(user.token, "POST", "/api/users/me/tokens/",
				 NULL, "{'name': 'script'}"),
		201),
	    "token");

	ck_assert(is_good(of_login) && is_good(named));
	expect_status(change(user.token, PASSWORD, new_one), 204);
	ck_assert(is_good(user.token));
	ck_assert(!is_good(of_login));
	ck_assert(!is_good(named));
	ck_assert(is_good(other.token));
	ck_assert_int_eq(rows_of(&user, "token WHERE account_id = $1"), 1);
}
END_TEST

START_TEST(a_password_may_be_changed_to_the_same)
{
	expect_status(change(user.token, PASSWORD, PASSWORD), 204);
	expect_token(login(user.username, PASSWORD));
}
END_TEST

/* clang-format off */
static const struct {
	const char *body;
	int status;
	const char *faults;
} bad[] = {
	{ "{}", 422, "old_password:missing new_password:missing" },
	{ "{'old_password': '" PASSWORD "'}", 422, "new_password:missing" },
	{ "{'new_password': '12345678'}", 422, "old_password:missing" },
	{ "{'old_password': '" PASSWORD "', 'new_password': '1234567'}", 422,
	  "new_password:too_short" },
	{ "{'old_password': '" PASSWORD "', 'new_password': null}", 422,
	  "new_password:wrong_type" },
	{ "{'old_password': 'wrong horse', 'new_password': '12345678'}", 422,
	  "old_password:wrong" },
	{ "{'old_password': 'Correct horse battery staple',"
	  " 'new_password': '12345678'}", 422, "old_password:wrong" },
	{ "{'old_password': '" PASSWORD "', 'new_password': '12345678',"
	  " 'role': 'admin'}", 422, "role:unknown" },
	{ "{'old_password': '" PASSWORD "', 'new_password': '1234\\u00005678'}",
	  400, "" },
	{ "", 400, "" },
};
/* clang-format on */

START_TEST(what_is_refused_changes_nothing)
{
	const char *other = user_token_new(&user);

	expect_faults(as(user.token, "PUT", path, NULL, bad[_i].body),
	    bad[_i].status, bad[_i].faults);
	ck_assert(is_good(other));
	expect_token(login(user.username, PASSWORD));
}
END_TEST

/* Client 0 changes the password while the others use their tokens. */
static void
use_or_change(int client)
{
	static const int statuses[] = { 200, 401, 0 };
	const char *token = shared->token[client];
	struct reply *reply;
	bool ended = false;

	if (client == 0) {
		reply = change(token, PASSWORD, new_one);
		shared->over = 1;
		crowd_must(reply->status == 204, "came %d", reply->status);
		return;
	}
	do {
		bool over = shared->over;

		reply = as(token, "GET", "/api/users/me/", NULL, NULL);
		crowd_expect(reply, statuses);
		crowd_must(!ended || reply->status == 401,
		    "a token that was revoked is good again");
		ended = reply->status == 401;
		crowd_must(ended || !over, "a token outlives the change");
	} while (!ended);
}

START_TEST(tokens_that_are_in_use_end_with_the_change)
{
	for (int i = 0; i < CROWD; i++)
		strcpy(shared->token[i], user_token_new(&user));
	crowd_run(use_or_change);
	ck_assert(is_good(shared->token[0]));
	ck_assert_int_eq(rows_of(&user, "token WHERE account_id = $1"), 1);
}
END_TEST

/* Of several who change it, each with a token of its own, one succeeds. */
static void
change_one(int client)
{
	static const int statuses[] = { 204, 401, 409, 422, 429, 503, 0 };
	struct reply *reply;

	address_new();
	reply = change(shared->token[client], PASSWORD,
	    keep_printf("password of %d", client));
	crowd_expect(reply, statuses);
	shared->changed[client] = reply->status == 204;
}

/*
 * Waits until two of them, of different children, stand before the account that
 * is locked; or for a second, if all have come to one child.
 */
static void
wait_until_two_stand_there(void)
{
	for (int i = 0; i < 100; i++) {
		sql("SELECT pg_stat_clear_snapshot()", 0, NULL);
		if (sql_number("SELECT count(*) FROM pg_stat_activity"
			       " WHERE application_name = 'marquee'"
			       " AND wait_event_type = 'Lock'") >= 2)
			return;
		usleep(10000);
	}
}

START_TEST(of_many_changes_at_once_one_is_made)
{
	int count = 0, winner = -1;

	for (int i = 0; i < HASHING; i++)
		strcpy(shared->token[i], user_token_new(&user));
	sql("BEGIN", 0, NULL);
	sql("SELECT FROM account WHERE username = $1 FOR UPDATE", 1,
	    &user.username);
	crowd_begin(HASHING, change_one);
	wait_until_two_stand_there();
	sql("COMMIT", 0, NULL);
	crowd_end();
	for (int i = 0; i < HASHING; i++) {
		count += shared->changed[i];
		if (shared->changed[i])
			winner = i;
	}
	ck_assert_int_eq(count, 1);
	expect_token(
	    login(user.username, keep_printf("password of %d", winner)));
	for (int i = 0; i < HASHING; i++)
		ck_assert(is_good(shared->token[i]) == (i == winner));
}
END_TEST

/* Who logs in with the old password meanwhile has no token in the end. */
static void
log_in_or_change(int client)
{
	static const int statuses[] = { 200, 401, 429, 503, 0 };
	struct reply *reply;
	const char *token;

	address_new();
	if (client == 0) {
		reply = change(shared->token[0], PASSWORD, new_one);
		crowd_must(reply->status == 204, "came %d", reply->status);
		return;
	}
	reply = login(user.username, PASSWORD);
	crowd_expect(reply, statuses);
	if (reply->status != 200)
		return;
	token = strstr(reply->body, "mq_");
	strncpy(shared->login[client], token, strcspn(token, "\""));
}

START_TEST(a_login_with_the_old_password_does_not_outlive_it)
{
	strcpy(shared->token[0], user.token);
	crowd_begin(HASHING, log_in_or_change);
	crowd_end();
	for (int i = 1; i < HASHING; i++)
		if (*shared->login[i] != '\0')
			ck_assert(!is_good(shared->login[i]));
	ck_assert_int_eq(rows_of(&user, "token WHERE account_id = $1"), 1);
}
END_TEST

TCase *
topic_password(void)
{
	TCase *topic = topic_new("password");

	tcase_add_checked_fixture(topic, set_up, NULL);
	tcase_add_test(topic, only_the_new_password_is_good_then);
	tcase_add_test(
	    topic, every_token_but_the_one_that_came_with_it_is_revoked);
	tcase_add_test(topic, a_password_may_be_changed_to_the_same);
	add_table_test(topic, what_is_refused_changes_nothing, bad);
	tcase_add_test(topic, tokens_that_are_in_use_end_with_the_change);
	tcase_add_test(topic, of_many_changes_at_once_one_is_made);
	tcase_add_test(
	    topic, a_login_with_the_old_password_does_not_outlive_it);
	return topic;
}
