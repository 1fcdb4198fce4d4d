/* Makes the SQL that is sent from a named statement and the values given. */
#include "engine/statement.h"

#include <assert.h>
#include <string.h>

#include "engine/buffer.h"

struct rendering {
	const struct values *values; /* NULL: all lines */
	struct buffer sql;
	/* The parameters so far: which name, which of its texts. */
	struct {
		const char *name;
		size_t size;
		int place;
	} known[QUERY_PARAMETERS_MAX];
	const char **texts;
	int count;
	int place; /* of the text that `each` has come to */
};

static const struct value *
find(const struct values *values, const char *name, size_t size)
{
	for (int i = 0; i < values->count; i++) {
		const struct value *value = &values->items[i];

		if (strncmp(value->name, name, size) == 0 &&
		    value->name[size] == '\0')
			return value->count == 0 ? NULL : value;
	}
	return NULL;
}

const struct value *
values_find(const struct values *values, const char *name)
{
	return find(values, name, strlen(name));
}

bool
statement_is_fixed(const struct statement *statement)
{
	for (int i = 0; statement->lines[i].sql != NULL; i++)
		if (statement->lines[i].condition[0] != '\0')
			return false;
	return true;
}

/* How often is a line sent that has this condition? */
static int
condition_times(const struct values *values, const char *condition)
{
	int times = 1;

	if (values == NULL)
		return 1;
	while (*condition != '\0') {
		size_t size = strcspn(condition, " ");
		const char *equals = memchr(condition, '=', size);
		const struct value *value;
		bool each = strncmp(condition, "each ", 5) == 0;

		if (each) {
			condition += 5;
			size = strcspn(condition, " ");
		}
		value = find(values, condition,
		    equals == NULL ? size : (size_t)(equals - condition));
		if (value == NULL)
			return 0;
		if (equals != NULL && value->texts[0] == NULL)
			return 0;
		if (equals != NULL &&
		    (strncmp(value->texts[0], equals + 1,
			 (size_t)(condition + size - equals - 1)) != 0 ||
			value->texts[0][condition + size - equals - 1] != '\0'))
			return 0;
		if (each)
			times = value->count;
		condition += size;
		condition += strspn(condition, " ");
	}
	return times;
}

/* Writes $n for a parameter; the same one always has the same number. */
static void
parameter_put(struct rendering *rendering, const char *name, size_t size)
{
	const struct value *value = NULL;
	int i, place = 0;

	if (rendering->values != NULL)
		value = find(rendering->values, name, size);
	if (value != NULL && rendering->place < value->count)
		place = rendering->place;
	for (i = 0; i < rendering->count; i++)
		if (rendering->known[i].place == place &&
		    rendering->known[i].size == size &&
		    memcmp(rendering->known[i].name, name, size) == 0)
			break;
	if (i == rendering->count) {
		assert(i < QUERY_PARAMETERS_MAX);
		rendering->known[i].name = name;
		rendering->known[i].size = size;
		rendering->known[i].place = place;
		rendering->texts[i] =
		    value == NULL ? NULL : value->texts[place];
		rendering->count++;
	}
	buffer_printf(&rendering->sql, "$%d", i + 1);
}

/* A number is put in as it is; there is none yet when all lines are. */
static void
number_put(struct rendering *rendering, const char *name, size_t size)
{
	const struct value *value = rendering->values == NULL
	    ? NULL
	    : find(rendering->values, name, size);
	const char *text = value == NULL ? "NULL" : value->texts[0];

	assert(text != NULL &&
	    (value == NULL || text[strspn(text, "0123456789")] == '\0'));
	buffer_text(&rendering->sql, text);
}

static void
line_put(struct rendering *rendering, const char *sql)
{
	static const char word[] = "abcdefghijklmnopqrstuvwxyz_0123456789";

	while (*sql != '\0') {
		size_t size = strcspn(sql, ":'\"");

		buffer_put(&rendering->sql, sql, size);
		sql += size;
		if (*sql == '\'' || *sql == '"') {
			/* Quoted: nothing in here is a parameter. */
			const char *end = strchr(sql + 1, *sql);

			size = end == NULL ? 1 : (size_t)(end - sql) + 1;
			buffer_put(&rendering->sql, sql, size);
			sql += size;
		} else if (*sql == ':') {
			size = strspn(sql + 1, word);
			if (sql[1] == ':') {
				buffer_text(&rendering->sql, "::");
				sql += 2;
			} else if (sql[1] == '#') {
				size = strspn(sql + 2, word);
				number_put(rendering, sql + 2, size);
				sql += size + 2;
			} else if (size > 0) {
				parameter_put(rendering, sql + 1, size);
				sql += size + 1;
			} else {
				buffer_char(&rendering->sql, *sql++);
			}
		}
	}
	buffer_char(&rendering->sql, '\n');
}

static void
render(struct rendering *rendering, const struct statement *statement,
    struct arena *arena)
{
	buffer_init(&rendering->sql, arena, 1024);
	rendering->texts =
	    arena_alloc(arena, QUERY_PARAMETERS_MAX * sizeof(char *));
	for (int i = 0; statement->lines[i].sql != NULL; i++) {
		const struct statement_line *line = &statement->lines[i];
		int times = condition_times(rendering->values, line->condition);

		for (rendering->place = 0; rendering->place < times;
		     rendering->place++)
			line_put(rendering, line->sql);
	}
}

void
statement_render(const struct statement *statement, const struct values *values,
    struct arena *arena, struct query_step *step)
{
	struct rendering rendering = { .values = values };

	render(&rendering, statement, arena);
	step->prepared = NULL;
	step->sql = buffer_string(&rendering.sql);
	step->lasting = rendering.count == 0;
	step->parameters = rendering.count;
	step->values = rendering.texts;
}

void
statement_plan(
    const struct statement *statement, struct arena *arena, struct plan *plan)
{
	struct rendering rendering = { .values = NULL };

	render(&rendering, statement, arena);
	plan->name = statement->name;
	plan->sql = buffer_string(&rendering.sql);
	plan->parameters = rendering.count;
	for (int i = 0; i < rendering.count; i++)
		plan->names[i] = arena_copy(
		    arena, rendering.known[i].name, rendering.known[i].size);
}

void
plan_bind(const struct plan *plan, const struct values *values,
    struct arena *arena, struct query_step *step)
{
	const char **texts =
	    arena_alloc(arena, ((size_t)plan->parameters + 1) * sizeof(char *));

	for (int i = 0; i < plan->parameters; i++) {
		const struct value *value = values_find(values, plan->names[i]);

		texts[i] = value == NULL ? NULL : value->texts[0];
	}
	step->prepared = plan->name;
	step->lasting = false;
	step->parameters = plan->parameters;
	step->values = texts;
}
