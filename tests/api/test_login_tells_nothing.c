/* A login that fails does not tell whether there is such an account. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "account.h"
#include "database.h"
#include "expect.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "user.h"

enum { TRIES = 11, ROUNDS = 6, KINDS = 5 };

/* What can be wrong: each is a name and a password. */
static const struct {
	const char *what;
	const char *change; /* of the account; NULL: there is none */
	const char *password;
} kinds[KINDS] = {
	{ "unknown", NULL, "wrong horse" },
	{ "wrong", "SELECT $1", "wrong horse" },
	{ "inactive, wrong",
	    "UPDATE account SET active = false WHERE username = $1",
	    "wrong horse" },
	{ "inactive", "UPDATE account SET active = false WHERE username = $1",
	    PASSWORD },
	{ "no password",
	    "UPDATE account SET password_hash = NULL WHERE username = $1",
	    "wrong horse" },
};

static const char *
subject(int kind)
{
	const char *name;

	if (kinds[kind].change == NULL)
		return username_new();
	name = user_new().username;
	sql(kinds[kind].change, 1, &name);
	return name;
}

/* The answer without what is of this request alone. */
static const char *
said(const struct reply *reply)
{
	const char *id = header(reply, "X-Request-Id");
	const char *at = strstr(reply->body, id);

	must(at != NULL, "no id in %s", reply->body);
	return keep_printf("%d %s %.*s%s", reply->status,
	    header(reply, "Content-Length"), (int)(at - reply->body),
	    reply->body, at + strlen(id));
}

START_TEST(the_answer_is_the_same)
{
	struct reply *reply, *other;

	address_new();
	reply = login(subject(0), "wrong horse");
	expect_faults(reply, 401, "");
	ck_assert_pstr_eq(header(reply, "WWW-Authenticate"), "Bearer");
	other = login(subject(_i), kinds[_i].password);
	expect_faults(other, 401, "");
	ck_assert_str_eq(said(other), said(reply));
	ck_assert_pstr_eq(header(other, "WWW-Authenticate"), "Bearer");
}
END_TEST

static long
clock_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int
compare(const void *a, const void *b)
{
	long x = *(const long *)a, y = *(const long *)b;

	return (x > y) - (x < y);
}

/* One round: the median time of each kind, by turns. */
static void
measure(const char *const *names, long *medians)
{
	long times[KINDS][TRIES];

	for (int i = 0; i < TRIES; i++)
		for (int kind = 0; kind < KINDS; kind++) {
			long begun;

			if (kind == 0)
				address_new(); /* or it would be slowed down */
			begun = clock_us();
			expect_status(
			    login(names[kind], kinds[kind].password), 401);
			times[kind][i] = clock_us() - begun;
		}
	for (int kind = 0; kind < KINDS; kind++) {
		qsort(times[kind], TRIES, sizeof(long), compare);
		medians[kind] = times[kind][TRIES / 2];
	}
}

/*
 * Without the hash it would be a tenth. The machine may be busy with other
 * things: it is enough that they are alike once.
 */
START_TEST(the_time_is_the_same)
{
	const char *names[KINDS], *found = "";

	for (int kind = 0; kind < KINDS; kind++)
		names[kind] = subject(kind);
	for (int round = 0; round < ROUNDS; round++) {
		long medians[KINDS], least = 0, most = 0;

		measure(names, medians);
		for (int kind = 0; kind < KINDS; kind++) {
			found = keep_printf("%s %s: %ld us;", found,
			    kinds[kind].what, medians[kind]);
			if (least == 0 || medians[kind] < least)
				least = medians[kind];
			if (medians[kind] > most)
				most = medians[kind];
		}
		if (2 * most <= 3 * least)
			return;
	}
	ck_abort_msg("%s", found);
}
END_TEST

TCase *
topic_login_tells_nothing(void)
{
	TCase *topic = topic_new("login tells nothing");

	add_table_test(topic, the_answer_is_the_same, kinds);
	tcase_add_test(topic, the_time_is_the_same);
	return topic;
}
