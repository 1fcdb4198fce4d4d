#ifndef TESTS_WIRE_TOPICS_H
#define TESTS_WIRE_TOPICS_H

#include <check.h>

TCase *topic_requests(void);
TCase *topic_pieces(void);
TCase *topic_bodies(void);
TCase *topic_pipelining(void);
TCase *topic_parameters(void);
TCase *topic_records(void);
TCase *topic_silence(void);
TCase *topic_aborts(void);
TCase *topic_stopping(void);
TCase *topic_hashing(void);
TCase *topic_limits(void);
TCase *topic_memory(void);
TCase *topic_database(void);
TCase *topic_idempotency(void);
TCase *topic_outages(void);
TCase *topic_exports(void);

/* Each test has a usual responder, which has to end well afterwards. */
TCase *topic_new(const char *name);

/* The same, with something to do before the responder is started. */
TCase *topic_new_after(const char *name, void (*before)(void));

/* A test that is run once for each row of a table. */
#define add_table_test(topic, test, table) \
	tcase_add_loop_test(topic, test, 0, sizeof(table) / sizeof *(table))

#endif
