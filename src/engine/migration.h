#ifndef ENGINE_MIGRATION_H
#define ENGINE_MIGRATION_H

/* The files of sql/schema, in order; the last one has version 0. */
struct migration {
	int version;
	const char *name;
	const char *sql;
};

extern const struct migration migrations[];

/* The version of the last one: what this program needs. */
extern const int schema_version;
extern const char schema_version_text[]; /* the same in digits */

#endif
