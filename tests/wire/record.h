#ifndef TESTS_WIRE_RECORD_H
#define TESTS_WIRE_RECORD_H

#include <stddef.h>

/*
 * What is sent to a responder: FastCGI records (FastCGI Specification 1.0,
 * section 8), well made unless a test wants them otherwise.
 */
enum record_type {
	BEGIN_REQUEST = 1,
	ABORT_REQUEST = 2,
	END_REQUEST = 3,
	PARAMS = 4,
	STDIN = 5,
	STDOUT = 6,
	STDERR = 7,
	DATA = 8,
	GET_VALUES = 9,
	UNKNOWN_TYPE = 11,
};

enum { HEADER_SIZE = 8, CONTENT_MAX = 65535, RESPONDER = 1, KEEP = 1 };

struct bytes {
	unsigned char *at;
	size_t size, room;
};

void put(struct bytes *bytes, const void *from, size_t size);
void put_bytes(struct bytes *bytes, const struct bytes *from);

/* A header alone, whatever it says. */
void put_header(struct bytes *bytes, int version, int type, unsigned id,
    size_t size, size_t padding);

/* One record; its content may have up to CONTENT_MAX bytes. */
void put_record(struct bytes *bytes, int type, unsigned id, const void *content,
    size_t size, size_t padding);

/* A stream: as many records as it takes, and the empty one. */
void put_stream(struct bytes *bytes, int type, unsigned id, const void *content,
    size_t size);

void put_begin(struct bytes *bytes, unsigned id, int role, int flags);

/* A name and a value as they stand in PARAMS. */
void put_parameter(
    struct bytes *parameters, const char *name, const char *value);

/* A request as a web server sends it; what is left out is as usual. */
struct request {
	const char *target;	/* "/healthz" */
	const char *method;	/* GET */
	const char *request_id; /* X-Request-Id; none */
	unsigned id;		/* of FastCGI; 1 */
	int once;		/* do not keep the connection */
	const char *body;
	size_t body_size;
	const char *content_length; /* the size of the body */
	const char *content_type;   /* none */
	const char *address;	    /* REMOTE_ADDR; 127.0.0.1 */
	const char *authorization, *idempotency_key; /* none */
};

/* Its parameters only, without a record around them. */
void put_parameters(struct bytes *bytes, const struct request *request);

void put_request(struct bytes *bytes, const struct request *request);

/* The same in bytes of their own. */
struct bytes request_bytes(const struct request *request);

#endif
