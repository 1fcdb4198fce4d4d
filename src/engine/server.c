/* The FastCGI side of a responder: accepting, queueing, replying, draining. */
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "engine/memory.h"
#include "engine/serve.h"

enum {
	IDLE_TRIM = 1000000, /* after that long without work */
	LARGE_MAX = 2,	     /* large requests at a time */
};

void
connection_enter(struct connection *connection, enum connection_state state)
{
	struct server *server = connection->server;

	connection->state = state;
	connection->since = loop_time(server->loop);
	list_append(&server->lists[state], &connection->link);
	server_expire_by(server, connection);
}

/* The connection is not a large one any more: the next may be. */
static void
large_end(struct connection *connection)
{
	struct server *server = connection->server;
	struct link *link = list_first(&server->lists[CONNECTION_CROWDED]);

	if (!connection->large)
		return;
	connection->large = false;
	server->large--;
	malloc_trim(0);
	if (link == NULL)
		return;
	connection = list_entry(link, struct connection, link);
	connection_enter(connection, CONNECTION_FRESH);
	connection_look(connection);
}

void
connection_free(struct connection *connection)
{
	struct server *server = connection->server;

	list_remove(&connection->link);
	loop_forget(server->loop, &connection->watch);
	connection_release(connection);
	large_end(connection);
	free(connection);
	server->listener.held--;
	listener_update(&server->listener);
}

bool
connection_look(struct connection *connection)
{
	struct server *server = connection->server;

	connection->stirred = false;
	connection->heard = loop_time(server->loop);
	switch (connection_receive(connection)) {
	case RECEIVE_WHOLE:
		connection_enter(connection, CONNECTION_QUEUED);
		loop_wake_by(
		    server->loop, connection->since + server->queue_max);
		return true;
	case RECEIVE_PART:
	case RECEIVE_NOTHING:
		/* Half a request may not take longer than a first one. */
		if (connection->spool != NULL &&
		    connection->state == CONNECTION_KEPT)
			connection_enter(connection, CONNECTION_FRESH);
		return true;
	case RECEIVE_LARGE:
		/* Those who bring much take turns, so that memory stays. */
		if (server->large == LARGE_MAX) {
			connection_enter(connection, CONNECTION_CROWDED);
			return true;
		}
		server->large++;
		connection->large = true;
		return connection_look(connection);
	case RECEIVE_WRONG:
		log_event(LOG_WARNING, "FastCGI: not a request; closed");
		break;
	case RECEIVE_CLOSED:
		break;
	}
	connection_free(connection);
	return false;
}

/*
 * The connection has waited with its request. Nothing may have come behind
 * that: libfcgi would read it along, and lose it. Returns false if the
 * connection is closed.
 */
static bool
connection_look_again(struct connection *connection)
{
	switch (connection_receive(connection)) {
	case RECEIVE_WHOLE:
	case RECEIVE_NOTHING:
		return true;
	default:
		connection_free(connection);
		return false;
	}
}

static struct arena *
arena_take(struct server *server)
{
	if (server->spares > 0)
		return server->spare[--server->spares];
	return arena_new();
}

static void
arena_return(struct server *server, struct arena *arena)
{
	arena_reset(arena);
	if (server->spares < SPARE_ARENAS_MAX)
		server->spare[server->spares++] = arena;
	else
		arena_free(arena);
}

void
request_end(struct connection *connection, bool whole)
{
	struct server *server = connection->server;
	bool keep = whole && connection_finish(connection) &&
	    !connection->gone && !server->draining;

	if (connection->parted)
		parts_end(connection);
	else
		server->working--;
	arena_return(server, connection->request.arena);
	connection->request.arena = NULL;
	server->worked_at = loop_time(server->loop);
	loop_wake_by(server->loop, server->worked_at + IDLE_TRIM);
	listener_update(&server->listener);
	if (!keep) {
		connection_free(connection);
		return;
	}
	if (connection->state == CONNECTION_WRITING)
		loop_watch(server->loop, EPOLL_CTL_MOD, &connection->watch,
		    EVENTS_USUAL);
	memset(&connection->frame, 0, sizeof connection->frame);
	connection->refused = connection->bodiless = false;
	connection_enter(connection, CONNECTION_KEPT);
	large_end(connection);
	if (connection->stirred)
		connection_look(connection);
}

