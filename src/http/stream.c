/* Sends all rows of a statement as lines of JSON, a hundred at a time. */
#include "http/stream.h"

#include <stdio.h>

#include "http/json.h"
#include "http/outcome.h"
#include "http/prepare.h"
#include "http/reply.h"

enum {
	ROW_USUAL = 400, /* bytes */
	TRIES_MAX = 20,	 /* half a second after each other */
};

struct stream {
	struct values values;
	struct value value; /* the only one … */
	const char *text;   /* … has one text … */
	char after[24];	    /* … which is this */
	bool begun;	    /* the head was sent */
	int tries;	    /* in vain, one after the other */
};

static struct stream *
stream_new(struct arena *arena)
{
	struct stream *stream = arena_alloc(arena, sizeof *stream);

	stream->values = (struct values){ &stream->value, 1, 1 };
	stream->value = (struct value){ "after_id", &stream->text, 1 };
	stream->text = stream->after;
	stream->after[0] = '0';
	return stream;
}

void
stream_begin(struct call *call)
{
	call->stream = stream_new(call->arena);
	call->query.lane = call->route->lane;
	call->query.repeatable = true;
	call->query.yields = true;
	call->query.steps = 1;
	if (request_in_parts(call->request))
		stream_more(call);
	else
		reply_problem(call, PROBLEM_BUSY, NULL);
}

void
stream_more(struct call *call)
{
	plan_bind(prepared_plan(call->route->statement), &call->stream->values,
	    call->arena, &call->query.step[0]);
	request_query(call->request, &call->query);
}

/* Before the head is sent it can still be said what is wrong. */
static void
stream_failed(struct call *call, const struct answer *answer)
{
	if (!call->stream->begun) {
		outcome_reply(call, answer);
	} else if (outcome_is_passing(answer) &&
	    ++call->stream->tries < TRIES_MAX) {
		request_rest(call->request);
	} else {
		log_event(LOG_WARNING, "%s is cut behind id %s",
		    call->route->path, call->stream->after);
		request_cut(call->request);
	}
}

void
stream_answered(struct call *call, const struct answer *answer)
{
	struct stream *stream = call->stream;
	const struct rows *rows = answer->rows[0];
	struct buffer out;
	int count;

	if (answer->kind != ANSWER_ROWS) {
		stream_failed(call, answer);
		return;
	}
	count = rows_count(rows);
	buffer_init(&out, call->arena, 512 + (size_t)count * ROW_USUAL);
	if (!stream->begun)
		reply_head(call, "application/x-ndjson", &out);
	stream->begun = true;
	stream->tries = 0;
	for (int i = 0; i < count && !call->head; i++) {
		json_put_row(&out, rows, i);
		buffer_char(&out, '\n');
	}
	if (count == 0 || call->head) {
		request_reply(call->request, out.bytes, out.size);
		return;
	}
	snprintf(stream->after, sizeof stream->after, "%s",
	    rows_value(rows, count - 1, rows_column(rows, "id"), NULL));
	request_part(call->request, out.bytes, out.size);
}
