/* Finds the end of a FastCGI request in the bytes that have arrived. */
#include "engine/frame.h"

#include <string.h>

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

/* One byte of a length, which has one byte or, with the high bit, four. */
static bool
length_take(struct frame *frame, unsigned char byte)
{
	if (frame->length_bytes > 0) {
		frame->length = frame->length << 8 | byte;
		frame->length_bytes--;
	} else {
		frame->length = byte & 0x7f;
		frame->length_bytes = (byte & 0x80) != 0 ? 3 : 0;
	}
	if (frame->length_bytes > 0)
		return true;
	if (!frame->has_name) {
		frame->name = frame->length;
	} else {
		frame->skip = frame->name + frame->length;
		if (frame->skip > FRAME_PARAMS_MAX)
			return false;
	}
	frame->has_name = !frame->has_name;
	return true;
}

/* Names and values may be cut by records anywhere. */
static bool
params_take(struct frame *frame, const unsigned char *content, size_t size)
{
	const unsigned char *end = content + size;

	while (content < end) {
		size_t there = (size_t)(end - content);
		size_t skip = frame->skip < there ? frame->skip : there;

		if (skip > 0) {
			frame->skip -= skip;
			content += skip;
		} else if (!length_take(frame, *content++)) {
			return false;
		}
	}
	/* The empty record ends them: nothing may be missing then. */
	return size > 0 ||
	    (frame->skip == 0 && !frame->has_name && frame->length_bytes == 0);
}

/* May a record with this header come now? */
static bool
header_fits(const struct frame *frame, const struct record *record)
{
	bool params = frame->stage == IN_PARAMS;
	bool padded = record->whole != HEADER_SIZE + record->size;

	/* libfcgi would take padding here for a record of its own. */
	if (padded && (frame->stage == AT_BEGIN || record->size == 0))
		return false;
	if (frame->stage == AT_BEGIN)
		return record->type == BEGIN_REQUEST &&
		    record->size == BEGIN_BODY_SIZE;
	return record->id == frame->id &&
	    record->type == (params ? PARAMS : STDIN) &&
	    (!params || frame->params + record->size <= FRAME_PARAMS_MAX);
}

static bool
body_fits(const struct frame *frame, const struct record *record)
{
	return frame->stage != IN_BODY ||
	    frame->body + record->size <= FRAME_BODY_MAX + frame->body_more;
}

/* Takes a record that is all there. */
static bool
record_take(struct frame *frame, const struct record *record,
    const unsigned char *content)
{
	bool good = true;

	switch (frame->stage) {
	case AT_BEGIN:
		frame->id = record->id;
		frame->stage = IN_PARAMS;
		return ((unsigned)content[0] << 8 | content[1]) ==
		    ROLE_RESPONDER;
	case IN_PARAMS:
		good = params_take(frame, content, record->size);
		frame->params += record->size;
		break;
	case IN_BODY:
		frame->body += record->size;
		break;
	}
	/* An empty record ends the stream. */
	if (record->size == 0)
		frame->stage++;
	return good;
}

enum frame_state
frame_walk(struct frame *frame, const unsigned char *bytes, size_t size)
{
	while (frame->stage != AT_END) {
		const unsigned char *header = bytes + frame->at;
		struct record record;

		if (size - frame->at < HEADER_SIZE)
			return FRAME_PART;
		if (!record_read(&record, header) ||
		    !header_fits(frame, &record))
			return FRAME_WRONG;
		if (!body_fits(frame, &record))
			return FRAME_OVER;
		if (size - frame->at < record.whole)
			return FRAME_PART;
		if (!record_take(frame, &record, header + HEADER_SIZE))
			return FRAME_WRONG;
		frame->at += record.whole;
		if (frame->stage == IN_BODY && frame->body_at == 0)
			frame->body_at = frame->at;
	}
	return FRAME_WHOLE;
}

size_t
frame_drop_body(struct frame *frame, unsigned char *bytes, size_t size)
{
	size_t end =
	    frame->stage == AT_END ? frame->at - HEADER_SIZE : frame->at;
	size_t dropped = end - frame->body_at;

	if (frame->body_at == 0)
		return size;
	memmove(bytes + frame->body_at, bytes + end, size - end);
	frame->at -= dropped;
	return size - dropped;
}
