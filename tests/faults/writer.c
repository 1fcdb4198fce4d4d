/* Clients that create, change and delete movies of their own. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client.h"
#include "ledger.h"
#include "load.h"
#include "pool.h"

enum { AT_A_TIME = 6, DIRECTORS = 4, PAUSE = 8000 /* microseconds */ };

enum method { POST, PUT, PATCH, DELETE };

static const struct {
	const char *name;
	int success;
} methods[] = {
	[POST] = { "POST", 201 },
	[PUT] = { "PUT", 200 },
	[PATCH] = { "PATCH", 200 },
	[DELETE] = { "DELETE", 204 },
};

/* What to do next with a movie that exists. */
static enum method
method_choose(void)
{
	static const enum method choices[] = { PUT, PATCH, PATCH, DELETE };

	return choices[rand() % (int)(sizeof choices / sizeof *choices)];
}

static const char *
movie_body(const struct movie *movie)
{
	return keep_printf("{%s\"id\":0}", movie->wanted);
}

/* Sets movie->wanted; returns what is sent for it. */
static const char *
movie_want(struct movie *movie, enum method method, const char *name)
{
	const char *director = movie->director;

	if (method != PATCH)
		director = keep_printf("Faults person %d", rand() % DIRECTORS);
	snprintf(movie->wanted, sizeof movie->wanted,
	    "\"name\":\"%s\",\"director\":\"%s\",\"popularity\":50.0,"
	    "\"imdb_score\":7.5,\"genre\":[{\"name\":\"Drama\"}],"
	    "\"year\":2050,",
	    name, director);
	if (method == PATCH)
		return keep_printf("{\"name\":\"%s\"}", name);
	return movie_body(movie);
}

/* The answer to a success shows the movie as it was wanted. */
static bool
is_success(
    const struct reply *reply, const struct movie *movie, enum method method)
{
	const char *content = strchr(reply->body, ',');

	if (reply->status != methods[method].success)
		return false;
	if (method == DELETE)
		return true;
	if (method != POST &&
	    strtoll(reply->body + strlen("{\"id\":"), NULL, 10) != movie->id)
		return false;
	return content != NULL &&
	    strncmp(content + 1, movie->wanted, strlen(movie->wanted)) == 0;
}

/* Its own: names of movies are used once. */
static const char *
movie_key(const struct movie *movie)
{
	char *key = keep_bytes(movie->name, strlen(movie->name));

	for (char *space = key; (space = strchr(space, ' ')) != NULL;)
		*space = '-';
	return key;
}

static void
movie_acknowledge(
    struct movie *movie, const struct reply *reply, enum method method)
{
	const char *updated = strstr(reply->body, "\"updated_at\"");

	movie->open = false;
	movie->gone = method == DELETE;
	if (movie->gone)
		return;
	if (method == POST)
		movie->id = strtoll(reply->body + strlen("{\"id\":"), NULL, 10);
	snprintf(movie->body, sizeof movie->body, "%s", reply->body);
	/* It may have been made twice: nginx repeats a PUT. */
	movie->certain = method == PUT && updated != NULL
	    ? (size_t)(updated - reply->body)
	    : sizeof movie->body;
	sscanf(movie->wanted, "\"name\":\"%59[^\"]\",\"director\":\"%39[^\"]\"",
	    movie->name, movie->director);
}

/* `again`: what may have been done already is asked for once more. */
static void
movie_send(struct movie *movie, struct client *client, enum method method,
    const char *body, bool again)
{
	const char *target = method == POST
	    ? "/api/movies/"
	    : keep_printf("/api/movies/%" PRId64 "/", movie->id);
	const struct reply *reply;

	client->key = method == POST ? movie_key(movie) : NULL;
	reply = client_ask(client, methods[method].name, target,
	    method == DELETE ? NULL : body);
	client->key = NULL;
	if (reply == NULL) {
		load_count(WRITES_UNKNOWN);
	} else if (is_success(reply, movie, method)) {
		movie_acknowledge(movie, reply, method);
		load_count(WRITTEN);
	} else if (method == DELETE && reply->status == 404 &&
	    load_tolerates(WRITES, client->began)) {
		/* nginx repeats it; the first time it was done. */
		movie_acknowledge(movie, reply, method);
		load_count(WRITTEN);
	} else if (again && reply->status == 409 &&
	    strstr(reply->body, "under way") != NULL) {
		/* The first one is still waited for. */
		load_count(WRITES_UNKNOWN);
	} else if (!client_may_get(client, reply, true)) {
		load_complain("%s: came %d %.300s\nasked for was %s",
		    reply->request, reply->status, reply->body, movie->wanted);
	} else if (reply_promises_nothing_done(reply)) {
		movie->open = again;
		load_count(NOT_WRITTEN);
	} else {
		load_count(WRITES_UNKNOWN);
	}
}

static void
movie_write(struct movie *movie, struct client *client, enum method method)
{
	const char *name = ledger_name();
	const char *body = movie_want(movie, method, name);

	movie->open = true;
	movie->deletion = method == DELETE;
	if (method == POST)
		snprintf(movie->name, sizeof movie->name, "%s", name);
	movie_send(movie, client, method, body, false);
}

/* A creation with an unknown outcome; whatever that was, it is made once. */
static bool
is_repeatable(const struct movie *movie)
{
	return movie != NULL && movie->id == 0 && movie->open;
}

static bool
is_writable(const struct movie *movie)
{
	return movie != NULL && movie->id != 0 && !movie->open && !movie->gone;
}

void
writer_run(int number, bool keeps)
{
	struct client client = { .keeps = keeps };
	struct movie *movies[AT_A_TIME] = { NULL };

	srand((unsigned)number);
	while (!load_is_over()) {
		struct movie **movie = &movies[rand() % AT_A_TIME];

		if (is_writable(*movie))
			movie_write(*movie, &client, method_choose());
		else if (is_repeatable(*movie))
			movie_send(
			    *movie, &client, POST, movie_body(*movie), true);
		else if ((*movie = ledger_add()) != NULL)
			movie_write(*movie, &client, POST);
		usleep(PAUSE);
	}
	ledger_check(&client);
}
