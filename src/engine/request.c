/* What a handler asks for a request: parameters, the database, the worker. */
#include "engine/request.h"

#include <assert.h>
#include <fcgiapp.h>
#include <string.h>

#include "engine/database.h"

const char *
request_parameter(const struct request *request, const char *name)
{
	const char *value = FCGX_GetParam(name, (char **)request->parameters);

	/* Web servers pass on a header that is not there as an empty one. */
	return value == NULL || *value == '\0' ? NULL : value;
}

static void
on_query_done(struct query *query)
{
	struct request *request = query->context;

	request->log.database_us += loop_clock() - query->asked;
	request->handler->resume(request, &query->answer);
}

void
request_query(struct request *request, struct query *query)
{
	query->arena = request->arena;
	query->context = request;
	query->done = on_query_done;
	database_submit(request->database, query);
}

static void
job_run(struct job *job)
{
	struct request *request = list_entry(job, struct request, job);

	request->handler->work(request);
}

static void
on_job_done(struct job *job, bool ran)
{
	struct request *request = list_entry(job, struct request, job);

	request->handler->worked(request, ran);
}

void
request_work(struct request *request)
{
	request->job.run = job_run;
	request->job.done = on_job_done;
	request->job.deadline = request->arrived + request->queue_max;
	worker_submit(request->worker, &request->job);
}

static void
on_note_done(struct query *query)
{
	arena_free(query->arena);
}

void
request_note(
    struct request *request, enum lane lane, const struct query_step *step)
{
	struct arena *arena = arena_new();
	struct query *query = arena_alloc(arena, sizeof *query);
	const char **values =
	    arena_alloc(arena, (size_t)step->parameters * sizeof *values);

	for (int i = 0; i < step->parameters; i++)
		if (step->values[i] != NULL)
			values[i] = arena_copy(
			    arena, step->values[i], strlen(step->values[i]));
	assert(step->prepared != NULL);
	query->lane = lane;
	query->steps = 1;
	query->step[0] = *step;
	query->step[0].values = values;
	query->arena = arena;
	query->done = on_note_done;
	query->relaxed = true;
	query->spare = true;
	database_submit(request->database, query);
}
