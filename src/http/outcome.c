/* What the answer of the database means for the client. */
#include "http/outcome.h"

#include <string.h>

#include "http/json.h"
#include "http/page.h"
#include "http/reply.h"

/* What an SQLSTATE means for the client (PostgreSQL, appendix A). */
static enum problem
problem_of_sqlstate(const char *sqlstate)
{
	static const struct {
		const char *prefix;
		enum problem problem;
	} table[] = {
		{ "08", PROBLEM_UNAVAILABLE },
		{ "0A000", PROBLEM_UNAVAILABLE },
		{ "22", PROBLEM_INVALID },
		/* Tried again in vain: others were always faster. */
		{ "23502", PROBLEM_BUSY },
		{ "23503", PROBLEM_BUSY },
		{ "23505", PROBLEM_CONFLICT },
		{ "23", PROBLEM_INVALID },
		{ "25006", PROBLEM_UNAVAILABLE },
		{ "26000", PROBLEM_UNAVAILABLE },
		{ "40", PROBLEM_BUSY },
		{ "53", PROBLEM_UNAVAILABLE },
		{ "55P03", PROBLEM_BUSY },
		{ "57014", PROBLEM_TIMEOUT },
		{ "57P", PROBLEM_UNAVAILABLE },
		/* Our own class; see sql/schema. */
		{ "MQ401", PROBLEM_UNAUTHORIZED },
		{ "MQ403", PROBLEM_FORBIDDEN },
		{ "MQ404", PROBLEM_NOT_FOUND },
		{ "MQ409", PROBLEM_CONFLICT },
		{ "MQ40K", PROBLEM_UNDER_WAY },
		{ "MQ412", PROBLEM_PRECONDITION },
		{ "MQ422", PROBLEM_INVALID },
		{ "MQ42K", PROBLEM_INVALID },
		{ "MQ429", PROBLEM_TOO_MANY },
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (strncmp(sqlstate, table[i].prefix,
			strlen(table[i].prefix)) == 0)
			return table[i].problem;
	return PROBLEM_INTERNAL;
}

/* Faults for the columns that a refusal names, joined by commas. */
static void
name_columns(
    struct call *call, const char *columns, const char *code, const char *why)
{
	while (*columns != '\0') {
		size_t size = strcspn(columns, ",");

		call_refuse(call, arena_copy(call->arena, columns, size), code,
		    arena_copy(call->arena, why, strlen(why)));
		columns += size;
		columns += *columns == ',';
	}
}

/* Which column a unique index is about: its name is TABLE_COLUMN. */
static const char *
column_of_constraint(const struct answer *answer)
{
	size_t size = strlen(answer->table);

	if (size == 0 ||
	    strncmp(answer->constraint, answer->table, size) != 0 ||
	    answer->constraint[size] != '_')
		return "";
	return answer->constraint + size + 1;
}

static void
reply_missing(struct call *call)
{
	const struct route *route = call->route;

	reply_problem(call,
	    route->missing == PROBLEM_NONE ? PROBLEM_NOT_FOUND : route->missing,
	    route->missing_detail);
}

static void
reply_error(struct call *call, const struct answer *answer)
{
	enum problem problem = problem_of_sqlstate(answer->sqlstate);
	bool ours = strncmp(answer->sqlstate, "MQ", 2) == 0;

	if (call->route->foreign_key != NULL &&
	    strcmp(answer->constraint, call->route->foreign_key) == 0) {
		reply_missing(call);
		return;
	}
	/* What the input checks let through, or what is our own fault. */
	if ((problem == PROBLEM_INVALID && !ours) ||
	    problem == PROBLEM_INTERNAL)
		log_event(LOG_ERROR, "%s: SQLSTATE %s: %s", call->route->path,
		    answer->sqlstate, answer->message);
	/* What else is wrong is not for those who may not do it. */
	call->faults = NULL;
	call->last_fault = &call->faults;
	if (problem == PROBLEM_CONFLICT && !ours)
		name_columns(call, column_of_constraint(answer), "taken",
		    "It is taken.");
	else if (problem == PROBLEM_CONFLICT)
		name_columns(call, answer->column, "taken", answer->message);
	else if (problem == PROBLEM_INVALID)
		name_columns(
		    call, answer->column, "not_allowed", answer->message);
	else if (problem == PROBLEM_TOO_MANY)
		call->retry_after = answer->column;
	reply_problem(call, problem, NULL);
}

void
outcome_refused(struct call *call, const char *sqlstate)
{
	call->faults = NULL;
	reply_problem(call, problem_of_sqlstate(sqlstate), NULL);
}

static void
reply_rows(struct call *call, const struct answer *answer)
{
	const struct route *route = call->route;
	const struct rows *rows = answer->rows[call->main_step];
	bool child = route->parent != STATEMENT_NONE;
	bool orphan =
	    child && rows_count(answer->rows[call->main_step - 1]) == 0;
	bool needed = route->shape == SHAPE_ONE ||
	    (route->shape == SHAPE_NONE && !child &&
		route->missing != PROBLEM_NONE);
	struct buffer body, headers;

	if (orphan || (needed && rows_count(rows) == 0)) {
		reply_missing(call);
		return;
	}
	if (route->shape == SHAPE_NONE) {
		reply_empty(call, 204, NULL);
		return;
	}
	buffer_init(&body, call->arena, 1024);
	if (route->shape == SHAPE_LIST) {
		buffer_init(&headers, call->arena, 256);
		page_write(call, answer, rows, &headers, &body);
		if (route->access != ACCESS_ANYONE)
			buffer_text(&headers, "Cache-Control: no-store\r\n");
		reply_json(call, 200, buffer_string(&headers), &body);
		return;
	}
	if (route->shape == SHAPE_ALL) {
		json_put_rows(&body, rows, rows_count(rows));
		reply_json(call, 200, NULL, &body);
		return;
	}
	if (route->write != NULL)
		route->write(call, rows, &body);
	else
		json_put_row(&body, rows, 0);
	reply_resource(call, rows, &body);
}

bool
outcome_is_passing(const struct answer *answer)
{
	return answer->kind == ANSWER_ERROR
	    ? problem_retry_after(problem_of_sqlstate(answer->sqlstate)) > 0
	    : answer->kind != ANSWER_ROWS;
}

void
outcome_reply(struct call *call, const struct answer *answer)
{
	switch (answer->kind) {
	case ANSWER_ROWS:
		reply_rows(call, answer);
		return;
	case ANSWER_ERROR:
		reply_error(call, answer);
		return;
	case ANSWER_UNAVAILABLE:
		reply_problem(call, PROBLEM_UNAVAILABLE, NULL);
		return;
	case ANSWER_BUSY:
		reply_problem(call, PROBLEM_BUSY, NULL);
		return;
	case ANSWER_UNKNOWN:
		reply_problem(call, PROBLEM_UNKNOWN_OUTCOME, NULL);
		return;
	}
}
