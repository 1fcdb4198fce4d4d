#ifndef APP_APP_H
#define APP_APP_H

#include "http/service.h"

/* The route tables of Marquee, one for each resource. */
extern const struct route movie_routes[];
extern const struct route genre_routes[];
extern const struct route person_routes[];
extern const struct route suggest_routes[];
extern const struct route service_routes[];
extern const struct route account_routes[];
extern const struct route token_routes[];
extern const struct route follow_routes[];
extern const struct route feed_routes[];
extern const struct route rating_routes[];
extern const struct route rating_list_routes[]; /* those of a user */

/* What each responder does from time to time. */
extern const struct duty catalog_duties[];
extern const struct duty account_duties[];
extern const struct duty follow_duties[];

/* What the lists of movies are sorted by that have no sort of their own. */
extern const struct order movies_newest_first[];

#endif
