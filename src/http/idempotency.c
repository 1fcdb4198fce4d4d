/* Reads Idempotency-Key, and makes of it what is kept. */
#include "http/idempotency.h"

#include <string.h>

#include "http/digest.h"

enum { KEY_MAX = 255 };

const char *
idempotency_key(const char *header, struct arena *arena)
{
	bool quoted = *header == '"';
	const char *at = header + quoted;
	struct buffer key;

	buffer_init(&key, arena, KEY_MAX + 1);
	while (
	    *at > ' ' && *at <= '~' && *at != '"' && (quoted || *at != ',')) {
		if (quoted && *at == '\\' && *++at != '"' && *at != '\\')
			return NULL;
		buffer_char(&key, *at++);
	}
	if (strcmp(at, quoted ? "\"" : "") != 0 || key.size == 0 ||
	    key.size > KEY_MAX)
		return NULL;
	return buffer_string(&key);
}

/* What the key is for: the same one on another path is another one. */
static struct digest
digest_of_key(const struct call *call)
{
	struct buffer text;

	buffer_init(&text, call->arena, 512);
	buffer_text(&text, call->method);
	for (int i = 0; i < call->uri.segments; i++)
		buffer_printf(&text, "/%s", call->uri.segment[i]);
	buffer_printf(&text, " %s", call->key);
	return digest_of(text.bytes, text.size);
}

void
idempotency_read(struct call *call)
{
	static const char name[] = "Idempotency-Key";
	const char *header =
	    request_parameter(call->request, "HTTP_IDEMPOTENCY_KEY");
	struct digest key;

	if (call->route->once.again == STATEMENT_NONE || header == NULL)
		return;
	call->key = idempotency_key(header, call->arena);
	if (call->key == NULL) {
		call_fault(call,
		    fault_new(call->arena, PROBLEM_BAD_REQUEST, name, "invalid",
			"It must be 1 to 255 visible ASCII characters, "
			"in quotes or without any."));
		return;
	}
	key = digest_of_key(call);
	call_value(call, "idempotency_key", digest_text(&key, call->arena));
}

void
idempotency_digest(struct call *call)
{
	struct digest body;

	if (call->key == NULL)
		return;
	body = digest_keyed(
	    call->key, call->request->body, call->request->body_size);
	call_value(call, "idempotency_digest", digest_text(&body, call->arena));
}
