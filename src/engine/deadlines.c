/* Ends what stays too long: connections in a state, and all when it drains. */
#include "engine/serve.h"

enum {
	/* A web server passes parts on to a slow client in lumps. */
	PARTS_PATIENCE = 6, /* times as silent as others may be */
};

/* How long a connection may stay in a state; 0: no matter. Microseconds. */
static const int64_t state_max[STATES] = {
	[CONNECTION_FRESH] = 10000000,
	[CONNECTION_KEPT] = 300000000,
	/* Before a web server gives up that cannot send the rest. */
	[CONNECTION_CROWDED] = 5000000,
	[CONNECTION_RESTING] = 500000,
	[CONNECTION_WRITING] = 10000000, /* without a byte being read */
};

void
server_expire_by(struct server *server, const struct connection *connection)
{
	int64_t max = state_max[connection->state];

	if (max != 0)
		loop_wake_by(server->loop, connection->since + max);
}

/* It has been in its state for as long as it may. */
static void
connection_expire(struct connection *connection)
{
	switch (connection->state) {
	case CONNECTION_CROWDED:
		/* Told so when all of it has come, of which little is kept. */
		connection->refused = connection->bodiless = true;
		connection_enter(connection, CONNECTION_FRESH);
		connection_look(connection);
		return;
	case CONNECTION_RESTING:
		connection_enter(connection, CONNECTION_WORKING);
		connection->request.handler->more(&connection->request);
		return;
	case CONNECTION_WRITING:
		connection->silent =
		    connection_is_read(connection) ? 0 : connection->silent + 1;
		if (connection->silent <
		    (connection->partial ? PARTS_PATIENCE : 1))
			connection_enter(connection, CONNECTION_WRITING);
		else
			request_end(connection, false);
		return;
	default:
		connection_free(connection);
	}
}

int64_t
server_expire(struct server *server, int64_t now)
{
	int64_t next = INT64_MAX;

	for (int state = 0; state < STATES; state++) {
		struct link *list = &server->lists[state], *link;

		if (state_max[state] == 0)
			continue;
		while ((link = list_first(list)) != NULL) {
			struct connection *connection =
			    list_entry(link, struct connection, link);
			int64_t limit = connection->since + state_max[state];

			if (now < limit) {
				next = limit < next ? limit : next;
				break;
			}
			connection_expire(connection);
		}
	}
	return next;
}

/* The last look at idle connections before the process goes. */
static void
server_close_idle(struct server *server, int64_t now)
{
	static const enum connection_state idle[] = { CONNECTION_FRESH,
		CONNECTION_KEPT };

	for (size_t i = 0; i < sizeof idle / sizeof *idle; i++) {
		struct link *list = &server->lists[idle[i]], *link, *next;

		for (link = list->next; link != list; link = next) {
			struct connection *connection =
			    list_entry(link, struct connection, link);

			next = link->next;
			/* What is on its way may still arrive. */
			if (connection->spool != NULL &&
			    now < connection->heard + server->drain_max)
				continue;
			if (connection_look(connection) &&
			    connection->state == idle[i])
				connection_free(connection);
		}
	}
}

void
server_drain(struct server *server, int64_t now)
{
	if (!server->draining) {
		server->draining = true;
		server->drained_at = now + server->drain_max;
		listener_close(&server->listener);
	}
	loop_wake_by(server->loop, server->drained_at);
	if (now >= server->drained_at) {
		server->cutting = true;
		parts_cut(server);
		server_close_idle(server, now);
		server_pump(server);
	}
}
