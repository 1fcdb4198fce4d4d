/* The servers of a connection string, and which one comes first. */
#include "engine/hosts.h"

#include <string.h>

#include "unit.h"

/* clang-format off */
static const struct {
	const char *url;
	int count, places;
	const char *host, *port; /* turned; NULL: not there */
} lists[] = {
	{ "host=a,b,c port=1,2,3", 3, 0, "a,b,c", "1,2,3" },
	{ "host=a,b,c port=1,2,3", 3, 1, "b,c,a", "2,3,1" },
	{ "host=a,b,c port=1,2,3", 3, 2, "c,a,b", "3,1,2" },
	{ "host=a,b,c port=1,2,3", 3, 3, "a,b,c", "1,2,3" },
	{ "host=a,b,c port=1,2,3", 3, 7, "b,c,a", "2,3,1" },
	{ "host=a,b port=1", 2, 1, "b,a", "1" },
	{ "host=a,b", 2, 1, "b,a", NULL },
	{ "host=a,,c port=1,,3", 3, 1, ",c,a", ",3,1" },
	{ "host=a port=1", 1, 5, "a", "1" },
	{ "postgresql://one:1,two:2/marquee", 2, 1, "two,one", "2,1" },
	{ "host=/run/one,/run/two", 2, 1, "/run/two,/run/one", NULL },
	{ "dbname=marquee", 1, 1, NULL, NULL },
	{ "", 1, 1, NULL, NULL },
	{ "this is no connection string", 1, 1, NULL, NULL },
};
/* clang-format on */

static void
list_is(const struct hosts *hosts, char *list, int places, const char *wanted)
{
	if (wanted == NULL) {
		ck_assert_ptr_null(list);
		return;
	}
	hosts_turn(hosts, list, places);
	ck_assert_str_eq(list, wanted);
}

START_TEST(the_list_begins_with_another_server)
{
	struct hosts hosts;

	hosts_read(&hosts, lists[_i].url);
	ck_assert_int_eq(hosts.count, lists[_i].count);
	list_is(&hosts, hosts.host, lists[_i].places, lists[_i].host);
	list_is(&hosts, hosts.port, lists[_i].places, lists[_i].port);
	hosts_free(&hosts);
}
END_TEST

START_TEST(addresses_count_where_there_are_any)
{
	struct hosts hosts;

	hosts_read(&hosts, "host=name hostaddr=127.0.0.1,127.0.0.2");
	ck_assert_int_eq(hosts.count, 2);
	list_is(&hosts, hosts.hostaddr, 1, "127.0.0.2,127.0.0.1");
	list_is(&hosts, hosts.host, 1, "name");
	hosts_free(&hosts);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("hosts");
	TCase *tests = unit_case(suite, "hosts");

	tcase_add_loop_test(
	    tests, the_list_begins_with_another_server, 0, ROWS(lists));
	tcase_add_test(tests, addresses_count_where_there_are_any);
	return suite;
}
