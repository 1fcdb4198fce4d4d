/* One connection to PostgreSQL for a command that may wait for it. */
#include "engine/session.h"

#include <libpq-fe.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/memory.h"

struct session {
	PGconn *connection;
	PGresult *result;
	struct arena *arena;
	void (*tick)(void); /* or NULL */
};

enum { TICK = 200 /* ms */, INSIST_MAX = 60 /* times, of a second or so */ };

/* For the signal handler: what to cancel, and by which signal it was. */
static PGcancel *cancel;
static volatile sig_atomic_t interrupted;

static void
complain(const char *message)
{
	if (interrupted)
		return;
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
	session->tick = NULL;
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
	PGcancel *old = cancel;

	cancel = NULL;
	PQfreeCancel(old);
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

void
session_tick(struct session *session, void (*tick)(void))
{
	session->tick = tick;
}

/*
 * The answer to what was sent, if it was: of several the last, or the first
 * that is bad, which is the last as well.
 */
static PGresult *
answer_take(struct session *session, bool sent)
{
	struct pollfd socket = { PQsocket(session->connection), POLLIN, 0 };
	PGresult *last = NULL, *next;

	if (!sent)
		return NULL;
	do {
		while (session->tick != NULL && PQisBusy(session->connection)) {
			session->tick();
			poll(&socket, 1, TICK);
			if (!PQconsumeInput(session->connection))
				break;
		}
		next = PQgetResult(session->connection);
		if (next != NULL) {
			PQclear(last);
			last = next;
		}
	} while (next != NULL);
	return last;
}

const struct rows *
session_run(struct session *session, const char *sql)
{
	return result_keep(session,
	    answer_take(session, PQsendQuery(session->connection, sql) == 1));
}

static PGresult *
statement_run(struct session *session, const struct statement *statement,
    const struct values *values)
{
	struct query_step step;

	arena_reset(session->arena);
	statement_render(statement, values, session->arena, &step);
	return answer_take(session,
	    PQsendQueryParams(session->connection, step.sql, step.parameters,
		NULL, step.values, NULL, NULL, 0) == 1);
}

const struct rows *
session_query(struct session *session, const struct statement *statement,
    const struct values *values)
{
	return result_keep(session, statement_run(session, statement, values));
}

/* Has PostgreSQL found that this and another wait for each other? */
static bool
is_deadlock(const PGresult *result)
{
	const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);

	return sqlstate != NULL && strcmp(sqlstate, "40P01") == 0;
}

const struct rows *
session_insist(struct session *session, const struct statement *statement,
    const struct values *values)
{
	PGresult *result;

	if (session_run(session, "SAVEPOINT insist") == NULL)
		return NULL;
	result = statement_run(session, statement, values);
	for (int i = 0; i < INSIST_MAX && !interrupted && is_deadlock(result);
	     i++) {
		PQclear(result);
		if (session_run(session, "ROLLBACK TO insist") == NULL)
			return NULL;
		result = statement_run(session, statement, values);
	}
	if (result_keep(session, result) == NULL)
		return NULL;
	/* Not by session_run(): the rows are still to be looked at. */
	PQclear(PQexec(session->connection, "RELEASE insist"));
	return (const struct rows *)result;
}

bool
session_analyse(struct session *session, const char *tables)
{
	arena_reset(session->arena);
	return session_run(session,
		   arena_printf(session->arena, "ANALYZE %s", tables)) != NULL;
}

long
session_affected(const struct session *session)
{
	return atol(PQcmdTuples(session->result));
}

bool
session_copy_begin(struct session *session, const char *sql)
{
	PGresult *result = PQexec(session->connection, sql);
	bool good = PQresultStatus(result) == PGRES_COPY_IN;

	PQclear(result);
	if (!good)
		complain(PQerrorMessage(session->connection));
	return good;
}

bool
session_copy_put(struct session *session, const char *bytes, size_t size)
{
	if (PQputCopyData(session->connection, bytes, (int)size) == 1)
		return true;
	complain(PQerrorMessage(session->connection));
	return false;
}

bool
session_copy_end(struct session *session, const char *reason)
{
	PGresult *result;
	bool good;

	if (PQputCopyEnd(session->connection, reason) != 1) {
		complain(PQerrorMessage(session->connection));
		return false;
	}
	result = PQgetResult(session->connection);
	good = PQresultStatus(result) == PGRES_COMMAND_OK;
	if (!good && reason == NULL)
		complain(PQerrorMessage(session->connection));
	PQclear(result);
	while ((result = PQgetResult(session->connection)) != NULL)
		PQclear(result);
	return good;
}

static void
on_signal(int number)
{
	char message[256];

	interrupted = number;
	PQcancel(cancel, message, sizeof message);
}

void
session_heed_signals(struct session *session)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = on_signal };

	cancel = PQgetCancel(session->connection);
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		sigaction(signals[i], &action, NULL);
}

int
session_interrupted(void)
{
	return interrupted;
}
