/* One connection to PostgreSQL in pipeline mode: sending and receiving. */
#include "engine/pipeline.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/connect.h"
#include "engine/log.h"
#include "engine/memory.h"

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
			free(query);
		else
			pipeline->returned(pipeline, query, false);
	}
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
pipeline_flush(struct pipeline *pipeline)
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

/* Does the error say that this connection is of no more use? */
static bool
error_is_of_connection(const char *sqlstate)
{
	static const char *const lost[] = {
		"08",	 /* connection exception */
		"57P01", /* admin shutdown */
		"57P02", /* crash shutdown */
		"57P03", /* cannot connect now */
		"53300", /* too many connections */
		"26000", /* the prepared statement is gone */
		"0A000", /* a cached plan changed its result type */
		"25006", /* it has become a replica */
	};

	for (size_t i = 0; i < sizeof lost / sizeof *lost; i++)
		if (strncmp(sqlstate, lost[i], strlen(lost[i])) == 0)
			return true;
	return false;
}

static void
clear_result(void *result)
{
	PQclear(result);
}

/* The query keeps the result, if anybody waits for it. */
static void
result_keep(struct query *query, PGresult *result)
{
	if (query->arena != NULL)
		arena_adopt(query->arena, result, clear_result);
	else
		PQclear(result);
}

/* Takes one result of the oldest query. Returns false: connection lost. */
static bool
result_take(struct query *query, PGresult *result)
{
	struct answer *answer = &query->answer;
	const char *sqlstate;
	bool spoken;

	switch (PQresultStatus(result)) {
	case PGRES_TUPLES_OK:
	case PGRES_COMMAND_OK:
		result_keep(query, result);
		if (answer->steps < QUERY_STEPS_MAX)
			answer->rows[answer->steps++] =
			    (const struct rows *)result;
		return true;
	case PGRES_FATAL_ERROR:
		sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
		/* Without an SQLSTATE it is libpq that speaks. */
		spoken = sqlstate != NULL;
		if (spoken && !query->failed) {
			query->failed = true;
			answer->kind = ANSWER_ERROR;
			strncpy(answer->sqlstate, sqlstate, 5);
			answer->message =
			    pipeline_field(result, PG_DIAG_MESSAGE_PRIMARY);
			answer->column =
			    pipeline_field(result, PG_DIAG_COLUMN_NAME);
			answer->constraint =
			    pipeline_field(result, PG_DIAG_CONSTRAINT_NAME);
			answer->table =
			    pipeline_field(result, PG_DIAG_TABLE_NAME);
		}
		result_keep(query, result);
		return spoken;
	default: /* PGRES_PIPELINE_ABORTED: an earlier step was refused */
		PQclear(result);
		return true;
	}
}

/*
 * The sync of the oldest query has come: its answer is complete. If that says
 * that the connection is of no more use, those behind it still get theirs.
 */
static void
query_complete(struct pipeline *pipeline, struct query *query)
{
	bool lost =
	    query->failed && error_is_of_connection(query->answer.sqlstate);

	list_remove(&query->link);
	pipeline->depth--;
	if (lost) {
		log_event(LOG_WARNING, "PostgreSQL: SQLSTATE %s",
		    query->answer.sqlstate);
		pipeline->state = PIPELINE_SPENT;
	}
	if (query->arena == NULL)
		free(query);
	else if (lost)
		pipeline->returned(pipeline, query, true);
	else
		pipeline->answered(pipeline, query);
}

/* Returns false if the connection is lost. */
static bool
pipeline_receive(struct pipeline *pipeline)
{
	PGconn *connection = pipeline->connection;
	struct link *link;

	if (PQconsumeInput(connection) == 0)
		return false;
	/* An answer may lead to a new query, and that to the end of all. */
	while (pipeline->state >= PIPELINE_READY && PQisBusy(connection) == 0 &&
	    (link = list_first(&pipeline->sent)) != NULL) {
		struct query *query = list_entry(link, struct query, link);
		PGresult *result = PQgetResult(connection);

		if (result == NULL)
			continue; /* the end of one step */
		pipeline->heard = loop_time(pipeline->loop);
		if (PQresultStatus(result) == PGRES_PIPELINE_SYNC) {
			PQclear(result);
			query_complete(pipeline, query);
		} else if (!result_take(query, result)) {
			return false;
		}
	}
	if (pipeline->state == PIPELINE_SPENT && pipeline->depth == 0)
		return false;
	return pipeline->state < PIPELINE_READY ||
	    PQstatus(connection) == CONNECTION_OK;
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
		alive = pipeline_flush(pipeline);
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
}

void
pipeline_free(struct pipeline *pipeline)
{
	struct link *link;

	connection_close(pipeline);
	while ((link = list_first(&pipeline->sent)) != NULL) {
		list_remove(link);
		free(list_entry(link, struct query, link));
	}
}

/* A query in the list of those that were sent, whose answer will be dropped. */
static struct query *
nobody_new(void)
{
	struct query *nobody = memory_alloc(sizeof *nobody);

	memset(nobody, 0, sizeof *nobody);
	return nobody;
}

/*
 * Prepares what is worth it, in a segment before that of the query. If
 * PostgreSQL cannot, the query hears that there is no such statement.
 */
static bool
step_keep(struct pipeline *pipeline, const struct query_step *step)
{
	if (!step->lasting || kept_find(&pipeline->kept, step->sql) != NULL)
		return true;
	list_append(&pipeline->sent, &nobody_new()->link);
	pipeline->depth++;
	return kept_add(&pipeline->kept, pipeline->connection, step->sql);
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
	if (pipeline->depth == 0) {
		pipeline->heard = query->sent;
		loop_wake_by(pipeline->loop,
		    pipeline->heard + pipeline->options->silence_max);
	}
	for (int i = 0; sent && i < query->steps; i++)
		sent = step_keep(pipeline, &query->step[i]);
	list_append(&pipeline->sent, &query->link);
	pipeline->depth++;
	for (int i = 0; sent && i < query->steps; i++)
		sent = step_send(pipeline, &query->step[i]);
	/* The sync also flushes as much as the socket takes. */
	sent = sent && PQpipelineSync(pipeline->connection) == 1 &&
	    pipeline_flush(pipeline);
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
