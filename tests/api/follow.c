/* Who follows whom, as people do it. */
#include "follow.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "account.h"
#include "database.h"
#include "expect.h"
#include "must.h"
#include "pool.h"
#include "walk.h"

enum { PATIENCE = 100 /* tenths of a second */ };

static struct reply *
change(const struct user *user, const char *method, const struct user *other)
{
	return as(user->token, method, keep_printf("%sfollow/", other->path),
	    NULL, NULL);
}

struct reply *
follow(const struct user *user, const struct user *other)
{
	return change(user, "PUT", other);
}

struct reply *
unfollow(const struct user *user, const struct user *other)
{
	return change(user, "DELETE", other);
}

void
expect_followed(const struct user *user, const struct user *other)
{
	expect_status(follow(user, other), 204);
}

void
expect_unfollowed(const struct user *user, const struct user *other)
{
	expect_status(unfollow(user, other), 204);
}

struct user
brand_new(void)
{
	struct user user = user_new();

	ck_assert_int_eq(
	    sql_number_of("WITH changed AS (UPDATE account"
			  " SET kind = 'brand' WHERE username = $1 RETURNING 1)"
			  " SELECT count(*) FROM changed",
		user.username),
	    1);
	return user;
}

void
expect_counts(const struct user *user, int followers, int following)
{
	struct json_object *account = NULL;

	for (int i = 0; i < PATIENCE; i++) {
		account = expect_json(get(user->path));
		if (member_number(account, "followers") == followers &&
		    member_number(account, "following") == following)
			return;
		usleep(100000);
	}
	ck_abort_msg("%s: %d and %d expected: %s", user->path, followers,
	    following, json_object_to_json_string(account));
}

void
expect_list(const char *target, const char *usernames)
{
	struct json_object *all = walk(target);
	const char *came = "";

	for (size_t i = 0; i < json_object_array_length(all); i++)
		came = keep_printf("%s%s%s", came, i == 0 ? "" : " ",
		    member_text(item(all, i), "username"));
	must(strcmp(came, usernames) == 0, "%s: came '%s' for '%s'", target,
	    came, usernames);
}

void
expect_listed_users(
    const struct user *user, const char *list, const char *usernames)
{
	expect_list(keep_printf("%s%s/", user->path, list), usernames);
}

void
expect_no_difference(void)
{
	const char *output;
	int status = marquee("follows verify", "", &output);

	must(status == 0, "status %d: %s", status, output);
	ck_assert_str_eq(output, "no difference\n");
}
