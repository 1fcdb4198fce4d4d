/* Several clients at once. */
#include "crowd.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "must.h"

/* What the clients share. */
static struct crowd {
	pthread_barrier_t begin;
	char complaint[1000];
} * crowd;

static pid_t client[CROWD];
static int clients;

void *
crowd_share(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	must(memory != MAP_FAILED, "no memory to share");
	return memory;
}

static void
crowd_prepare(void)
{
	pthread_barrierattr_t shared;

	if (crowd == NULL)
		crowd = crowd_share(sizeof *crowd);
	pthread_barrierattr_init(&shared);
	pthread_barrierattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
	pthread_barrier_init(&crowd->begin, &shared, (unsigned)clients);
}

void
crowd_begin(int count, void (*work)(int client))
{
	clients = count;
	crowd_prepare();
	for (int i = 0; i < clients; i++) {
		client[i] = check_fork();
		must(client[i] >= 0, "no more processes");
		if (client[i] > 0)
			continue;
		pthread_barrier_wait(&crowd->begin);
		work(i);
		_exit(EXIT_SUCCESS);
	}
}

void
crowd_end(void)
{
	int status, failed = 0;

	for (int i = 0; i < clients; i++) {
		waitpid(client[i], &status, 0);
		failed += status != 0;
	}
	must(failed == 0, "%d clients failed, one with: %s", failed,
	    crowd->complaint);
}

void
crowd_run(void (*work)(int client))
{
	crowd_begin(CROWD, work);
	crowd_end();
}

void
crowd_expect(const struct reply *reply, const int *statuses)
{
	while (*statuses != 0 && *statuses != reply->status)
		statuses++;
	crowd_must(*statuses != 0, "%s: came %d: %.500s", reply->request,
	    reply->status, reply->body);
}

void
crowd_fail(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(crowd->complaint, sizeof crowd->complaint, format, arguments);
	va_end(arguments);
	_exit(EXIT_FAILURE);
}
