#ifndef TESTS_API_TOPICS_H
#define TESTS_API_TOPICS_H

#include <check.h>

/* One topic of the contract each. */
TCase *topic_routing(void);
TCase *topic_headers(void);
TCase *topic_etag(void);
TCase *topic_movie(void);
TCase *topic_movie_list(void);
TCase *topic_combinations(void);
TCase *topic_paging(void);
TCase *topic_cursor(void);
TCase *topic_counts(void);
TCase *topic_people(void);
TCase *topic_genres(void);
TCase *topic_search(void);
TCase *topic_search_tiers(void);
TCase *topic_suggest(void);
TCase *topic_bad_path(void);
TCase *topic_bad_query(void);
TCase *topic_bad_bytes(void);
TCase *topic_faults(void);
TCase *topic_bad_request(void);
TCase *topic_service(void);
TCase *topic_accounts(void);
TCase *topic_access(void);
TCase *topic_bad_token(void);
TCase *topic_create(void);
TCase *topic_change(void);
TCase *topic_delete(void);
TCase *topic_if_match(void);
TCase *topic_bad_movie(void);
TCase *topic_bad_json(void);
TCase *topic_body(void);
TCase *topic_forged(void);
TCase *topic_concurrency(void);
TCase *topic_lost_update(void);
TCase *topic_every_route(void);
TCase *topic_registration(void);
TCase *topic_same_name(void);
TCase *topic_login(void);
TCase *topic_login_tells_nothing(void);
TCase *topic_throttle(void);
TCase *topic_tokens(void);
TCase *topic_me(void);
TCase *topic_profile(void);
TCase *topic_password(void);
TCase *topic_export(void);
TCase *topic_import(void);
TCase *topic_movie_export(void);
TCase *topic_public_accounts(void);
TCase *topic_appointing(void);
TCase *topic_two_users(void);
TCase *topic_idempotency(void);
TCase *topic_kept_answers(void);
TCase *topic_rating(void);
TCase *topic_bad_rating(void);
TCase *topic_rating_lists(void);
TCase *topic_raters(void);
TCase *topic_follow(void);
TCase *topic_follow_lists(void);
TCase *topic_follow_crowd(void);
TCase *topic_follow_kept(void);
TCase *topic_departure(void);
TCase *topic_feed(void);

/* A test case whose name tells the web server too: WEB and `name`. */
TCase *topic_new(const char *name);

/* A test that is run once for each row of a table. */
#define add_table_test(topic, test, table) \
	tcase_add_loop_test(topic, test, 0, sizeof(table) / sizeof *(table))

/* The web server in front, by the environment variable WEB. */
const char *web_server(void);

/* Every path of the interface; fixture_fill() knows what is in braces. */
extern const char *const paths[];
enum { PATHS = 14 };

#endif
