/* How a connection to PostgreSQL comes to be ready. */
#include "engine/connect.h"

#include <stdlib.h>
#include <string.h>

#include "engine/log.h"
#include "engine/memory.h"

enum {
	CONNECT_MAX = 2000000,
};

static void
pipeline_prepare(struct pipeline *pipeline)
{
	const struct pipeline_options *options = pipeline->options;
	PGconn *connection = pipeline->connection;
	bool sent;

	pipeline->state = PIPELINE_PREPARING;
	sent = PQsetnonblocking(connection, 1) == 0 &&
	    PQenterPipelineMode(connection) == 1 &&
	    (!options->writes || flush_prepare(connection));
	for (int i = 0; sent && i < options->prepared_count; i++)
		sent = PQsendPrepare(connection, options->prepared[i].name,
			   options->prepared[i].sql, 0, NULL) == 1;
	sent = sent && PQpipelineSync(connection) == 1;
	if (!sent || !pipeline_push(pipeline)) {
		pipeline_complain("cannot prepare", connection);
		pipeline_lose(pipeline);
	}
}

void
pipeline_connect_on(struct pipeline *pipeline, PostgresPollingStatusType status)
{
	switch (status) {
	case PGRES_POLLING_OK:
		pipeline_watch(pipeline, EPOLLIN);
		pipeline_prepare(pipeline);
		return;
	case PGRES_POLLING_READING:
		pipeline_watch(pipeline, EPOLLIN);
		return;
	case PGRES_POLLING_WRITING:
		pipeline_watch(pipeline, EPOLLOUT);
		return;
	default:
		pipeline_complain("cannot connect", pipeline->connection);
		pipeline_lose(pipeline);
	}
}

static void
notice_log(void *context, const char *message)
{
	(void)context;
	log_event(LOG_WARNING, "PostgreSQL: %.*s", (int)strcspn(message, "\n"),
	    message);
}

/* A list of the connection string, turned to the server to try first. */
static char *
list_turned(const struct pipeline *pipeline, const char *list)
{
	char *turned;

	if (list == NULL)
		return NULL;
	turned = memory_alloc(strlen(list) + 1);
	strcpy(turned, list);
	hosts_turn(&pipeline->options->hosts, turned, pipeline->first_host);
	return turned;
}

void
pipeline_connect(struct pipeline *pipeline)
{
	const struct pipeline_options *options = pipeline->options;
	char *host = list_turned(pipeline, options->hosts.host);
	char *hostaddr = list_turned(pipeline, options->hosts.hostaddr);
	char *port = list_turned(pipeline, options->hosts.port);
	/* Later words win over what the connection string says. A NULL
	 * value says nothing. */
	const char *const keywords[] = { "dbname", "client_encoding",
		"fallback_application_name", "tcp_user_timeout",
		"keepalives_idle", "options", "host", "hostaddr", "port",
		NULL };
	const char *const values[] = { options->database_url, "UTF8", "marquee",
		"5000", "30", options->session, host, hostaddr, port, NULL };

	pipeline->state = PIPELINE_CONNECTING;
	pipeline->deadline = loop_time(pipeline->loop) + CONNECT_MAX;
	loop_wake_by(pipeline->loop, pipeline->deadline);
	pipeline->connection = PQconnectStartParams(keywords, values, 1);
	free(host);
	free(hostaddr);
	free(port);
	if (pipeline->connection == NULL)
		memory_exhausted(0);
	PQsetNoticeProcessor(pipeline->connection, notice_log, NULL);
	pipeline_connect_on(pipeline,
	    PQstatus(pipeline->connection) == CONNECTION_BAD
		? PGRES_POLLING_FAILED
		: PGRES_POLLING_WRITING);
}

static void
pipeline_ready(struct pipeline *pipeline)
{
	if (pipeline->failed)
		log_event(LOG_INFO, "PostgreSQL: connected again");
	pipeline->state = PIPELINE_READY;
	pipeline->failed = false;
	pipeline->failures = 0;
	pipeline->changed(pipeline);
}

bool
pipeline_prepared(struct pipeline *pipeline)
{
	PGconn *connection = pipeline->connection;

	if (PQconsumeInput(connection) == 0)
		return false;
	while (pipeline->state == PIPELINE_PREPARING &&
	    PQisBusy(connection) == 0) {
		PGresult *result = PQgetResult(connection);
		ExecStatusType status = PQresultStatus(result);
		bool failed = result != NULL && status != PGRES_COMMAND_OK &&
		    status != PGRES_TUPLES_OK && status != PGRES_PIPELINE_SYNC;

		if (failed)
			log_event(LOG_ERROR,
			    "PostgreSQL: a statement does not prepare: %s",
			    pipeline_field(result, PG_DIAG_MESSAGE_PRIMARY));
		PQclear(result);
		if (failed)
			return false;
		if (status == PGRES_PIPELINE_SYNC)
			pipeline_ready(pipeline);
	}
	return true;
}
