/* The FastCGI side of a responder: accepting, queueing, replying, draining. */
#include "engine/server.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine/connection.h"
#include "engine/memory.h"
#include "engine/siblings.h"

enum {
	STATES = CONNECTION_WRITING + 1,
	ACCEPT_PAUSE = 100000, /* after the system refused a descriptor */
	/*
	 * Who holds more than its share looks again now and then, and does not
	 * leave it to the others for ever: one of them may be stuck.
	 */
	BURDEN_LOOK = 2000,
	BURDEN_MAX = 10000,
	SOCKET_BUFFER = 256 * 1024,
	SPARE_ARENAS_MAX = 64,
	ACCEPTS_PER_TURN = 16,
	DESCRIPTORS_ASIDE = 32, /* but no more than a quarter */
	IDLE_TRIM = 1000000,	/* after that long without work */
};

/* Edges only: what has arrived may stay in the socket for a while. */
#define EVENTS_USUAL (EPOLLIN | EPOLLRDHUP | EPOLLET)

/* How long a connection may stay in a state; 0: no matter. Microseconds. */
static const int64_t state_max[STATES] = {
	[CONNECTION_FRESH] = 10000000,
	[CONNECTION_KEPT] = 300000000,
	[CONNECTION_WRITING] = 10000000,
};

struct server {
	struct watch watch; /* the listening socket */
	struct ticker ticker;
	struct loop *loop;
	struct database *database;
	const struct handler *handler;
	const struct settings *settings;
	struct worker *worker;
	long notes; /* for which nobody waits, but the process */

	struct link lists[STATES]; /* connections by state, oldest first */
	long connections, connections_max;
	long working, working_max; /* requests that the handler has */
	int64_t queue_max, drain_max;
	bool listening;
	int64_t listen_at; /* when to listen again */
	struct siblings *siblings;
	int64_t burdened_since; /* 0: this child has no more than its share */
	bool pumping;
	bool draining;
	int64_t drained_at;

	int64_t worked_at; /* when a request last ended; 0: trimmed since */
	struct arena *spare[SPARE_ARENAS_MAX];
	int spares;
};

static void
listen_or_not(struct server *server, bool listening)
{
	if (server->listening == listening)
		return;
	server->listening = listening;
	/* One child is woken for each connection. */
	loop_watch(server->loop, listening ? EPOLL_CTL_ADD : EPOLL_CTL_DEL,
	    &server->watch, EPOLLIN | EPOLLEXCLUSIVE);
}

/* Is it for the other children to take the next connection? */
static bool
others_should_accept(struct server *server)
{
	int64_t now = loop_time(server->loop);

	if (server->draining)
		return false;
	siblings_tell(server->siblings, server->connections);
	if (!siblings_burdened(server->siblings)) {
		server->burdened_since = 0;
		return false;
	}
	if (server->burdened_since == 0)
		server->burdened_since = now;
	if (now - server->burdened_since >= BURDEN_MAX)
		return false;
	loop_wake_by(server->loop, now + BURDEN_LOOK);
	return true;
}

/*
 * Listens as long as there is room for a connection. Its request may have to
 * wait: here its time runs, in the socket's backlog it would not.
 */
static void
listen_if_there_is_room(struct server *server)
{
	listen_or_not(server,
	    !others_should_accept(server) && !server->draining &&
		server->listen_at == 0 &&
		server->connections < server->connections_max);
}

static void
connection_enter(struct connection *connection, enum connection_state state)
{
	struct server *server = connection->server;

	connection->state = state;
	connection->since = loop_time(server->loop);
	list_append(&server->lists[state], &connection->link);
	if (state_max[state] != 0)
		loop_wake_by(
		    server->loop, connection->since + state_max[state]);
}

static void
connection_free(struct connection *connection)
{
	struct server *server = connection->server;

	list_remove(&connection->link);
	loop_forget(server->loop, &connection->watch);
	connection_release(connection);
	free(connection);
	server->connections--;
	listen_if_there_is_room(server);
}

/*
 * Looks whether the idle connection has a request now; if it is of no more use,
 * frees it. Returns whether it is still there.
 */
static bool
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

/* The request is over; whole if all of the reply was written. */
static void
request_end(struct connection *connection, bool whole)
{
	struct server *server = connection->server;
	bool keep = whole && connection_finish(connection) &&
	    !connection->gone && !server->draining;

	arena_return(server, connection->request.arena);
	connection->request.arena = NULL;
	server->working--;
	server->worked_at = loop_time(server->loop);
	loop_wake_by(server->loop, server->worked_at + IDLE_TRIM);
	listen_if_there_is_room(server);
	if (!keep) {
		connection_free(connection);
		return;
	}
	if (connection->state == CONNECTION_WRITING)
		loop_watch(server->loop, EPOLL_CTL_MOD, &connection->watch,
		    EVENTS_USUAL);
	memset(&connection->frame, 0, sizeof connection->frame);
	connection_enter(connection, CONNECTION_KEPT);
	if (connection->stirred)
		connection_look(connection);
}

