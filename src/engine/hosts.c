/* The servers of a connection string. */
#include "engine/hosts.h"

#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#include "engine/memory.h"

static char *
copy(const char *text)
{
	return strcpy(memory_alloc(strlen(text) + 1), text);
}

static int
items(const char *list)
{
	int count = 1;

	for (; *list != '\0'; list++)
		count += *list == ',';
	return count;
}

void
hosts_read(struct hosts *hosts, const char *database_url)
{
	PQconninfoOption *all = PQconninfoParse(database_url, NULL);
	const struct {
		const char *keyword;
		char **text;
	} lists[] = { { "host", &hosts->host },
		{ "hostaddr", &hosts->hostaddr }, { "port", &hosts->port } };

	memset(hosts, 0, sizeof *hosts);
	for (PQconninfoOption *o = all; o != NULL && o->keyword != NULL; o++)
		for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
			if (o->val != NULL &&
			    strcmp(o->keyword, lists[i].keyword) == 0)
				*lists[i].text = copy(o->val);
	PQconninfoFree(all);
	hosts->count = 1;
	if (hosts->hostaddr != NULL)
		hosts->count = items(hosts->hostaddr);
	else if (hosts->host != NULL)
		hosts->count = items(hosts->host);
}

void
hosts_free(struct hosts *hosts)
{
	free(hosts->host);
	free(hosts->hostaddr);
	free(hosts->port);
}

void
hosts_turn(const struct hosts *hosts, char *list, int places)
{
	const char *rest = list;
	char *turned;

	if (hosts->count == 1 || items(list) != hosts->count)
		return;
	for (places %= hosts->count; places > 0; places--)
		rest = strchr(rest, ',') + 1;
	if (rest == list)
		return;
	turned = memory_alloc(strlen(list) + 1);
	strcpy(turned, rest);
	strcat(turned, ",");
	strncat(turned, list, (size_t)(rest - list) - 1);
	strcpy(list, turned);
	free(turned);
}
