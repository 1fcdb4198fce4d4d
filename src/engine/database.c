/* Lanes: queues of queries in front of connections to PostgreSQL. */
#include "engine/database.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/memory.h"

struct lane_queue {
	struct database *database;
	struct pipeline_options options;
	struct pipeline *pipelines;
	int count;     /* of pipelines; 0: the lane is not used */
	int depth_max; /* queries sent to one connection at a time */
	struct link waiting, yielding; /* oldest first */
	bool late_went; /* the last one sent was late, and of `yielding` */
	long held;	/* queries that are waiting or sent */
	long held_max;	/* so that slow work leaves room for quick work */
	char session[1024];
};

struct database {
	struct loop *loop;
	struct ticker ticker;
	int64_t queue_max; /* microseconds */
	struct lane_queue lanes[LANES];
};

enum { TRIES_MAX = 2 };

/* The answer is complete: the lane has room for another query. */
static void
query_done(struct lane_queue *lane, struct query *query)
{
	lane->held--;
	query->done(query);
}

static void
query_answer(
    struct lane_queue *lane, struct query *query, enum answer_kind kind)
{
	query->answer.kind = kind;
	query_done(lane, query);
}

/* The connection with the least to do, or NULL. */
static struct pipeline *
lane_choose(const struct lane_queue *lane)
{
	struct pipeline *best = NULL;

	for (int i = 0; i < lane->count; i++) {
		struct pipeline *pipeline = &lane->pipelines[i];

		if (pipeline->state != PIPELINE_READY ||
		    pipeline->depth >= lane->depth_max)
			continue;
		if (best == NULL || pipeline->depth < best->depth)
			best = pipeline;
	}
	return best;
}

/* Has every connection of the lane tried to come back, in vain? */
static bool
lane_is_down(const struct lane_queue *lane)
{
	for (int i = 0; i < lane->count; i++)
		if (lane->pipelines[i].state == PIPELINE_READY ||
		    !lane->pipelines[i].failed)
			return false;
	return true;
}

/*
 * The next to be sent, or NULL. Those that yield do so for half the time that
 * anybody waits; then they take turns with the others.
 */
static struct query *
lane_next(struct lane_queue *lane)
{
	struct link *usual = list_first(&lane->waiting);
	struct link *yielding = list_first(&lane->yielding);
	struct query *query;

	if (yielding != NULL) {
		query = list_entry(yielding, struct query, link);
		if (usual == NULL)
			return query;
		if (!lane->late_went &&
		    loop_time(lane->database->loop) >=
			query->asked + lane->database->queue_max / 2) {
			lane->late_went = true;
			return query;
		}
	}
	lane->late_went = false;
	return usual == NULL ? NULL : list_entry(usual, struct query, link);
}

static void
lane_pump(struct lane_queue *lane)
{
	struct pipeline *pipeline;
	struct query *query;

	while ((pipeline = lane_choose(lane)) != NULL &&
	    (query = lane_next(lane)) != NULL)
		pipeline_send(pipeline, query);
}

static void
lane_fail(struct lane_queue *lane, enum answer_kind kind)
{
	struct link *link, failed;

	/* What asks anew on the way is not part of it. */
	list_init(&failed);
	while ((link = list_first(&lane->waiting)) != NULL ||
	    (link = list_first(&lane->yielding)) != NULL)
		list_append(&failed, link);
	while ((link = list_first(&failed)) != NULL) {
		list_remove(link);
		query_answer(lane, list_entry(link, struct query, link), kind);
	}
}

/*
 * Was it refused for what others did at the same time, and may it be tried once
 * more? A group of steps asserts what it has found or made: a row that is null
 * or not there any more was there when an earlier step looked.
 */
static bool
conflict_is_worth_a_try(const struct query *query)
{
	static const struct {
		const char *sqlstate;
		int tries;
	} conflicts[] = {
		{ "40001", 3 },	 /* serialization failure */
		{ "40P01", 3 },	 /* deadlock */
		{ "23502", 10 }, /* not null */
		{ "23503", 10 }, /* foreign key */
	};

	if (!query->failed ||
	    (query->foreign_key != NULL &&
		strcmp(query->answer.constraint, query->foreign_key) == 0))
		return false;
	for (size_t i = 0; i < sizeof conflicts / sizeof *conflicts; i++)
		if (strcmp(query->answer.sqlstate, conflicts[i].sqlstate) == 0)
			return query->tries < conflicts[i].tries;
	return false;
}