static void
reply_write(struct connection *connection)
{
	switch (connection_write(connection)) {
	case WRITE_DONE:
		request_end(connection, true);
		return;
	case WRITE_FAILED:
		request_end(connection, false);
		return;
	case WRITE_LATER:
		if (connection->state == CONNECTION_WRITING)
			return;
		connection_enter(connection, CONNECTION_WRITING);
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
	request->server = server;
	request->handler = server->handler;
	request->settings = server->settings;
	request->arena = arena_take(server);
	request->arrived = connection->since;
	connection_enter(connection, CONNECTION_WORKING);
	server->working++;
	if (!connection_decode(connection)) {
		log_event(LOG_WARNING, "FastCGI: a malformed request; closed");
		request_end(connection, false);
	} else if (waited > server->queue_max) {
		server->handler->refuse(request);
	} else {
		server->handler->begin(request);
	}
	listen_if_there_is_room(server);
}

/* Begins what is queued, as far as there is room. */
static void
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

	switch (connection->state) {
	case CONNECTION_FRESH:
	case CONNECTION_KEPT:
		connection_look(connection);
		break;
	case CONNECTION_QUEUED:
		connection_look_again(connection);
		break;
	case CONNECTION_WORKING:
		/* Its query goes on; the answer will be dropped. */
		if ((events & (EPOLLHUP | EPOLLERR | EPOLLRDHUP)) != 0)
			connection->gone = true;
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
connection_new(struct server *server, int fd)
{
	struct connection *connection = memory_alloc(sizeof *connection);

	memset(connection, 0, sizeof *connection);
	connection->server = server;
	connection->watch.fd = fd;
	connection->watch.ready = connection_on_event;
	server->connections++;
	connection_enter(connection, CONNECTION_FRESH);
	if (loop_watch(server->loop, EPOLL_CTL_ADD, &connection->watch,
		EVENTS_USUAL) != 0) {
		log_event(LOG_ERROR, "FastCGI: cannot watch a socket: %m");
		connection_free(connection);
		return;
	}
	connection_look(connection);
}

/*
 * libfcgi never has to wait for a peer, because all of a request is there
 * before it reads. Should that ever fail, it waits no longer than this.
 */
static void
socket_set_up(int fd)
{
	static const struct timeval wall = { .tv_sec = 1 };

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wall, sizeof wall);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wall, sizeof wall);
}

/* No connection was to be had. */
static void
accept_failed(struct server *server)
{
	switch (errno) {
	case EMFILE:
	case ENFILE:
	case ENOBUFS:
	case ENOMEM:
		log_event(LOG_ERROR, "FastCGI: cannot accept: %m");
		server->listen_at = loop_time(server->loop) + ACCEPT_PAUSE;
		loop_wake_by(server->loop, server->listen_at);
		listen_if_there_is_room(server);
		return;
	default:
		return; /* another child has it, or the peer is gone */
	}
}

/* Takes some connections, but no more than this child's share. */
static void
server_on_listener(struct watch *watch, uint32_t events)
{
	struct server *server = list_entry(watch, struct server, watch);

	(void)events;
	for (int i = 0; i < ACCEPTS_PER_TURN && server->listening; i++) {
		int fd = accept4(watch->fd, NULL, NULL, SOCK_CLOEXEC);

		if (fd < 0) {
			accept_failed(server);
			break;
		}
		socket_set_up(fd);
		connection_new(server, fd);
		server->burdened_since = 0;
		listen_if_there_is_room(server);
	}
	server_pump(server);
}

/* Ends what stays too long in a state. Returns when to look again. */
static int64_t
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
			if (state == CONNECTION_WRITING)
				request_end(connection, false);
			else
				connection_free(connection);
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

static void
server_drain(struct server *server, int64_t now)
{
	if (!server->draining) {
		server->draining = true;
		/* The others need not wait for this one to take its share. */
		siblings_leave(server->siblings);
		server->drained_at = now + server->drain_max;
		listen_if_there_is_room(server);
	}
	loop_wake_by(server->loop, server->drained_at);
	if (now >= server->drained_at) {
		server_close_idle(server, now);
		server_pump(server);
	}
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
	int64_t next, trim;

	if (now >= server->listen_at)
		server->listen_at = 0;
	listen_if_there_is_room(server);
	next = server_expire(server, now);
	server_pump(server);
	trim = server_trim(server, now);
	next = trim < next ? trim : next;
	if (server->listen_at != 0 && server->listen_at < next)
		next = server->listen_at;
	if (others_should_accept(server) && now + BURDEN_LOOK < next)
		next = now + BURDEN_LOOK;
	link = list_first(&server->lists[CONNECTION_QUEUED]);
	if (link != NULL) {
		int64_t limit =
		    list_entry(link, struct connection, link)->since +
		    server->queue_max + 1;

		next = limit < next ? limit : next;
	}
	if (loop_stopping(server->loop)) {
		server_drain(server, now);
		if (server->connections == 0 && server->notes == 0)
			loop_end(server->loop);
		/* Connections go one by one: look often. */
		if (now + 10000 < next)
			next = now + 10000;
	}
	return next;
}

