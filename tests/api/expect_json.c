/* What a JSON value must be. */
#include <string.h>
#include <strings.h>

#include "expect.h"
#include "must.h"
#include "pool.h"

struct json_object *
item(struct json_object *array, size_t at)
{
	must(json_object_is_type(array, json_type_array) &&
		at < json_object_array_length(array),
	    "no item %zu in %.300s", at, json_object_get_string(array));
	return json_object_array_get_idx(array, at);
}

struct json_object *
member(struct json_object *object, const char *key)
{
	struct json_object *value;

	must(json_object_is_type(object, json_type_object) &&
		json_object_object_get_ex(object, key, &value),
	    "no %s in %.300s", key, json_object_get_string(object));
	return value;
}

const char *
member_text(struct json_object *object, const char *key)
{
	struct json_object *value = member(object, key);

	must(json_object_is_type(value, json_type_string),
	    "%s is no string in %.300s", key, json_object_get_string(object));
	return json_object_get_string(value);
}

int64_t
member_number(struct json_object *object, const char *key)
{
	struct json_object *value = member(object, key);

	must(json_object_is_type(value, json_type_int),
	    "%s is no integer in %.300s", key, json_object_get_string(object));
	return json_object_get_int64(value);
}

void
expect_keys(struct json_object *object, const char *keys, const char *what)
{
	struct json_object_iterator at, end;
	const char *given = "";

	must(json_object_is_type(object, json_type_object),
	    "%s: no object: %.300s", what, json_object_get_string(object));
	at = json_object_iter_begin(object);
	end = json_object_iter_end(object);
	for (; !json_object_iter_equal(&at, &end); json_object_iter_next(&at))
		given = keep_printf("%s%s%s", given, *given == '\0' ? "" : " ",
		    json_object_iter_peek_name(&at));
	must(strcmp(given, keys) == 0, "%s: the keys are %s, not %s", what,
	    given, keys);
}

/* json-c keeps a number that is no integer as it was written. */
static void
expect_number(struct json_object *object, const char *key, const char *form)
{
	struct json_object *value = member(object, key);

	if (value == NULL)
		return;
	must(json_object_is_type(value, json_type_int) ||
		json_object_is_type(value, json_type_double),
	    "%s is no number in %.300s", key, json_object_get_string(object));
	expect_form(json_object_to_json_string(value), form, key);
}

static void
expect_genres(struct json_object *genres)
{
	const char *before = NULL;
	size_t i;

	must(json_object_is_type(genres, json_type_array), "no array");
	for (i = 0; i < json_object_array_length(genres); i++) {
		const char *name = member_text(item(genres, i), "name");

		expect_keys(item(genres, i), "name", "a genre");
		must(before == NULL || strcasecmp(before, name) < 0,
		    "%s comes before %s", before, name);
		before = name;
	}
}

void
expect_movie(struct json_object *movie)
{
	static const char one_decimal[] = "(0|[1-9][0-9]*)\\.[0-9]";
	static const char time[] = "[0-9]{4}-[01][0-9]-[0-3][0-9]T"
				   "[0-2][0-9]:[0-5][0-9]:[0-6][0-9]"
				   "(\\.[0-9]+)?(Z|\\+00:00)";
	struct json_object *rating;

	expect_keys(movie,
	    "id name director popularity imdb_score genre year rating"
	    " created_at updated_at",
	    "a movie");
	must(member_number(movie, "id") > 0, "an id is not above 0");
	must(*member_text(movie, "name") != '\0', "a name is empty");
	member_text(movie, "director");
	expect_number(movie, "popularity", one_decimal);
	expect_number(movie, "imdb_score", one_decimal);
	expect_genres(member(movie, "genre"));
	expect_number(movie, "year", "[12][0-9]{3}");
	rating = member(movie, "rating");
	expect_keys(rating, "average count", "a rating");
	expect_number(rating, "average", "(10|[1-9])(\\.[0-9]+)?");
	must((member(rating, "average") == NULL) ==
		(member_number(rating, "count") == 0),
	    "no rating: %s", json_object_get_string(rating));
	expect_form(member_text(movie, "created_at"), time, "created_at");
	expect_form(member_text(movie, "updated_at"), time, "updated_at");
}
