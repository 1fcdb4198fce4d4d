/* One connection to the responder, and what a test expects on it. */
#include "peer.h"

#include <check.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "responder.h"

int
peer_send(int fd, const void *bytes, size_t size)
{
	long deadline = clock_ms() + PATIENCE_MS;
	const char *rest = bytes;

	while (size > 0) {
		struct pollfd poller = { fd, POLLOUT, 0 };
		ssize_t n;

		if (clock_ms() >= deadline || poll(&poller, 1, 100) < 0)
			return 0;
		n = send(fd, rest, size, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			continue;
		if (n < 0)
			return 0;
		rest += n;
		size -= (size_t)n;
	}
	return 1;
}

int
peer_send_bytes(int fd, const struct bytes *bytes)
{
	return peer_send(fd, bytes->at, bytes->size);
}

void
peer_ask(int fd, const char *target)
{
	struct bytes bytes =
	    request_bytes(&(struct request){ .target = target });

	ck_assert_msg(peer_send_bytes(fd, &bytes), "%s: not taken", target);
}

int
peer_new(const char *target)
{
	int fd = responder_connect();

	peer_ask(fd, target);
	return fd;
}

struct reply
peer_expect_within(int fd, int status, int milliseconds)
{
	struct reply reply = reply_read(fd, milliseconds);

	ck_assert_msg(
	    reply.ending == REPLY_WHOLE, "no good reply: %s", reply.fault);
	ck_assert_msg(reply.status == status, "status %d, not %d: %s",
	    reply.status, status, reply.body);
	return reply;
}

struct reply
peer_expect(int fd, int status)
{
	return peer_expect_within(fd, status, PROMPT);
}

const struct request movie_request = { .target = "/api/movies/1/",
	.request_id = "the-movie" };

void
peer_expect_movie(int fd)
{
	struct reply reply = peer_expect(fd, 200);

	ck_assert_str_eq(reply_header(&reply, "X-Request-Id"), "the-movie");
	ck_assert(strncmp(reply.body, "{\"id\":1,", 8) == 0);
}

void
peer_expect_problem(int fd, int status, int milliseconds)
{
	struct reply reply = peer_expect_within(fd, status, milliseconds);
	const char *type = reply_header(&reply, "Content-Type");

	ck_assert_msg(reply_header(&reply, "Retry-After") != NULL,
	    "%d without Retry-After", status);
	ck_assert_msg(
	    type != NULL && strcmp(type, "application/problem+json") == 0,
	    "%d is not a problem: %s", status, type);
}

void
peer_expect_end(int fd, int milliseconds)
{
	struct reply reply = reply_read(fd, milliseconds);

	ck_assert_msg(reply.ending == REPLY_NONE,
	    "it is not closed: %s, status %d",
	    *reply.fault == '\0' ? "a reply" : reply.fault, reply.status);
}

static void
others_get(const char *target)
{
	static int kept = -1;
	int fresh = responder_connect();

	if (kept < 0)
		kept = responder_connect();
	peer_ask(fresh, target);
	peer_ask(kept, target);
	peer_expect(kept, 200);
	peer_expect(fresh, 200);
	close(fresh);
}

void
others_are_served(void)
{
	others_get("/healthz");
	others_get("/api/movies/1/");
}

void
others_are_answered(void)
{
	others_get("/healthz");
}

void
peer_expect_recovery(void)
{
	long deadline = clock_ms() + RECOVERY;
	struct reply reply = { 0 };

	while (reply.status != 200 && clock_ms() < deadline) {
		int fd = peer_new("/api/movies/1/");

		reply = reply_read(fd, PROMPT);
		close(fd);
		ck_assert_msg(reply.ending == REPLY_WHOLE, "%s", reply.fault);
		ck_assert_msg(reply.status == 200 ||
			((reply.status == 503 || reply.status == 504) &&
			    reply_header(&reply, "Retry-After") != NULL),
		    "meanwhile %d: %s", reply.status, reply.body);
		usleep(10000);
	}
	ck_assert_msg(reply.status == 200, "it does not recover");
	others_are_served();
}