void
reply_write(struct connection *connection)
{
	bool waited = connection->state == CONNECTION_WRITING;
	size_t sent = waited ? connection->reply_sent : 0;

	switch (connection_write(connection)) {
	case WRITE_DONE:
		if (connection->partial)
			part_written(connection);
		else
			request_end(connection, true);
		return;
	case WRITE_FAILED:
		request_end(connection, false);
		return;
	case WRITE_LATER:
		if (waited && connection->reply_sent == sent)
			return;
		connection_enter(connection, CONNECTION_WRITING);
		connection_is_read(connection);
		connection->silent = 0;
		if (!waited)
			loop_watch(connection->server->loop, EPOLL_CTL_MOD,
			    &connection->watch, EVENTS_USUAL | EPOLLOUT);
		return;
	}
}

/* Hands one queued request to the handler. */
static void
request_begin(struct connection *connection)
{
	struct server *server = connection->server;
	struct request *request = &connection->request;
	int64_t waited = loop_time(server->loop) - connection->since;

	if (waited > 0 && !connection_look_again(connection))
		return;
	memset(request, 0, sizeof *request);
	request->handler = server->handler;
	request->settings = server->settings;
	request->database = server->database;
	request->worker = server->worker;
	request->queue_max = server->queue_max;
	request->arena = arena_take(server);
	request->arrived = connection->since;
	connection_enter(connection, CONNECTION_WORKING);
	server->working++;
	if (!connection_decode(connection)) {
		log_event(LOG_WARNING, "FastCGI: a malformed request; closed");
		request_end(connection, false);
	} else if (connection->refused || waited > server->queue_max) {
		server->handler->refuse(request);
	} else {
		server->handler->begin(request);
	}
	listener_update(&server->listener);
}

void
server_pump(struct server *server)
{
	int64_t now = loop_time(server->loop);
	struct link *link;

	if (server->pumping)
		return;
	server->pumping = true;
	while ((link = list_first(&server->lists[CONNECTION_QUEUED])) != NULL) {
		struct connection *connection =
		    list_entry(link, struct connection, link);

		if (server->working >= server->working_max &&
		    now - connection->since <= server->queue_max)
			break;
		request_begin(connection);
	}
	server->pumping = false;
}

static void
connection_on_event(struct watch *watch, uint32_t events)
{
	struct connection *connection =
	    list_entry(watch, struct connection, watch);
	struct server *server = connection->server;
	bool gone = (events & (EPOLLHUP | EPOLLERR | EPOLLRDHUP)) != 0;

	switch (connection->state) {
	case CONNECTION_FRESH:
	case CONNECTION_KEPT:
		connection_look(connection);
		break;
	case CONNECTION_QUEUED:
		connection_look_again(connection);
		break;
	case CONNECTION_CROWDED:
		if (gone)
			connection_free(connection);
		break;
	case CONNECTION_WORKING:
		/* Its query goes on; the answer will be dropped. */
		if (gone) {
			connection->gone = true;
			connection->request.job.dropped = true;
		}
		connection->stirred = true;
		break;
	case CONNECTION_RESTING:
		if (gone)
			request_end(connection, false);
		else
			connection->stirred = true;
		break;
	case CONNECTION_WRITING:
		if ((events & EPOLLIN) != 0)
			connection->stirred = true;
		reply_write(connection);
		break;
	}
	server_pump(server);
}

