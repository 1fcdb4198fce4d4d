/* Puts a responder together: loop, database, FastCGI server. */
#include "engine/responder.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/database.h"
#include "engine/loop.h"
#include "engine/server.h"
#include "engine/settings.h"

static int
serve(struct loop *loop, const struct settings *settings,
    const struct handler *handler, const struct prepared *const prepared[LANES],
    const struct chore *chore_list)
{
	struct database *database = database_new(loop, settings, prepared);
	struct chores *chores;
	struct server *server =
	    server_new(loop, STDIN_FILENO, settings, database, handler);

	if (server == NULL) {
		fprintf(stderr,
		    "descriptor 0 is not a listening socket; "
		    "start it with spawn-fcgi\n");
		database_free(database);
		return 1;
	}
	chores = chores_new(loop, database, chore_list);
	loop_run(loop);
	server_free(server);
	chores_free(chores);
	database_free(database);
	return 0;
}

int
responder_run(const char *settings_path, const struct handler *handler,
    const struct prepared *const prepared[LANES], const struct chore *chores)
{
	struct settings settings;
	struct loop *loop;
	char fault[512];
	int status;

	if (settings_load(&settings, settings_path, fault, sizeof fault) != 0) {
		fprintf(stderr, "%s\n", fault);
		return 1;
	}
	loop = loop_new();
	if (loop == NULL) {
		perror("epoll");
		settings_free(&settings);
		return 1;
	}
	log_set_access(settings.access_log);
	status = serve(loop, &settings, handler, prepared, chores);
	loop_free(loop);
	settings_free(&settings);
	return status;
}
