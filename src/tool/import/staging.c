/* Where an import puts what it reads. */
#include "tool/import/staging.h"

/* clang-format off */
const struct staging stagings[STAGINGS] = {
	[STAGING_MOVIE]  = { "import_movie",  MOVIE_COLUMNS, MOVIE_KEY },
	[STAGING_SCORE]  = { "import_score",  SCORE_COLUMNS, SCORE_KEY },
	[STAGING_CREW]   = { "import_crew",   CREW_COLUMNS, CREW_MOVIE },
	[STAGING_CAST]   = { "import_cast",   CAST_COLUMNS, CAST_MOVIE },
	[STAGING_PERSON] = { "import_person", PERSON_COLUMNS, PERSON_KEY },
	[STAGING_LINK]   = { "import_link",   LINK_COLUMNS, LINK_KEY },
	[STAGING_RATING] = { "import_rating", RATING_COLUMNS, RATING_LINE },
};
/* clang-format on */
