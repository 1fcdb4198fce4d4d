/* Accounts and tokens, as the marquee command makes them. */
#include <string.h>

#include "account.h"
#include "database.h"
#include "expect.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "write.h"

START_TEST(a_token_has_a_form_that_can_be_recognised)
{
	expect_form(admin_token(), "mq_[A-Za-z0-9_-]{47}", "a token");
	expect_form(user_token(), "mq_[A-Za-z0-9_-]{47}", "a token");
	ck_assert_str_ne(admin_token(), user_token());
}
END_TEST

START_TEST(only_the_hash_of_a_token_is_kept)
{
	const char *token = admin_token();

	ck_assert_int_eq(
	    sql_number_of("SELECT count(*) FROM token WHERE " TOKEN_IS, token),
	    1);
	ck_assert_int_eq(
	    sql_number_of("SELECT count(*) FROM token"
			  " WHERE token::text LIKE '%' || $1 || '%'",
		token),
	    0);
	ck_assert_int_eq(
	    sql_number_of("SELECT count(*) FROM token WHERE position("
			  "convert_to($1, 'UTF8') IN hash) > 0",
		token),
	    0);
}
END_TEST

#define EMAIL "user create --email %s@marquee.test"
#define CREATE EMAIL " --username %s"

/* clang-format off */
static const struct {
	const char *arguments, *password;
	int status;
} commands[] = {
	{ CREATE, "", 0 },
	{ CREATE, "12345678\n", 0 },
	{ CREATE, "ÄÖÜäöüßé", 0 },
	{ CREATE, "1234567\n", 1 },
	{ EMAIL " --username a", "", 1 },
	{ EMAIL " --username a.b", "", 1 },
	{ CREATE " more", "", 2 },
	{ EMAIL, "", 2 },
	{ "user create --username %s", "", 2 },
	{ "user delete --username %s", "", 2 },
	{ "user", "", 2 },
	{ "token create --user %s", "", 1 },
	{ "token create", "", 2 },
	{ "token", "", 2 },
	{ EMAIL " --username " ACCOUNT_USER, "", 1 },
	{ EMAIL " --username Marquee-Test-USER", "", 1 },
	{ "user create --email " ACCOUNT_USER "@marquee.test --username %s",
	  "", 1 },
	{ "user create --email Marquee-Test-USER@MARQUEE.test --username %s",
	  "", 1 },
};
/* clang-format on */

START_TEST(a_command_ends_as_it_should)
{
	const char *name = keep_printf("marquee-test-%d", _i), *output;
	const char *arguments = fill(commands[_i].arguments, name);
	int status = marquee(arguments, commands[_i].password, &output);

	must(status == commands[_i].status, "%s: %d: %s", arguments, status,
	    output);
	ck_assert_str_ne(output, "");
	ck_assert_int_eq(sql_number_of("SELECT count(*) FROM account"
				       " WHERE username = $1",
			     name),
	    status == 0);
}
END_TEST

START_TEST(a_password_is_kept_as_its_hash)
{
	const char *name = "marquee-test-password", *output;
	const char *hash;

	ck_assert_int_eq(
	    marquee(keep_printf("user create --email %s@marquee.test"
				" --username %s",
			name, name),
		"correct horse\n", &output),
	    0);
	hash = rows_text(
	    sql("SELECT password_hash FROM account WHERE username = $1", 1,
		&name),
	    0, 0);
	expect_form(hash, "\\$y\\$[./A-Za-z0-9$]{40,}", "a hash");
	ck_assert_ptr_null(strstr(hash, "horse"));
}
END_TEST

START_TEST(without_a_password_there_is_no_hash)
{
	const char *name = ACCOUNT_USER;

	ck_assert_ptr_null(rows_text(
	    sql("SELECT password_hash FROM account WHERE username = $1", 1,
		&name),
	    0, 0));
}
END_TEST

TCase *
topic_accounts(void)
{
	TCase *topic = topic_new("accounts");

	tcase_add_test(topic, a_token_has_a_form_that_can_be_recognised);
	tcase_add_test(topic, only_the_hash_of_a_token_is_kept);
	add_table_test(topic, a_command_ends_as_it_should, commands);
	tcase_add_test(topic, a_password_is_kept_as_its_hash);
	tcase_add_test(topic, without_a_password_there_is_no_hash);
	return topic;
}
