/*
 * What a peer of the FastCGI socket reaches: what our walk takes for a whole
 * request, libfcgi decodes without waiting, and both see the same in it.
 */
#include "engine/connection.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine/buffer.h"
#include "fuzz.h"

enum { PARAMS = 4, STDIN = 5, KEEP = 1 };

/* The content of the records of one type, put together. */
static struct buffer
stream_of(int type, const unsigned char *bytes, size_t size)
{
	struct buffer stream;

	buffer_init(&stream, scratch, size);
	for (size_t at = 0; at < size;) {
		const unsigned char *header = bytes + at;
		size_t content = (size_t)header[4] << 8 | header[5];

		if (header[1] == type)
			buffer_put(&stream, (const char *)header + 8, content);
		at += 8 + content + header[6];
	}
	return stream;
}

/* FastCGI Specification 1.0, section 3.4. */
static size_t
length_next(const unsigned char **at)
{
	size_t length = *(*at)++;

	if (length < 0x80)
		return length;
	length &= 0x7f;
	for (int i = 0; i < 3; i++)
		length = length << 8 | *(*at)++;
	return length;
}

/* Compares with what libfcgi has; returns whether CONTENT_LENGTH is true. */
static bool
parameters_agree(const struct buffer *params, char *const *given, size_t body)
{
	static const char declared[] = "CONTENT_LENGTH=";
	const unsigned char *at = (const unsigned char *)params->bytes;
	const unsigned char *end = at + params->size;
	const char *length = NULL, *wanted;

	/* This one it makes of the beginning. */
	claim(strcmp(*given++, "FCGI_ROLE=RESPONDER") == 0, "%s", given[-1]);
	for (; at < end; given++) {
		size_t name = length_next(&at), value = length_next(&at);

		claim(name + value <= (size_t)(end - at), "a part is missing");
		claim(*given != NULL, "a parameter is missing");
		claim(memcmp(*given, at, name) == 0 && (*given)[name] == '=' &&
			memcmp(*given + name + 1, at + name, value) == 0 &&
			(*given)[name + 1 + value] == '\0',
		    "%s", *given);
		if (length == NULL &&
		    strncmp(*given, declared, sizeof declared - 1) == 0)
			length = *given + sizeof declared - 1;
		at += name + value;
	}
	claim(*given == NULL, "%s is too much", *given);
	if (length == NULL || *length == '\0')
		return body == 0;
	length += strspn(length, "0");
	wanted = body == 0 ? "" : arena_printf(scratch, "%zu", body);
	return strcmp(length, wanted) == 0;
}

/* A whole request is there. Returns whether the connection is kept. */
static bool
request_take(
    struct connection *connection, const unsigned char *bytes, size_t size)
{
	struct buffer params = stream_of(PARAMS, bytes, size);
	struct buffer body = stream_of(STDIN, bytes, size);
	struct request *request = &connection->request;
	bool decoded, keep;

	claim(connection->frame.at == size ||
		(connection->bodiless && connection->frame.at < size),
	    "%zu of %zu bytes", connection->frame.at, size);
	memset(request, 0, sizeof *request);
	request->arena = scratch;
	decoded = connection_decode(connection);
	claim(connection->watch.fd >= 0, "libfcgi refuses it");
	claim(parameters_agree(&params, request->parameters, body.size) ==
		decoded,
	    "it is %sdecoded", decoded ? "" : "not ");
	claim(request->body_size == body.size &&
		(connection->bodiless
			? *request->body == '\0'
			: memcmp(request->body, body.bytes, body.size) == 0),
	    "%zu bytes of a body, not %zu", request->body_size, body.size);
	if (!decoded)
		return false;
	keep = connection_finish(connection);
	claim(keep == ((bytes[10] & KEEP) != 0), "kept: %d", keep);
	claim(connection->watch.fd >= 0, "the socket is closed");
	return keep;
}

/* The peer reads what comes, or libfcgi would wait for it. */
static void
peer_read(int peer)
{
	char replies[4096];

	while (recv(peer, replies, sizeof replies, MSG_DONTWAIT) > 0)
		;
}

/* What the peer sends in pieces of a size, one request after the other. */
static void
talk(struct connection *connection, int peer, const unsigned char *bytes,
    size_t size, size_t piece)
{
	size_t begin = 0, sent = 0;
	enum receive received;

	while (sent < size) {
		size_t more = piece < size - sent ? piece : size - sent;

		if (send(peer, bytes + sent, more, MSG_NOSIGNAL) !=
		    (ssize_t)more)
			return;
		sent += more;
		received = connection_receive(connection);
		if (received == RECEIVE_WRONG)
			return;
		claim(received == RECEIVE_WHOLE || received == RECEIVE_PART ||
			received == RECEIVE_NOTHING,
		    "%d", received);
		if (received != RECEIVE_WHOLE)
			continue;
		if (!request_take(connection, bytes + begin, sent - begin))
			return;
		peer_read(peer);
		memset(&connection->frame, 0, sizeof connection->frame);
		connection->bodiless = false;
		begin = sent;
	}
	/* Nobody waits for the rest of a request whose sender has gone. */
	shutdown(peer, SHUT_WR);
	claim(connection_receive(connection) == RECEIVE_CLOSED,
	    "it is not closed");
}

/* The first byte is how large the pieces are; 255: all at once. */
void
fuzz_one(const unsigned char *bytes, size_t size)
{
	struct connection connection = { 0 };
	int sockets[2];

	if (size == 0)
		return;
	FCGX_Init();
	claim(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) == 0,
	    "no socket: %m");
	connection.watch.fd = sockets[0];
	talk(&connection, sockets[1], bytes + 1, size - 1,
	    *bytes == 255 ? size : 1 + (size_t)*bytes);
	connection_release(&connection);
	close(sockets[1]);
}
