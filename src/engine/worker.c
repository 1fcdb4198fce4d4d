/* A thread for slow jobs. */
#include "engine/worker.h"

#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include "engine/log.h"
#include "engine/memory.h"

enum { NICENESS = 10, STACK_SIZE = 256 * 1024 };

struct worker {
	struct watch watch; /* an eventfd: something is done */
	pthread_t thread;
	bool begun;

	pthread_mutex_t mutex; /* for all below */
	pthread_cond_t wanted;
	struct link waiting, finished;
	bool ending;
};

/* The next job, which is not in a list any more; NULL at the end. */
static struct job *
job_take(struct worker *worker)
{
	struct link *link = NULL;

	pthread_mutex_lock(&worker->mutex);
	while (!worker->ending && (link = list_first(&worker->waiting)) == NULL)
		pthread_cond_wait(&worker->wanted, &worker->mutex);
	if (worker->ending)
		link = NULL;
	else
		list_remove(link);
	pthread_mutex_unlock(&worker->mutex);
	return link == NULL ? NULL : list_entry(link, struct job, link);
}

static void
job_finish(struct worker *worker, struct job *job)
{
	uint64_t one = 1;

	pthread_mutex_lock(&worker->mutex);
	list_append(&worker->finished, &job->link);
	pthread_mutex_unlock(&worker->mutex);
	/* It fails only when the loop is told already. */
	(void)!write(worker->watch.fd, &one, sizeof one);
}

static void *
worker_run(void *context)
{
	struct worker *worker = context;
	struct job *job;

	/* On Linux this is of the thread that asks for it. */
	setpriority(PRIO_PROCESS, 0, NICENESS);
	while ((job = job_take(worker)) != NULL) {
		job->ran = !job->dropped && loop_clock() <= job->deadline;
		if (job->ran)
			job->run(job);
		job_finish(worker, job);
	}
	return NULL;
}

static void
on_finished(struct watch *watch, uint32_t events)
{
	struct worker *worker = list_entry(watch, struct worker, watch);
	uint64_t count;
	struct link *link;

	(void)events;
	if (read(watch->fd, &count, sizeof count) != sizeof count)
		return;
	do {
		pthread_mutex_lock(&worker->mutex);
		link = list_first(&worker->finished);
		if (link != NULL)
			list_remove(link);
		pthread_mutex_unlock(&worker->mutex);
		if (link != NULL) {
			struct job *job = list_entry(link, struct job, link);

			job->done(job, job->ran);
		}
	} while (link != NULL);
}

struct worker *
worker_new(struct loop *loop)
{
	struct worker *worker = memory_alloc(sizeof *worker);

	memset(worker, 0, sizeof *worker);
	list_init(&worker->waiting);
	list_init(&worker->finished);
	pthread_mutex_init(&worker->mutex, NULL);
	pthread_cond_init(&worker->wanted, NULL);
	worker->watch.ready = on_finished;
	worker->watch.fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (worker->watch.fd < 0 ||
	    loop_watch(loop, EPOLL_CTL_ADD, &worker->watch, EPOLLIN) != 0) {
		log_event(LOG_ERROR, "worker: %m");
		exit(EXIT_FAILURE);
	}
	return worker;
}

void
worker_free(struct worker *worker)
{
	pthread_mutex_lock(&worker->mutex);
	worker->ending = true;
	pthread_cond_signal(&worker->wanted);
	pthread_mutex_unlock(&worker->mutex);
	if (worker->begun)
		pthread_join(worker->thread, NULL);
	close(worker->watch.fd);
	pthread_cond_destroy(&worker->wanted);
	pthread_mutex_destroy(&worker->mutex);
	free(worker);
}

/* No thread to be had is like no memory: the supervisor starts us again. */
static void
thread_begin(struct worker *worker)
{
	pthread_attr_t attributes;
	int failed;

	worker->begun = true;
	/* What a thread has of malloc() for itself is never given back. */
	mallopt(M_ARENA_MAX, 1);
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK_SIZE);
	failed =
	    pthread_create(&worker->thread, &attributes, worker_run, worker);
	pthread_attr_destroy(&attributes);
	if (failed != 0) {
		log_event(LOG_ERROR, "worker: no thread: %s", strerror(failed));
		exit(EXIT_FAILURE);
	}
}

void
worker_submit(struct worker *worker, struct job *job)
{
	if (!worker->begun)
		thread_begin(worker);
	pthread_mutex_lock(&worker->mutex);
	list_append(&worker->waiting, &job->link);
	pthread_cond_signal(&worker->wanted);
	pthread_mutex_unlock(&worker->mutex);
}
