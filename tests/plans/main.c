/* Looks at how PostgreSQL carries out lists of movies. */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "engine/arena.h"
#include "engine/session.h"

static const char usage[] =
    "usage: plans-run [BUFFERS] <QUERIES\n\n"
    "Reads queries of /api/movies/, one a line, and has PostgreSQL explain the "
    "statement\nthat the responder sends for each. Tells those that read a "
    "table from its beginning\nto its end, or look at more pages of 8 KiB than "
    "BUFFERS. Besides the inputs of the\nlist, a query may have from=N: the "
    "page after the first N movies. With BUFFERS of\n0 it tells the buffers "
    "and "
    "the milliseconds of all.\n\n"
    "DATABASE_URL says where the database is.\n";

enum { LINE = 1000, VALUES = 40 };

static struct session *session;
static struct arena *arena;
static long most = -1; /* -1: tells all */

/* A query: what it gives, and how the list is sorted by that. */
struct asked {
	const char *query;
	struct values values;
	struct value items[VALUES];
	const struct order *order;
	long from;
};

static void
die(const char *why, const char *what)
{
	fprintf(stderr, "%s: %s\n", why, what);
	exit(2);
}

static void
give(struct asked *asked, const char *name, const char *text)
{
	struct value *value = asked->items;

	while (value->name != NULL && strcmp(value->name, name) != 0)
		value++;
	if (value == asked->items + VALUES - 1)
		die("too many values", asked->query);
	if (value->name == NULL) {
		value->name = name;
		value->texts = arena_alloc(arena, VALUES * sizeof(char *));
		asked->values.count++;
	}
	value->texts[value->count++] = text;
}

static bool
is_input(const char *name)
{
	for (const struct input *i = movie_routes[0].inputs; i->name; i++)
		if (strcmp(i->name, name) == 0)
			return true;
	return false;
}

/* As a list does; see http/page.c. */
static const struct order *
order_find(const struct asked *asked)
{
	const struct value *sort = values_find(&asked->values, "sort");
	const struct order *order = movie_routes[0].orders;

	if (sort == NULL)
		while (order->given != NULL &&
		    values_find(&asked->values, order->given) == NULL)
			order++;
	else
		while (order->sort != NULL &&
		    strcmp(order->sort, sort->texts[0]) != 0)
			order++;
	if (order->sort == NULL)
		die("no such sort", asked->query);
	return order;
}

/* The line is cut into pieces. */
static void
asked_read(struct asked *asked, char *line)
{
	char *rest = line, *name;

	memset(asked, 0, sizeof *asked);
	asked->query = arena_copy(arena, line, strlen(line));
	asked->values.items = asked->items;
	asked->values.room = VALUES;
	while ((name = strsep(&rest, "&")) != NULL && *name != '\0') {
		char *text = strchr(name, '=');

		if (text == NULL)
			die("a name without a value", asked->query);
		*text++ = '\0';
		for (char *c = text; *c != '\0'; c++)
			if (*c == '+')
				*c = ' ';
		if (strcmp(name, "from") == 0)
			asked->from = atol(text);
		else if (is_input(name))
			give(asked, name, text);
		else
			die("no such input", asked->query);
	}
	asked->order = order_find(asked);
	if (values_find(&asked->values, "sort") == NULL)
		give(asked, "sort", asked->order->sort);
	give(asked, "page", "");
}

static const struct rows *
run(const struct statement *statement, const struct values *values)
{
	const struct rows *rows = session_query(session, statement, values);

	if (rows == NULL)
		die("it cannot be carried out", statement->name);
	return rows;
}

static const struct statement *
statement_of(const struct asked *asked)
{
	return &statements[asked->order->statement != STATEMENT_NONE
		? asked->order->statement
		: movie_routes[0].statement];
}

/* The list goes on after so many. */
static void
go_on(struct asked *asked)
{
	const struct rows *rows;
	const char *id, *key;
	int last;

	give(asked, "limit", arena_printf(arena, "%ld", asked->from));
	rows = run(statement_of(asked), &asked->values);
	last = rows_count(rows) - 1;
	if (last < 0)
		die("it is empty", asked->query);
	id = rows_value(rows, last, rows_column(rows, "id"), NULL);
	key = rows_value(
	    rows, last, rows_column(rows, asked->order->column), NULL);
	give(asked, "after_id", arena_copy(arena, id, strlen(id)));
	if (key == NULL)
		give(asked, "after_null", "");
	else
		give(asked, "after_key", arena_copy(arena, key, strlen(key)));
	for (int i = 0; i < asked->values.count; i++)
		if (strcmp(asked->items[i].name, "limit") == 0)
			asked->items[i].count = 0;
}

