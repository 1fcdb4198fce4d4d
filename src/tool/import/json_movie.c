/*
 * A movie in JSON: the form of the API, or that of the well-known list of
 * films which has "99popularity" for its popularity, and genres that are
 * strings with a space in front.
 */
#include <json-c/json.h>
#include <string.h>

#include "http/array.h"
#include "http/json_check.h"
#include "http/number.h"
#include "tool/import/format.h"

static void
json_release(void *json)
{
	json_object_put(json);
}

/* The element at hand, or NULL after a fault. */
static struct json_object *
json_parse(struct row *row)
{
	struct json_tokener *tokener;
	struct json_object *json;
	const char *wrong;
	size_t at;

	wrong = json_check(row->piece.text, row->piece.size, &at);
	if (wrong != NULL) {
		for (size_t i = 0; i < at; i++)
			row->piece.line += row->piece.text[i] == '\n';
		row_refuse(row, "not JSON: %s", wrong);
		return NULL;
	}
	tokener = json_tokener_new();
	json = json_tokener_parse_ex(
	    tokener, row->piece.text, (int)row->piece.size + 1);
	json_tokener_free(tokener);
	arena_adopt(row->arena, json, json_release);
	if (json_object_get_type(json) == json_type_object)
		return json;
	row_refuse(row, "it is not an object");
	return NULL;
}

/* A string without the white space around it; NULL after a fault. */
static char *
take_string(struct row *row, const char *what, struct json_object *json)
{
	const char *text = json_object_get_string(json);

	if (json_object_get_type(json) == json_type_string)
		return text_trim(arena_copy(row->arena, text, strlen(text)));
	row_refuse(row, "the %s is not a string", what);
	return NULL;
}

static const char *
take_number(struct row *row, const char *what, struct json_object *json)
{
	enum json_type type = json_object_get_type(json);

	if (type == json_type_int || type == json_type_double)
		return json_object_get_string(json); /* as it was written */
	row_refuse(row, "the %s is not a number", what);
	return NULL;
}

static void
take_name(struct row *row, struct json_object *json)
{
	char *name = take_string(row, "name", json);

	if (name != NULL && row_name(row, "name", name, TITLE_MAX))
		row->column[MOVIE_NAME] = name;
}

static void
take_director(struct row *row, struct json_object *json)
{
	char *names = take_string(row, "director", json);

	/* All of them together are as long as one may be. */
	if (names != NULL &&
	    (*names == '\0' || row_name(row, "director", names, PERSON_MAX)))
		row->column[MOVIE_DIRECTORS] = row_list(
		    row, "director", names, ", ", PERSON_MAX, PERSON_MAX);
}

static void
take_popularity(struct row *row, struct json_object *json)
{
	const char *number = take_number(row, "popularity", json);

	if (number != NULL)
		row->column[MOVIE_POPULARITY] =
		    row_tenths(row, "popularity", number, 100);
}

static void
take_score(struct row *row, struct json_object *json)
{
	const char *number = take_number(row, "imdb_score", json);

	if (number != NULL)
		row->column[MOVIE_SCORE] =
		    row_tenths(row, "imdb_score", number, 10);
}

static void
take_year(struct row *row, struct json_object *json)
{
	const char *number = take_number(row, "year", json), *whole;

	if (number == NULL)
		return;
	whole = number_whole(number, row->arena);
	if (row_year(row, whole == NULL ? number : whole))
		row->column[MOVIE_YEAR] = whole;
}

static void
take_genres(struct row *row, struct json_object *json)
{
	struct array array;
	size_t count;

	if (json_object_get_type(json) != json_type_array) {
		row_refuse(row, "the genre is not a list");
		return;
	}
	array_begin(&array, row->arena);
	count = json_object_array_length(json);
	if (count > GENRES_MAX)
		row_refuse(row, "it has more than %d genres", GENRES_MAX);
	for (size_t i = 0; i < count && row->wrong == NULL; i++) {
		struct json_object *genre = json_object_array_get_idx(json, i);
		char *name;

		if (json_object_get_type(genre) == json_type_object)
			genre = json_object_object_get(genre, "name");
		name = take_string(row, "genre", genre);
		if (name != NULL && row_name(row, "genre", name, GENRE_MAX))
			array_add(&array, name);
	}
	if (count > 0)
		row->column[MOVIE_GENRES] = array_end(&array);
}

/* What the API says of a movie, but does not take from anybody. */
static void
take_nothing(struct row *row, struct json_object *json)
{
	(void)row;
	(void)json;
}

static const struct {
	const char *key;
	void (*take)(struct row *row, struct json_object *json);
} members[] = {
	{ "name", take_name },
	{ "director", take_director },
	{ "popularity", take_popularity },
	{ "99popularity", take_popularity },
	{ "imdb_score", take_score },
	{ "genre", take_genres },
	{ "year", take_year },
	{ "id", take_nothing },
	{ "rating", take_nothing },
	{ "created_at", take_nothing },
	{ "updated_at", take_nothing },
};

static void
take_member(struct row *row, const char *key, struct json_object *value)
{
	for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
		if (strcmp(members[i].key, key) != 0)
			continue;
		if (value != NULL)
			members[i].take(row, value);
		return;
	}
	row_refuse(row, "there is no member '%.40s'", key);
}

bool
json_movie(struct row *row)
{
	struct json_object *json;

	json = json_parse(row);
	if (json == NULL)
		return false;
	json_object_object_foreach(json, key, value)
	    take_member(row, key, value);
	if (row->column[MOVIE_NAME] == NULL)
		row_refuse(row, "the name is missing");
	return row->wrong == NULL;
}