/* As many descriptors as the system allows; some are for other things. */
static void
descriptors_claim(struct server *server)
{
	struct rlimit limit;
	long most;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_max > LONG_MAX)
		return;
	most = (long)limit.rlim_max;
	most -= most / 4 < DESCRIPTORS_ASIDE ? most / 4 : DESCRIPTORS_ASIDE;
	if (server->connections_max > most)
		server->connections_max = most;
}

/*
 * On TCP, accepted sockets inherit these: room for a whole request, and for a
 * chunk whenever the socket is writable.
 */
static void
listener_set_up(int listener)
{
	int size = SOCKET_BUFFER;

	setsockopt(listener, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
	setsockopt(listener, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
	fcntl(listener, F_SETFL, fcntl(listener, F_GETFL) | O_NONBLOCK);
}

struct server *
server_new(struct loop *loop, int listener, const struct settings *settings,
    struct database *database, const struct handler *handler)
{
	struct server *server;
	int accepts = 0;

	if (getsockopt(listener, SOL_SOCKET, SO_ACCEPTCONN, &accepts,
		&(socklen_t){ sizeof accepts }) != 0)
		return NULL;
	if (accepts == 0) {
		errno = EINVAL;
		return NULL;
	}
	server = memory_alloc(sizeof *server);
	memset(server, 0, sizeof *server);
	server->watch.fd = listener;
	server->watch.ready = server_on_listener;
	server->ticker.tick = server_tick;
	server->loop = loop;
	server->database = database;
	server->handler = handler;
	server->settings = settings;
	server->worker = worker_new(loop);
	server->connections_max = settings->max_connections;
	server->working_max = settings->max_inflight;
	server->queue_max = settings->queue_timeout_ms * 1000;
	server->drain_max = settings->drain_ms * 1000;
	for (int i = 0; i < STATES; i++)
		list_init(&server->lists[i]);
	FCGX_Init();
	connections_set_up();
	descriptors_claim(server);
	listener_set_up(listener);
	server->siblings = siblings_join(listener);
	listen_if_there_is_room(server);
	loop_add_ticker(loop, &server->ticker);
	return server;
}

void
server_free(struct server *server)
{
	if (!server->draining)
		siblings_leave(server->siblings);
	worker_free(server->worker);
	while (server->spares > 0)
		arena_free(server->spare[--server->spares]);
	free(server);
}

const char *
request_parameter(const struct request *request, const char *name)
{
	const char *value = FCGX_GetParam(name, (char **)request->parameters);

	/* Web servers pass on a header that is not there as an empty one. */
	return value == NULL || *value == '\0' ? NULL : value;
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

static void
on_query_done(struct query *query)
{
	struct request *request = query->context;
	struct server *server = request->server;

	request->log.database_us += loop_clock() - query->asked;
	server->handler->resume(request, &query->answer);
}

void
request_query(struct request *request, struct query *query)
{
	query->arena = request->arena;
	query->context = request;
	query->done = on_query_done;
	database_submit(request->server->database, query);
}

static void
job_run(struct job *job)
{
	struct request *request = list_entry(job, struct request, job);

	request->handler->work(request);
}

static void
on_job_done(struct job *job, bool ran)
{
	struct request *request = list_entry(job, struct request, job);

	request->handler->worked(request, ran);
}

void
request_work(struct request *request)
{
	struct server *server = request->server;

	request->job.run = job_run;
	request->job.done = on_job_done;
	request->job.deadline = request->arrived + server->queue_max;
	worker_submit(server->worker, &request->job);
}

static void
on_note_done(struct query *query)
{
	struct server *server = query->context;

	arena_return(server, query->arena);
	server->notes--;
}

void
request_note(
    struct request *request, enum lane lane, const struct query_step *step)
{
	struct server *server = request->server;
	struct arena *arena = arena_take(server);
	struct query *query = arena_alloc(arena, sizeof *query);
	const char **values =
	    arena_alloc(arena, (size_t)step->parameters * sizeof *values);

	for (int i = 0; i < step->parameters; i++)
		if (step->values[i] != NULL)
			values[i] = arena_copy(
			    arena, step->values[i], strlen(step->values[i]));
	query->lane = lane;
	query->steps = 1;
	query->step[0] = *step;
	query->step[0].values = values;
	query->arena = arena;
	query->context = server;
	query->done = on_note_done;
	server->notes++;
	database_submit(server->database, query);
}
