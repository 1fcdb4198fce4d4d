#ifndef ENGINE_HOSTS_H
#define ENGINE_HOSTS_H

/*
 * The servers that a connection string lists. libpq tries them in order, and
 * when it must not wait it has no time limit for each: behind one that is
 * silent the others are not reached. So the list begins with another one after
 * each attempt in vain.
 */
struct hosts {
	int count;		      /* 1 where there is no list */
	char *host, *hostaddr, *port; /* as in the string; NULL: not there */
};

/* Reads a connection string or URI of libpq. */
void hosts_read(struct hosts *hosts, const char *database_url);
void hosts_free(struct hosts *hosts);

/*
 * Moves the first `places` items of a list, which commas separate, to its end,
 * in `list`. One of another length is one for all: it stays as it is.
 */
void hosts_turn(const struct hosts *hosts, char *list, int places);

#endif
