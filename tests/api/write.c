/* Changes of the catalogue, and what they answer. */
#include "write.h"

#include <inttypes.h>
#include <string.h>

#include "account.h"
#include "expect.h"
#include "must.h"
#include "pool.h"

const char *
json(const char *text)
{
	char *copy = keep_bytes(text, strlen(text));
	char *quote = copy;

	while ((quote = strchr(quote, '\'')) != NULL)
		*quote++ = '"';
	return copy;
}

const char *
bearer(const char *token)
{
	return token == NULL
	    ? ""
	    : keep_printf("Authorization: Bearer %s\r\n", token);
}

struct reply *
admin(const char *method, const char *target, const char *headers,
    const char *body)
{
	return ask(method, target,
	    keep_printf("%s%s%s", bearer(admin_token()),
		body == NULL ? "" : JSON_BODY, headers == NULL ? "" : headers),
	    body == NULL ? NULL : json(body));
}

struct reply *
admin_bytes(
    const char *method, const char *target, const void *bytes, size_t size)
{
	return ask_with(method, target,
	    keep_printf("%s" JSON_BODY, bearer(admin_token())), bytes, size);
}

static struct made
made_read(const struct reply *reply, struct json_object *movie)
{
	struct made made = { .json = movie };

	expect_movie(movie);
	made.id = member_number(movie, "id");
	made.path = keep_printf("/api/movies/%" PRId64 "/", made.id);
	made.etag = header(reply, "ETag");
	made.body = reply->body;
	expect_form(made.etag, "\"[^\"]+\"", "ETag");
	return made;
}

struct made
expect_made(const struct reply *reply)
{
	struct made made = made_read(reply, expect_json_with(reply, 201));

	ck_assert_pstr_eq(header(reply, "Location"), made.path);
	return made;
}

struct made
make(const char *body)
{
	return expect_made(admin("POST", "/api/movies/", NULL, body));
}

struct made
look(const char *path)
{
	struct reply *reply = get(path);

	return made_read(reply, expect_json(reply));
}

void
expect_unchanged(const struct made *made)
{
	struct made now = look(made->path);

	ck_assert_str_eq(now.body, made->body);
	ck_assert_str_eq(now.etag, made->etag);
}

void
unmake(const struct made *made)
{
	expect_status(admin("DELETE", made->path, NULL, NULL), 204);
}

const char *
movie_line(struct json_object *movie)
{
	struct json_object *genres = member(movie, "genre");
	const char *names = "";

	for (size_t i = 0; i < json_object_array_length(genres); i++)
		names = keep_printf("%s%s%s", names, i > 0 ? "," : "",
		    member_text(item(genres, i), "name"));
	return keep_printf("%s|%s|%s|%s|%s|%s", member_text(movie, "name"),
	    member_text(movie, "director"),
	    json_object_to_json_string(member(movie, "popularity")),
	    json_object_to_json_string(member(movie, "imdb_score")), names,
	    json_object_to_json_string(member(movie, "year")));
}

const char *
fill(const char *form, const char *text)
{
	const char *place;

	while ((place = strstr(form, "%s")) != NULL)
		form = keep_printf(
		    "%.*s%s%s", (int)(place - form), form, text, place + 2);
	return form;
}

const char *
times(const char *text, int count)
{
	size_t size = strlen(text);
	char *all = keep(size * (size_t)count + 1);

	for (int i = 0; i < count; i++)
		memcpy(all + size * (size_t)i, text, size);
	return all;
}
