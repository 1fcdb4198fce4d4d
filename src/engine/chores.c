/* What is done from time to time. */
#include "engine/chores.h"

#include <stdlib.h>
#include <string.h>

#include "engine/arena.h"
#include "engine/log.h"
#include "engine/memory.h"

struct round {
	struct chores *chores;
	const struct chore *chore;
	struct query query;
	struct arena *arena; /* of its answer */
	int64_t due;
	bool running;
	bool failed; /* last time; it is told once */
};

struct chores {
	struct ticker ticker;
	struct loop *loop;
	struct database *database;
	int count;
	struct round *rounds;
};

static void
round_plan(struct round *round)
{
	struct loop *loop = round->chores->loop;

	round->due = loop_time(loop) + loop_jitter(round->chore->every);
	loop_wake_by(loop, round->due);
}

static void
on_done(struct query *query)
{
	struct round *round = query->context;
	const struct answer *answer = &query->answer;
	bool failed = answer->kind == ANSWER_ERROR;

	if (failed && !round->failed)
		log_event(LOG_WARNING, "%s: SQLSTATE %s: %s",
		    round->chore->prepared, answer->sqlstate, answer->message);
	round->failed = failed;
	round->running = false;
	arena_reset(round->arena);
	round_plan(round);
}

static void
round_begin(struct round *round)
{
	struct query *query = &round->query;

	round->running = true;
	memset(query, 0, sizeof *query);
	query->lane = LANE_WRITE;
	query->relaxed = true;
	query->steps = 1;
	query->step[0].prepared = round->chore->prepared;
	query->arena = round->arena;
	query->done = on_done;
	query->context = round;
	database_submit(round->chores->database, query);
}

static int64_t
chores_tick(struct ticker *ticker, int64_t now)
{
	struct chores *chores = list_entry(ticker, struct chores, ticker);
	int64_t next = INT64_MAX;

	if (loop_stopping(chores->loop))
		return INT64_MAX;
	for (int i = 0; i < chores->count; i++) {
		struct round *round = &chores->rounds[i];

		if (!round->running && now >= round->due)
			round_begin(round);
		if (!round->running && round->due < next)
			next = round->due;
	}
	return next;
}

struct chores *
chores_new(
    struct loop *loop, struct database *database, const struct chore *list)
{
	struct chores *chores = memory_alloc(sizeof *chores);

	memset(chores, 0, sizeof *chores);
	chores->loop = loop;
	chores->database = database;
	while (list[chores->count].prepared != NULL)
		chores->count++;
	chores->rounds =
	    memory_alloc(((size_t)chores->count + 1) * sizeof *chores->rounds);
	memset(chores->rounds, 0,
	    ((size_t)chores->count + 1) * sizeof *chores->rounds);
	for (int i = 0; i < chores->count; i++) {
		struct round *round = &chores->rounds[i];

		round->chores = chores;
		round->chore = &list[i];
		round->arena = arena_new();
		round_plan(round);
	}
	chores->ticker.tick = chores_tick;
	loop_add_ticker(loop, &chores->ticker);
	return chores;
}

void
chores_free(struct chores *chores)
{
	for (int i = 0; i < chores->count; i++) {
		struct round *round = &chores->rounds[i];

		/* Out of the queue of the database, if it is in one. */
		list_remove(&round->query.link);
		arena_free(round->arena);
	}
	free(chores->rounds);
	free(chores);
}
