/* Runs the tests of the API behind one web server and prints the totals. */
#include <stdio.h>
#include <stdlib.h>

#include "account.h"
#include "database.h"
#include "fixture.h"
#include "pool.h"
#include "topics.h"
#include "user.h"

enum { PATIENCE = 120 /* seconds for one test */ };

static TCase *(*const topics[])(void) = {
	topic_service,
	topic_routing,
	topic_headers,
	topic_etag,
	topic_movie,
	topic_movie_list,
	topic_combinations,
	topic_paging,
	topic_cursor,
	topic_counts,
	topic_people,
	topic_genres,
	topic_search,
	topic_search_tiers,
	topic_suggest,
	topic_bad_path,
	topic_bad_query,
	topic_bad_bytes,
	topic_faults,
	topic_bad_request,
	topic_accounts,
	topic_access,
	topic_bad_token,
	topic_create,
	topic_change,
	topic_delete,
	topic_if_match,
	topic_bad_movie,
	topic_bad_json,
	topic_body,
	topic_forged,
	topic_import,
	topic_movie_export,
	topic_concurrency,
	topic_lost_update,
	topic_every_route,
	topic_registration,
	topic_same_name,
	topic_login,
	topic_login_tells_nothing,
	topic_throttle,
	topic_tokens,
	topic_me,
	topic_profile,
	topic_password,
	topic_export,
	topic_public_accounts,
	topic_appointing,
	topic_two_users,
	topic_idempotency,
	topic_kept_answers,
	topic_rating,
	topic_bad_rating,
	topic_rating_lists,
	topic_raters,
	topic_follow,
	topic_follow_lists,
	topic_follow_crowd,
	topic_follow_kept,
	topic_departure,
	topic_feed,
};

const char *const paths[] = {
	"/api/movies/",
	"/api/movies/{movie}/",
	"/api/movie/{movie}/",
	"/api/genres/",
	"/api/people/",
	"/api/people/{person}/",
	"/api/people/{person}/movies/",
	"/api/users/",
	"/api/users/{account}/",
	"/api/users/{account}/followers/",
	"/api/users/{account}/following/",
	"/api/profiles/" ACCOUNT_USER "/",
	"/healthz/",
	"/readyz/",
};

_Static_assert(sizeof paths / sizeof *paths == PATHS, "PATHS");

const char *
web_server(void)
{
	const char *web = getenv("WEB");

	return web == NULL ? "web" : web;
}

TCase *
topic_new(const char *name)
{
	TCase *topic = tcase_create(keep_printf("%s %s", web_server(), name));

	tcase_set_timeout(topic, PATIENCE);
	return topic;
}

START_TEST(the_movies_of_the_tests_can_be_added)
{
	fixture_remove();
	fixture_insert();
}
END_TEST

START_TEST(the_accounts_of_the_tests_can_be_added)
{
	account_remove();
	account_insert();
}
END_TEST

START_TEST(all_of_that_can_be_removed)
{
	fixture_remove();
	account_remove();
}
END_TEST

static TCase *
topic_begin(void)
{
	TCase *topic = topic_new("fixture");

	tcase_add_test(topic, the_movies_of_the_tests_can_be_added);
	tcase_add_test(topic, the_accounts_of_the_tests_can_be_added);
	return topic;
}

static TCase *
topic_end(void)
{
	TCase *topic = topic_new("fixture");

	tcase_add_test(topic, all_of_that_can_be_removed);
	return topic;
}

int
main(void)
{
	Suite *suite =
	    suite_create(keep_printf("the API behind %s", web_server()));
	SRunner *runner = srunner_create(suite);
	int run, failed;
	size_t i;

	account_share();
	user_share();
	suite_add_tcase(suite, topic_begin());
	for (i = 0; i < sizeof topics / sizeof *topics; i++)
		suite_add_tcase(suite, topics[i]());
	suite_add_tcase(suite, topic_end());
	srunner_run_all(runner, CK_ENV);
	run = srunner_ntests_run(runner);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	printf("%d passed, %d failed\n", run - failed, failed);
	return run > 0 && failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
