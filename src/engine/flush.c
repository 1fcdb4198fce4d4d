/* Group commit: many that write wait for the disk once. */
#include "engine/flush.h"

#include <string.h>

#include "engine/connect.h"
#include "engine/log.h"
#include "engine/pipeline.h"

#define STATEMENT "flush"

static const char session_set[] =
    "SELECT set_config('synchronous_commit', 'off', false)";

/*
 * A null stands for what holds without session_set. A commit waits if it has a
 * transaction id and something of its own in the log.
 */
static const char statement[] =
    "SELECT set_config('synchronous_commit', NULL, true),"
    " pg_logical_emit_message(true, 'marquee', '')";

void
flush_init(struct flush *flush)
{
	memset(flush, 0, sizeof *flush);
	list_init(&flush->held);
}

bool
flush_prepare(PGconn *connection)
{
	return PQsendQueryParams(connection, session_set, 0, NULL, NULL, NULL,
		   NULL, 0) == 1 &&
	    PQsendPrepare(connection, STATEMENT, statement, 0, NULL) == 1;
}

static bool
flush_send(struct pipeline *pipeline)
{
	struct flush *flush = &pipeline->flush;

	memset(&flush->query, 0, sizeof flush->query);
	list_append(&pipeline->sent, &flush->query.link);
	pipeline->depth++;
	flush->under_way = true;
	flush->wanted = 0;
	return PQsendQueryPrepared(pipeline->connection, STATEMENT, 0, NULL,
		   NULL, NULL, 0) == 1 &&
	    PQpipelineSync(pipeline->connection) == 1;
}

static bool
query_wants(const struct pipeline *pipeline, const struct query *query)
{
	return pipeline->options->writes && !query->relaxed;
}

bool
flush_follow(struct pipeline *pipeline, const struct query *query)
{
	if (!query_wants(pipeline, query))
		return true;
	pipeline->flush.wanted++;
	return pipeline->flush.under_way || flush_send(pipeline);
}

bool
flush_holds(struct pipeline *pipeline, struct query *query)
{
	if (!query_wants(pipeline, query))
		return false;
	list_append(&pipeline->flush.held, &query->link);
	return true;
}

/*
 * The answers that waited. If they are not sure, it is certain only of what was
 * refused that nothing was done. They may lead to new queries, and to the end
 * of all.
 */
static void
held_answer(struct pipeline *pipeline, bool sure)
{
	struct link held, *link;

	list_init(&held);
	while ((link = list_first(&pipeline->flush.held)) != NULL)
		list_append(&held, link);
	while ((link = list_first(&held)) != NULL) {
		struct query *query = list_entry(link, struct query, link);

		list_remove(link);
		if (sure)
			pipeline->answered(pipeline, query);
		else
			pipeline->returned(pipeline, query, query->failed);
	}
}

bool
flush_complete(struct pipeline *pipeline)
{
	struct flush *flush = &pipeline->flush;
	bool sure = !flush->query.failed;

	list_remove(&flush->query.link);
	pipeline->depth--;
	if (!sure) {
		log_event(LOG_WARNING,
		    "PostgreSQL: a flush was refused: SQLSTATE %s",
		    flush->query.answer.sqlstate);
		pipeline->state = PIPELINE_SPENT;
	}
	/* What that leads to shares the next one. */
	held_answer(pipeline, sure);
	flush->under_way = false;
	if (pipeline->state < PIPELINE_READY || flush->wanted == 0)
		return true;
	return flush_send(pipeline) && pipeline_push(pipeline);
}

void
flush_lose(struct pipeline *pipeline)
{
	pipeline->flush.under_way = false;
	pipeline->flush.wanted = 0;
	held_answer(pipeline, false);
}
