#ifndef TESTS_API_FOLLOW_H
#define TESTS_API_FOLLOW_H

#include <stdbool.h>

#include "http.h"
#include "user.h"

/* Who follows whom, as people do it. */
struct reply *follow(const struct user *user, const struct user *other);
struct reply *unfollow(const struct user *user, const struct user *other);

/* The same; 204 is expected. */
void expect_followed(const struct user *user, const struct user *other);
void expect_unfollowed(const struct user *user, const struct user *other);

/* A new user that is a brand. */
struct user brand_new(void);

/* What GET /api/users/{id}/ shows, which takes until the counts are folded. */
void expect_counts(const struct user *user, int followers, int following);

/*
 * The list at `target` has these user names and no others, in this order,
 * divided by spaces; page by page.
 */
void expect_list(const char *target, const char *usernames);

/* The same of a list of the user: "followers", "following". */
void expect_listed_users(
    const struct user *user, const char *list, const char *usernames);

/* `marquee follows verify` finds nothing. */
void expect_no_difference(void);

#endif
