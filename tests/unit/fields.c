/* Lines taken apart at tabs, or at commas with quotes. */
#include "tool/import/fields.h"

#include <string.h>

#include "unit.h"

typedef const char *splitter(struct piece *piece, struct fields *fields);

/* clang-format off */
static const struct {
	splitter *split;
	const char *line;
	const char *fields; /* with | behind each, or NULL: it is refused */
} table[] = {
	{ tsv_split, "", "|" },
	{ tsv_split, "a", "a|" },
	{ tsv_split, "a\tb\tc", "a|b|c|" },
	{ tsv_split, "\t", "||" },
	{ tsv_split, "a\t\tc\t", "a||c||" },
	{ tsv_split, "\"a\tb\"", "\"a|b\"|" },
	{ tsv_split, "\\N\ta,b", "\\N|a,b|" },
	{ tsv_split, "1\t2\t3\t4\t5\t6\t7\t8\t9\t10\t11\t12\t13\t14\t15\t16",
	  "1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|" },
	{ tsv_split, "1\t2\t3\t4\t5\t6\t7\t8\t9\t10\t11\t12\t13\t14\t15\t16\t",
	  NULL },

	{ csv_split, "", "|" },
	{ csv_split, "a", "a|" },
	{ csv_split, "a,b,c", "a|b|c|" },
	{ csv_split, ",", "||" },
	{ csv_split, "a,,c,", "a||c||" },
	{ csv_split, "a\tb", "a\tb|" },
	{ csv_split, "\"\"", "|" },
	{ csv_split, "\"\",\"\"", "||" },
	{ csv_split, "\"a,b\",c", "a,b|c|" },
	{ csv_split, "\"a\"\"b\",c", "a\"b|c|" },
	{ csv_split, "\"\"\"a\"\"\"", "\"a\"|" },
	{ csv_split, "\"\"\"\"", "\"|" },
	{ csv_split, "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,", NULL },
	{ csv_split, "\"", NULL },
	{ csv_split, "\"a", NULL },
	{ csv_split, "\"a\"\"", NULL },
	{ csv_split, "\"\"\"", NULL },
	{ csv_split, "a,\"b,c", NULL },
	{ csv_split, "\"a\"b", NULL },
	{ csv_split, "\"a\" ,b", NULL },
	{ csv_split, "a\"b", NULL },
	{ csv_split, " \"a\"", NULL },
	{ csv_split, "a,b\"\"", NULL },
};
/* clang-format on */

START_TEST(a_line_is_taken_apart_or_refused)
{
	struct piece piece = {
		.text =
		    arena_copy(scratch, table[_i].line, strlen(table[_i].line)),
		.size = strlen(table[_i].line),
	};
	const char *together = "", *wrong;
	struct fields fields;

	wrong = table[_i].split(&piece, &fields);
	ck_assert_int_eq(wrong == NULL, table[_i].fields != NULL);
	if (wrong != NULL)
		return;
	for (int i = 0; i < fields.count; i++)
		together =
		    arena_printf(scratch, "%s%s|", together, fields.field[i]);
	ck_assert_str_eq(together, table[_i].fields);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("fields");

	tcase_add_loop_test(unit_case(suite, "fields"),
	    a_line_is_taken_apart_or_refused, 0, ROWS(table));
	return suite;
}
