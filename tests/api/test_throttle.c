/* Failures slow down those who fail, and nobody else. */
#include <crypt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "database.h"
#include "expect.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "user.h"
#include "write.h"

enum {
	FREE = 5,      /* failures of an account from one address */
	LONGEST = 900, /* seconds to wait */
};

static struct user user;
static const char *address;

/* A hash that is checked in less time, until a login renews it. */
static void
hash_with(const char *setting)
{
	struct crypt_data data = { 0 };
	const char *values[] = { user.username,
		crypt_r(PASSWORD, setting, &data) };

	sql("UPDATE account SET password_hash = $2 WHERE username = $1", 2,
	    values);
}

static void
set_up(void)
{
	user = user_new();
	hash_with("$6$rounds=1000$salt");
	address = address_new();
}

/* Changes a count: 1 is the address, 2 the account, 3 both; see login_keys().
 */
static void
count_set(const char *change, int place)
{
	const char *values[] = { user.username, address,
		keep_printf("%d", place) };

	sql("INSERT INTO login_failure (key)"
	    " SELECT (login_keys(lower($1), $2))[$3::integer]"
	    " ON CONFLICT DO NOTHING",
	    3, values);
	sql(keep_printf("UPDATE login_failure SET %s"
			" WHERE key = (login_keys(lower($1), $2))[$3::integer]",
		change),
	    3, values);
}

/* All of it was that long ago. */
static void
time_passes(const char *interval)
{
	for (int place = 1; place <= 3; place++)
		count_set(keep_printf("failed_at = failed_at - interval '%s',"
				      " tried_at = tried_at - interval '%s'",
			      interval, interval),
		    place);
}

static void
fail_login(int times)
{
	for (int i = 0; i < times; i++)
		expect_problem(login(user.username, "wrong horse"), 401);
}

/* The seconds that have to pass. */
static long
expect_slowed(const struct reply *reply)
{
	expect_faults(reply, 429, "");
	expect_form(header(reply, "Retry-After"), "[1-9][0-9]*", "Retry-After");
	return strtol(header(reply, "Retry-After"), NULL, 10);
}

/* The wait goes on for a while, however slow this test is. */
static void
wait_begins(void)
{
	count_set("failed_at = now() + interval '1 minute'", 3);
}

START_TEST(after_some_failures_there_is_a_wait_for_right_and_wrong)
{
	fail_login(FREE);
	wait_begins();
	expect_slowed(login(user.username, "wrong horse"));
	expect_slowed(login(user.username, PASSWORD));
}
END_TEST

START_TEST(failures_do_not_tell_whose_email_it_is)
{
	fail_login(FREE);
	wait_begins();
	expect_slowed(login(user.username, "wrong horse"));
	expect_problem(login(user.email, "wrong horse"), 401);
}
END_TEST

START_TEST(who_is_slowed_is_not_told_by_the_name)
{
	const char *unknown = username_new();

	for (int i = 0; i < FREE; i++)
		expect_problem(login(unknown, "wrong horse"), 401);
	sql("UPDATE login_failure SET failed_at = now() + interval '1 minute'"
	    " WHERE key = (login_keys($1, $2))[3]",
	    2, (const char *[]){ unknown, address });
	expect_slowed(login(unknown, "wrong horse"));
}
END_TEST

START_TEST(other_accounts_are_not_slowed_from_there)
{
	struct user other = user_new();

	fail_login(FREE);
	wait_begins();
	expect_slowed(login(user.username, PASSWORD));
	expect_token(login(other.username, PASSWORD));
}
END_TEST

START_TEST(the_owner_gets_in_from_another_address)
{
	fail_login(FREE);
	wait_begins();
	expect_slowed(login(user.username, PASSWORD));
	address_new();
	expect_token(login(user.username, PASSWORD));
	address_use(address);
	expect_slowed(login(user.username, PASSWORD));
}
END_TEST

START_TEST(when_the_wait_is_over_the_owner_gets_in)
{
	fail_login(FREE);
	time_passes("1 s");
	expect_token(login(user.username, PASSWORD));
}
END_TEST

START_TEST(a_wait_doubles_up_to_15_minutes)
{
	fail_login(FREE);
	for (long wait = 1; wait < 3 * LONGEST; wait *= 2) {
		long longest = wait > LONGEST ? LONGEST : wait;

		/* Shorter ones may be over before it is asked for them. */
		if (wait >= 16) {
			long given =
			    expect_slowed(login(user.username, PASSWORD));

			must(given <= longest && given > longest - 16,
			    "%ld s, not %ld", given, longest);
		}
		time_passes(keep_printf("%ld s", longest));
		fail_login(1);
	}
}
END_TEST

START_TEST(after_a_day_it_begins_anew)
{
	fail_login(FREE);
	time_passes("1 day");
	fail_login(FREE);
	wait_begins();
	expect_slowed(login(user.username, PASSWORD));
}
END_TEST

START_TEST(a_try_that_comes_to_nothing_leaves_nothing_behind)
{
	const char *pending = "SELECT coalesce(sum(pending), 0)"
			      " FROM login_failure"
			      " WHERE key = ANY (login_keys(lower($1), $2))";
	const char *values[] = { user.username, address };
	int64_t left = -1;

	expect_problem(
	    as(user.token, "DELETE", "/api/users/me/", "If-Match: \"x\"\r\n",
		"{'password': '" PASSWORD "'}"),
	    412);
	/* That is written down beside the answer. */
	for (int i = 0; i < 100 && left != 0; i++) {
		left = rows_number(sql(pending, 2, values), 0, 0);
		usleep(20000);
	}
	ck_assert_int_eq(left, 0);
}
END_TEST

