#ifndef TOOL_IMPORT_STAGING_H
#define TOOL_IMPORT_STAGING_H

/*
 * Temporary tables that take what the files say, until all of it is there and
 * merged into the catalogue. They go with the transaction. Their columns are
 * explained in sql/queries/import.sql.
 */
enum staging_id {
	STAGING_MOVIE,
	STAGING_SCORE,
	STAGING_CREW,
	STAGING_CAST,
	STAGING_PERSON,
	STAGING_LINK,
	STAGING_RATING,
	STAGINGS,
};

enum movie_column {
	MOVIE_SOURCE,
	MOVIE_KEY,
	MOVIE_NAME,
	MOVIE_YEAR,
	MOVIE_POPULARITY,
	MOVIE_SCORE,
	MOVIE_GENRES,
	MOVIE_DIRECTORS,
	MOVIE_COLUMNS,
};
enum score_column { SCORE_KEY, SCORE_SCORE, SCORE_POPULARITY, SCORE_COLUMNS };
enum crew_column { CREW_MOVIE, CREW_PEOPLE, CREW_COLUMNS };
enum cast_column {
	CAST_MOVIE,
	CAST_PERSON,
	CAST_ROLE,
	CAST_POSITION,
	CAST_COLUMNS,
};
enum person_column { PERSON_KEY, PERSON_NAME, PERSON_COLUMNS };
enum link_column { LINK_KEY, LINK_IMDB, LINK_TMDB, LINK_COLUMNS };
enum rating_column {
	RATING_RATER,
	RATING_MOVIE,
	RATING_SCORE,
	RATING_AT,
	RATING_FILE,
	RATING_LINE,
	RATING_COLUMNS,
};

enum { COLUMNS_MAX = MOVIE_COLUMNS };

struct staging {
	const char *table;
	int columns;
	int key; /* which column tells its rows apart */
};

extern const struct staging stagings[STAGINGS];

#endif
