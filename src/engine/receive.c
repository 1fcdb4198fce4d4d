/* Takes the answers that come over a connection to PostgreSQL. */
#include "engine/receive.h"

#include <stdlib.h>
#include <string.h>

#include "engine/connect.h"
#include "engine/log.h"

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

/* What it was to prepare is there from now on, or is not. */
static void
nobody_end(struct query *nobody)
{
	if (nobody->context != NULL) {
		kept_end(nobody->context, !nobody->failed);
		if (nobody->failed)
			log_event(LOG_WARNING,
			    "PostgreSQL: a statement was not prepared: "
			    "SQLSTATE %s",
			    nobody->answer.sqlstate);
	}
	free(nobody);
}

/*
 * The sync of the oldest query has come: its answer is complete. If that says
 * that the connection is of no more use, those behind it still get theirs.
 * Returns false: connection lost.
 */
static bool
query_complete(struct pipeline *pipeline, struct query *query)
{
	bool lost =
	    query->failed && error_is_of_connection(query->answer.sqlstate);

	if (query == &pipeline->flush.query)
		return flush_complete(pipeline);
	list_remove(&query->link);
	pipeline->depth--;
	if (lost) {
		log_event(LOG_WARNING, "PostgreSQL: SQLSTATE %s",
		    query->answer.sqlstate);
		pipeline->state = PIPELINE_SPENT;
	}
	if (query->arena == NULL)
		nobody_end(query);
	else if (lost)
		pipeline->returned(pipeline, query, true);
	else if (!flush_holds(pipeline, query))
		pipeline->answered(pipeline, query);
	return true;
}

bool
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
			if (!query_complete(pipeline, query))
				return false;
		} else if (!result_take(query, result)) {
			return false;
		}
	}
	if (pipeline->state == PIPELINE_SPENT && pipeline->depth == 0)
		return false;
	return pipeline->state < PIPELINE_READY ||
	    PQstatus(connection) == CONNECTION_OK;
}
