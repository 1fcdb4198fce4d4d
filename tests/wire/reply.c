/* Reads replies and checks that they are well-formed FastCGI. */
#include "reply.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>

#include "keep.h"

struct reader {
	int fd;
	long deadline;
	struct reply *reply;
	int ended; /* the empty STDOUT record has come */
	unsigned char content[CONTENT_MAX + 255];
	size_t size;
	int type;
};

long
clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int
end(struct reader *reader, enum ending ending, const char *fault)
{
	reader->reply->ending = ending;
	reader->reply->fault = fault;
	return 0;
}

/* Takes exactly `size` bytes. Returns 0 if they do not come. */
static int
take(struct reader *reader, unsigned char *to, size_t size, int inside)
{
	size_t taken = 0;

	while (taken < size) {
		struct pollfd poller = { reader->fd, POLLIN, 0 };
		long left = reader->deadline - clock_ms();
		ssize_t n;

		if (poll(&poller, 1, left < 0 ? 0 : (int)left) == 0)
			return end(reader, REPLY_LATE, "no reply in time");
		n = recv(reader->fd, to + taken, size - taken, MSG_DONTWAIT);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			continue;
		if (n <= 0)
			return inside || taken > 0
			    ? end(reader, REPLY_CUT, "the reply was cut")
			    : end(reader, REPLY_NONE, "closed, no reply");
		taken += (size_t)n;
	}
	return 1;
}

static int
record_take(struct reader *reader, int first)
{
	unsigned char header[HEADER_SIZE];
	unsigned id;

	if (!take(reader, header, sizeof header, !first))
		return 0;
	id = (unsigned)header[2] << 8 | header[3];
	reader->type = header[1];
	reader->size = (size_t)header[4] << 8 | header[5];
	if (header[0] != 1 || header[7] != 0)
		return end(reader, REPLY_WRONG, "a bad record header");
	if (!first && id != reader->reply->id)
		return end(reader, REPLY_WRONG, "another request id");
	reader->reply->id = id;
	return take(reader, reader->content, reader->size + header[6], 1);
}

/* Returns 1 as long as there is more to come. */
static int
record_use(struct reader *reader)
{
	static const unsigned char complete[5];

	switch (reader->type) {
	case STDOUT:
		if (reader->ended)
			return end(reader, REPLY_WRONG, "STDOUT after its end");
		put(&reader->reply->text, reader->content, reader->size);
		reader->ended = reader->size == 0;
		return 1;
	case END_REQUEST:
		if (!reader->ended)
			return end(reader, REPLY_WRONG, "STDOUT has no end");
		if (reader->size != 8 ||
		    memcmp(reader->content, complete, sizeof complete) != 0)
			return end(reader, REPLY_WRONG, "a bad END_REQUEST");
		return end(reader, REPLY_WHOLE, "");
	default:
		return end(reader, REPLY_WRONG, "an unexpected record");
	}
}

const char *
reply_header(const struct reply *reply, const char *name)
{
	const char *line = (const char *)reply->text.at;

	while (line < reply->body) {
		size_t size = strcspn(line, ":\r");

		if (size == strlen(name) && strncasecmp(line, name, size) == 0)
			return keep_printf("%.*s",
			    (int)strcspn(line + size + 2, "\r"),
			    line + size + 2);
		line += strcspn(line, "\n") + 1;
	}
	return NULL;
}

/* Splits the CGI response. Returns what is wrong with it, or "". */
static const char *
response_split(struct reply *reply)
{
	const char *length, *text;

	put(&reply->text, "", 1);
	text = (const char *)reply->text.at;
	reply->body = strstr(text, "\r\n\r\n");
	if (reply->body == NULL || strncmp(text, "Status: ", 8) != 0)
		return "not a CGI response";
	reply->body += 4;
	reply->status = atoi(text + 8);
	length = reply_header(reply, "Content-Length");
	if (length != NULL && *reply->body != '\0' &&
	    strtoul(length, NULL, 10) != strlen(reply->body))
		return "Content-Length is not the size of the body";
	return "";
}

struct reply
reply_read(int fd, int milliseconds)
{
	struct reply reply = { .fault = "" };
	static struct reader reader;
	int first = 1;

	reader.fd = fd;
	reader.deadline = clock_ms() + milliseconds;
	reader.reply = &reply;
	reader.ended = 0;
	while (record_take(&reader, first) && record_use(&reader))
		first = 0;
	if (reply.ending == REPLY_WHOLE) {
		reply.fault = response_split(&reply);
		if (*reply.fault != '\0')
			reply.ending = REPLY_WRONG;
	}
	return reply;
}
