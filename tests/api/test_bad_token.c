/* Tokens that are none, or none any more. */
#include <string.h>

#include "account.h"
#include "database.h"
#include "expect.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "write.h"

static const char target[] = "/api/movies/";
static const char body[] = "{\"name\": \"Marquee test: token\"}";

static struct reply *
post_with(const char *form, const char *token)
{
	return ask("POST", target,
	    keep_printf("Authorization: %s\r\n" JSON_BODY, fill(form, token)),
	    body);
}

static void
expect_no_token(const struct reply *reply)
{
	expect_faults(reply, 401, "");
	ck_assert_pstr_eq(header(reply, "WWW-Authenticate"), "Bearer");
}

/* clang-format off */
static const char *const good[] = {
	"Bearer %s", "bearer %s", "BEARER %s", "bEaReR %s",
	"Token %s", "token %s", "TOKEN %s", "tOkEn %s",
	"Bearer   %s", "  Bearer %s", "Bearer %s  ",
};

static const char *const bad[] = {
	"", "%s", "Bearer", "Bearer ", "Token", "Bearer:%s", "Bearer: %s",
	"Bearer=%s", "Bearer%s", "BearerX %s", "Tokens %s", "Token token=%s",
	"Basic %s", "Basic dXNlcjpwYXNz", "Digest username=\"a\"",
	"Negotiate %s", "Bearer \"%s\"", "Bearer <%s>", "Bearer '%s'",
	"Bearer x%s", "Bearer %sx", "Bearer %s=", "Bearer %s %s",
	"Bearer %s, Bearer %s", "Bearer %s,%s", "Bearer %s; a=b",
	"Bearer Bearer %s", "Bearer Token %s",
	"Bearer mq_", "Bearer null", "Bearer undefined", "Bearer 0",
	"Bearer *", "Bearer %%", "Bearer ' OR true --", "Bearer é",
	"Bearer \xff\xfe", "Bearer mq_\xc3\xa9%s",
	"Bearer mq_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	"Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.",
};
/* clang-format on */

START_TEST(a_scheme_may_be_bearer_or_token_in_any_case)
{
	struct made made = expect_made(post_with(good[_i], admin_token()));

	unmake(&made);
}
END_TEST

START_TEST(a_malformed_one_answers_401)
{
	expect_no_token(post_with(bad[_i], admin_token()));
}
END_TEST

START_TEST(every_letter_of_a_token_matters)
{
	char *token = keep_bytes(admin_token(), strlen(admin_token()));

	for (size_t i = 0; token[i] != '\0'; i++) {
		char old = token[i];

		token[i] = old == 'A' ? 'B' : 'A';
		expect_no_token(post_with("Bearer %s", token));
		token[i] = old;
	}
	for (size_t size = 0; size < strlen(token); size += 7)
		expect_no_token(
		    post_with("Bearer %s", keep_bytes(token, size)));
}
END_TEST

static const struct {
	const char *form;
	int count;
} long_ones[] = {
	{ "Bearer %s", 5000 },
	{ "Token %s", 5000 },
	{ "Bearer mq_%s", 5000 },
	{ "%s", 5000 },
	{ "Bearer %s", 49 },
	{ "Bearer %s", 50 },
	{ "Bearer %s", 51 },
};

START_TEST(a_long_one_answers_401)
{
	expect_no_token(
	    post_with(long_ones[_i].form, times("a", long_ones[_i].count)));
}
END_TEST

/* A good token, to which this happens. */
static const struct {
	const char *sql;
	int status;
} ends[] = {
	{ "SELECT $1::text", 201 },
	{ "UPDATE token SET expires_at = now() + '1 hour' WHERE " TOKEN_IS,
	    201 },
	{ "UPDATE token SET expires_at = now() WHERE " TOKEN_IS, 401 },
	{ "UPDATE token SET expires_at = now() - interval '1 ms' "
	  "WHERE " TOKEN_IS,
	    401 },
	{ "UPDATE token SET expires_at = '-infinity' WHERE " TOKEN_IS, 401 },
	{ "DELETE FROM token WHERE " TOKEN_IS, 401 },
	{ "UPDATE account SET active = false FROM token t"
	  " WHERE t.account_id = account.id AND " TOKEN_IS,
	    401 },
	{ "DELETE FROM account USING token t"
	  " WHERE t.account_id = account.id AND " TOKEN_IS,
	    401 },
};

START_TEST(a_token_that_has_ended_answers_401)
{
	const char *name = keep_printf("marquee-test-end-%d", _i), *token;
	struct reply *reply;

	account_create(name, "--admin");
	token = token_create(name);
	sql(ends[_i].sql, 1, &token);
	reply = post_with("Bearer %s", token);
	if (ends[_i].status == 201) {
		struct made made = expect_made(reply);

		unmake(&made);
	} else {
		expect_no_token(reply);
	}
}
END_TEST

/* One token of several: the others stay good. */
START_TEST(an_account_may_have_several)
{
	const char *first = token_create(ACCOUNT_ADMIN);
	const char *second = token_create(ACCOUNT_ADMIN);
	struct made made = expect_made(post_with("Bearer %s", first));

	sql("DELETE FROM token WHERE " TOKEN_IS, 1, &first);
	expect_no_token(post_with("Bearer %s", first));
	unmake(&made);
	made = expect_made(post_with("Bearer %s", second));
	unmake(&made);
}
END_TEST

/* Web servers differ: nginx takes no second one, lighttpd joins them. */
static const struct {
	const char *first, *second;
} doubles[] = {
	{ "Bearer %s", "Bearer %s" },
	{ "Bearer %s", "Bearer mq_no" },
	{ "Bearer mq_no", "Bearer %s" },
	{ "Token %s", "Bearer %s" },
	{ "Basic dXNlcjpwYXNz", "Bearer %s" },
	{ "Bearer %s", "Basic dXNlcjpwYXNz" },
	{ "Bearer", "%s" },
};

START_TEST(two_headers_are_refused)
{
	static const int statuses[] = { 400, 401, 0 };
	const char *token = admin_token();

	expect_refusal(ask("POST", target,
			   keep_printf("Authorization: %s\r\n"
				       "authorization: %s\r\n" JSON_BODY,
			       fill(doubles[_i].first, token),
			       fill(doubles[_i].second, token)),
			   body),
	    statuses);
	expect_alive();
}
END_TEST

TCase *
topic_bad_token(void)
{
	TCase *topic = topic_new("bad token");

	add_table_test(
	    topic, a_scheme_may_be_bearer_or_token_in_any_case, good);
	add_table_test(topic, a_malformed_one_answers_401, bad);
	tcase_add_test(topic, every_letter_of_a_token_matters);
	add_table_test(topic, a_long_one_answers_401, long_ones);
	add_table_test(topic, a_token_that_has_ended_answers_401, ends);
	tcase_add_test(topic, an_account_may_have_several);
	add_table_test(topic, two_headers_are_refused, doubles);
	return topic;
}
