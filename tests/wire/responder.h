#ifndef TESTS_WIRE_RESPONDER_H
#define TESTS_WIRE_RESPONDER_H

#include <sys/types.h>

/*
 * The responder under test: BUILD/NAME.fcgi, started by the test itself.
 * There is one at a time; its files are in WIRE_DIRECTORY.
 */
struct responder_options {
	const char *name;     /* which one; catalog */
	const char *settings; /* lines for its configuration */
	int tcp;	      /* listen on 127.0.0.1, not on a unix socket */
	int descriptors;      /* RLIMIT_NOFILE; 0: as it is */
	int unready;	      /* do not wait until it has its database */
};

/* If one runs already, it is stopped first, and has to end as it should. */
void responder_start_with(const struct responder_options *options);
void responder_start(const char *settings);

/* A connected socket; fails the test if there is none within a second. */
int responder_connect(void);

/* Signals it. */
void responder_signal(int number);

/* Fails the test unless it ends with status 0 in that time. */
void responder_expect_end(int milliseconds);

/* SIGTERM, and it has to end as it should. Nothing if none runs. */
void responder_stop(void);

pid_t responder_pid(void);
long responder_memory(void); /* resident, KiB */
int responder_descriptors(void);

/* Waits until it has given back what came on top of so many descriptors. */
void responder_expect_descriptors(int count);

/* Does its log, so far, have this text? */
int responder_logged(const char *text);

/* A responder with no settings of its own. */
void responder_usual(void);

#endif
