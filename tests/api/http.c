/* Requests, and the headers of their answers. */
#include "http.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "fixture.h"
#include "must.h"
#include "pool.h"

struct reply *
ask(const char *method, const char *target, const char *headers,
    const char *body)
{
	return ask_with(
	    method, target, headers, body, body == NULL ? 0 : strlen(body));
}

struct reply *
ask_with(const char *method, const char *target, const char *headers,
    const void *body, size_t size)
{
	const char *filled = fixture_fill(target);
	struct connection *connection = connection_open();
	struct reply *reply;
	char *head, *request;

	head = keep_printf("%s %s HTTP/1.1\r\n"
			   "Host: marquee.test\r\n"
			   "Connection: close\r\n"
			   "%s",
	    method, filled, headers == NULL ? "" : headers);
	if (body != NULL)
		head = keep_printf("%sContent-Length: %zu\r\n", head, size);
	head = keep_printf("%s\r\n", head);
	request = keep(strlen(head) + size + 1);
	memcpy(request, head, strlen(head));
	if (size > 0)
		memcpy(request + strlen(head), body, size);
	connection_send(connection, request, strlen(head) + size);
	reply = connection_receive(connection, strcmp(method, "HEAD") == 0);
	must(reply != NULL, "%s %.200s: no whole answer came", method, filled);
	reply->request = keep_printf("%s %.200s", method, filled);
	must(connection_ended(connection), "%s: more came than the answer",
	    reply->request);
	connection_close(connection);
	return reply;
}

struct reply *
get(const char *target)
{
	return ask("GET", target, NULL, NULL);
}

struct reply *
getf(const char *format, ...)
{
	va_list arguments;
	char target[4096];
	int size;

	va_start(arguments, format);
	size = vsnprintf(target, sizeof target, format, arguments);
	va_end(arguments);
	ck_assert(size >= 0 && (size_t)size < sizeof target);
	return get(target);
}

struct reply *
ask_bytes(const void *bytes, size_t size)
{
	struct connection *connection = connection_open();
	struct reply *reply;

	connection_send(connection, bytes, size);
	reply = connection_receive(connection, false);
	connection_close(connection);
	return reply;
}

static const char *
next_line(const char *line)
{
	const char *end = strstr(line, "\r\n");

	return end == NULL ? NULL : end + 2;
}

const char *
header(const struct reply *reply, const char *name)
{
	size_t size = strlen(name);
	const char *found = NULL;
	const char *line = reply->head;

	while ((line = next_line(line)) != NULL) {
		const char *value = line + size + 1;

		if (strncasecmp(line, name, size) != 0 || line[size] != ':')
			continue;
		must(found == NULL, "%s: two headers %s", reply->request, name);
		value += strspn(value, " \t");
		found = keep_bytes(value, strcspn(value, "\r"));
	}
	return found;
}

bool
header_has(const struct reply *reply, const char *name, const char *item)
{
	const char *at = header(reply, name);

	while (at != NULL && *at != '\0') {
		size_t size = strcspn(at, ", \t");

		if (size == strlen(item) && strncasecmp(at, item, size) == 0)
			return true;
		at += size;
		at += strspn(at, ", \t");
	}
	return false;
}
