/* One connection to PostgreSQL for a command that may wait for it. */
#include "engine/session.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/memory.h"

struct session {
	PGconn *connection;
	PGresult *result;
	struct arena *arena;
};

static void
complain(const char *message)
{
	fprintf(
	    stderr, "PostgreSQL: %.*s\n", (int)strcspn(message, "\n"), message);
}

/* Notices are not for the user of a command. */
static void
notice_drop(void *context, const char *message)
{
	(void)context;
	(void)message;
}

struct session *
session_open(const char *database_url)
{
	const char *const keywords[] = { "dbname", "client_encoding",
		"fallback_application_name", "connect_timeout", "options",
		NULL };
	const char *const values[] = { database_url, "UTF8", "marquee", "10",
		"-c timezone=UTC -c datestyle=ISO", NULL };
	struct session *session = memory_alloc(sizeof *session);

	session->connection = PQconnectdbParams(keywords, values, 1);
	session->result = NULL;
	session->arena = arena_new();
	if (PQstatus(session->connection) == CONNECTION_OK) {
		PQsetNoticeProcessor(session->connection, notice_drop, NULL);
		return session;
	}
	complain(PQerrorMessage(session->connection));
	session_close(session);
	return NULL;
}

void
session_close(struct session *session)
{
	PQclear(session->result);
	PQfinish(session->connection);
	arena_free(session->arena);
	free(session);
}

/* Keeps the result if it is good. */
static const struct rows *
result_keep(struct session *session, PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	PQclear(session->result);
	session->result = result;
	if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
		return (const struct rows *)result;
	complain(PQerrorMessage(session->connection));
	return NULL;
}

const struct rows *
session_run(struct session *session, const char *sql)
{
	return result_keep(session, PQexec(session->connection, sql));
}

const struct rows *
session_query(struct session *session, const struct statement *statement,
    const struct values *values)
{
	struct query_step step;

	arena_reset(session->arena);
	statement_render(statement, values, session->arena, &step);
	return result_keep(session,
	    PQexecParams(session->connection, step.sql, step.parameters, NULL,
		step.values, NULL, NULL, 0));
}
