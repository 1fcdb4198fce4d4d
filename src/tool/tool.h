#ifndef TOOL_TOOL_H
#define TOOL_TOOL_H

#include "engine/session.h"

/*
 * The commands of `marquee`. Each gets its own words, the command first, and
 * returns the exit status: 0 done, 1 failed after one line on standard error,
 * EXIT_USAGE if the words are wrong.
 */
enum { EXIT_USAGE = 2, EXIT_PENDING = 3 };

int tool_migrate(struct session *session, int argc, char **argv);
int tool_import(struct session *session, int argc, char **argv);
int tool_generate(struct session *session, int argc, char **argv);
int tool_user(struct session *session, int argc, char **argv);
int tool_token(struct session *session, int argc, char **argv);
int tool_settings(struct session *session, int argc, char **argv);
int tool_sql(struct session *session, int argc, char **argv);

/* What --help behind a command says. */
extern const char import_help[];
extern const char generate_help[];

/* What is filled by millions, in the order in which others lock it. */
#define CATALOGUE_TABLES                                              \
	"movie, rating_summary, person, credit, genre, movie_genre, " \
	"movie_key, person_key"

#endif
