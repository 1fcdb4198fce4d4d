/* One connection to PostgreSQL in pipeline mode: sending and receiving. */
#include "engine/pipeline.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/connect.h"
#include "engine/log.h"
#include "engine/memory.h"
#include "engine/receive.h"

enum {
	RETRY_FIRST = 100000,
	RETRY_MAX = 5000000,
	/* libpq keeps what it needed to send a query, as long as it lives. */
	KEPT_MAX = 256 * 1024,
};

/* PostgreSQL's messages end in line feeds. */
void
pipeline_complain(const char *what, const PGconn *connection)
{
	const char *message = PQerrorMessage(connection);

	log_event(LOG_WARNING, "PostgreSQL: %s: %.*s", what,
	    (int)strcspn(message, "\n"), message);
}

static void
connection_close(struct pipeline *pipeline)
{
	if (pipeline->connection == NULL)
		return;
	loop_forget(pipeline->loop, &pipeline->watch);
	if (pipeline->events != 0)
		loop_watch(pipeline->loop, EPOLL_CTL_DEL, &pipeline->watch, 0);
	pipeline->events = 0;
	PQfinish(pipeline->connection);
	pipeline->connection = NULL;
	kept_clear(&pipeline->kept);
}

/* What nobody waits for: the flush is part of the pipeline. */
static void
nobody_free(struct pipeline *pipeline, struct query *query)
{
	if (query != &pipeline->flush.query)
		free(query);
}

void
pipeline_lose(struct pipeline *pipeline)
{
	struct link lost, *link;
	int64_t wait = RETRY_FIRST;

	connection_close(pipeline);
	if (pipeline->state >= PIPELINE_READY) {
		/* It worked a moment ago: try again at once. */
		pipeline->retry_at = loop_time(pipeline->loop);
	} else {
		/* That a server which was there goes while it prepares may
		 * happen once. */
		if (pipeline->state != PIPELINE_PREPARING ||
		    pipeline->failures > 0)
			pipeline->failed = true;
		for (int i = 0; i < pipeline->failures; i++)
			if (wait < RETRY_MAX)
				wait *= 2;
		pipeline->failures++;
		pipeline->first_host++;
		pipeline->retry_at =
		    loop_time(pipeline->loop) + loop_jitter(wait);
	}
	pipeline->state = PIPELINE_DOWN;
	pipeline->depth = 0;
	loop_wake_by(pipeline->loop, pipeline->retry_at);

	/* Answers may ask anew: look only at what was sent until now. */
	list_init(&lost);
	while ((link = list_first(&pipeline->sent)) != NULL)
		list_append(&lost, link);
	while ((link = lost.prev) != &lost) {
		/* Last first, so that they can go back to the front. */
		struct query *query = list_entry(link, struct query, link);

		list_remove(link);
		if (query->arena == NULL)
			nobody_free(pipeline, query);
		else
			pipeline->returned(pipeline, query, false);
	}
	flush_lose(pipeline);
	pipeline->changed(pipeline);
}

/*
 * While it connects, libpq may close a socket and open another one, which may
 * have the same number; epoll then knows less than we think.
 */
void
pipeline_watch(struct pipeline *pipeline, uint32_t events)
{
	int fd = PQsocket(pipeline->connection), failed;
	bool connecting = pipeline->state == PIPELINE_CONNECTING;

	if (!connecting && pipeline->events == events)
		return;
	pipeline->watch.fd = fd;
	pipeline->events = events;
	failed =
	    loop_watch(pipeline->loop, EPOLL_CTL_MOD, &pipeline->watch, events);
	if (failed != 0 && errno == ENOENT)
		failed = loop_watch(
		    pipeline->loop, EPOLL_CTL_ADD, &pipeline->watch, events);
	if (failed != 0)
		log_event(LOG_ERROR, "PostgreSQL: cannot watch a socket: %m");
}

bool
pipeline_push(struct pipeline *pipeline)
{
	int unsent = PQflush(pipeline->connection);

	if (unsent < 0)
		return false;
	pipeline_watch(pipeline, unsent > 0 ? EPOLLIN | EPOLLOUT : EPOLLIN);
	return true;
}

const char *
pipeline_field(const PGresult *result, int field)
{
	const char *text = PQresultErrorField(result, field);

	return text == NULL ? "" : text;
}

static void
pipeline_on_socket(struct watch *watch, uint32_t events)
{
	struct pipeline *pipeline = list_entry(watch, struct pipeline, watch);
	bool alive = true;

	if (pipeline->state == PIPELINE_CONNECTING) {
		pipeline_connect_on(
		    pipeline, PQconnectPoll(pipeline->connection));
		return;
	}
	if ((events & EPOLLOUT) != 0)
		alive = pipeline_push(pipeline);
	if (alive)
		alive = pipeline->state == PIPELINE_PREPARING
		    ? pipeline_prepared(pipeline)
		    : pipeline_receive(pipeline);
	if (alive)
		return;
	if (pipeline->state != PIPELINE_SPENT || pipeline->depth > 0)
		pipeline_complain("connection lost", pipeline->connection);
	pipeline_lose(pipeline);
}

