/* The responder of the catalogue: movies, genres, people, ratings, search. */
#include "app/app.h"
#include "http/service.h"

int
main(int argc, char **argv)
{
	static const struct route *const tables[] = { movie_routes,
		genre_routes, person_routes, rating_routes, suggest_routes,
		service_routes, NULL };

	return service_main("catalog.fcgi", tables, catalog_duties, argc, argv);
}
