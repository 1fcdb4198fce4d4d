/* The export gives the owner all that is stored about them. */
#include <inttypes.h>
#include <string.h>

#include "database.h"
#include "expect.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "user.h"
#include "write.h"

static const char path[] = "/api/users/me/export/";

/* Kept by the service for itself; what is told of it instead is no secret. Who
 * can ask is not deleted. */
static const char *const kept[] = { "password_hash", "version", "hash",
	"account_id", "deleted_at" };

static bool
is_kept(const char *column)
{
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		if (strcmp(kept[i], column) == 0)
			return true;
	return false;
}

/* The object has a member for every column of the table. */
static void
expect_columns(struct json_object *object, const char *table)
{
	const struct rows *columns =
	    sql("SELECT column_name FROM information_schema.columns"
		" WHERE table_schema = 'public' AND table_name = $1",
		1, &table);

	ck_assert_int_gt(rows_size(columns), 0);
	for (int i = 0; i < rows_size(columns); i++)
		if (!is_kept(rows_text(columns, i, 0)))
			member(object, rows_text(columns, i, 0));
}

START_TEST(it_has_every_column)
{
	struct user user = user_new();
	struct json_object *all, *tokens;
	struct reply *reply;

	expect_json(as(user.token, "PUT", "/api/profiles/me/", NULL,
	    "{'full_name': 'A B', 'phone_number': '112', 'bio': 'C',"
	    " 'image': 'http://d.example/'}"));
	user_token_new(&user);
	reply = as(user.token, "GET", path, NULL, NULL);
	all = expect_json(reply);
	expect_columns(all, "account");
	ck_assert_str_eq(member_text(all, "email"), user.email);
	ck_assert_str_eq(member_text(all, "phone_number"), "112");
	ck_assert(json_object_get_boolean(member(all, "has_password")));
	tokens = member(all, "tokens");
	ck_assert_uint_eq(json_object_array_length(tokens), 2);
	for (size_t i = 0; i < 2; i++)
		expect_columns(item(tokens, i), "token");
	ck_assert_pstr_eq(header(reply, "Cache-Control"), "no-store");
	ck_assert_ptr_null(strstr(reply->body, "$y$"));
	ck_assert_ptr_null(strstr(reply->body, user.token));
}
END_TEST

/* A table that refers to accounts and is not in it would be forgotten. */
START_TEST(it_has_every_table)
{
	struct user user = user_new();
	struct json_object *all =
	    expect_json(as(user.token, "GET", path, NULL, NULL));
	const struct rows *tables =
	    sql("SELECT conrelid::regclass::text FROM pg_constraint"
		" WHERE contype = 'f' AND conparentid = 0"
		" AND confrelid = 'account'::regclass",
		0, NULL);

	ck_assert_int_gt(rows_size(tables), 0);
	for (int i = 0; i < rows_size(tables); i++)
		member(all, keep_printf("%ss", rows_text(tables, i, 0)));
}
END_TEST

START_TEST(it_is_of_nobody_else)
{
	struct user user = user_new(), other = user_new();
	struct reply *reply = as(user.token, "GET", path, NULL, NULL);

	ck_assert_int_eq(member_number(expect_json(reply), "id"), user.id);
	ck_assert_ptr_null(strstr(reply->body, other.username));
}
END_TEST

TCase *
topic_export(void)
{
	TCase *topic = topic_new("export");

	tcase_add_test(topic, it_has_every_column);
	tcase_add_test(topic, it_has_every_table);
	tcase_add_test(topic, it_is_of_nobody_else);
	return topic;
}