START_TEST(a_success_forgives_what_failed_before)
{
	for (int i = 0; i < 3; i++) {
		fail_login(FREE - 1);
		expect_token(login(user.username, PASSWORD));
	}
}
END_TEST

/* Connections go to one child or the other. */
START_TEST(all_children_know_of_it)
{
	fail_login(FREE);
	wait_begins();
	for (int i = 0; i < 30; i++)
		expect_slowed(login(user.username, PASSWORD));
}
END_TEST

START_TEST(an_address_that_fails_everywhere_is_slowed_everywhere)
{
	struct user other = user_new();

	count_set("failures = 48, failed_at = now()", 1);
	fail_login(1);
	expect_token(login(other.username, PASSWORD));
	count_set("failures = 58", 1);
	expect_slowed(login(other.username, PASSWORD));
	address_new();
	expect_token(login(other.username, PASSWORD));
}
END_TEST

/* Many addresses together try one account. */
START_TEST(an_account_that_is_attacked_is_open_to_its_owner)
{
	count_set("failures = 30, failed_at = now()", 2);
	fail_login(3);
	/* This one has failed there itself. */
	expect_slowed(login(user.username, PASSWORD));
	address_new();
	expect_token(login(user.username, PASSWORD));
	fail_login(2);
	expect_token(login(user.username, PASSWORD));
	fail_login(3);
	expect_slowed(login(user.username, PASSWORD));
}
END_TEST

/* Whoever has a token does not guess the password either. */
static const struct {
	const char *method, *target, *body, *fault;
} guesses[] = {
	{ "PUT", "/api/users/me/password/",
	    "{'old_password': 'wrong horse', 'new_password': '12345678'}",
	    "old_password:wrong" },
	{ "DELETE", "/api/users/me/", "{'password': 'wrong horse'}",
	    "password:wrong" },
};

START_TEST(guesses_with_a_token_count_as_well)
{
	for (int i = 0; i < FREE; i++)
		expect_faults(as(user.token, guesses[_i].method,
				  guesses[_i].target, NULL, guesses[_i].body),
		    422, guesses[_i].fault);
	wait_begins();
	expect_slowed(as(user.token, guesses[_i].method, guesses[_i].target,
	    NULL, guesses[_i].body));
	expect_slowed(login(user.username, PASSWORD));
	ck_assert(is_good(user.token));
}
END_TEST

enum { PARALLEL = 50, EVALUATED_MAX = 40 };

START_TEST(many_at_once_are_not_all_evaluated)
{
	struct connection *connections[PARALLEL];
	const char *form =
	    keep_printf("username=%s&password=wrong+horse", user.username);
	const char *request =
	    keep_printf("POST /api/users/login/token/ HTTP/1.1\r\n"
			"Host: marquee.test\r\nConnection: close\r\n"
			"Content-Type: application/x-www-form-urlencoded\r\n"
			"Content-Length: %zu\r\n\r\n%s",
		strlen(form), form);
	int count[600] = { 0 };

	/* So quick that all are in time, so slow that all come before. */
	hash_with("$6$rounds=20000$salt");
	for (int i = 0; i < PARALLEL; i++)
		connections[i] = connection_open();
	for (int i = 0; i < PARALLEL; i++)
		connection_send(connections[i], request, strlen(request));
	for (int i = 0; i < PARALLEL; i++) {
		struct reply *reply = connection_receive(connections[i], false);

		ck_assert_ptr_nonnull(reply);
		count[reply->status]++;
	}
	/* 503: it would have taken too long. */
	must(count[401] + count[429] + count[503] == PARALLEL,
	    "%d, %d and %d of %d", count[401], count[429], count[503],
	    PARALLEL);
	must(count[401] >= FREE && count[401] <= EVALUATED_MAX,
	    "%d were evaluated", count[401]);
}
END_TEST

TCase *
topic_throttle(void)
{
	TCase *topic = topic_new("throttle");

	tcase_add_checked_fixture(topic, set_up, NULL);
	tcase_add_test(
	    topic, after_some_failures_there_is_a_wait_for_right_and_wrong);
	tcase_add_test(topic, who_is_slowed_is_not_told_by_the_name);
	tcase_add_test(topic, other_accounts_are_not_slowed_from_there);
	tcase_add_test(topic, failures_do_not_tell_whose_email_it_is);
	tcase_add_test(topic, the_owner_gets_in_from_another_address);
	tcase_add_test(topic, when_the_wait_is_over_the_owner_gets_in);
	tcase_add_test(topic, a_wait_doubles_up_to_15_minutes);
	tcase_add_test(topic, after_a_day_it_begins_anew);
	tcase_add_test(
	    topic, a_try_that_comes_to_nothing_leaves_nothing_behind);
	tcase_add_test(topic, a_success_forgives_what_failed_before);
	tcase_add_test(topic, all_children_know_of_it);
	tcase_add_test(
	    topic, an_address_that_fails_everywhere_is_slowed_everywhere);
	tcase_add_test(topic, an_account_that_is_attacked_is_open_to_its_owner);
	add_table_test(topic, guesses_with_a_token_count_as_well, guesses);
	tcase_add_test(topic, many_at_once_are_not_all_evaluated);
	return topic;
}