static void
connection_new(struct listener *listener, int fd)
{
	struct server *server = list_entry(listener, struct server, listener);
	struct connection *connection = memory_alloc(sizeof *connection);

	memset(connection, 0, sizeof *connection);
	connection->server = server;
	connection->body_more = server->body_more;
	connection->watch.fd = fd;
	connection->watch.ready = connection_on_event;
	listener->held++;
	connection_enter(connection, CONNECTION_FRESH);
	if (loop_watch(server->loop, EPOLL_CTL_ADD, &connection->watch,
		EVENTS_USUAL) != 0) {
		log_event(LOG_ERROR, "FastCGI: cannot watch a socket: %m");
		connection_free(connection);
		return;
	}
	connection_look(connection);
}

static void
on_listener_rested(struct listener *listener)
{
	server_pump(list_entry(listener, struct server, listener));
}

/*
 * After a crowd, gives memory back to the system. Returns when to look again.
 */
static int64_t
server_trim(struct server *server, int64_t now)
{
	if (server->worked_at == 0)
		return INT64_MAX;
	if (server->working == 0 && now >= server->worked_at + IDLE_TRIM) {
		while (server->spares > 0)
			arena_free(server->spare[--server->spares]);
		malloc_trim(0);
		server->worked_at = 0;
		return INT64_MAX;
	}
	return now + IDLE_TRIM;
}

static int64_t
server_tick(struct ticker *ticker, int64_t now)
{
	struct server *server = list_entry(ticker, struct server, ticker);
	struct link *link;
	int64_t next, expire, trim;

	next = listener_tick(&server->listener, now);
	expire = server_expire(server, now);
	next = expire < next ? expire : next;
	server_pump(server);
	trim = server_trim(server, now);
	next = trim < next ? trim : next;
	link = list_first(&server->lists[CONNECTION_QUEUED]);
	if (link != NULL) {
		int64_t limit =
		    list_entry(link, struct connection, link)->since +
		    server->queue_max + 1;

		next = limit < next ? limit : next;
	}
	if (loop_stopping(server->loop)) {
		server_drain(server, now);
		if (server->listener.held == 0 &&
		    !database_is_busy(server->database))
			loop_end(server->loop);
		/* Connections go one by one: look often. */
		if (now + 10000 < next)
			next = now + 10000;
	}
	return next;
}

struct server *
server_new(struct loop *loop, int listener, const struct settings *settings,
    struct database *database, const struct handler *handler)
{
	struct server *server = memory_alloc(sizeof *server);

	memset(server, 0, sizeof *server);
	server->listener.accepted = connection_new;
	server->listener.rested = on_listener_rested;
	server->ticker.tick = server_tick;
	server->loop = loop;
	server->database = database;
	server->handler = handler;
	server->settings = settings;
	server->working_max = settings->max_inflight;
	server->queue_max = settings->queue_timeout_ms * 1000;
	server->drain_max = settings->drain_ms * 1000;
	if (handler->takes_large)
		server->body_more =
		    (size_t)settings->large_body_kib * 1024 - FRAME_BODY_MAX;
	for (int i = 0; i < STATES; i++)
		list_init(&server->lists[i]);
	FCGX_Init();
	connections_set_up();
	if (listener_open(&server->listener, loop, listener,
		settings->max_connections) != 0) {
		free(server);
		return NULL;
	}
	server->worker = worker_new(loop);
	loop_add_ticker(loop, &server->ticker);
	return server;
}

void
server_free(struct server *server)
{
	listener_close(&server->listener);
	worker_free(server->worker);
	while (server->spares > 0)
		arena_free(server->spare[--server->spares]);
	free(server);
}

void
request_reply(struct request *request, const char *bytes, size_t size)
{
	struct connection *connection =
	    list_entry(request, struct connection, request);
	struct server *server = connection->server;

	request->log.us = loop_clock() - request->arrived;
	log_access(&request->log);
	connection->reply = bytes;
	connection->reply_size = size;
	connection->reply_sent = 0;
	if (connection->gone)
		request_end(connection, false);
	else
		reply_write(connection);
	server_pump(server);
}
