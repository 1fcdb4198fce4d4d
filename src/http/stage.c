/* Sends the statements of a route. */
#include "http/stage.h"

#include <assert.h>
#include <string.h>

#include "engine/migration.h"
#include "http/address.h"
#include "http/etag.h"
#include "http/outcome.h"
#include "http/page.h"
#include "http/prepare.h"
#include "http/reply.h"
#include "http/stream.h"
#include "http/token.h"

static void
step_make(
    const struct call *call, enum statement_id id, struct query_step *step)
{
	const struct plan *plan = prepared_plan(id);

	if (plan != NULL)
		plan_bind(plan, &call->values, call->arena, step);
	else
		statement_render(
		    &statements[id], &call->values, call->arena, step);
}

static void
step_add(struct call *call, enum statement_id id)
{
	assert(call->query.steps < QUERY_STEPS_MAX);
	step_make(call, id, &call->query.step[call->query.steps++]);
}

bool
stage_authorise(struct call *call)
{
	const char *token = token_of_header(
	    request_parameter(call->request, "HTTP_AUTHORIZATION"),
	    call->arena);

	if (token == NULL)
		return false;
	call_value(call, "token_hash", token_hash(token, call->arena));
	call_value(call, "wanted",
	    call->route->access == ACCESS_ADMIN ? "admin" : "user");
	call_value(
	    call, "raises", call->route->lane == LANE_WRITE ? "true" : "false");
	return true;
}

/* Is nothing changed by it, or once only however often it is sent? */
static bool
stage_is_repeatable(const struct call *call, enum stage stage)
{
	switch (stage) {
	case STAGE_REFUSED:
	case STAGE_AGAIN:
	case STAGE_SPOIL:
		return true;
	case STAGE_ASK:
		if (call->route->ask == STATEMENT_NONE)
			return true;
		/* fallthrough */
	default:
		return call->route->lane != LANE_WRITE;
	}
}

/* Is there nothing in it but who asks? */
static bool
stage_only_authorises(const struct call *call, enum stage stage)
{
	return stage == STAGE_REFUSED ||
	    (stage == STAGE_ASK && call->route->ask == STATEMENT_NONE);
}

/* With a value for the digest of the body, which many objects have later. */
static bool
stage_claims(const struct call *call, enum stage stage)
{
	return call->key != NULL &&
	    (stage == STAGE_MAIN ||
		(stage == STAGE_ASK && call->route->items_max == 0));
}

/* Begins a segment. */
static void
query_begin(struct call *call, enum stage stage)
{
	call->stage = stage;
	call->query.steps = 0;
	call->query.lane = call->route->lane;
	call->query.foreign_key = call->route->foreign_key;
	call->query.repeatable = stage_is_repeatable(call, stage);
	call->query.relaxed = stage_only_authorises(call, stage);
	if (call->route->access != ACCESS_ANYONE)
		step_add(call, STATEMENT_AUTHORISE);
	if (stage_claims(call, stage))
		step_add(call, STATEMENT_ANSWER_CLAIM);
}

static void
query_send_one(struct call *call, enum stage stage, enum statement_id id)
{
	query_begin(call, stage);
	step_add(call, id);
	call->main_step = call->query.steps - 1;
	request_query(call->request, &call->query);
}

static void
secret_grow(struct call *call, const char *seed)
{
	arena_keep_secret(call->arena);
	call->secret =
	    token_grow(seed, call->key == NULL ? "" : call->key, call->arena);
}

/* Returns false if the system has no randomness. */
static bool
token_new(struct call *call)
{
	const char *seed = token_seed(call->arena);

	if (seed == NULL)
		return false;
	secret_grow(call, seed);
	call_value(call, "token_seed", seed);
	call_value(
	    call, "new_token_hash", token_hash(call->secret, call->arena));
	return true;
}

/* The statement whose rows are shown. */
static enum statement_id
statement_of(const struct call *call)
{
	if (call->order != NULL && call->order->statement != STATEMENT_NONE)
		return call->order->statement;
	if (call->key != NULL)
		return call->route->once.keep;
	return call->route->statement;
}

static void
query_send(struct call *call)
{
	const struct route *route = call->route;
	const char *condition = route->lane == LANE_WRITE
	    ? etags_read(request_parameter(call->request, "HTTP_IF_MATCH"),
		  request_parameter(call->request, "HTTP_IF_NONE_MATCH"),
		  call->arena)
	    : NULL;

	if (route->makes_token && !token_new(call)) {
		reply_problem(call, PROBLEM_BUSY, NULL);
		return;
	}
	query_begin(call, STAGE_MAIN);
	call_value(call, "schema_version", schema_version_text);
	if (condition != NULL)
		call_value(call, "if_match", condition);
	for (int i = 0; i < ROUTE_STEPS_MAX; i++) {
		const struct route_step *step = &route->before[i];

		if (step->statement != STATEMENT_NONE &&
		    (step->given == NULL ||
			values_find(&call->values, step->given) != NULL))
			step_add(call, step->statement);
	}
	if (route->parent != STATEMENT_NONE)
		step_add(call, route->parent);
	step_add(call, statement_of(call));
	call->main_step = call->query.steps - 1;
	if (route->shape == SHAPE_LIST)
		page_add_count(call);
	request_query(call->request, &call->query);
}

static bool
is_refused(const struct call *call)
{
	return call->refusal != PROBLEM_NONE || call->faults != NULL;
}

/* Malformed input outweighs invalid input; all of it is told. */
static void
reply_refusal(struct call *call)
{
	enum problem worst = PROBLEM_INVALID;

	if (call->refusal != PROBLEM_NONE) {
		reply_problem(call, call->refusal, call->refusal_detail);
		return;
	}
	for (const struct fault *f = call->faults; f != NULL; f = f->next)
		if (f->problem == PROBLEM_BAD_REQUEST)
			worst = PROBLEM_BAD_REQUEST;
	reply_problem(call, worst, call->refusal_detail);
}