void
pipeline_init(struct pipeline *pipeline, struct loop *loop,
    const struct pipeline_options *options)
{
	memset(pipeline, 0, sizeof *pipeline);
	pipeline->watch.ready = pipeline_on_socket;
	pipeline->loop = loop;
	pipeline->options = options;
	list_init(&pipeline->sent);
	flush_init(&pipeline->flush);
}

void
pipeline_free(struct pipeline *pipeline)
{
	struct link *link;

	connection_close(pipeline);
	while ((link = list_first(&pipeline->sent)) != NULL) {
		list_remove(link);
		nobody_free(pipeline, list_entry(link, struct query, link));
	}
}

/*
 * A query in the list of those that were sent, whose answer will be dropped.
 * One that prepares a statement has its slot for a context.
 */
static struct query *
nobody_new(void)
{
	struct query *nobody = memory_alloc(sizeof *nobody);

	memset(nobody, 0, sizeof *nobody);
	return nobody;
}

static bool
step_send(struct pipeline *pipeline, const struct query_step *step)
{
	PGconn *connection = pipeline->connection;
	const char *name = step->lasting ? kept_find(&pipeline->kept, step->sql)
					 : step->prepared;

	if (name != NULL)
		return PQsendQueryPrepared(connection, name, step->parameters,
			   step->values, NULL, NULL, 0) == 1;
	return PQsendQueryParams(connection, step->sql, step->parameters, NULL,
		   step->values, NULL, NULL, 0) == 1;
}

/*
 * Prepares it for the next time, if that is worth it and not done: in a segment
 * of its own, behind that of the query. If PostgreSQL refuses it, nothing is
 * lost.
 */
static bool
step_keep(struct pipeline *pipeline, const struct query_step *step)
{
	struct kept_slot *slot;
	struct query *nobody;
	bool sent;

	if (!step->lasting)
		return true;
	slot =
	    kept_begin(&pipeline->kept, pipeline->connection, step->sql, &sent);
	if (slot != NULL) {
		nobody = nobody_new();
		nobody->context = slot;
		list_append(&pipeline->sent, &nobody->link);
		pipeline->depth++;
	}
	return sent;
}

static size_t
query_size(const struct query *query)
{
	size_t size = 0;

	for (int i = 0; i < query->steps; i++)
		for (int j = 0; j < query->step[i].parameters; j++)
			if (query->step[i].values[j] != NULL)
				size += strlen(query->step[i].values[j]);
	return size;
}

void
pipeline_send(struct pipeline *pipeline, struct query *query)
{
	bool sent = true;

	query->tries++;
	query->sent = loop_time(pipeline->loop);
	query->failed = false;
	memset(&query->answer, 0, sizeof query->answer);
	list_append(&pipeline->sent, &query->link);
	if (pipeline->depth++ == 0) {
		pipeline->heard = query->sent;
		loop_wake_by(pipeline->loop,
		    pipeline->heard + pipeline->options->silence_max);
	}
	for (int i = 0; sent && i < query->steps; i++)
		sent = step_send(pipeline, &query->step[i]);
	/* The sync also flushes as much as the socket takes. */
	sent = sent && PQpipelineSync(pipeline->connection) == 1;
	for (int i = 0; sent && i < query->steps; i++)
		sent = step_keep(pipeline, &query->step[i]);
	sent = sent && flush_follow(pipeline, query);
	sent = sent && pipeline_push(pipeline);
	if (!sent) {
		pipeline_complain("cannot send", pipeline->connection);
		pipeline_lose(pipeline);
	} else if (query_size(query) > KEPT_MAX) {
		pipeline->state = PIPELINE_SPENT;
	}
}

void
pipeline_forsake(struct query *query)
{
	struct query *nobody = nobody_new();

	/* In its place. */
	list_append(&query->link, &nobody->link);
	list_remove(&query->link);
}

/* How long it may be silent about what it was asked first. */
static int64_t
silence_max(const struct pipeline *pipeline)
{
	const struct link *link = list_first(&pipeline->sent);
	int patience =
	    link == NULL ? 0 : list_entry(link, struct query, link)->patience;

	return pipeline->options->silence_max * (patience > 1 ? patience : 1);
}

int64_t
pipeline_tick(struct pipeline *pipeline, int64_t now)
{
	int64_t frozen = pipeline->heard + silence_max(pipeline);

	switch (pipeline->state) {
	case PIPELINE_DOWN:
		if (now < pipeline->retry_at)
			return pipeline->retry_at;
		pipeline_connect(pipeline);
		return pipeline->state == PIPELINE_DOWN ? pipeline->retry_at
							: pipeline->deadline;
	case PIPELINE_CONNECTING:
	case PIPELINE_PREPARING:
		if (now < pipeline->deadline)
			return pipeline->deadline;
		log_event(LOG_WARNING, "PostgreSQL: no answer in time");
		pipeline_lose(pipeline);
		return pipeline->retry_at;
	case PIPELINE_READY:
	case PIPELINE_SPENT:
		if (pipeline->depth == 0)
			return INT64_MAX;
		if (now < frozen)
			return frozen;
		log_event(LOG_WARNING, "PostgreSQL: it has stopped answering");
		pipeline_lose(pipeline);
		return pipeline->retry_at;
	}
	return INT64_MAX;
}
