/* marquee generate: fills a catalogue with made-up data. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/bare.h"
#include "tool/generate/ratings.h"
#include "tool/tool.h"

const char generate_help[] =
    "usage: marquee --config FILE generate [OPTION …]\n"
    "\n"
    "Fills a catalogue that has no movies with made-up data, all or nothing. "
    "The same\nnumbers and the same seed make the same data on every "
    "machine.\n"
    "\n"
    "  --movies N     with one to four genres and one or two directors\n"
    "  --people N     who direct them (a tenth of the movies)\n"
    "  --accounts N   nobody can log in to them with a password\n"
    "  --ratings N    of the movies by the generated accounts, which may be "
    "there\n                 already; at most a hundredth of all that could "
    "be\n"
    "  --seed S       a number (1)\n"
    "\n"
    "Words of titles are as frequent as in real ones, genres and directors as "
    "Zipf's\nlaw has it; few movies are popular, and these are rated most. "
    "Nobody else can use\nthe tables meanwhile. It is refused where movies, "
    "accounts that were generated, or\nratings are there already.\n";

static bool
is_free(struct session *session, const char *sql, const char *what)
{
	const struct rows *rows = session_run(session, sql);

	if (rows != NULL && rows_count(rows) > 0)
		fprintf(stderr, "there are %s already\n", what);
	return rows != NULL && rows_count(rows) == 0;
}

/*
 * Who adds up ratings comes first or last, so that neither has what the other
 * waits for; then those that rate wait, in the order in which they lock.
 */
static bool
ratings_begin(struct session *session)
{
	return session_query(session, &statements[STATEMENT_RATING_ALONE],
		   &(struct values){ 0 }) != NULL &&
	    session_run(session,
		"LOCK TABLE account, movie IN ACCESS EXCLUSIVE MODE") != NULL;
}

/* Is there nothing yet of what is to be made? */
static bool
tables_are_free(const struct generate *generate)
{
	struct session *session = generate->session;

	return (generate->ratings == 0 ||
		   is_free(session, "SELECT FROM rating LIMIT 1", "ratings")) &&
	    (generate->movies == 0 ||
		is_free(session,
		    "SELECT FROM movie UNION ALL SELECT FROM person "
		    "UNION ALL SELECT FROM genre LIMIT 1",
		    "movies, people or genres")) &&
	    (generate->accounts == 0 ||
		is_free(session,
		    "SELECT FROM account "
		    "WHERE email LIKE '%@generated.example' LIMIT 1",
		    "generated accounts"));
}

static bool
begin(const struct generate *generate)
{
	struct session *session = generate->session;

	return session_run(session,
		   "BEGIN; SET LOCAL statement_timeout = 0;"
		   "SET LOCAL idle_in_transaction_session_timeout = 0") !=
	    NULL &&
	    session_query(session, &statements[STATEMENT_ROOMY],
		&(struct values){ 0 }) != NULL &&
	    (generate->ratings == 0 || ratings_begin(session));
}

/* What is filled, in the order in which others lock it. */
static const char *
tables_of(const struct generate *generate)
{
	static char tables[256];
	const char *const parts[] = {
		generate->accounts > 0 ? "account" : NULL,
		generate->movies > 0	    ? CATALOGUE_TABLES
		    : generate->ratings > 0 ? "rating_summary"
					    : NULL,
		generate->ratings > 0 ? RATING_TABLES : NULL,
	};
	char *to = tables;

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (parts[i] != NULL)
			to = stpcpy(
			    to == tables ? to : stpcpy(to, ", "), parts[i]);
	return tables;
}

/*
 * In one transaction, into tables without indexes. Who is refused has not kept
 * others from the tables; what counts is what is there once they are locked.
 */
static bool
work(const struct generate *generate)
{
	const char *tables = tables_of(generate);
	struct bare *bare;
	bool good;

	if (!tables_are_free(generate) || !begin(generate))
		return false;
	bare = bare_begin(generate->session, tables);
	if (bare == NULL)
		return false;
	good = tables_are_free(generate) && parts_run(generate) &&
	    (generate->ratings == 0 || ratings_run(generate)) &&
	    bare_end(bare, generate->session);
	bare_free(bare);
	if (!good || session_interrupted() ||
	    session_run(generate->session, "COMMIT") == NULL)
		return false;
	/* All is there: without this, autovacuum comes to it. */
	session_analyse(generate->session, tables);
	return true;
}

/* A number from 0 to max; false if it is none. */
static bool
number_read(const char *text, uint64_t max, uint64_t *number)
{
	char *end;

	errno = 0;
	*number = strtoull(text, &end, 10);
	return *text >= '0' && *text <= '9' && *end == '\0' && errno == 0 &&
	    *number <= max;
}

static bool
option_read(struct generate *generate, int option, const char *text)
{
	uint64_t number;

	switch (option) {
	case 'm':
		if (!number_read(text, NUMBER_MAX, &number))
			return false;
		generate->movies = (uint32_t)number;
		return true;
	case 'p':
		if (!number_read(text, PEOPLE_MAX, &number))
			return false;
		generate->people = (uint32_t)number;
		return true;
	case 'a':
		if (!number_read(text, NUMBER_MAX, &number))
			return false;
		generate->accounts = (uint32_t)number;
		return true;
	case 'r':
		if (!number_read(text, NUMBER_MAX, &number))
			return false;
		generate->ratings = (uint32_t)number;
		return true;
	default:
		return option == 's' &&
		    number_read(text, UINT64_MAX, &generate->seed);
	}
}

int
tool_generate(struct session *session, int argc, char **argv)
{
	static const struct option options[] = {
		{ "movies", required_argument, NULL, 'm' },
		{ "people", required_argument, NULL, 'p' },
		{ "accounts", required_argument, NULL, 'a' },
		{ "ratings", required_argument, NULL, 'r' },
		{ "seed", required_argument, NULL, 's' },
		{ 0 },
	};
	struct generate generate = {
		.session = session, .people = UINT32_MAX, .seed = 1
	};
	int option;

	optind = 0;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (!option_read(&generate, option, optarg))
			return EXIT_USAGE;
	if (optind < argc ||
	    generate.movies + generate.accounts + generate.ratings == 0)
		return EXIT_USAGE;
	if (generate.people == UINT32_MAX)
		generate.people = (generate.movies + 9) / 10;
	if (generate.movies == 0)
		generate.people = 0;
	session_heed_signals(session);
	if (work(&generate))
		return EXIT_SUCCESS;
	fputs("nothing was generated\n", stderr);
	return session_interrupted() ? 128 + session_interrupted()
				     : EXIT_FAILURE;
}
