/* Connections to the web server, and the answers that come over them. */
#include "http.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "must.h"
#include "pool.h"

enum {
	PATIENCE = 20 /* seconds */,
	PIECE = 16 * 1024,
	INADDR_LOOPBACK_NET = 127 << 24,
};

struct connection {
	int fd;
	char *bytes; /* came, but not yet used */
	size_t used, room;
};

static struct addrinfo *
base_address(void)
{
	const char *base = getenv("BASE");
	const char *colon = base == NULL ? NULL : strrchr(base, ':');
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *address;
	char *host;

	must(colon != NULL, "BASE is not host:port");
	host = keep_bytes(base, (size_t)(colon - base));
	must(getaddrinfo(host, colon + 1, &hints, &address) == 0,
	    "cannot find %s", base);
	return address;
}

static in_addr_t source; /* of the connections to come; 0: any */

const char *
address_new(void)
{
	static int count;
	struct in_addr address = { htonl(INADDR_LOOPBACK_NET |
	    (in_addr_t)(getpid() & 0xffff) << 8 | (in_addr_t)++count) };

	must(count < 255, "a test has one network of addresses");
	address_use(inet_ntoa(address));
	return keep_printf("%s", inet_ntoa(address));
}

void
address_use(const char *address)
{
	source = inet_addr(address);
}

static void
bind_source(int fd)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = source };

	must(bind(fd, (struct sockaddr *)&address, sizeof address) == 0,
	    "no such address");
}

struct connection *
connection_try(void)
{
	static struct addrinfo *address;
	struct timeval patience = { .tv_sec = PATIENCE };
	struct connection *connection = keep(sizeof *connection);
	int yes = 1;

	if (address == NULL)
		address = base_address();
	connection->fd =
	    socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_ge(connection->fd, 0);
	setsockopt(connection->fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
	    sizeof patience);
	setsockopt(connection->fd, SOL_SOCKET, SO_SNDTIMEO, &patience,
	    sizeof patience);
	setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
	if (source != 0)
		bind_source(connection->fd);
	if (connect(connection->fd, address->ai_addr, address->ai_addrlen) !=
	    0) {
		connection_close(connection);
		return NULL;
	}
	return connection;
}

struct connection *
connection_open(void)
{
	struct connection *connection = connection_try();

	must(connection != NULL, "nobody listens at %s", getenv("BASE"));
	return connection;
}

void
connection_close(struct connection *connection)
{
	close(connection->fd);
	connection->fd = -1;
}

/* A server that refuses a request need not read it to its end. */
void
connection_send(struct connection *connection, const void *bytes, size_t size)
{
	const char *at = bytes;

	while (size > 0) {
		ssize_t n = send(connection->fd, at, size, MSG_NOSIGNAL);

		if (n <= 0)
			return;
		at += n;
		size -= (size_t)n;
	}
}

static bool
connection_fill(struct connection *connection)
{
	char *bigger;
	ssize_t n;

	if (connection->room - connection->used < PIECE) {
		connection->room = 2 * connection->room + PIECE;
		bigger = keep(connection->room + 1);
		if (connection->used > 0)
			memcpy(bigger, connection->bytes, connection->used);
		connection->bytes = bigger;
	}
	n = recv(
	    connection->fd, connection->bytes + connection->used, PIECE, 0);
	if (n <= 0)
		return false;
	connection->used += (size_t)n;
	connection->bytes[connection->used] = '\0';
	return true;
}

bool
connection_ended(struct connection *connection)
{
	while (connection->used == 0 && connection_fill(connection))
		;
	return connection->used == 0;
}

/* Takes `size` bytes from the front; NULL if they do not come. */
static char *
connection_take(struct connection *connection, size_t size)
{
	char *taken;

	while (connection->used < size)
		if (!connection_fill(connection))
			return NULL;
	taken = keep_bytes(connection->used > 0 ? connection->bytes : "", size);
	connection->used -= size;
	if (connection->used > 0)
		memmove(connection->bytes, connection->bytes + size,
		    connection->used + 1);
	return taken;
}

/* Takes all up to and with `end`. */
static char *
connection_take_until(struct connection *connection, const char *end)
{
	char *found = NULL;

	while (connection->used == 0 ||
	    (found = strstr(connection->bytes, end)) == NULL)
		if (!connection_fill(connection))
			return NULL;
	return connection_take(
	    connection, (size_t)(found - connection->bytes) + strlen(end));
}

static bool
reply_add(struct reply *reply, const char *piece, size_t size)
{
	char *longer;

	if (piece == NULL)
		return false;
	longer = keep(reply->size + size + 1);
	memcpy(longer, reply->body, reply->size);
	memcpy(longer + reply->size, piece, size);
	reply->body = longer;
	reply->size += size;
	return true;
}

/* RFC 9112, section 7.1; without trailers. */
static bool
read_chunks(struct connection *connection, struct reply *reply)
{
	for (;;) {
		char *line = connection_take_until(connection, "\r\n");
		char *end;
		size_t size;

		if (line == NULL)
			return false;
		size = strtoul(line, &end, 16);
		if (end == line || (*end != '\r' && *end != ';'))
			return false;
		if (!reply_add(reply, connection_take(connection, size), size))
			return false;
		line = connection_take(connection, 2);
		if (line == NULL || strcmp(line, "\r\n") != 0)
			return false;
		if (size == 0)
			return true;
	}
}

/* RFC 9112, section 6.3. */
static bool
read_body(struct connection *connection, struct reply *reply, bool head)
{
	const char *length = header(reply, "Content-Length");
	size_t size;

	if (head || reply->status == 204 || reply->status == 304)
		return true;
	if (header_has(reply, "Transfer-Encoding", "chunked"))
		return length == NULL && read_chunks(connection, reply);
	if (length != NULL) {
		size = strtoul(length, NULL, 10);
		return reply_add(
		    reply, connection_take(connection, size), size);
	}
	while (connection_fill(connection))
		;
	size = connection->used;
	return reply_add(reply, connection_take(connection, size), size);
}

struct reply *
connection_receive(struct connection *connection, bool head)
{
	struct reply *reply = keep(sizeof *reply);

	do {
		reply->head = connection_take_until(connection, "\r\n\r\n");
		if (reply->head == NULL)
			return NULL;
		if (strncmp(reply->head, "HTTP/1.1 ", 9) != 0 &&
		    strncmp(reply->head, "HTTP/1.0 ", 9) != 0)
			return NULL;
		reply->status = atoi(reply->head + 9);
	} while (reply->status == 100);
	reply->request = "an answer";
	reply->body = keep(1);
	return read_body(connection, reply, head) ? reply : NULL;
}
