/* marquee migrate: brings the schema to what this program needs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/migration.h"
#include "tool/tool.h"

/* Any number; all who migrate this database take it. */
static const char lock[] = "SELECT pg_advisory_lock(5062746832)";

static const char table_make[] =
    "CREATE TABLE IF NOT EXISTS schema_migration ("
    "version integer PRIMARY KEY, "
    "name text NOT NULL, "
    "applied_at timestamptz NOT NULL DEFAULT now());"
    "COMMENT ON TABLE schema_migration IS "
    "'Which files of sql/schema this database has seen.';"
    "COMMENT ON COLUMN schema_migration.version IS 'Number of the file.';"
    "COMMENT ON COLUMN schema_migration.name IS 'Rest of its name.';"
    "COMMENT ON COLUMN schema_migration.applied_at IS 'When.'";

/* The version that the database has; 0: none yet; -1: cannot tell. */
static int
version_read(struct session *session)
{
	const struct rows *rows =
	    session_run(session, "SELECT to_regclass('schema_migration')");

	if (rows == NULL)
		return -1;
	if (rows_value(rows, 0, 0, NULL) == NULL)
		return 0;
	rows = session_run(
	    session, "SELECT coalesce(max(version), 0) FROM schema_migration");
	return rows == NULL ? -1 : atoi(rows_value(rows, 0, 0, NULL));
}

/* Is the database older than this program, or of its age? */
static bool
version_is_ours(int version)
{
	if (version > schema_version)
		fprintf(stderr,
		    "the database has schema %d, but this program knows only "
		    "%d: use a newer program\n",
		    version, schema_version);
	return version >= 0 && version <= schema_version;
}

static int
status(struct session *session)
{
	int version = version_read(session);

	for (const struct migration *m = migrations; m->version != 0; m++)
		printf("%04d %s: %s\n", m->version, m->name,
		    version < 0			? "unknown"
			: m->version <= version ? "applied"
						: "pending");
	if (!version_is_ours(version))
		return EXIT_FAILURE;
	return version == schema_version ? EXIT_SUCCESS : EXIT_PENDING;
}

static bool
apply(struct session *session, const struct migration *migration)
{
	struct arena *arena = arena_new();
	bool applied = session_run(session, "BEGIN") != NULL &&
	    session_run(session, migration->sql) != NULL &&
	    session_run(session,
		arena_printf(arena,
		    "INSERT INTO schema_migration (version, name) "
		    "VALUES (%d, '%s')",
		    migration->version, migration->name)) != NULL &&
	    session_run(session, "COMMIT") != NULL;

	arena_free(arena);
	if (applied)
		printf(
		    "applied %04d %s\n", migration->version, migration->name);
	else
		fprintf(stderr,
		    "migration %04d %s failed; nothing of it "
		    "is in the database\n",
		    migration->version, migration->name);
	return applied;
}

int
tool_migrate(struct session *session, int argc, char **argv)
{
	int version;

	if (argc == 2 && strcmp(argv[1], "--status") == 0)
		return status(session);
	if (argc != 1)
		return EXIT_USAGE;
	/* Another host that migrates now is waited for. */
	if (session_run(session, lock) == NULL)
		return EXIT_FAILURE;
	version = version_read(session);
	if (!version_is_ours(version) ||
	    session_run(session, table_make) == NULL)
		return EXIT_FAILURE;
	for (const struct migration *m = migrations; m->version != 0; m++)
		if (m->version > version && !apply(session, m))
			return EXIT_FAILURE;
	return EXIT_SUCCESS;
}
