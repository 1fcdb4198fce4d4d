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

struct siblings {
	char name[64];
	int file; /* -1: alone */
	struct place *places;
	struct place *own;
};

static bool
lock_place(int file, int number, short type)
{
	struct flock lock = { .l_type = type, .l_whence = SEEK_SET,
		.l_start = number, .l_len = 1 };

	return fcntl(file, F_SETLK, &lock) == 0;
}

/* The first place that nobody holds; its last holder may have been killed. */
static void
place_take(struct siblings *siblings)
{
	for (int i = 0; i < SIBLINGS_MAX; i++)
		if (lock_place(siblings->file, i, F_WRLCK)) {
			siblings->own = &siblings->places[i];
			siblings->own->connections = 0;
			siblings->own->taken = true;
			return;
		}
}

struct siblings *
siblings_join(int listener)
{
	size_t size = SIBLINGS_MAX * sizeof(struct place);
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
	if (ftruncate(siblings->file, (off_t)size) == 0)
		map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED,
		    siblings->file, 0);
	if (map == MAP_FAILED) {
		close(siblings->file);
		siblings->file = -1;
		return siblings;
	}
	siblings->places = map;
	place_take(siblings);
	return siblings;
}

/* Is anybody else still there? */
static bool
is_last(const struct siblings *siblings)
{
	for (int i = 0; i < SIBLINGS_MAX; i++)
		if (siblings->places[i].taken)
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
	if (siblings->places != NULL) {
		if (is_last(siblings))
			shm_unlink(siblings->name);
		munmap(siblings->places, SIBLINGS_MAX * sizeof(struct place));
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

bool
siblings_burdened(const struct siblings *siblings)
{
	long own, sum = 0, count = 0;

	if (siblings->own == NULL)
		return false;
	own = siblings->own->connections;
	for (int i = 0; i < SIBLINGS_MAX; i++) {
		const struct place *place = &siblings->places[i];

		/* Places are taken from the front: few are ever used. */
		if (!atomic_load_explicit(
			&place->taken, memory_order_relaxed))
			break;
		sum += atomic_load_explicit(
		    &place->connections, memory_order_relaxed);
		count++;
	}
	return own * count > sum + SLACK * count;
}
