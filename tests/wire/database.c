/* The PostgreSQL behind the responder: locks, freezes, stops and starts. */
#include "database.h"

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "http/token.h"
#include "keep.h"
#include "peer.h"

static PGconn *connection;

static void
notice_ignore(void *context, const char *message)
{
	(void)context;
	(void)message;
}

PGconn *
database_connect(void)
{
	PGconn *made = PQconnectdb(getenv("DATABASE_URL"));

	PQsetNoticeProcessor(made, notice_ignore, NULL);
	if (PQstatus(made) == CONNECTION_OK)
		return made;
	PQfinish(made);
	return NULL;
}

static PGconn *
database(void)
{
	if (connection == NULL)
		connection = database_connect();
	ck_assert_msg(connection != NULL, "PostgreSQL cannot be reached");
	return connection;
}

static long
run_on(PGconn *at, const char *sql)
{
	PGresult *result = PQexec(at, sql);
	ExecStatusType status = PQresultStatus(result);
	long number = 0;

	ck_assert_msg(status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK,
	    "%s: %s", sql, PQresultErrorMessage(result));
	if (PQntuples(result) > 0)
		number = atol(PQgetvalue(result, 0, 0));
	PQclear(result);
	return number;
}

long
database_run(const char *sql)
{
	return run_on(database(), sql);
}

PGconn *
movies_lock(void)
{
	PGconn *lock = database_connect();

	ck_assert(lock != NULL);
	run_on(lock, "BEGIN");
	run_on(lock, "LOCK TABLE movie IN ACCESS EXCLUSIVE MODE");
	return lock;
}

void
movies_unlock(PGconn *lock)
{
	run_on(lock, "ROLLBACK");
	PQfinish(lock);
}

void
wait_until_blocked(int count)
{
	long deadline = clock_ms() + PATIENCE_MS;

	while (database_run("SELECT count(*) FROM pg_stat_activity WHERE "
			    "application_name = 'marquee' AND "
			    "wait_event_type = 'Lock'") < count) {
		ck_assert_msg(clock_ms() < deadline, "no query is blocked");
		usleep(2000);
	}
}

/* One statement, as the superuser that wire/run makes. */
static void
run_as_superuser(const char *sql)
{
	PGconn *made = PQconnectdb(
	    keep_printf("%s user=postgres", getenv("DATABASE_URL")));

	run_on(made, sql);
	PQfinish(made);
}

void
commits_hold(void)
{
	run_as_superuser(
	    "ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
	run_as_superuser("SELECT pg_reload_conf()");
}

void
commits_release(void)
{
	run_as_superuser("ALTER SYSTEM RESET synchronous_standby_names");
	run_as_superuser("SELECT pg_reload_conf()");
}

/* See src/engine/flush.c. */
#define FLUSH_FUNCTION "pg_logical_emit_message(boolean, text, text)"

void
flushes_forbid(void)
{
	run_as_superuser(
	    "REVOKE EXECUTE ON FUNCTION " FLUSH_FUNCTION " FROM public");
}

void
flushes_allow(void)
{
	run_as_superuser(
	    "GRANT EXECUTE ON FUNCTION " FLUSH_FUNCTION " TO public");
}

void
wait_until_committed(void)
{
	long deadline = clock_ms() + PATIENCE_MS;

	while (database_run("SELECT count(*) FROM pg_stat_activity WHERE "
			    "application_name = 'marquee' AND "
			    "wait_event = 'SyncRep'") == 0) {
		ck_assert_msg(clock_ms() < deadline, "nothing is committed");
		usleep(2000);
	}
}

void
backends_terminate(void)
{
	database_run("SELECT pg_terminate_backend(pid, 5000) FROM "
		     "pg_stat_activity WHERE application_name = 'marquee'");
}

static void
cluster(const char *verb)
{
	const char *program = getenv("CLUSTER");

	ck_assert_msg(program != NULL, "CLUSTER is not set");
	ck_assert_msg(system(keep_printf("%s %s", program, verb)) == 0, "%s %s",
	    program, verb);
}

void
backends_freeze(void)
{
	PGresult *result = PQexec(database(),
	    "SELECT pid FROM pg_stat_activity "
	    "WHERE application_name = 'marquee'");

	for (int i = 0; i < PQntuples(result); i++)
		kill(atoi(PQgetvalue(result, i, 0)), SIGSTOP);
	PQclear(result);
}

void
postgres_freeze(void)
{
	cluster("freeze");
}

void
postgres_thaw(void)
{
	cluster("thaw");
}

void
postgres_stop(void)
{
	PQfinish(connection);
	connection = NULL;
	cluster("stop");
}

void
postgres_crash(void)
{
	PGconn *doomed = database_connect(), *witness = database();

	ck_assert(doomed != NULL);
	kill(PQbackendPID(doomed), SIGKILL);
	PQfinish(doomed);
	while (PQstatus(witness) == CONNECTION_OK)
		PQclear(PQexec(witness, "SELECT 1"));
	PQfinish(connection);
	connection = NULL;
}

void
postgres_start(void)
{
	cluster("start");
}

void
database_limit(int connections)
{
	database_run(keep_printf("ALTER DATABASE %s CONNECTION LIMIT %d",
	    PQdb(database()), connections));
}

void
postgres_well(void)
{
	cluster("well");
	commits_release();
	flushes_allow();
	database_limit(-1);
}

static void
wide_movies_insert(void)
{
	database_run("WITH made AS (INSERT INTO movie (name, year) "
		     "SELECT repeat(chr(119070), 255), 2100 "
		     "FROM generate_series(1, 100) WHERE NOT EXISTS "
		     "(SELECT FROM movie WHERE year = 2100) RETURNING id), "
		     "people AS (INSERT INTO person (name) SELECT "
		     "repeat(chr(119070), 250) || n "
		     "FROM generate_series(1, 10) n "
		     "ON CONFLICT DO NOTHING RETURNING id) "
		     "INSERT INTO credit (movie_id, person_id, role, position) "
		     "SELECT made.id, people.id, 'director', "
		     "row_number() OVER (PARTITION BY made.id) "
		     "FROM made, people");
}

const char *
wide_list(void)
{
	static int inserted;

	if (!inserted)
		wide_movies_insert();
	inserted = 1;
	return "/api/movies/?year=2100&limit=100";
}

const char *
database_admin(void)
{
	struct arena *arena = arena_new();
	const char *made = token_make(arena), *header;

	database_run("INSERT INTO account (email, username, role)"
		     " VALUES ('admin@wire', 'wire-admin', 'admin')"
		     " ON CONFLICT DO NOTHING");
	database_run(
	    keep_printf("INSERT INTO token (account_id, hash, last_used_at)"
			" SELECT id, '%s', now() FROM account WHERE username = "
			"'wire-admin'",
		token_hash(made, arena)));
	header = keep_printf("Bearer %s", made);
	arena_free(arena);
	return header;
}