void
stage_begin(struct call *call)
{
	const struct route *route = call->route;
	struct buffer body;

	if (is_refused(call) && route->access == ACCESS_ANYONE) {
		reply_refusal(call);
	} else if (is_refused(call)) {
		/* Who may not do it at all is told that, and nothing else. */
		query_begin(call, STAGE_REFUSED);
		request_query(call->request, &call->query);
	} else if (route->shape == SHAPE_FIXED) {
		buffer_init(&body, call->arena, 64);
		buffer_text(&body, route->body);
		reply_json(call, 200, "Cache-Control: no-store\r\n", &body);
	} else if (route->shape == SHAPE_STREAM) {
		stream_begin(call);
	} else if (route->ask == STATEMENT_NONE && route_works(route) &&
	    route->access != ACCESS_ANYONE) {
		/* Work is done for nobody who may not have it. */
		query_begin(call, STAGE_ASK);
		request_query(call->request, &call->query);
	} else if (route->ask != STATEMENT_NONE) {
		call_value(call, "address", client_address(call->request));
		query_send_one(call, STAGE_ASK, route->ask);
	} else if (route_works(route)) {
		request_work(call->request);
	} else {
		query_send(call);
	}
}

/* Says that what `ask` began came to nothing. */
static void
call_abandon(struct call *call)
{
	struct query_step step;

	if (call->route->abandoned == STATEMENT_NONE ||
	    call->stage <= STAGE_ASK)
		return;
	step_make(call, call->route->abandoned, &step);
	request_note(call->request, LANE_WRITE, &step);
}

void
stage_worked(struct call *call, bool done)
{
	call->stage = STAGE_WORK;
	if (!done)
		call->refusal = PROBLEM_BUSY;
	if (call->refusal == PROBLEM_BUSY) {
		call_abandon(call);
		reply_refusal(call);
	} else if (!is_refused(call)) {
		query_send(call);
	} else if (call->route->denied != STATEMENT_NONE) {
		query_send_one(call, STAGE_DENIED, call->route->denied);
	} else {
		reply_refusal(call);
	}
}

/*
 * Looks at what `authorise` says. Returns false if the call is refused;
 * otherwise writes down that the token was used, if that was a while ago.
 */
static bool
authorised(struct call *call, const struct rows *rows)
{
	const char *refused =
	    rows_value(rows, 0, rows_column(rows, "refused"), NULL);
	const char *stale =
	    rows_value(rows, 0, rows_column(rows, "stale"), NULL);
	struct query_step step;

	if (refused != NULL) {
		outcome_refused(call, refused);
		return false;
	}
	if (*stale == 't') {
		step_make(call, STATEMENT_TOKEN_TOUCH, &step);
		request_note(call->request, LANE_WRITE, &step);
	}
	return true;
}

/* What `ask` gives are values for what follows. */
static void
asked_take(struct call *call, const struct rows *rows)
{
	if (rows_count(rows) == 0)
		return;
	for (int i = 0; i < rows_columns(rows); i++)
		if (*rows_name(rows, i) != '_')
			call_value(call, rows_name(rows, i),
			    rows_value(rows, 0, i, NULL));
}

/* Such as by answer_claim(), of the Idempotency-Key; see sql/schema. */
static bool
is_refused_with(const struct answer *answer, const char *sqlstate)
{
	return answer->kind == ANSWER_ERROR &&
	    strcmp(answer->sqlstate, sqlstate) == 0;
}

/*
 * The key was used with another body. Where anybody may ask, somebody who has
 * guessed it could try passwords in the body with it, and no failure would be
 * counted: one that is wrong ends it, and hears so only when it has.
 */
static void
key_refuse(struct call *call, const struct answer *answer)
{
	if (call->route->access != ACCESS_ANYONE) {
		outcome_reply(call, answer);
		return;
	}
	call_refuse(call, answer->column, "not_allowed", answer->message);
	query_send_one(call, STAGE_SPOIL, STATEMENT_ANSWER_SPOIL);
}

/* The answer of the first time, from the row of then. */
static void
reply_again(struct call *call, const struct answer *answer)
{
	const struct rows *rows = answer->rows[call->main_step];

	if (rows_count(rows) == 0) {
		/* Its time has just come. */
		reply_problem(call, PROBLEM_BUSY, NULL);
		return;
	}
	if (call->route->makes_token)
		secret_grow(call,
		    rows_value(rows, 0, rows_column(rows, "_seed"), NULL));
	outcome_reply(call, answer);
}

void
stage_answered(struct call *call, const struct answer *answer)
{
	if (is_refused_with(answer, "MQ201")) {
		query_send_one(call, STAGE_AGAIN, call->route->once.again);
		return;
	}
	if (is_refused_with(answer, "MQ42K")) {
		key_refuse(call, answer);
		return;
	}
	if (answer->kind != ANSWER_ROWS) {
		call_abandon(call);
		outcome_reply(call, answer);
		return;
	}
	if (call->route->access != ACCESS_ANYONE &&
	    !authorised(call, answer->rows[0]))
		return;
	switch (call->stage) {
	case STAGE_ASK:
		if (call->route->ask != STATEMENT_NONE)
			asked_take(call, answer->rows[call->main_step]);
		request_work(call->request);
		return;
	case STAGE_REFUSED:
	case STAGE_DENIED:
	case STAGE_SPOIL:
		reply_refusal(call);
		return;
	case STAGE_AGAIN:
		reply_again(call, answer);
		return;
	default:
		outcome_reply(call, answer);
	}
}
