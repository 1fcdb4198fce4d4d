/* One FastCGI connection: libfcgi as the codec, and never a wait. */
#include "engine/connection.h"

#include <errno.h>
#include <poll.h>
#include <linux/sockios.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine/memory.h"

enum {
	WINDOW_SIZE = 16 * 1024,
	/* Parameters, body, and the headers and padding of their records. */
	SPOOL_USUAL = FRAME_PARAMS_MAX + FRAME_BODY_MAX + 64 * 1024,
	/* A socket that is writable takes this much; see connection_write(). */
	CHUNK_SIZE = 8 * 1024,
};

/* The spool is full: makes it larger, if it may be. */
static bool
spool_grow(struct connection *connection)
{
	size_t more = connection->large ? connection->body_more : 0;
	size_t max = SPOOL_USUAL + more + more / 8;
	size_t room = connection->spool_room == 0 ? SPOOL_USUAL
						  : connection->spool_room * 2;

	if (connection->spool_room == max)
		return false;
	connection->spool_room = room < max ? room : max;
	connection->spool =
	    memory_resize(connection->spool, connection->spool_room);
	return true;
}

/* Reads into the spool what is there; 0 at the end, -1 with errno. */
static ssize_t
spool_fill(struct connection *connection)
{
	ssize_t n;

	if (connection->spool_size == connection->spool_room &&
	    !spool_grow(connection)) {
		errno = EMSGSIZE;
		return -1;
	}
	n = recv(connection->watch.fd,
	    connection->spool + connection->spool_size,
	    connection->spool_room - connection->spool_size, MSG_DONTWAIT);
	if (n > 0)
		connection->spool_size += (size_t)n;
	return n;
}

static enum receive
receive_of_errno(const struct connection *connection)
{
	switch (errno) {
	case EAGAIN:
	case EINTR:
		return RECEIVE_NOTHING;
	case EMSGSIZE:
		return connection->large || connection->bodiless ||
			connection->body_more == 0
		    ? RECEIVE_WRONG
		    : RECEIVE_LARGE;
	default:
		return RECEIVE_CLOSED;
	}
}

static enum receive
receive_of_frame(
    const struct connection *connection, enum frame_state state, size_t size)
{
	switch (state) {
	case FRAME_WHOLE:
		/* Nothing may come before the reply but an end. */
		return connection->frame.at == size ? RECEIVE_WHOLE
						    : RECEIVE_WRONG;
	case FRAME_PART:
	case FRAME_OVER:
		return RECEIVE_PART;
	default:
		return RECEIVE_WRONG;
	}
}

/*
 * The usual case: the whole request is in the socket already. A look at it
 * there is all that is needed, and libfcgi can read it without waiting.
 */
static enum receive
receive_at_a_glance(struct connection *connection)
{
	static unsigned char window[WINDOW_SIZE];
	ssize_t n = recv(connection->watch.fd, window, sizeof window,
	    MSG_PEEK | MSG_DONTWAIT);
	enum frame_state state;

	if (n == 0)
		return RECEIVE_CLOSED;
	if (n < 0)
		return receive_of_errno(connection);
	memset(&connection->frame, 0, sizeof connection->frame);
	connection->frame.body_more = connection->body_more;
	state = frame_walk(&connection->frame, window, (size_t)n);
	return receive_of_frame(connection, state, (size_t)n);
}

/* So that it can be said of a body that it is too large, it is read. */
static enum frame_state
spool_walk(struct connection *connection)
{
	struct frame *frame = &connection->frame;
	enum frame_state state =
	    frame_walk(frame, connection->spool, connection->spool_size);

	if (state != FRAME_OVER)
		return state;
	connection->bodiless = true;
	frame->body_more = SIZE_MAX - FRAME_BODY_MAX;
	return frame_walk(frame, connection->spool, connection->spool_size);
}

static void
body_drop(struct connection *connection)
{
	size_t size = connection->spool_size;

	if (!connection->bodiless)
		return;
	connection->spool_size =
	    frame_drop_body(&connection->frame, connection->spool, size);
	explicit_bzero(connection->spool + connection->spool_size,
	    size - connection->spool_size);
}

enum receive
connection_receive(struct connection *connection)
{
	if (connection->spool == NULL) {
		enum receive glance = receive_at_a_glance(connection);

		if (glance != RECEIVE_PART)
			return glance;
	}
	for (;;) {
		enum receive received;
		enum frame_state state;
		ssize_t n;

		body_drop(connection);
		n = spool_fill(connection);
		if (n == 0)
			return RECEIVE_CLOSED;
		if (n < 0)
			return receive_of_errno(connection);
		state = spool_walk(connection);
		body_drop(connection);
		received =
		    receive_of_frame(connection, state, connection->spool_size);
		if (received != RECEIVE_PART)
			return received;
	}
}

/*
 * libfcgi reads from a descriptor, so a request that was read bit by bit is
 * put into a file in memory, which all connections share.
 */
static int spool_file = -1;

void
connections_set_up(void)
{
	spool_file = memfd_create("fastcgi-request", MFD_CLOEXEC);
}

