/* Finds the end of a FastCGI request in the bytes that have arrived. */
#include "engine/frame.h"

enum stage { AT_BEGIN, IN_PARAMS, IN_BODY, AT_END };

/* FastCGI Specification 1.0, section 8. */
enum {
	HEADER_SIZE = 8,
	VERSION = 1,
	BEGIN_REQUEST = 1,
	PARAMS = 4,
	STDIN = 5,
	ROLE_RESPONDER = 1,
	BEGIN_BODY_SIZE = 8,
};

struct record {
	int type;
	unsigned id;
	size_t size;  /* of the content */
	size_t whole; /* header, content and padding */
};

static bool
record_read(struct record *record, const unsigned char *bytes)
{
	record->type = bytes[1];
	record->id = (unsigned)bytes[2] << 8 | bytes[3];
	record->size = (size_t)bytes[4] << 8 | bytes[5];
	record->whole = HEADER_SIZE + record->size + bytes[6];
	return bytes[0] == VERSION && record->id != 0;
}

static bool
begin_take(struct frame *frame, const struct record *record,
    const unsigned char *body)
{
	frame->id = record->id;
	frame->stage = IN_PARAMS;
	return record->type == BEGIN_REQUEST &&
	    record->size == BEGIN_BODY_SIZE &&
	    ((unsigned)body[0] << 8 | body[1]) == ROLE_RESPONDER;
}

/* A record of PARAMS or STDIN; an empty one ends the stream. */
static bool
stream_take(struct frame *frame, const struct record *record)
{
	bool params = frame->stage == IN_PARAMS;
	size_t *sum = params ? &frame->params : &frame->body;

	if (record->id != frame->id ||
	    record->type != (params ? PARAMS : STDIN))
		return false;
	if (record->size == 0)
		frame->stage++;
	*sum += record->size;
	return *sum <= (params ? FRAME_PARAMS_MAX : FRAME_BODY_MAX);
}

enum frame_state
frame_walk(struct frame *frame, const unsigned char *bytes, size_t size)
{
	while (frame->stage != AT_END) {
		const unsigned char *header = bytes + frame->at;
		struct record record;

		if (frame->at > size || size - frame->at < HEADER_SIZE)
			return FRAME_PART;
		if (!record_read(&record, header))
			return FRAME_WRONG;
		if (frame->stage == AT_BEGIN) {
			if (size - frame->at < HEADER_SIZE + BEGIN_BODY_SIZE)
				return FRAME_PART;
			if (!begin_take(frame, &record, header + HEADER_SIZE))
				return FRAME_WRONG;
		} else if (!stream_take(frame, &record)) {
			return FRAME_WRONG;
		}
		frame->at += record.whole;
	}
	return frame->at <= size ? FRAME_WHOLE : FRAME_PART;
}
