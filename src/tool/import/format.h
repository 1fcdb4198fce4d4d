#ifndef TOOL_IMPORT_FORMAT_H
#define TOOL_IMPORT_FORMAT_H

#include <stdio.h>

#include "tool/import/row.h"

/* What an import can be limited to. */
enum import_part {
	PART_MOVIES = 1,
	PART_PEOPLE = 2,
	PART_RATINGS = 4,
	PARTS_ALL = 7,
};

/* Who says it: the source of sql/schema's movie_key, but for JSON. */
enum origin { ORIGIN_JSON, ORIGIN_IMDB, ORIGIN_MOVIELENS, ORIGINS };

extern const char *origin_names[ORIGINS];

/* A form that files can have. It is known by its header, not by its name. */
struct format {
	const char *name;
	enum origin origin;
	const char *header; /* first line; of JSON the first character */
	enum piece_state (*next)(struct source *source, struct piece *piece);
	const char *(*split)(struct piece *piece, struct fields *fields);
	/* Fills the columns; false after a fault. */
	bool (*read)(struct row *row);
	enum staging_id staging;
	enum import_part part;
};

/* Ends with one without a name. */
extern const struct format formats[];

/*
 * Finds the form of a file, and passes over its header. Returns NULL after one
 * line on standard error.
 */
const struct format *format_find(struct source *source);

/*
 * Takes the next piece and makes a row of it. What is not good has row->wrong;
 * see piece.h for the rest.
 */
enum piece_state format_next(
    const struct format *format, struct source *source, struct row *row);

/* Each form has a file of its own. */
bool json_movie(struct row *row);
bool imdb_basics(struct row *row);
bool imdb_ratings(struct row *row);
bool imdb_crew(struct row *row);
bool imdb_principals(struct row *row);
bool imdb_names(struct row *row);
bool movielens_movie(struct row *row);
bool movielens_link(struct row *row);
bool movielens_rating(struct row *row);

#endif