/* The plan, as it went: the first of the objects that EXPLAIN gives. */
static struct json_object *
explain(const struct asked *asked)
{
	static const char how[] =
	    "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON)";
	const struct statement *statement = statement_of(asked);
	struct statement explained = { "explained", true, NULL };
	struct statement_line *lines;
	struct json_object *all;
	int count = 0;

	while (statement->lines[count].sql != NULL)
		count++;
	lines = arena_alloc(arena, (size_t)(count + 2) * sizeof *lines);
	lines[0] = (struct statement_line){ how, "" };
	memcpy(
	    lines + 1, statement->lines, (size_t)(count + 1) * sizeof *lines);
	explained.lines = lines;
	all = json_tokener_parse(
	    rows_value(run(&explained, &asked->values), 0, 0, NULL));
	if (all == NULL)
		die("no plan", asked->query);
	return all;
}

static long
number(struct json_object *object, const char *key)
{
	struct json_object *member;

	return json_object_object_get_ex(object, key, &member)
	    ? json_object_get_int64(member)
	    : 0;
}

static const char *
text(struct json_object *object, const char *key)
{
	struct json_object *member;

	return json_object_object_get_ex(object, key, &member)
	    ? json_object_get_string(member)
	    : "";
}

/* A table that a part of the plan reads from end to end; or NULL. */
static const char *
scanned(struct json_object *node)
{
	struct json_object *parts;
	const char *table = text(node, "Relation Name");

	/* There are some dozens of genres, on one page. */
	if (strcmp(text(node, "Node Type"), "Seq Scan") == 0 &&
	    number(node, "Actual Loops") > 0 && strcmp(table, "genre") != 0)
		return table;
	if (!json_object_object_get_ex(node, "Plans", &parts))
		return NULL;
	table = NULL;
	for (size_t i = 0; i < json_object_array_length(parts); i++)
		if (table == NULL)
			table = scanned(json_object_array_get_idx(parts, i));
	return table;
}

static bool
look(const struct asked *asked)
{
	struct json_object *all = explain(asked);
	struct json_object *root = json_object_array_get_idx(all, 0), *plan;
	struct json_object *time;
	const char *table;
	long buffers;

	json_object_object_get_ex(root, "Plan", &plan);
	json_object_object_get_ex(root, "Execution Time", &time);
	table = scanned(plan);
	buffers = number(plan, "Shared Hit Blocks") +
	    number(plan, "Shared Read Blocks") +
	    number(plan, "Temp Read Blocks") +
	    number(plan, "Temp Written Blocks");
	if (most < 0 || table != NULL || buffers > most)
		printf("%8ld buffers %8.1f ms%s%s ?%s\n", buffers,
		    json_object_get_double(time),
		    table == NULL ? "" : " all of ", table == NULL ? "" : table,
		    asked->query);
	json_object_put(all);
	return table == NULL && (most < 0 || buffers <= most);
}

static bool
one(char *line)
{
	struct asked asked;
	bool good;

	arena_reset(arena);
	asked_read(&asked, line);
	session_run(session, "BEGIN");
	for (int i = 0; i < ROUTE_STEPS_MAX; i++) {
		const struct route_step *step = &movie_routes[0].before[i];

		if (step->statement != STATEMENT_NONE &&
		    values_find(&asked.values, step->given) != NULL)
			run(&statements[step->statement], &asked.values);
	}
	if (asked.from > 0)
		go_on(&asked);
	/* As a page of 20 is asked for, and whether there is another one. */
	give(&asked, "limit", "21");
	good = look(&asked);
	session_run(session, "COMMIT");
	return good;
}

int
main(int argc, char **argv)
{
	char line[LINE];
	int asked = 0, bad = 0;

	if (argc > 2 || getenv("DATABASE_URL") == NULL) {
		fputs(usage, stderr);
		return 2;
	}
	if (argc > 1)
		most = atol(argv[1]);
	arena = arena_new();
	session = session_open(getenv("DATABASE_URL"));
	if (session == NULL)
		return 2;
	while (fgets(line, sizeof line, stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		asked++;
		bad += !one(line);
	}
	session_close(session);
	arena_free(arena);
	fprintf(stderr, "%d lists, %d bad\n", asked, bad);
	return asked == 0 || bad > 0;
}
