/* The database behind the API, through libpq. */
#include "database.h"

#include <libpq-fe.h>
#include <stdlib.h>
#include <unistd.h>

#include "must.h"
#include "pool.h"

struct rows {
	PGresult *result;
};

static PGconn *connection;
static pid_t owner; /* a forked test makes a connection of its own */

static void
ignore_notice(void *unused, const PGresult *notice)
{
	(void)unused;
	(void)notice;
}

static PGconn *
database(void)
{
	if (connection != NULL && owner == getpid())
		return connection;
	must(getenv("DATABASE_URL") != NULL, "DATABASE_URL is not set");
	connection = PQconnectdb(getenv("DATABASE_URL"));
	owner = getpid();
	keep_pointer(connection);
	must(PQstatus(connection) == CONNECTION_OK, "%s",
	    PQerrorMessage(connection));
	PQsetNoticeReceiver(connection, ignore_notice, NULL);
	return connection;
}

void
database_close(void)
{
	if (connection == NULL)
		return;
	PQfinish(connection);
	connection = NULL;
}

const struct rows *
sql(const char *statement, int n, const char *const *values)
{
	struct rows *rows = keep(sizeof *rows);
	ExecStatusType status;

	rows->result =
	    PQexecParams(database(), statement, n, NULL, values, NULL, NULL, 0);
	status = PQresultStatus(rows->result);
	must(status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK, "%s: %s",
	    statement, PQresultErrorMessage(rows->result));
	return rows;
}

int
rows_size(const struct rows *rows)
{
	return PQntuples(rows->result);
}

const char *
rows_text(const struct rows *rows, int row, int column)
{
	must(row < PQntuples(rows->result), "there is no row %d", row);
	if (PQgetisnull(rows->result, row, column))
		return NULL;
	return PQgetvalue(rows->result, row, column);
}

int64_t
rows_number(const struct rows *rows, int row, int column)
{
	const char *text = rows_text(rows, row, column);

	return text == NULL ? 0 : strtoll(text, NULL, 10);
}

int64_t
sql_number(const char *statement)
{
	return rows_number(sql(statement, 0, NULL), 0, 0);
}

int64_t
sql_number_of(const char *statement, const char *value)
{
	return rows_number(sql(statement, 1, &value), 0, 0);
}
