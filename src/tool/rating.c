/* marquee ratings: what is kept of them is counted again, ranked, brought in.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http/array.h"
#include "tool/bring.h"
#include "tool/show.h"
#include "tool/task.h"

/* The movies that the rows are about, as an array of PostgreSQL. */
static const char *
movies_of(const struct rows *rows, struct arena *arena)
{
	const char *movie, *last = "";
	struct array movies;

	array_begin(&movies, arena);
	for (int i = 0; i < rows_count(rows); i++) {
		size_t size = 0;

		movie = rows_value(rows, i, 0, &size);
		/* Those of one movie follow each other. */
		if (movie == NULL || strcmp(movie, last) == 0)
			continue;
		last = arena_copy(arena, movie, size);
		array_add(&movies, last);
	}
	return array_end(&movies);
}

/* Meanwhile nobody folds; who rates goes on. */
static bool
repair(struct task *task)
{
	return session_run(task->session, "BEGIN") != NULL &&
	    task_query(task, STATEMENT_RATING_ALONE) != NULL &&
	    task_query(task, STATEMENT_RATING_SUMMARY_ADD) != NULL &&
	    task_query(task, STATEMENT_RATING_TOTAL_ADD) != NULL &&
	    task_query(task, STATEMENT_RATING_REPAIR) != NULL &&
	    session_run(task->session, "COMMIT") != NULL;
}

static int
verify(struct task *task)
{
	const struct rows *rows = task_query(task, STATEMENT_RATING_VERIFY);
	struct table table = { 0 };
	int count;

	if (rows == NULL)
		return EXIT_FAILURE;
	count = rows_count(rows);
	if (count == 0) {
		puts("no difference");
		return EXIT_SUCCESS;
	}
	show_table(&table, rows);
	task_value(task, "movies", movies_of(rows, task->arena));
	if (task_text(task, "repair") == NULL)
		return EXIT_PENDING;
	if (!repair(task))
		return EXIT_FAILURE;
	printf("%d differences mended\n", count);
	return EXIT_SUCCESS;
}

static int
rank(struct task *task)
{
	const struct rows *rows = task_query(task, STATEMENT_RATING_RANKING);

	if (rows == NULL)
		return EXIT_FAILURE;
	show_row(rows);
	return EXIT_SUCCESS;
}

static int
import(struct task *task)
{
	static const struct bring bring = { "ratings", STATEMENT_RATING_ALONE,
		STATEMENT_RATING_IMPORT, STATEMENT_RATING_SETTLE,
		"COMMIT; ANALYZE rating, rating_summary" };

	return bring_file(task, &bring);
}

/* clang-format off */

static const struct input verify_inputs[] = {
	{ "repair", INPUT_BOOLEAN },
	{ 0 },
};

static const struct input rank_inputs[] = {
	{ "weight", INPUT_INTEGER, 0, 1000000 },
	{ 0 },
};

const struct command rating_commands[] = {
	{ "ratings", "verify", "[--repair]",
	  "counts all ratings again and tells where the sums kept of them are "
	  "others: exit\n      3; --repair mends them, while people rate",
	  verify_inputs, verify, .needs_database = true },
	{ "ratings", "rank", "[--weight NUMBER]",
	  "shows what lists sorted by rating go by, or sets the weight: so "
	  "many ratings\n      does a movie need to rank half by its own "
	  "average",
	  rank_inputs, rank, .needs_database = true },
	{ "ratings", "import", "[--if-empty] FILE",
	  "adds the ratings of a JSON array: username, name and year of a "
	  "movie, score;\n      --if-empty: only if there are none yet",
	  bring_inputs, import, .needs_database = true },
	{ 0 },
};
