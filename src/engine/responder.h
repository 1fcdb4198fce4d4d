#ifndef ENGINE_RESPONDER_H
#define ENGINE_RESPONDER_H

#include "engine/chores.h"
#include "engine/pipeline.h"
#include "engine/request.h"

/*
 * Runs a FastCGI responder on the listening socket at descriptor 0 until it is
 * told to stop. Returns the exit status of the process.
 */
int responder_run(const char *settings_path, const struct handler *handler,
    const struct prepared *const prepared[LANES], const struct chore *chores);

#endif
