/* The command line of a responder. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/responder.h"
#include "engine/settings.h"
#include "engine/version.h"
#include "http/prepare.h"
#include "http/service.h"

static void
usage(FILE *out, const char *name)
{
	fprintf(out,
	    "%s answers FastCGI requests on the listening socket at "
	    "descriptor 0.\n\n"
	    "usage: spawn-fcgi -s SOCKET -n -- %s --config FILE\n\n"
	    "  --config FILE  the settings of the instance\n"
	    "  --check        read them, say what is wrong, and end\n"
	    "  --help         this text and all settings with their presets\n"
	    "  --version\n\n",
	    name, name);
}

static int
check(const char *path)
{
	struct settings settings;
	char fault[512];

	if (settings_load(&settings, path, fault, sizeof fault) != 0) {
		fprintf(stderr, "%s\n", fault);
		return EXIT_FAILURE;
	}
	settings_free(&settings);
	return EXIT_SUCCESS;
}

/* Does a route take many things at once? */
static bool
tables_have_batch(const struct route *const *tables)
{
	for (; *tables != NULL; tables++)
		for (const struct route *r = *tables; r->path != NULL; r++)
			if (r->items_max != 0)
				return true;
	return false;
}

int
service_main(const char *name, const struct route *const *tables,
    const struct duty *duties, int argc, char **argv)
{
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "check", no_argument, NULL, 'k' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'v' },
		{ 0 },
	};
	struct service service = { name, tables, service_handler };
	const struct prepared *prepared[LANES];
	const char *config = NULL;
	bool only_check = false;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'c':
			config = optarg;
			break;
		case 'k':
			only_check = true;
			break;
		case 'h':
			usage(stdout, name);
			settings_list(stdout);
			return EXIT_SUCCESS;
		case 'v':
			printf("%s %s\n", name, MARQUEE_VERSION);
			return EXIT_SUCCESS;
		default:
			usage(stderr, name);
			return 2;
		}
	}
	if (optind < argc) {
		usage(stderr, name);
		return 2;
	}
	if (only_check)
		return check(config);
	service.handler.takes_large = tables_have_batch(tables);
	prepare_routes(tables, duties, prepared);
	return responder_run(
	    config, &service.handler, prepared, prepare_chores(duties));
}