static void
on_answered(struct pipeline *pipeline, struct query *query)
{
	struct lane_queue *lane = pipeline->owner;

	if (conflict_is_worth_a_try(query))
		list_append(&lane->waiting, &query->link);
	else
		query_done(lane, query);
	lane_pump(lane);
}

static void
on_returned(struct pipeline *pipeline, struct query *query, bool safe)
{
	struct lane_queue *lane = pipeline->owner;

	if ((safe || query->repeatable) && query->tries < TRIES_MAX)
		list_prepend(&lane->waiting, &query->link);
	else if (safe || query->repeatable)
		query_answer(lane, query, ANSWER_UNAVAILABLE);
	else
		query_answer(lane, query, ANSWER_UNKNOWN);
}

static void
on_changed(struct pipeline *pipeline)
{
	struct lane_queue *lane = pipeline->owner;

	if (lane_is_down(lane))
		lane_fail(lane, ANSWER_UNAVAILABLE);
	else
		lane_pump(lane);
}

/*
 * Reads that were sent but still wait behind the first one are told so when
 * they have waited too long; a write may be done all the same, and waits.
 * Returns when the next will have.
 */
static int64_t
sent_expire(struct lane_queue *lane, struct pipeline *pipeline, int64_t now)
{
	int64_t limit = lane->database->queue_max;
	struct link *link = list_first(&pipeline->sent), *next;

	if (link == NULL)
		return INT64_MAX;
	for (link = link->next; link != &pipeline->sent; link = next) {
		struct query *query = list_entry(link, struct query, link);

		next = link->next;
		if (query->arena == NULL || !query->repeatable)
			continue;
		if (now < query->asked + limit)
			return query->asked + limit;
		pipeline_forsake(query);
		query_answer(lane, query, ANSWER_BUSY);
		/* What it led to may have changed the list. */
		return now;
	}
	return INT64_MAX;
}

/* Those that have waited too long are told so. Returns when the next will. */
static int64_t
list_expire(struct lane_queue *lane, struct link *list, int64_t now)
{
	int64_t limit = lane->database->queue_max;
	struct link *link;

	while ((link = list_first(list)) != NULL) {
		struct query *query = list_entry(link, struct query, link);

		if (now < query->asked + limit)
			return query->asked + limit;
		list_remove(link);
		query_answer(lane, query, ANSWER_BUSY);
	}
	return INT64_MAX;
}

static int64_t
lane_expire(struct lane_queue *lane, int64_t now)
{
	int64_t usual = list_expire(lane, &lane->waiting, now);
	int64_t yielding = list_expire(lane, &lane->yielding, now);

	return usual < yielding ? usual : yielding;
}

static int64_t
database_tick(struct ticker *ticker, int64_t now)
{
	struct database *database = list_entry(ticker, struct database, ticker);
	int64_t next = INT64_MAX;

	for (int i = 0; i < LANES; i++) {
		struct lane_queue *lane = &database->lanes[i];
		int64_t when = lane_expire(lane, now);

		next = when < next ? when : next;
		for (int j = 0; j < lane->count; j++) {
			when = sent_expire(lane, &lane->pipelines[j], now);
			next = when < next ? when : next;
			when = pipeline_tick(&lane->pipelines[j], now);
			next = when < next ? when : next;
		}
	}
	return next;
}

/* The options that the administrator put into the connection string, or "". */
static void
options_read(char *options, size_t size, const char *database_url)
{
	PQconninfoOption *all = PQconninfoParse(database_url, NULL);

	*options = '\0';
	for (PQconninfoOption *o = all; o != NULL && o->keyword != NULL; o++)
		if (strcmp(o->keyword, "options") == 0 && o->val != NULL)
			snprintf(options, size, "%s", o->val);
	PQconninfoFree(all);
}

/* What the server is told when a connection of the lane begins. */
static void
lane_set_session(
    struct lane_queue *lane, enum lane kind, const struct settings *settings)
{
	char options[sizeof lane->session / 2];

