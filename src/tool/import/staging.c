/* Where an import puts what it reads. */
#include "tool/import/staging.h"

/* clang-format off */
const struct staging stagings[STAGINGS] = {
	[STAGING_MOVIE]  = { "import_movie",  MOVIE_COLUMNS },
	[STAGING_SCORE]  = { "import_score",  SCORE_COLUMNS },
	[STAGING_CREW]   = { "import_crew",   CREW_COLUMNS },
	[STAGING_CAST]   = { "import_cast",   CAST_COLUMNS },
	[STAGING_PERSON] = { "import_person", PERSON_COLUMNS },
	[STAGING_LINK]   = { "import_link",   LINK_COLUMNS },
};
/* clang-format on */
