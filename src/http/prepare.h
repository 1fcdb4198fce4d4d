#ifndef HTTP_PREPARE_H
#define HTTP_PREPARE_H

#include "engine/chores.h"
#include "engine/pipeline.h"
#include "engine/statement.h"
#include "http/service.h"

/*
 * Finds the statements of the route tables and the duties (NULL is none) and
 * makes their plans. Afterwards lists[lane] is what the connections of that
 * lane prepare; it lives as long as the process. Ends the process if a row of a
 * table is not complete.
 */
void prepare_routes(const struct route *const *tables,
    const struct duty *duties, const struct prepared *lists[LANES]);

/* The same duties for the engine; they live as long as the process. */
const struct chore *prepare_chores(const struct duty *duties);

/* The plan of a fixed statement, or NULL if it is planned each time. */
const struct plan *prepared_plan(enum statement_id id);

#endif
