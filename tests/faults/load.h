#ifndef TESTS_FAULTS_LOAD_H
#define TESTS_FAULTS_LOAD_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Clients that go on asking while something breaks, and check every answer.
 * The script that breaks things says on standard input what it makes
 * impossible for now; everything else has to be answered rightly.
 */
enum tolerance {
	SURE,	/* every request must be answered as if nothing was wrong */
	WRITES, /* writes may fail */
	ALL,	/* reads may fail too */
	TOLERANCES,
};

enum tally {
	READS,		   /* answered rightly */
	READS_UNAVAILABLE, /* 503 */
	READS_TIMED_OUT,   /* 504 */
	WRITTEN,
	NOT_WRITTEN,	/* and the answer says that nothing was done */
	WRITES_UNKNOWN, /* may have been done or not */
	WRONG,
	TALLIES,
};

/* Shares what follows with the clients that begin later. */
void load_prepare(void);

/* Reads the commands until the last one: sure, writes, all, end. */
void load_obey(void);

/* Microseconds. */
int64_t load_time(void);

/* May it fail, at any moment since then? */
bool load_tolerates(enum tolerance tolerance, int64_t since);
bool load_is_over(void);

void load_count(enum tally tally);
void load_print(void);
long load_wrongs(void);

/* What must never be: told at once, and counted. */
void load_complain(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* The clients; each returns when the load is over. */
void reader_run(int client, bool keeps);
void writer_run(int client, bool keeps);

/* Keeps what the reader compares with, while all is well. */
void reader_prepare(void);

/* Takes connections to PostgreSQL until there are no more; waits for a line. */
int hold_connections(void);

#endif
