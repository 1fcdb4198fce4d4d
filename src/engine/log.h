#ifndef ENGINE_LOG_H
#define ENGINE_LOG_H

#include <stdbool.h>
#include <stdint.h>

/*
 * JSON lines on standard error, one object each. Lines are gathered and
 * written together by log_flush(), which the event loop calls once a turn. What
 * nobody reads is lost once the buffer is full.
 */
enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

/* An event: {"time", "level", "pid", "message"}. */
void log_event(enum log_level level, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

struct log_access {
	const char *request_id, *method, *route; /* route NULL: none matched */
	int status;
	int64_t us, database_us; /* microseconds */
};

/* A request that was answered. */
void log_access(const struct log_access *access);

/* Are requests logged? They are unless told otherwise. */
void log_set_access(bool on);

void log_flush(void);

#endif
