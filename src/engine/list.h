#ifndef ENGINE_LIST_H
#define ENGINE_LIST_H

#include <stddef.h>

/*
 * A doubly linked list, oldest first. Embed a link; a link that stands in no
 * list points to itself or is zero.
 */
struct link {
	struct link *next, *prev;
};

static inline void
list_init(struct link *list)
{
	list->next = list->prev = list;
}

static inline struct link *
list_first(const struct link *list)
{
	return list->next == list ? NULL : list->next;
}

static inline void
list_remove(struct link *link)
{
	if (link->next == NULL)
		return;
	link->prev->next = link->next;
	link->next->prev = link->prev;
	list_init(link);
}

/* Takes the link out of the list it is in, and puts it last into this one. */
static inline void
list_append(struct link *list, struct link *link)
{
	list_remove(link);
	link->prev = list->prev;
	link->next = list;
	list->prev->next = link;
	list->prev = link;
}

/* Puts it first. */
static inline void
list_prepend(struct link *list, struct link *link)
{
	list_remove(link);
	list_append(list->next, link);
}

/* The struct of `type` whose `member` the link is. */
#define list_entry(link, type, member) \
	((type *)(void *)((char *)(link)-offsetof(type, member)))

#endif
