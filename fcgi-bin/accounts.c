/* The responder of accounts: registration, login, tokens, profiles. */
#include "app/app.h"
#include "http/service.h"

int
main(int argc, char **argv)
{
	static const struct route *const tables[] = { token_routes,
		account_routes, rating_list_routes, NULL };

	return service_main(
	    "accounts.fcgi", tables, account_duties, argc, argv);
}
