/* JSON log lines, gathered and written together. */
#include "engine/log.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 2048 };

static char pending[64 * 1024];
static size_t pending_size;
static bool access_on = true;

/*
 * A reader that has stopped reading may not stop us: to a pipe, no more is
 * written at a time than one that polls as writable takes.
 */
static bool
may_write(void)
{
	struct pollfd out = { .fd = STDERR_FILENO, .events = POLLOUT };

	return poll(&out, 1, 0) == 1 && (out.revents & POLLOUT) != 0;
}

/* As many whole lines as fit; a line is shorter than that. */
static size_t
lines_size(const char *lines, size_t size)
{
	if (size <= PIPE_BUF)
		return size;
	for (size = PIPE_BUF; lines[size - 1] != '\n';)
		size--;
	return size;
}

void
log_flush(void)
{
	size_t written = 0;

	while (written < pending_size && may_write()) {
		ssize_t n = write(STDERR_FILENO, pending + written,
		    lines_size(pending + written, pending_size - written));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break; /* nobody to tell */
		written += (size_t)n;
	}
	pending_size -= written;
	memmove(pending, pending + written, pending_size);
}

/* Without room for a line, it is lost. */
static void
line_add(const char *line, size_t size)
{
	if (sizeof pending - pending_size < size)
		log_flush();
	if (sizeof pending - pending_size < size)
		return;
	memcpy(pending + pending_size, line, size);
	pending_size += size;
}

/* RFC 3339 in UTC with microseconds; the second is formatted once. */
static const char *
time_now(void)
{
	static char text[40];
	static time_t second = -1;
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (now.tv_sec != second) {
		struct tm parts;

		second = now.tv_sec;
		gmtime_r(&second, &parts);
		strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S.", &parts);
	}
	snprintf(text + 20, sizeof text - 20, "%06ldZ", now.tv_nsec / 1000);
	return text;
}

static pid_t
own_pid(void)
{
	static pid_t pid;

	if (pid == 0)
		pid = getpid();
	return pid;
}

/* The last character of a text that was cut may be half of one. */
static void
cut_at_character(char *text)
{
	size_t size = strlen(text);

	while (size > 0 && ((unsigned char)text[size - 1] & 0xc0) == 0x80)
		size--;
	if (size > 0 && (unsigned char)text[size - 1] >= 0xc0)
		size--;
	text[size] = '\0';
}

void
log_event(enum log_level level, const char *format, ...)
{
	static const char *const names[] = {
		[LOG_DEBUG] = "debug",
		[LOG_INFO] = "info",
		[LOG_WARNING] = "warning",
		[LOG_ERROR] = "error",
	};
	char message[LINE_MAX_BYTES / 4], line[LINE_MAX_BYTES];
	va_list arguments;
	size_t size;
	int whole;

	va_start(arguments, format);
	whole = vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	if (whole >= (int)sizeof message)
		cut_at_character(message);
	size = (size_t)snprintf(line, sizeof line,
	    "{\"time\":\"%s\",\"level\":\"%s\",\"pid\":%d,\"message\":\"",
	    time_now(), names[level], own_pid());
	for (const char *c = message; *c != '\0' && size < sizeof line - 8;
	     c++) {
		if (*c == '"' || *c == '\\')
			line[size++] = '\\';
		line[size++] = (unsigned char)*c < 0x20 ? ' ' : *c;
	}
	size += (size_t)snprintf(line + size, sizeof line - size, "\"}\n");
	line_add(line, size);
}

void
log_set_access(bool on)
{
	access_on = on;
}

void
log_access(const struct log_access *access)
{
	const char *quote = access->route == NULL ? "" : "\"";
	char line[LINE_MAX_BYTES];
	int size;

	if (!access_on)
		return;
	/* Method, route and request id are words that were checked before. */
	size = snprintf(line, sizeof line,
	    "{\"time\":\"%s\",\"request_id\":\"%s\",\"pid\":%d,"
	    "\"method\":\"%s\",\"route\":%s%s%s,\"status\":%d,"
	    "\"us\":%" PRId64 ",\"db_us\":%" PRId64 "}\n",
	    time_now(), access->request_id, own_pid(), access->method, quote,
	    access->route == NULL ? "null" : access->route, quote,
	    access->status, access->us, access->database_us);
	if (size > 0 && (size_t)size < sizeof line)
		line_add(line, (size_t)size);
}
