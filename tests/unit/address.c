/* The address of a client: what counts as one client. */
#include "http/address.h"

#include "unit.h"

/* clang-format off */
static const struct {
	const char *given, *address;
} table[] = {
	{ "192.0.2.7", "192.0.2.7" },
	{ "127.0.0.1", "127.0.0.1" },
	{ "255.255.255.255", "255.255.255.255" },

	/* of IPv6, the network */
	{ "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::" },
	{ "2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::" },
	{ "2001:db8:1:2::", "2001:db8:1:2::" },
	{ "2001:db8:1:3::1", "2001:db8:1:3::" },
	{ "2001:0DB8:0001:0002:0003::", "2001:db8:1:2::" },
	{ "fe80::1", "fe80::" },
	{ "::1", "::" },

	/* IPv4 in disguise */
	{ "::ffff:192.0.2.7", "192.0.2.7" },
	{ "::FFFF:C000:0207", "192.0.2.7" },
	{ "::ffff:0:192.0.2.7", "::" },

	/* nothing of the kind */
	{ "", "" },
	{ "unix:", "" },
	{ "localhost", "" },
	{ "192.0.2", "" },
	{ "192.0.2.7.8", "" },
	{ "192.0.2.256", "" },
	{ " 192.0.2.7", "" },
	{ "192.0.2.7, 192.0.2.8", "" },
	{ "[2001:db8::1]", "" },
	{ "2001:db8::1%eth0", "" },
	{ "2001:db8::1/64", "" },
};
/* clang-format on */

static const char *
address_with(char *parameter)
{
	char *parameters[] = { parameter, NULL };
	struct request request = { .arena = scratch, .parameters = parameters };

	return client_address(&request);
}

START_TEST(one_client_has_one_address)
{
	ck_assert_str_eq(address_with(arena_printf(
			     scratch, "REMOTE_ADDR=%s", table[_i].given)),
	    table[_i].address);
}
END_TEST

START_TEST(without_an_address_it_is_empty)
{
	ck_assert_str_eq(address_with(NULL), "");
}
END_TEST

/* What a client can send is not asked. */
START_TEST(a_header_is_no_address)
{
	char header[] = "HTTP_X_FORWARDED_FOR=192.0.2.7";

	ck_assert_str_eq(address_with(header), "");
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("address");
	TCase *tests = unit_case(suite, "address");

	tcase_add_loop_test(tests, one_client_has_one_address, 0, ROWS(table));
	tcase_add_test(tests, without_an_address_it_is_empty);
	tcase_add_test(tests, a_header_is_no_address);
	return suite;
}
