/* The files of MovieLens: comma-separated, keys are plain numbers. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tool/import/format.h"

/* What stands behind a title, after a comma, belongs in front of it. */
static const char *const articles[] = { "The", "A", "An", "Le", "La", "Les",
	"L'", "Un", "Une", "Il", "Lo", "I", "Gli", "El", "Los", "Las", "Der",
	"Die", "Das", "Ein", "Eine", "Det", "Den", "De", "Het", "O", "Os",
	"As" };

/* Takes " (1999)" off the end; returns the year, or NULL. */
static const char *
year_take(char *title)
{
	char *end = title + strlen(title);

	if (end - title < 7 || memcmp(end - 7, " (", 2) != 0 ||
	    end[-1] != ')' || strspn(end - 5, "0123456789") != 4)
		return NULL;
	end[-7] = end[-1] = '\0';
	return end - 5;
}

/* "Matrix, The" becomes "The Matrix", "Avventura, L'" "L'Avventura". */
static const char *
article_move(struct row *row, char *title)
{
	char *comma = NULL;

	for (char *c = title; (c = strstr(c, ", ")) != NULL; c++)
		comma = c;
	if (comma == NULL)
		return title;
	for (size_t i = 0; i < sizeof articles / sizeof *articles; i++) {
		if (strcmp(articles[i], comma + 2) != 0)
			continue;
		*comma = '\0';
		return arena_printf(row->arena, "%s%s%s", articles[i],
		    strchr(articles[i], '\'') == NULL ? " " : "", title);
	}
	return title;
}

/* A title may have another one behind it, in brackets. */
static const char *
name_make(struct row *row, char *title)
{
	char *other = strstr(title, " (");

	if (other == NULL || other == title)
		return article_move(row, title);
	*other = '\0';
	return arena_printf(
	    row->arena, "%s (%s", article_move(row, title), other + 2);
}

bool
movielens_movie(struct row *row)
{
	enum { KEY, TITLE, GENRES };
	char **field = row->fields.field;
	char *title = text_trim(field[TITLE]);
	const char *year = year_take(title);

	title = text_trim(title);
	row->column[MOVIE_KEY] = field[KEY];
	row->column[MOVIE_NAME] = name_make(row, title);
	row->column[MOVIE_YEAR] = year;
	if (strcmp(field[GENRES], "(no genres listed)") != 0)
		row->column[MOVIE_GENRES] = row_list(
		    row, "genre", field[GENRES], "|", GENRES_MAX, GENRE_MAX);
	return row->wrong == NULL && row_key(row, "", field[KEY]) &&
	    row_name(row, "title", row->column[MOVIE_NAME], TITLE_MAX) &&
	    (year == NULL || row_year(row, year));
}

/* The keys of the same film elsewhere; IMDb's without its "tt". */
bool
movielens_link(struct row *row)
{
	enum { KEY, IMDB, TMDB };
	char **field = row->fields.field;

	row->column[LINK_KEY] = field[KEY];
	if (*field[IMDB] != '\0')
		row->column[LINK_IMDB] =
		    arena_printf(row->arena, "tt%s", field[IMDB]);
	if (*field[TMDB] != '\0')
		row->column[LINK_TMDB] = field[TMDB];
	return row_key(row, "", field[KEY]) &&
	    (*field[IMDB] == '\0' || row_key(row, "", field[IMDB])) &&
	    (*field[TMDB] == '\0' || row_key(row, "", field[TMDB]));
}

/* Of a movie; half a star is a score of 1. */
bool
movielens_rating(struct row *row)
{
	enum { RATER, MOVIE, STARS, AT, STARS_MAX = 5 };
	char **field = row->fields.field;
	const char *stars;
	long tenths;

	if (!row_key(row, "", field[RATER]) || !row_key(row, "", field[MOVIE]))
		return false;
	stars = row_tenths(row, "rating", field[STARS], STARS_MAX);
	if (stars == NULL || !row_time(row, field[AT]))
		return false;
	tenths = lround(10 * strtod(stars, NULL));
	if (tenths == 0 || tenths % 5 != 0)
		return row_refuse(row,
		    "the rating %.40s is not from 0.5 to %d in halves",
		    field[STARS], STARS_MAX);
	row->column[RATING_RATER] = field[RATER];
	row->column[RATING_MOVIE] = field[MOVIE];
	row->column[RATING_SCORE] = arena_printf(row->arena, "%ld", tenths / 5);
	row->column[RATING_AT] = field[AT];
	row->column[RATING_FILE] = arena_printf(row->arena, "%d", row->file);
	row->column[RATING_LINE] =
	    arena_printf(row->arena, "%ld", row->piece.line);
	return true;
}
