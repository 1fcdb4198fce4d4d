/* The responder of the community: who follows whom, and the feed. */
#include "app/app.h"
#include "http/service.h"

int
main(int argc, char **argv)
{
	static const struct route *const tables[] = { follow_routes,
		feed_routes, NULL };

	return service_main(
	    "community.fcgi", tables, follow_duties, argc, argv);
}
