/* Makes FastCGI records and requests. */
#include "record.h"

#include <string.h>

#include "keep.h"

void
put(struct bytes *bytes, const void *from, size_t size)
{
	if (bytes->room - bytes->size < size) {
		unsigned char *larger;

		bytes->room = (bytes->room + size) * 2 + 256;
		larger = keep(bytes->room);
		if (bytes->size > 0)
			memcpy(larger, bytes->at, bytes->size);
		bytes->at = larger;
	}
	if (size > 0)
		memcpy(bytes->at + bytes->size, from, size);
	bytes->size += size;
}

void
put_bytes(struct bytes *bytes, const struct bytes *from)
{
	put(bytes, from->at, from->size);
}

void
put_header(struct bytes *bytes, int version, int type, unsigned id, size_t size,
    size_t padding)
{
	const unsigned char header[HEADER_SIZE] = { (unsigned char)version,
		(unsigned char)type, (unsigned char)(id >> 8),
		(unsigned char)id, (unsigned char)(size >> 8),
		(unsigned char)size, (unsigned char)padding };

	put(bytes, header, sizeof header);
}

void
put_record(struct bytes *bytes, int type, unsigned id, const void *content,
    size_t size, size_t padding)
{
	static const char filler[255];

	put_header(bytes, 1, type, id, size, padding);
	put(bytes, content, size);
	put(bytes, filler, padding);
}

void
put_stream(struct bytes *bytes, int type, unsigned id, const void *content,
    size_t size)
{
	const char *rest = content;

	while (size > 0) {
		size_t part = size > CONTENT_MAX ? CONTENT_MAX : size;

		put_record(bytes, type, id, rest, part, 0);
		rest += part;
		size -= part;
	}
	put_record(bytes, type, id, NULL, 0, 0);
}

void
put_begin(struct bytes *bytes, unsigned id, int role, int flags)
{
	const unsigned char body[8] = { (unsigned char)(role >> 8),
		(unsigned char)role, (unsigned char)flags };

	put_record(bytes, BEGIN_REQUEST, id, body, sizeof body, 0);
}

/* Section 3.4: one byte up to 127, else four with the highest bit set. */
static void
put_length(struct bytes *bytes, size_t length)
{
	const unsigned char size[4] = { (unsigned char)(length >> 24 | 0x80),
		(unsigned char)(length >> 16), (unsigned char)(length >> 8),
		(unsigned char)length };

	if (length < 128)
		put(bytes, size + 3, 1);
	else
		put(bytes, size, 4);
}

void
put_parameter(struct bytes *parameters, const char *name, const char *value)
{
	put_length(parameters, strlen(name));
	put_length(parameters, strlen(value));
	put(parameters, name, strlen(name));
	put(parameters, value, strlen(value));
}

void
put_parameters(struct bytes *bytes, const struct request *request)
{
	const char *length = request->content_length;

	if (length == NULL)
		length = request->body == NULL
		    ? ""
		    : keep_printf("%zu", request->body_size);
	put_parameter(bytes, "REQUEST_METHOD",
	    request->method == NULL ? "GET" : request->method);
	put_parameter(bytes, "REQUEST_URI",
	    request->target == NULL ? "/healthz" : request->target);
	put_parameter(bytes, "CONTENT_TYPE",
	    request->content_type == NULL ? "" : request->content_type);
	put_parameter(bytes, "CONTENT_LENGTH", length);
	put_parameter(bytes, "REMOTE_ADDR",
	    request->address == NULL ? "127.0.0.1" : request->address);
	if (request->request_id != NULL)
		put_parameter(bytes, "HTTP_X_REQUEST_ID", request->request_id);
	if (request->authorization != NULL)
		put_parameter(
		    bytes, "HTTP_AUTHORIZATION", request->authorization);
	if (request->idempotency_key != NULL)
		put_parameter(
		    bytes, "HTTP_IDEMPOTENCY_KEY", request->idempotency_key);
}

void
put_request(struct bytes *bytes, const struct request *request)
{
	unsigned id = request->id == 0 ? 1 : request->id;
	struct bytes parameters = { 0 };

	put_parameters(&parameters, request);
	put_begin(bytes, id, RESPONDER, request->once ? 0 : KEEP);
	put_stream(bytes, PARAMS, id, parameters.at, parameters.size);
	put_stream(bytes, STDIN, id, request->body, request->body_size);
}

struct bytes
request_bytes(const struct request *request)
{
	struct bytes bytes = { 0 };

	put_request(&bytes, request);
	return bytes;
}
