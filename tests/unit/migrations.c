/* The migrations that the program carries. */
#include "engine/migration.h"

#include <string.h>

#include "unit.h"

START_TEST(they_are_numbered_without_gaps)
{
	int i = 0;

	for (; migrations[i].version != 0; i++)
		ck_assert_int_eq(migrations[i].version, i + 1);
	ck_assert_int_gt(i, 0);
	ck_assert_int_eq(schema_version, i);
}
END_TEST

START_TEST(each_has_a_name_that_can_stand_in_sql)
{
	static const char word[] = "abcdefghijklmnopqrstuvwxyz_";

	for (const struct migration *m = migrations; m->version != 0; m++) {
		must(*m->name != '\0' &&
			strspn(m->name, word) == strlen(m->name),
		    "%d: '%s'", m->version, m->name);
		for (const struct migration *n = migrations; n != m; n++)
			ck_assert_str_ne(n->name, m->name);
	}
}
END_TEST

/* `marquee migrate` runs each one within a transaction. */
static const char *const forbidden[] = { "BEGIN;", "START TRANSACTION",
	"COMMIT", "ROLLBACK", "VACUUM", "CREATE INDEX CONCURRENTLY",
	"CREATE DATABASE" };

START_TEST(none_has_a_line_that_leaves_its_transaction)
{
	for (const struct migration *m = migrations; m->version != 0; m++) {
		const char *line = m->sql;

		ck_assert_uint_gt(strlen(line), 0);
		for (; *line != '\0'; line = strchr(line, '\n') + 1)
			for (int i = 0; i < ROWS(forbidden); i++)
				must(strncmp(line, forbidden[i],
					 strlen(forbidden[i])) != 0,
				    "%s: %s", m->name, forbidden[i]);
	}
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("migrations");
	TCase *tests = unit_case(suite, "migrations");

	tcase_add_test(tests, they_are_numbered_without_gaps);
	tcase_add_test(tests, each_has_a_name_that_can_stand_in_sql);
	tcase_add_test(tests, none_has_a_line_that_leaves_its_transaction);
	return suite;
}
