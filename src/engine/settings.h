#ifndef ENGINE_SETTINGS_H
#define ENGINE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * The configuration of an instance: a file of `key = value` lines. An empty
 * line and one that begins with # say nothing; what a file leaves out keeps
 * its default. Times are in milliseconds.
 */
struct settings {
	char *database_url;
	long read_connections;
	long slow_connections;
	long write_connections;
	long statement_timeout_ms;
	long queue_timeout_ms;
	long drain_ms;
	long max_inflight;
	long max_connections;
	long large_body_kib;
	long max_exports;
	long password_cost;
	long login_days;
	bool access_log;
};

/*
 * Reads a file; with NULL, the defaults only. Returns 0, or -1 with one line
 * in `fault` that names the file, the line and what is wrong there.
 */
int settings_load(struct settings *settings, const char *path, char *fault,
    size_t fault_size);
void settings_free(struct settings *settings);

/* Writes every setting with its default and what it means. */
void settings_list(FILE *out);

#endif
