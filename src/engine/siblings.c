/* What the children of one socket know of each other. */
#include "engine/siblings.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/memory.h"

enum {
	SIBLINGS_MAX = 256,
	SLACK = 1, /* connections above the average that are no matter */
};

/* A place is taken by whoever holds the lock on the byte of its number. */
struct place {
	_Atomic long connections;
	_Atomic bool taken;
};

struct board {
	_Atomic int used; /* places that were ever taken, from the first on */
	struct place places[SIBLINGS_MAX];
};

struct siblings {
	char name[64];
	int file; /* -1: alone */
	struct board *board;
	struct place *own;
};

static struct flock
lock_of_place(int number)
{
	return (struct flock){ .l_type = F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = number,
		.l_len = 1 };
}

/* The first place that nobody holds; its last holder may have been killed. */
static void
place_take(struct siblings *siblings)
{
	struct board *board = siblings->board;

	for (int i = 0; i < SIBLINGS_MAX; i++) {
		struct flock lock = lock_of_place(i);
		int used = board->used;

		if (fcntl(siblings->file, F_SETLK, &lock) != 0)
			continue;
		siblings->own = &board->places[i];
		siblings->own->connections = 0;
		siblings->own->taken = true;
		while (used <= i &&
		    !atomic_compare_exchange_weak(&board->used, &used, i + 1))
			;
		return;
	}
}

struct siblings *
siblings_join(int listener)
{
	struct siblings *siblings = memory_alloc(sizeof *siblings);
	struct stat socket;
	void *map;

	memset(siblings, 0, sizeof *siblings);
	siblings->file = -1;
	if (fstat(listener, &socket) != 0)
		return siblings;
	snprintf(siblings->name, sizeof siblings->name, "/marquee-%u-%llu",
	    (unsigned)geteuid(), (unsigned long long)socket.st_ino);
	siblings->file =
	    shm_open(siblings->name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (siblings->file < 0)
		return siblings;
	map = MAP_FAILED;
	if (ftruncate(siblings->file, sizeof(struct board)) == 0)
		map = mmap(NULL, sizeof(struct board), PROT_READ | PROT_WRITE,
		    MAP_SHARED, siblings->file, 0);
	if (map == MAP_FAILED) {
		close(siblings->file);
		siblings->file = -1;
		return siblings;
	}
	siblings->board = map;
	place_take(siblings);
	return siblings;
}

/* Does another process hold the place? */
static bool
place_is_held(const struct siblings *siblings, int number)
{
	struct flock lock = lock_of_place(number);

	return fcntl(siblings->file, F_GETLK, &lock) != 0 ||
	    lock.l_type != F_UNLCK;
}

/* Is nobody else there? */
static bool
is_last(const struct siblings *siblings)
{
	for (int i = 0; i < siblings->board->used; i++)
		if (place_is_held(siblings, i))
			return false;
	return true;
}

void
siblings_leave(struct siblings *siblings)
{
	if (siblings->own != NULL) {
		siblings->own->connections = 0;
		siblings->own->taken = false;
	}
	if (siblings->board != NULL) {
		if (is_last(siblings))
			shm_unlink(siblings->name);
		munmap(siblings->board, sizeof(struct board));
	}
	if (siblings->file >= 0)
		close(siblings->file);
	free(siblings);
}

void
siblings_tell(struct siblings *siblings, long connections)
{
	if (siblings->own != NULL)
		atomic_store_explicit(&siblings->own->connections, connections,
		    memory_order_relaxed);
}

static bool
is_above_average(const struct siblings *siblings)
{
	long own = siblings->own->connections, sum = 0, count = 0;

	for (int i = 0; i < siblings->board->used; i++) {
		const struct place *place = &siblings->board->places[i];

		if (!atomic_load_explicit(&place->taken, memory_order_relaxed))
			continue;
		sum += atomic_load_explicit(
		    &place->connections, memory_order_relaxed);
		count++;
	}
	return own * count > sum + SLACK * count;
}

/* Those who were killed have left their places as they were. */
static void
places_clear(struct siblings *siblings)
{
	for (int i = 0; i < siblings->board->used; i++) {
		struct place *place = &siblings->board->places[i];

		if (place != siblings->own && place->taken &&
		    !place_is_held(siblings, i))
			place->taken = false;
	}
}

bool
siblings_burdened(struct siblings *siblings)
{
	if (siblings->own == NULL || !is_above_average(siblings))
		return false;
	places_clear(siblings);
	return is_above_average(siblings);
}
