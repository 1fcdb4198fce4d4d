/* One client of the load: its connection, and what it may be answered. */
#include "client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "load.h"
#include "pool.h"

enum { REQUESTS_EACH = 50 /* on a kept connection */ };

static void
client_close(struct client *client)
{
	if (client->connection != NULL)
		connection_close(client->connection);
	client->connection = NULL;
}

/* A new connection, when there is none or it was used enough. */
static bool
client_connect(struct client *client)
{
	static struct kept *mark;

	if (client->connection != NULL && client->asked < REQUESTS_EACH)
		return true;
	client_close(client);
	if (mark == NULL) {
		/* The address of the server is looked up once, and stays. */
		connection_close(connection_open());
		mark = pool_mark();
	}
	pool_release(mark);
	client->connection = connection_try();
	client->asked = 0;
	return client->connection != NULL;
}

static struct reply *
client_try(struct client *client, const char *request)
{
	struct reply *reply;

	client->asked++;
	connection_send(client->connection, request, strlen(request));
	reply = connection_receive(client->connection, false);
	if (reply == NULL || !client->keeps ||
	    header_has(reply, "Connection", "close"))
		client_close(client);
	return reply;
}

struct reply *
client_ask(struct client *client, const char *method, const char *target,
    const char *body)
{
	bool get = strcmp(method, "GET") == 0;
	struct reply *reply = NULL;
	bool again = true;
	char request[2000];

	snprintf(request, sizeof request,
	    "%s %s HTTP/1.1\r\n"
	    "Host: marquee.test\r\n"
	    "Connection: %s\r\n"
	    "Authorization: Bearer %s\r\n"
	    "Idempotency-Key: %s\r\n"
	    "Content-Type: application/json\r\n"
	    "Content-Length: %zu\r\n\r\n%s",
	    method, target, client->keeps ? "keep-alive" : "close",
	    getenv("TOKEN"), client->key == NULL ? "" : client->key,
	    body == NULL ? 0 : strlen(body), body == NULL ? "" : body);
	client->began = load_time();
	while (reply == NULL && again) {
		if (!client_connect(client)) {
			load_complain("nobody listens");
			return NULL;
		}
		reply = client_try(client, request);
		again = get && client->asked > 1;
	}
	if (reply != NULL)
		/* What the caller passed may be gone with the pool by now. */
		reply->request = keep_bytes(request, strcspn(request, "\r"));
	else if (client->asked == 1)
		load_complain("%.*s: no whole answer came",
		    (int)strcspn(request, "\r"), request);
	return reply;
}

static bool
may_fail_with(int status, bool write)
{
	static const struct {
		int status;
		bool write;
	} statuses[] = { { 503 }, { 504 }, { 500, true } };

	for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
		if (statuses[i].status == status)
			return write || !statuses[i].write;
	return false;
}

bool
client_may_get(
    const struct client *client, const struct reply *reply, bool write)
{
	const char *type = header(reply, "Content-Type");

	if (!load_tolerates(write ? WRITES : ALL, client->began))
		return false;
	return may_fail_with(reply->status, write) && type != NULL &&
	    strcmp(type, "application/problem+json") == 0 &&
	    header(reply, "Retry-After") != NULL &&
	    strstr(reply->body, keep_printf("\"status\":%d", reply->status)) !=
	    NULL;
}

bool
reply_promises_nothing_done(const struct reply *reply)
{
	static const char *const details[] = {
		"There is too much to do at the moment.",
		"The database does not answer at the moment.",
		"The database took too long.",
	};

	for (size_t i = 0; i < sizeof details / sizeof *details; i++)
		if (strstr(reply->body, details[i]) != NULL)
			return true;
	return false;
}
