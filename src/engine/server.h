#ifndef ENGINE_SERVER_H
#define ENGINE_SERVER_H

#include "engine/database.h"
#include "engine/loop.h"
#include "engine/request.h"
#include "engine/settings.h"

/*
 * The FastCGI side of a responder: takes connections from the web server,
 * lets libfcgi read each request once all of it has arrived, and writes the
 * replies. A peer that is slow, silent or wrong costs its own connection only.
 */
struct server;

/*
 * `listener` is a listening socket, which is made non-blocking; children may
 * share it. Everything passed has to live as long as the server. Returns NULL
 * with errno set.
 */
struct server *server_new(struct loop *loop, int listener,
    const struct settings *settings, struct database *database,
    const struct handler *handler);
void server_free(struct server *server);

#endif
