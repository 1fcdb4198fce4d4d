#ifndef TESTS_API_WRITE_H
#define TESTS_API_WRITE_H

#include <json-c/json.h>
#include <stdint.h>

#include "http.h"

/*
 * Changes of the catalogue. Bodies are written with ' for " here, which is
 * easier to read in C.
 */
const char *json(const char *text);

/* The header line of a token; NULL is none. */
const char *bearer(const char *token);

/* The header line for a body in JSON. */
#define JSON_BODY "Content-Type: application/json\r\n"

/* A request of the admin; `headers` are more whole lines or NULL. */
struct reply *admin(const char *method, const char *target, const char *headers,
    const char *body);

/* The same with a JSON body of any bytes, as they are. */
struct reply *admin_bytes(
    const char *method, const char *target, const void *bytes, size_t size);

/* A movie as it came back. */
struct made {
	int64_t id;
	const char *path; /* "/api/movies/7/" */
	const char *etag;
	const char *body;
	struct json_object *json;
};

/* 201 and all that belongs to it, or the test fails. */
struct made expect_made(const struct reply *reply);
struct made make(const char *body);

/* The movie as GET shows it now. */
struct made look(const char *path);

/* GET says what it said then, times and entity tag included. */
void expect_unchanged(const struct made *made);

/* Deletes it; 204 is expected. */
void unmake(const struct made *made);

/*
 * What can be written of a movie, on one line:
 * "name|director|popularity|imdb_score|Genre,Genre|year".
 */
const char *movie_line(struct json_object *movie);

/* The form with the text for each %s in it. */
const char *fill(const char *form, const char *text);

/* A text `count` times. */
const char *times(const char *text, int count);

#endif
