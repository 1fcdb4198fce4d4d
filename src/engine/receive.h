#ifndef ENGINE_RECEIVE_H
#define ENGINE_RECEIVE_H

#include "engine/pipeline.h"

/* Takes what has come. Returns false if the connection is lost. */
bool pipeline_receive(struct pipeline *pipeline);

#endif
