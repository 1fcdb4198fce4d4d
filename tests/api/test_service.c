/* Is the process there, and can it do its work? */
#include "expect.h"
#include "topics.h"

static const char *const checks[] = { "/healthz", "/readyz", "/healthz/",
	"/readyz/" };

START_TEST(the_service_is_well)
{
	struct json_object *health = expect_json(get(checks[_i]));

	expect_keys(health, "status", checks[_i]);
	ck_assert_str_eq(member_text(health, "status"), "ok");
}
END_TEST

START_TEST(a_check_takes_no_parameters)
{
	expect_fault(
	    getf("%s?verbose=1", checks[_i]), 400, "verbose", "unknown");
}
END_TEST

TCase *
topic_service(void)
{
	TCase *topic = topic_new("service");

	add_table_test(topic, the_service_is_well, checks);
	add_table_test(topic, a_check_takes_no_parameters, checks);
	return topic;
}
