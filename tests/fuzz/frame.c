/* The walk along FastCGI records: it does not matter how they arrive. */
#include "engine/frame.h"

#include <stdlib.h>
#include <string.h>

#include "engine/memory.h"
#include "fuzz.h"

/* What the records say, added up without a look at their order. */
static void
claim_it_adds_up(const struct frame *frame, const unsigned char *bytes)
{
	size_t at = 0, params = 0, body = 0;
	int ends = 0;

	while (at < frame->at) {
		const unsigned char *header = bytes + at;
		size_t content = (size_t)header[4] << 8 | header[5];

		params += header[1] == 4 ? content : 0;
		body += header[1] == 5 ? content : 0;
		ends += content == 0;
		at += 8 + content + header[6];
	}
	claim(at == frame->at, "it ends at %zu, not %zu", at, frame->at);
	claim(ends == 2, "%d streams end", ends);
	claim(params == frame->params && params <= FRAME_PARAMS_MAX,
	    "%zu bytes of parameters", params);
	claim(body == frame->body && body <= FRAME_BODY_MAX,
	    "%zu bytes of a body", body);
}

/* The first byte is how large the pieces are in which the rest arrives. */
void
fuzz_one(const unsigned char *bytes, size_t size)
{
	struct frame once = { 0 }, frame = { 0 };
	enum frame_state state, in_pieces = FRAME_PART;
	unsigned char *there = NULL;
	size_t piece, arrived = 0;

	if (size == 0)
		return;
	piece = 1 + (size_t)*bytes++;
	size--;
	state = frame_walk(&once, bytes, size);
	claim(once.at <= size, "%zu of %zu", once.at, size);
	if (state == FRAME_WHOLE)
		claim_it_adds_up(&once, bytes);

	while (in_pieces == FRAME_PART && arrived < size) {
		size_t rest = size - arrived;
		size_t more = piece < rest ? piece : rest;

		/* No more than that stands there for the sanitizers. */
		there = memory_resize(there, arrived + more);
		memcpy(there + arrived, bytes + arrived, more);
		arrived += more;
		in_pieces = frame_walk(&frame, there, arrived);
	}
	free(there);
	claim(in_pieces == state, "%d at once, %d in pieces of %zu", state,
	    in_pieces, piece);
	claim(state != FRAME_WHOLE || frame.at == once.at,
	    "the end is at %zu at once, at %zu in pieces of %zu", once.at,
	    frame.at, piece);
}
