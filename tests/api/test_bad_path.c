/* Paths that no client should send. */
#include <string.h>

#include "expect.h"
#include "pool.h"
#include "topics.h"

/* clang-format off */
static const char *const bad_ids[] = {
	"0", "-1", "+1", "9223372036854775808", "18446744073709551616",
	"18446744073709551617", "99999999999999999999999999999999999999999",
	"1e3", "1.0", "1.", ".1", "0x1", "abc", "1a", "a1", "007", "00", "01",
	"-0", "--1", "1,2", "1;2", "1:2", "1%202", "%201", "1%20", "+", "-",
	"1%0A", "%0D%0A1", "%091", "NaN", "null", "true", "*", "'", "%22", "1'",
	"1%20OR%201=1", "1--", "$1", "%25", "%2531", "{id}", "[1]", "()",
	"%D9%A1" /* ARABIC-INDIC DIGIT ONE */, "%EF%BC%91" /* FULLWIDTH */,
	"%F0%9F%8E%AC", "\\1", "1%5C", "1%2C", "~", "1&2", "1=1",
};

static const char *const with_id[] = {
	"/api/movies/%s/", "/api/movies/%s", "/api/movie/%s/",
	"/api/people/%s/", "/api/people/%s", "/api/people/%s/movies/",
};
/* clang-format on */

static const char *
put_id(const char *form, const char *id)
{
	const char *place = strstr(form, "%s");

	return keep_printf(
	    "%.*s%s%s", (int)(place - form), form, id, place + 2);
}

/* A web server may itself refuse a control character. */
static void
expect_missing(const struct reply *reply)
{
	static const int statuses[] = { 400, 404, 0 };

	if (strstr(reply->request, "%0") == NULL)
		expect_problem(reply, 404);
	else
		expect_refusal(reply, statuses);
}

START_TEST(an_id_that_cannot_be_answers_404)
{
	for (size_t i = 0; i < sizeof with_id / sizeof *with_id; i++)
		expect_missing(get(put_id(with_id[i], bad_ids[_i])));
	expect_alive();
}
END_TEST

START_TEST(a_very_long_id_answers_404)
{
	char *id = keep(4001);

	memset(id, '1', 4000);
	for (size_t i = 0; i < sizeof with_id / sizeof *with_id; i++)
		expect_problem(get(put_id(with_id[i], id)), 404);
	expect_alive();
}
END_TEST

/* clang-format off */
static const char *const climbing[] = {
	"/%2e%2e/%2e%2e/etc/passwd",
	"/../../../../etc/passwd",
	"/api/../../etc/passwd",
	"/api/movies/..%2f..%2f..%2fetc/passwd",
	"/api/movies/%2e%2e%5c%2e%2e%5cetc",
	"/.git/config",
	"//",
	"/%2f%2f",
	"//etc/passwd",
	"/docs/../../../../etc/passwd",
};
/* clang-format on */

START_TEST(a_path_leads_nowhere_else)
{
	static const int statuses[] = { 400, 403, 404, 0 };

	expect_refusal(get(climbing[_i]), statuses);
	expect_alive();
}
END_TEST

TCase *
topic_bad_path(void)
{
	TCase *topic = topic_new("bad path");

	add_table_test(topic, an_id_that_cannot_be_answers_404, bad_ids);
	tcase_add_test(topic, a_very_long_id_answers_404);
	add_table_test(topic, a_path_leads_nowhere_else, climbing);
	return topic;
}
