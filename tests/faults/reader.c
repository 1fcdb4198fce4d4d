/* Clients that read what nobody changes. */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "client.h"
#include "database.h"
#include "load.h"
#include "must.h"
#include "pool.h"

enum { MOVIES = 40, PAUSE = 3000 /* microseconds */ };

/* Besides movies. The writers only make movies of a later year. */
static const char *const others[] = {
	"/api/movies/?year_max=2000",
	"/api/movies/?year_max=1930&sort=year&limit=50",
	"/api/movies/?genre=drama&year_max=1960&sort=-imdb_score&limit=5",
	"/api/people/1/",
	"/api/people/1/movies/",
	"/api/movies/0/",
	"/api/movies/9000000000000000000/",
	"/healthz",
};

enum { OTHERS = sizeof others / sizeof *others };

static struct known {
	const char *target;
	int status;
	const char *body; /* NULL for a problem, which has a request id */
} known[MOVIES + OTHERS];

static void
know(struct known *each, const char *target)
{
	const struct reply *reply = get(target);

	must(reply->status == 200 || reply->status == 404, "%s: %d %s", target,
	    reply->status, reply->body);
	each->target = target;
	each->status = reply->status;
	each->body = reply->status == 200 ? reply->body : NULL;
}

void
reader_prepare(void)
{
	const struct rows *rows =
	    sql("SELECT id FROM movie ORDER BY id LIMIT $1::int", 1,
		(const char *[]){ keep_printf("%d", MOVIES) });

	must(rows_size(rows) == MOVIES, "there are only %d movies",
	    rows_size(rows));
	for (int i = 0; i < MOVIES; i++)
		know(&known[i],
		    keep_printf("/api/movies/%s/", rows_text(rows, i, 0)));
	for (int i = 0; i < OTHERS; i++)
		know(&known[MOVIES + i], others[i]);
}

static bool
is_right(const struct reply *reply, const struct known *wanted)
{
	return reply->status == wanted->status &&
	    (wanted->body == NULL || strcmp(reply->body, wanted->body) == 0);
}

void
reader_run(int number, bool keeps)
{
	struct client client = { .keeps = keeps };

	for (unsigned i = (unsigned)number; !load_is_over(); i++) {
		/* Every other time a movie. */
		const struct known *wanted = i % 2 == 0
		    ? &known[i / 2 % MOVIES]
		    : &known[MOVIES + i / 2 % OTHERS];
		const struct reply *reply =
		    client_ask(&client, "GET", wanted->target, NULL);

		if (reply == NULL)
			continue;
		if (is_right(reply, wanted))
			load_count(READS);
		else if (client_may_get(&client, reply, false))
			load_count(reply->status == 504 ? READS_TIMED_OUT
							: READS_UNAVAILABLE);
		else
			load_complain("%s: came %d %.300s", reply->request,
			    reply->status, reply->body);
		usleep(PAUSE);
	}
}
