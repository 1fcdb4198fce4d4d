/* The doubly linked list: order, moving, and removing twice. */
#include "engine/list.h"

#include <string.h>

#include "unit.h"

enum { NODES = 4 };

struct node {
	char letter;
	struct link link;
};

/* clang-format off */
/*
 * Steps of a sign and a letter: + appends the node of that letter, ^ puts it
 * first, - removes it, / appends it to another list.
 */
static const struct {
	const char *claim;
	const char *steps;
	const char *expected;
} orders[] = {
	{ "a new list is empty", "", "" },
	{ "what is appended comes last", "+a+b+c", "abc" },
	{ "what is prepended comes first", "^a^b^c", "cba" },
	{ "both ends can be used", "+b^a+c", "abc" },
	{ "the first can be removed", "+a+b+c-a", "bc" },
	{ "one in the middle can be removed", "+a+b+c-b", "ac" },
	{ "the last can be removed", "+a+b+c-c", "ab" },
	{ "the only one can be removed", "+a-a", "" },
	{ "removing what stands in no list does nothing", "+a-b", "a" },
	{ "removing twice does nothing more", "+a+b-a-a", "b" },
	{ "what was removed does not hold on to others", "+a+b+c-b-a-b", "c" },
	{ "what was removed can come back", "+a+b-a+a", "ba" },
	{ "appending moves within the list", "+a+b+c+a", "bca" },
	{ "appending the last one again changes nothing", "+a+b+b", "ab" },
	{ "prepending moves within the list", "+a+b+c^c", "cab" },
	{ "prepending the first one again changes nothing", "+a+b^a", "ab" },
	{ "prepending the only one again changes nothing", "+a^a", "a" },
	{ "appending elsewhere takes it away here", "+a+b+c/b", "ac" },
	{ "what was elsewhere comes here", "+a/b/c/d+c^d", "dac" },
};
/* clang-format on */

static void
step_take(struct link *list, struct link *other, char sign, struct link *link)
{
	switch (sign) {
	case '+':
		list_append(list, link);
		break;
	case '^':
		list_prepend(list, link);
		break;
	case '-':
		list_remove(link);
		break;
	default:
		list_append(other, link);
	}
}

START_TEST(the_order_is_that_of_the_steps)
{
	struct node nodes[NODES] = { { 'a' }, { 'b' }, { 'c' }, { 'd' } };
	const char *expected = orders[_i].expected;
	int length = (int)strlen(expected), i = 0;
	struct link list, other, *link;

	list_init(&list);
	list_init(&other);
	for (const char *s = orders[_i].steps; *s != '\0'; s += 2)
		step_take(&list, &other, *s, &nodes[s[1] - 'a'].link);
	for (link = list.next; link != &list; link = link->next, i++)
		must(i < length &&
			list_entry(link, struct node, link)->letter ==
			    expected[i],
		    "%s: from the front, place %d", orders[_i].claim, i);
	must(i == length, "%s: length", orders[_i].claim);
	for (link = list.prev; link != &list; link = link->prev)
		must(--i >= 0 &&
			list_entry(link, struct node, link)->letter ==
			    expected[i],
		    "%s: from the back, place %d", orders[_i].claim, i);
	must(i == 0, "%s: length from the back", orders[_i].claim);
}
END_TEST

START_TEST(the_first_of_an_empty_list_is_null)
{
	struct node node = { 'a' };
	struct link list;

	list_init(&list);
	ck_assert_ptr_null(list_first(&list));
	list_append(&list, &node.link);
	ck_assert_ptr_eq(list_first(&list), &node.link);
	list_remove(&node.link);
	ck_assert_ptr_null(list_first(&list));
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("list");
	TCase *tests = unit_case(suite, "list");

	tcase_add_loop_test(
	    tests, the_order_is_that_of_the_steps, 0, ROWS(orders));
	tcase_add_test(tests, the_first_of_an_empty_list_is_null);
	return suite;
}