	options_read(options, sizeof options, settings->database_url);
	snprintf(lane->session, sizeof lane->session,
	    "%s -c statement_timeout=%ld -c lock_timeout=%ld "
	    "-c idle_in_transaction_session_timeout=%ld "
	    "-c timezone=UTC -c datestyle=ISO -c jit=off "
	    "-c max_parallel_workers_per_gather=0 "
	    "-c default_transaction_read_only=%s",
	    options, settings->statement_timeout_ms, settings->queue_timeout_ms,
	    settings->statement_timeout_ms, kind == LANE_WRITE ? "off" : "on");
}

static void
lane_open(struct lane_queue *lane, enum lane kind,
    const struct settings *settings, const struct prepared *prepared)
{
	static const int depths[LANES] = {
		[LANE_QUICK] = 256,
		[LANE_SLOW] = 2,
		[LANE_WRITE] = 16,
	};
	const long counts[LANES] = {
		[LANE_QUICK] = settings->read_connections,
		[LANE_SLOW] = settings->slow_connections,
		[LANE_WRITE] = settings->write_connections,
	};

	while (prepared[lane->options.prepared_count].name != NULL)
		lane->options.prepared_count++;
	if (lane->options.prepared_count == 0)
		return;
	lane_set_session(lane, kind, settings);
	lane->options.database_url = settings->database_url;
	hosts_read(&lane->options.hosts, settings->database_url);
	lane->options.session = lane->session;
	lane->options.silence_max =
	    (settings->statement_timeout_ms + 1000) * 1000;
	lane->options.prepared = prepared;
	lane->options.writes = kind == LANE_WRITE;
	lane->depth_max = depths[kind];
	lane->held_max = kind == LANE_QUICK ? settings->max_inflight
					    : (settings->max_inflight + 1) / 2;
	lane->count = (int)counts[kind];
	lane->pipelines =
	    memory_alloc((size_t)lane->count * sizeof *lane->pipelines);
	for (int i = 0; i < lane->count; i++) {
		struct pipeline *pipeline = &lane->pipelines[i];

		pipeline_init(pipeline, lane->database->loop, &lane->options);
		pipeline->owner = lane;
		pipeline->answered = on_answered;
		pipeline->returned = on_returned;
		pipeline->changed = on_changed;
	}
}

struct database *
database_new(struct loop *loop, const struct settings *settings,
    const struct prepared *const prepared[LANES])
{
	struct database *database = memory_alloc(sizeof *database);

	memset(database, 0, sizeof *database);
	database->loop = loop;
	database->queue_max = settings->queue_timeout_ms * 1000;
	for (int i = 0; i < LANES; i++) {
		struct lane_queue *lane = &database->lanes[i];

		lane->database = database;
		list_init(&lane->waiting);
		list_init(&lane->yielding);
		lane_open(lane, i, settings, prepared[i]);
	}
	database->ticker.tick = database_tick;
	loop_add_ticker(loop, &database->ticker);
	return database;
}

void
database_free(struct database *database)
{
	for (int i = 0; i < LANES; i++) {
		struct lane_queue *lane = &database->lanes[i];

		for (int j = 0; j < lane->count; j++)
			pipeline_free(&lane->pipelines[j]);
		free(lane->pipelines);
		hosts_free(&lane->options.hosts);
	}
	free(database);
}

void
database_submit(struct database *database, struct query *query)
{
	struct lane_queue *lane = &database->lanes[query->lane];
	int64_t asked = loop_time(database->loop);

	query->asked = asked;
	query->tries = 0;
	memset(&query->answer, 0, sizeof query->answer);
	lane->held++;
	if (lane_is_down(lane)) {
		query_answer(lane, query, ANSWER_UNAVAILABLE);
		return;
	}
	if (lane->held > lane->held_max / (query->spare ? 4 : 1)) {
		query_answer(lane, query, ANSWER_BUSY);
		return;
	}
	list_append(
	    query->yields ? &lane->yielding : &lane->waiting, &query->link);
	lane_pump(lane);
	loop_wake_by(database->loop, asked + database->queue_max);
}

bool
database_is_busy(const struct database *database)
{
	for (int i = 0; i < LANES; i++)
		if (database->lanes[i].held > 0)
			return true;
	return false;
}
