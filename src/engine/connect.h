#ifndef ENGINE_CONNECT_H
#define ENGINE_CONNECT_H

#include "engine/pipeline.h"

/*
 * The two halves of a pipeline for each other: connecting and preparing, in
 * connect.c, and what it is for, in pipeline.c.
 */

/* Begins to connect. */
void pipeline_connect(struct pipeline *pipeline);

/* Goes on with it, as libpq wants. */
void pipeline_connect_on(
    struct pipeline *pipeline, PostgresPollingStatusType status);

/*
 * Takes what the preparations give, as far as it is there. Returns false if one
 * failed.
 */
bool pipeline_prepared(struct pipeline *pipeline);

/* The connection is of no more use: plans the next one. */
void pipeline_lose(struct pipeline *pipeline);

/* Waits for these events on the connection's socket. */
void pipeline_watch(struct pipeline *pipeline, uint32_t events);

/* Sends what libpq holds back. Returns false if the connection is lost. */
bool pipeline_push(struct pipeline *pipeline);

/* Logs what libpq says about the connection. */
void pipeline_complain(const char *what, const PGconn *connection);

/* A field of an error, or "". */
const char *pipeline_field(const PGresult *result, int field);

#endif
