/*
 * The data set files of IMDb: tab-separated, \N for what is not known. Titles
 * have keys such as tt0111161 (tconst), people such as nm0000209 (nconst).
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tool/import/format.h"

/* The kinds of title that are films; the rest are series, games and so on. */
static const char *const films[] = { "movie", "tvMovie", "video" };

/*
 * Votes spread over seven powers of ten. So many make a popularity of 100, one
 * vote makes 4.6.
 */
static const double votes_most = 3000000;

/* What a person did, in the words of IMDb and in ours. */
static const struct {
	const char *category, *role;
} roles[] = {
	{ "actor", "actor" },
	{ "actress", "actor" },
	{ "archive_footage", "archive_footage" },
	{ "archive_sound", "archive_sound" },
	{ "casting_director", "casting_director" },
	{ "cinematographer", "cinematographer" },
	{ "composer", "composer" },
	{ "director", "director" },
	{ "editor", "editor" },
	{ "producer", "producer" },
	{ "production_designer", "production_designer" },
	{ "self", "self" },
	{ "writer", "writer" },
};

static bool
is_known(const char *field)
{
	return strcmp(field, "\\N") != 0;
}

bool
imdb_basics(struct row *row)
{
	enum { KEY, TYPE, TITLE, ORIGINAL, ADULT, YEAR, END, RUNTIME, GENRES };
	char **field = row->fields.field;

	if (!row_key(row, "tt", field[KEY]))
		return false;
	row->unwanted = true;
	for (size_t i = 0; i < sizeof films / sizeof *films; i++)
		if (strcmp(films[i], field[TYPE]) == 0)
			row->unwanted = false;
	if (row->unwanted)
		return true;
	if (!is_known(field[TITLE]))
		return row_refuse(row, "the title is not known");
	if (!row_name(row, "title", field[TITLE], TITLE_MAX) ||
	    (is_known(field[YEAR]) && !row_year(row, field[YEAR])))
		return false;
	row->column[MOVIE_KEY] = field[KEY];
	row->column[MOVIE_NAME] = field[TITLE];
	if (is_known(field[YEAR]))
		row->column[MOVIE_YEAR] = field[YEAR];
	if (is_known(field[GENRES]))
		row->column[MOVIE_GENRES] = row_list(
		    row, "genre", field[GENRES], ",", GENRES_MAX, GENRE_MAX);
	return row->wrong == NULL;
}

bool
imdb_ratings(struct row *row)
{
	enum { KEY, SCORE, VOTES };
	char **field = row->fields.field;
	double part;

	if (!row_key(row, "tt", field[KEY]) || !row_key(row, "", field[VOTES]))
		return false;
	part = log10(1 + atof(field[VOTES])) / log10(1 + votes_most);
	row->column[SCORE_KEY] = field[KEY];
	row->column[SCORE_SCORE] = row_tenths(row, "rating", field[SCORE], 10);
	row->column[SCORE_POPULARITY] =
	    arena_printf(row->arena, "%.1f", 100 * fmin(part, 1));
	return row->wrong == NULL;
}

bool
imdb_crew(struct row *row)
{
	enum { KEY, DIRECTORS, WRITERS, CREW_MAX = 10000 };
	char **field = row->fields.field;

	if (!row_key(row, "tt", field[KEY]))
		return false;
	row->unwanted = !is_known(field[DIRECTORS]);
	if (row->unwanted)
		return true;
	row->column[CREW_MOVIE] = field[KEY];
	row->column[CREW_PEOPLE] = row_list(
	    row, "director", field[DIRECTORS], ",", CREW_MAX, PERSON_MAX);
	return row->column[CREW_PEOPLE] != NULL ||
	    row_refuse(row, "the list of directors is empty");
}

bool
imdb_principals(struct row *row)
{
	enum { KEY, ORDERING, PERSON, CATEGORY, JOB, CHARACTERS };
	char **field = row->fields.field;

	if (!row_key(row, "tt", field[KEY]) ||
	    !row_key(row, "nm", field[PERSON]) ||
	    !row_count(row, "ordering", field[ORDERING]))
		return false;
	row->column[CAST_MOVIE] = field[KEY];
	row->column[CAST_PERSON] = field[PERSON];
	row->column[CAST_POSITION] = field[ORDERING];
	for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
		if (strcmp(roles[i].category, field[CATEGORY]) == 0)
			row->column[CAST_ROLE] = roles[i].role;
	return row->column[CAST_ROLE] != NULL ||
	    row_refuse(row, "there is no category '%.40s'", field[CATEGORY]);
}

/*
 * The interface joins the names of directors by a comma and a space, so that
 * no name may have these: "Sammy Davis, Jr." is Sammy Davis Jr. here.
 */
bool
imdb_names(struct row *row)
{
	enum { KEY, NAME };
	char *name = row->fields.field[NAME], *comma;

	while ((comma = strstr(name, ", ")) != NULL)
		memmove(comma, comma + 1, strlen(comma));
	row->column[PERSON_KEY] = row->fields.field[KEY];
	row->column[PERSON_NAME] = name;
	return row_key(row, "nm", row->fields.field[KEY]) &&
	    row_name(row, "name", name, PERSON_MAX);
}
