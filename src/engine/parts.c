/* Replies in parts: only as much is held as the peer takes next. */
#include "engine/serve.h"

static struct connection *
connection_of(struct request *request)
{
	return list_entry(request, struct connection, request);
}

/*
 * How fast a peer has to take its reply if somebody else wants its place: that
 * many bytes in that time, in microseconds.
 */
enum { PACE_SPAN = 60000000, PACE_MIN = 512 * 1024 };

static bool
pace_is_slow(const struct connection *connection, int64_t now)
{
	int64_t span = now - connection->paced_at;

	return span >= PACE_SPAN &&
	    (int64_t)connection->paced * PACE_SPAN < PACE_MIN * span;
}

static void
pace_begin(struct connection *connection, int64_t now)
{
	connection->paced_at = now;
	connection->paced = 0;
}

static void
pace_note(struct connection *connection)
{
	int64_t now = loop_time(connection->server->loop);

	connection->paced += connection->reply_size;
	if (now < connection->paced_at + PACE_SPAN)
		return;
	connection->slow = pace_is_slow(connection, now);
	pace_begin(connection, now);
}

/* Cuts one that is waited for too long. Returns whether there was any. */
static bool
slow_cut(struct server *server)
{
	struct link *list = &server->lists[CONNECTION_WRITING];
	int64_t now = loop_time(server->loop);

	for (struct link *link = list->next; link != list; link = link->next) {
		struct connection *connection =
		    list_entry(link, struct connection, link);

		if (!connection->partial ||
		    !(connection->slow || pace_is_slow(connection, now)))
			continue;
		request_end(connection, false);
		return true;
	}
	return false;
}

bool
request_in_parts(struct request *request)
{
	struct connection *connection = connection_of(request);
	struct server *server = connection->server;

	if (server->parted >= server->settings->max_exports &&
	    !slow_cut(server))
		return false;
	server->parted++;
	server->working--;
	connection->parted = true;
	connection->slow = false;
	pace_begin(connection, loop_time(server->loop));
	connection->mark = arena_mark(request->arena);
	return true;
}

void
request_cut(struct request *request)
{
	struct connection *connection = connection_of(request);
	struct server *server = connection->server;

	request_end(connection, false);
	server_pump(server);
}

/* Has it to end here? If so, it has ended. */
static bool
is_cut(struct connection *connection)
{
	if (!connection->gone && !connection->server->cutting)
		return false;
	request_cut(&connection->request);
	return true;
}

void
request_part(struct request *request, const char *bytes, size_t size)
{
	struct connection *connection = connection_of(request);

	if (is_cut(connection))
		return;
	connection->reply = bytes;
	connection->reply_size = size;
	connection->reply_sent = 0;
	connection->partial = true;
	reply_write(connection);
}

void
part_written(struct connection *connection)
{
	struct request *request = &connection->request;

	connection->partial = false;
	pace_note(connection);
	if (connection->state == CONNECTION_WRITING) {
		connection_enter(connection, CONNECTION_WORKING);
		loop_watch(connection->server->loop, EPOLL_CTL_MOD,
		    &connection->watch, EVENTS_USUAL);
	}
	arena_rewind(request->arena, connection->mark);
	request->handler->more(request);
}

void
request_rest(struct request *request)
{
	struct connection *connection = connection_of(request);

	if (!is_cut(connection))
		connection_enter(connection, CONNECTION_RESTING);
}

void
parts_end(struct connection *connection)
{
	struct request *request = &connection->request;

	connection->server->parted--;
	connection->parted = connection->partial = false;
	/* One that is sent to its end is in the log by now. */
	if (request->log.us == 0) {
		request->log.us = loop_clock() - request->arrived;
		log_access(&request->log);
	}
}

void
parts_cut(struct server *server)
{
	static const enum connection_state waiting[] = { CONNECTION_RESTING,
		CONNECTION_WRITING };

	for (size_t i = 0; i < sizeof waiting / sizeof *waiting; i++) {
		struct link *list = &server->lists[waiting[i]], *link, *next;

		for (link = list->next; link != list; link = next) {
			struct connection *connection =
			    list_entry(link, struct connection, link);

			next = link->next;
			if (connection->partial ||
			    connection->state == CONNECTION_RESTING)
				request_end(connection, false);
		}
	}
}
