/* Two users: nobody reads or changes what is not theirs. */
#include <inttypes.h>
#include <string.h>

#include "account.h"
#include "database.h"
#include "expect.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "user.h"
#include "write.h"

static struct user mine, theirs;

static void
set_up(void)
{
	const char *name = "a private name of a token";
	const char *values[] = { name, NULL };

	mine = user_new();
	theirs = user_new();
	values[1] = theirs.username;
	sql("UPDATE token SET name = $1 WHERE account_id ="
	    " (SELECT id FROM account WHERE username = $2)",
	    2, values);
	sql("UPDATE account SET phone_number = '0800 777' WHERE username = $1",
	    1, &theirs.username);
	address_new();
}

/* All that is stored about them, but for when a token was last used. */
static const char *
stored(const struct user *user)
{
	return rows_text(
	    sql("SELECT (SELECT a::text FROM account a WHERE username = $1)"
		" || coalesce((SELECT string_agg(concat_ws(' ', t.id,"
		" t.hash, t.name, t.created_at, t.expires_at), ',' ORDER BY"
		" t.id) FROM token t JOIN account a ON a.id = t.account_id"
		" WHERE username = $1), '')",
		1, &user->username),
	    0, 0);
}

/* Everything that names an id or a user; %s is theirs. */
static const struct {
	const char *path;
	enum { ACCOUNT, TOKEN, NAME } what;
} targets[] = {
	{ "/api/users/%s/", ACCOUNT },
	{ "/api/users/%s", ACCOUNT },
	{ "/api/users/me/tokens/%s/", TOKEN },
	{ "/api/users/%s/tokens/", ACCOUNT },
	{ "/api/users/%s/password/", ACCOUNT },
	{ "/api/users/%s/export/", ACCOUNT },
	{ "/api/users/%s/role/", ACCOUNT },
	{ "/api/profiles/%s/", NAME },
	{ "/api/users/me/?id=%s", ACCOUNT },
	{ "/api/users/me/tokens/?account_id=%s", ACCOUNT },
	{ "/api/users/me/export/?id=%s", ACCOUNT },
	{ "/api/users/me/password/?id=%s", ACCOUNT },
	{ "/api/users/login/token/?id=%s", ACCOUNT },
};

static const char *
target_of(int i)
{
	const char *text = theirs.username;

	if (targets[i].what == ACCOUNT)
		text = keep_printf("%" PRId64, theirs.id);
	if (targets[i].what == TOKEN)
		text = rows_text(sql("SELECT id FROM token WHERE " TOKEN_IS, 1,
				     &theirs.token),
		    0, 0);
	return fill(targets[i].path, text);
}

static const char *const methods[] = { "GET", "HEAD", "POST", "PUT", "PATCH",
	"DELETE" };

/* What somebody might hope for. */
static const char *const bodies[] = {
	"{'role': 'admin'}",
	"{'active': false}",
	"{'bio': 'mine'}",
	"{'password': '" PASSWORD "'}",
	"{'old_password': '" PASSWORD "', 'new_password': '12345678'}",
	"{}",
};

static void
expect_nothing_private(const struct reply *reply)
{
	static const char *const secrets[] = { "private.example", "0800 777",
		"a private name", "$y$" };

	for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
		must(strstr(reply->body, secrets[i]) == NULL, "%s: %s",
		    reply->request, reply->body);
}

/* Only what is public, and only to be read. */
START_TEST(nothing_of_theirs_is_read_or_changed)
{
	const char *target = target_of(_i), *before = stored(&theirs);
	const char *own = stored(&mine);

	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
		for (size_t j = 0; j < sizeof bodies / sizeof *bodies; j++) {
			bool reads = strcmp(methods[i], "GET") == 0 ||
			    strcmp(methods[i], "HEAD") == 0;
			struct reply *reply = as(mine.token, methods[i], target,
			    NULL, reads ? NULL : bodies[j]);

			expect_nothing_private(reply);
			must(reads || reply->status >= 400, "%s: %d",
			    reply->request, reply->status);
			must(reply->status < 500, "%s: %d", reply->request,
			    reply->status);
		}
	ck_assert_str_eq(stored(&theirs), before);
	ck_assert_str_eq(stored(&mine), own);
	ck_assert(is_good(theirs.token));
	ck_assert(is_good(mine.token));
}
END_TEST

START_TEST(a_list_of_tokens_is_of_the_own_ones)
{
	struct reply *reply =
	    as(mine.token, "GET", "/api/users/me/tokens/", NULL, NULL);

	ck_assert_uint_eq(json_object_array_length(expect_array(reply)), 1);
	expect_nothing_private(reply);
}
END_TEST

/* A cursor of theirs leads me to what is mine. */
START_TEST(a_cursor_of_theirs_shows_nothing_of_theirs)
{
	struct reply *reply;
	const char *link;

	user_token_new(&theirs);
	reply = as(
	    theirs.token, "GET", "/api/users/me/tokens/?limit=1", NULL, NULL);
	link = header(reply, "Link");
	ck_assert_ptr_nonnull(link);
	link = keep_bytes(link + 1, strcspn(link, ">") - 1);
	reply = as(mine.token, "GET", link, NULL, NULL);
	must(reply->status == 200 || reply->status == 400, "came %d",
	    reply->status);
	expect_nothing_private(reply);
}
END_TEST

/* What the two can do to their own at the same paths. */
START_TEST(each_changes_only_what_is_their_own)
{
	const char *before = stored(&theirs);

	expect_json(
	    as(mine.token, "PATCH", "/api/users/me/", NULL, "{'bio': 'mine'}"));
	expect_json(as(mine.token, "PUT", "/api/profiles/me/", NULL,
	    "{'full_name': 'Mine'}"));
	expect_json_with(as(mine.token, "POST", "/api/users/me/tokens/", NULL,
			     "{'name': 'mine'}"),
	    201);
	expect_status(as(mine.token, "PUT", "/api/users/me/password/", NULL,
			  "{'old_password': '" PASSWORD "',"
			  " 'new_password': '12345678'}"),
	    204);
	ck_assert_str_eq(stored(&theirs), before);
	expect_status(as(mine.token, "DELETE", "/api/users/me/", NULL,
			  "{'password': '12345678'}"),
	    204);
	ck_assert_str_eq(stored(&theirs), before);
	ck_assert(is_good(theirs.token));
}
END_TEST

TCase *
topic_two_users(void)
{
	TCase *topic = topic_new("two users");

	tcase_add_checked_fixture(topic, set_up, NULL);
	add_table_test(topic, nothing_of_theirs_is_read_or_changed, targets);
	tcase_add_test(topic, a_list_of_tokens_is_of_the_own_ones);
	tcase_add_test(topic, a_cursor_of_theirs_shows_nothing_of_theirs);
	tcase_add_test(topic, each_changes_only_what_is_their_own);
	return topic;
}