static int
spool_to_file(const struct connection *connection)
{
	/* libfcgi closes it when it cannot make sense of a request. */
	if (spool_file < 0)
		connections_set_up();
	if (spool_file < 0 || ftruncate(spool_file, 0) != 0 ||
	    lseek(spool_file, 0, SEEK_SET) != 0 ||
	    write(spool_file, connection->spool, connection->spool_size) !=
		(ssize_t)connection->spool_size ||
	    lseek(spool_file, 0, SEEK_SET) != 0)
		return -1;
	return spool_file;
}

static void
spool_drop(struct connection *connection)
{
	/* It may have held a password. */
	if (connection->spool != NULL)
		explicit_bzero(connection->spool, connection->spool_size);
	free(connection->spool);
	connection->spool = NULL;
	connection->spool_size = connection->spool_room = 0;
}

/* Does CONTENT_LENGTH say what was sent? It may be missing for no body. */
static bool
length_is_true(const struct connection *connection)
{
	const char *declared =
	    FCGX_GetParam("CONTENT_LENGTH", connection->fcgi.envp);
	char *end;

	if (declared == NULL || *declared == '\0')
		return connection->frame.body == 0;
	return *declared >= '0' && *declared <= '9' &&
	    strtoull(declared, &end, 10) == connection->frame.body &&
	    *end == '\0';
}

/* Takes all of standard input: what is left would be read as a request. */
static bool
stdin_read(struct connection *connection)
{
	struct request *request = &connection->request;
	size_t size = connection->bodiless ? 0 : connection->frame.body;
	char *body = arena_alloc(request->arena, size + 1);
	char beyond;

	request->body = body;
	request->body_size = connection->frame.body;
	return FCGX_GetStr(body, (int)size, connection->fcgi.in) == (int)size &&
	    FCGX_GetStr(&beyond, 1, connection->fcgi.in) == 0 &&
	    FCGX_GetError(connection->fcgi.in) == 0 &&
	    length_is_true(connection);
}

bool
connection_decode(struct connection *connection)
{
	FCGX_Request *fcgi = &connection->fcgi;
	int fd = connection->watch.fd, source = fd;
	bool decoded;

	if (connection->spool != NULL)
		source = spool_to_file(connection);
	if (source < 0)
		return false;
	/*
	 * With a descriptor, keepConnection and no listening socket, accepting
	 * means reading; detached makes it close without lingering.
	 */
	FCGX_InitRequest(fcgi, -1, 0);
	fcgi->ipcFd = source;
	fcgi->keepConnection = 1;
	fcgi->detached = 1;
	if (FCGX_Accept_r(fcgi) != 0) {
		/* It has closed the source. */
		if (source == fd)
			connection->watch.fd = -1;
		else
			spool_file = -1;
		spool_drop(connection);
		return false;
	}
	decoded = stdin_read(connection);
	fcgi->ipcFd = fd;
	/* It is memory, and may be much. */
	if (source != fd)
		(void)!ftruncate(source, 0);
	spool_drop(connection);
	connection->request.parameters = fcgi->envp;
	return decoded;
}

/*
 * libfcgi waits when a socket is full. One that polls as writable has room for
 * a chunk: on a unix socket three quarters of its buffer are free then, on TCP
 * a third; listener_open() sees to the size of the latter.
 */
enum write
connection_write(struct connection *connection)
{
	FCGX_Stream *out = connection->fcgi.out;

	do {
		struct pollfd socket = { .fd = connection->watch.fd,
			.events = POLLOUT };
		size_t size = connection->reply_size - connection->reply_sent;

		if (poll(&socket, 1, 0) == 0)
			return WRITE_LATER;
		if ((socket.revents & (POLLHUP | POLLERR)) != 0)
			return WRITE_FAILED;
		if (size > CHUNK_SIZE)
			size = CHUNK_SIZE;
		if (FCGX_PutStr(connection->reply + connection->reply_sent,
			(int)size, out) != (int)size)
			return WRITE_FAILED;
		connection->reply_sent += size;
	} while (connection->reply_sent < connection->reply_size);
	return WRITE_DONE;
}

bool
connection_is_read(struct connection *connection)
{
	int before = connection->unread;

	if (ioctl(connection->watch.fd, SIOCOUTQ, &connection->unread) != 0)
		connection->unread = 0;
	return connection->unread < before;
}

bool
connection_finish(struct connection *connection)
{
	FCGX_Request *fcgi = &connection->fcgi;
	bool keep = fcgi->keepConnection != 0;

	/* The descriptor is ours to close. */
	fcgi->keepConnection = 1;
	FCGX_Finish_r(fcgi);
	if (fcgi->ipcFd < 0) {
		connection->watch.fd = -1;
		return false;
	}
	return keep;
}

void
connection_release(struct connection *connection)
{
	if (connection->fcgi.in != NULL)
		FCGX_Free(&connection->fcgi, 0);
	spool_drop(connection);
	if (connection->watch.fd >= 0)
		close(connection->watch.fd);
	connection->watch.fd = -1;
}
