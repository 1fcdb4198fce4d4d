/* Compares what was acknowledged with what is there. */
#include "ledger.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "database.h"
#include "load.h"
#include "pool.h"

enum { MOVIES_MAX = 20000 };

/* Each writer, being a process, has its own. */
static struct movie movies[MOVIES_MAX];
static int count;

const char *
ledger_name(void)
{
	static int serial;

	return keep_printf("Faults %d %d", getpid(), ++serial);
}

struct movie *
ledger_add(void)
{
	return count < MOVIES_MAX ? &movies[count++] : NULL;
}

/* A creation that was not acknowledged: the name tells what became of it. */
static void
movie_find(struct movie *movie)
{
	const char *name = movie->name;
	const struct rows *rows =
	    sql("SELECT id FROM movie WHERE name = $1", 1, &name);

	if (rows_size(rows) == 0)
		return;
	movie->id = rows_number(rows, 0, 0);
	if (!movie->open)
		load_complain("%s was made; the answer had been that nothing "
			      "was done",
		    name);
	else if (rows_size(rows) > 1)
		load_complain("%s was made %d times", name, rows_size(rows));
}

static bool
movie_may_be(const struct movie *movie, const struct reply *reply)
{
	if (reply->status == 404)
		return movie->gone || (movie->open && movie->deletion);
	if (reply->status != 200 || movie->gone)
		return false;
	if (*movie->body != '\0' &&
	    strncmp(reply->body, movie->body, movie->certain) == 0)
		return true;
	return movie->open && !movie->deletion &&
	    strstr(reply->body, movie->wanted) != NULL;
}

/* Returns whether it is there. */
static bool
movie_check(struct movie *movie, struct client *client)
{
	const struct reply *reply = client_ask(client, "GET",
	    keep_printf("/api/movies/%" PRId64 "/", movie->id), NULL);

	if (reply == NULL)
		return false;
	if (!movie_may_be(movie, reply))
		load_complain("%s: is %d %.300s\nacknowledged was %s %.300s\n"
			      "asked for was %s",
		    reply->request, reply->status, reply->body,
		    movie->gone ? "its end after" : "", movie->body,
		    movie->open ? movie->wanted : "nothing more");
	return reply->status == 200;
}

void
ledger_check(struct client *client)
{
	int64_t there = 0, stored;
	const char *pattern;

	for (int i = 0; i < count; i++) {
		if (movies[i].id == 0)
			movie_find(&movies[i]);
		if (movies[i].id != 0)
			there += movie_check(&movies[i], client);
	}
	pattern = keep_printf("Faults %d %%", getpid());
	stored = sql_number_of(
	    "SELECT count(*) FROM movie WHERE name LIKE $1", pattern);
	if (stored != there)
		load_complain("%" PRId64 " movies %s are stored, and %" PRId64
			      " are known of",
		    stored, pattern, there);
}
