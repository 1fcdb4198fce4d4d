#ifndef TOOL_TOOL_H
#define TOOL_TOOL_H

#include "engine/session.h"
#include "engine/settings.h"
#include "gen/statements.h"
#include "http/input.h"

/*
 * What a command works with. Its values are those that its words gave, and
 * those that it adds for its statements.
 */
struct task {
	struct session *session;
	const struct settings *settings;
	struct arena *arena;
	struct values values;
};

/*
 * The commands of `marquee`. Each returns the exit status: 0 done, 1 failed
 * after saying why on standard error, EXIT_USAGE if the words are wrong.
 */
enum { EXIT_USAGE = 2, EXIT_PENDING = 3 };

struct command {
	const char *name, *verb; /* verb NULL: the name is all */
	const char *words;	 /* that follow, for the help */
	const char *does;
	/* It says what its words are, and acts on them, … */
	const struct input *inputs;
	int (*act)(struct task *task);
	/* … or it reads its words itself, its name first. */
	int (*run)(struct session *session, int argc, char **argv);
	bool needs_database;
	const char *help; /* for --help behind its name, or NULL */
};

/* These end with one without a name. */
extern const struct command user_commands[];
extern const struct command token_commands[];
extern const struct command rating_commands[];
extern const struct command follow_commands[];

int tool_migrate(struct session *session, int argc, char **argv);
int tool_import(struct session *session, int argc, char **argv);
int tool_generate(struct session *session, int argc, char **argv);
int tool_settings(struct session *session, int argc, char **argv);
int tool_sql(struct session *session, int argc, char **argv);

/* What --help behind a command says. */
extern const char import_help[];
extern const char generate_help[];

/* What is filled by millions, in the order in which others lock it. */
#define CATALOGUE_TABLES                                              \
	"movie, rating_summary, person, credit, genre, movie_genre, " \
	"movie_key, person_key, movie_search, person_search, " \
	"search_word, search_new_word"
#define RATING_TABLES "rating, rating_delta"

#endif
