/* Which form a file has, and how it is read. */
#include "tool/import/format.h"

#include <string.h>

const char *origin_names[] = { "json", "imdb", "movielens" };

/* clang-format off */
const struct format formats[] = {
	{ "JSON array", ORIGIN_JSON, "[", items_next, NULL,
	  json_movie, STAGING_MOVIE, PART_MOVIES },
	{ "JSON lines", ORIGIN_JSON, "{", lines_next, NULL,
	  json_movie, STAGING_MOVIE, PART_MOVIES },
	{ "IMDb title.basics", ORIGIN_IMDB,
	  "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\t"
	  "endYear\truntimeMinutes\tgenres", lines_next, tsv_split,
	  imdb_basics, STAGING_MOVIE, PART_MOVIES },
	{ "IMDb title.ratings", ORIGIN_IMDB, "tconst\taverageRating\tnumVotes",
	  lines_next, tsv_split,
	  imdb_ratings, STAGING_SCORE, PART_MOVIES },
	{ "IMDb title.crew", ORIGIN_IMDB, "tconst\tdirectors\twriters",
	  lines_next, tsv_split,
	  imdb_crew, STAGING_CREW, PART_PEOPLE },
	{ "IMDb title.principals", ORIGIN_IMDB,
	  "tconst\tordering\tnconst\tcategory\tjob\tcharacters",
	  lines_next, tsv_split,
	  imdb_principals, STAGING_CAST, PART_PEOPLE },
	{ "IMDb name.basics", ORIGIN_IMDB,
	  "nconst\tprimaryName\tbirthYear\tdeathYear\tprimaryProfession\t"
	  "knownForTitles", lines_next, tsv_split,
	  imdb_names, STAGING_PERSON, PART_PEOPLE },
	{ "MovieLens movies", ORIGIN_MOVIELENS, "movieId,title,genres", lines_next, csv_split,
	  movielens_movie, STAGING_MOVIE, PART_MOVIES },
	{ "MovieLens links", ORIGIN_MOVIELENS, "movieId,imdbId,tmdbId", lines_next, csv_split,
	  movielens_link, STAGING_LINK, PART_MOVIES },
	{ "MovieLens ratings", ORIGIN_MOVIELENS, "userId,movieId,rating,timestamp",
	  lines_next, csv_split,
	  movielens_rating, STAGING_RATING, PART_RATINGS },
	{ 0 },
};
/* clang-format on */

const struct format *
format_find(struct source *source)
{
	int first = source_first(source);
	struct piece line;

	for (const struct format *f = formats; f->name != NULL; f++)
		if (f->split == NULL && f->header[0] == first)
			return f;
	if (lines_next(source, &line) != PIECE_THERE)
		line.text = "";
	for (const struct format *f = formats; f->name != NULL; f++)
		if (f->split != NULL && strcmp(f->header, line.text) == 0)
			return f;
	fprintf(stderr, "%s:1: %s\n", source->path,
	    source->fault != NULL ? source->fault
		: first < 0	  ? "the file is empty"
				  : "neither JSON nor a header that is known; "
				    "see import --help");
	return NULL;
}

/* As many as the header has. */
static int
fields_of(const struct format *format)
{
	int count = 1;

	for (const char *c = format->header; *c != '\0'; c++)
		count += *c == '\t' || *c == ',';
	return count;
}

enum piece_state
format_next(const struct format *format, struct source *source, struct row *row)
{
	enum piece_state state = format->next(source, &row->piece);
	struct piece copy = row->piece;
	int wanted;

	row->wrong = row->piece.wrong;
	memset(row->column, 0, sizeof row->column);
	if (state != PIECE_THERE || row->wrong != NULL)
		return state;
	/* A blank line. */
	row->unwanted = strspn(row->piece.text, " \t") == row->piece.size;
	if (row->unwanted)
		return state;
	if (format->split != NULL) {
		wanted = fields_of(format);
		/* A copy: the piece is told as it was. */
		copy.text =
		    arena_copy(row->arena, row->piece.text, row->piece.size);
		row->wrong = format->split(&copy, &row->fields);
		if (row->wrong == NULL && row->fields.count != wanted)
			row_refuse(row, "it has %d fields instead of %d",
			    row->fields.count, wanted);
	}
	if (row->wrong == NULL && format->staging == STAGING_MOVIE)
		row->column[MOVIE_SOURCE] = origin_names[format->origin];
	if (row->wrong == NULL)
		format->read(row);
	return state;
}
