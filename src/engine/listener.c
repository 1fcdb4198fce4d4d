/* Takes connections from a socket that several processes share. */
#include "engine/listener.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "engine/list.h"
#include "engine/log.h"
#include "engine/siblings.h"

enum {
	ACCEPT_PAUSE = 100000, /* after the system refused a descriptor */
	/*
	 * Who holds more than its share looks again now and then, and does not
	 * leave it to the others for ever: one of them may be stuck.
	 */
	BURDEN_LOOK = 2000,
	BURDEN_MAX = 10000,
	SOCKET_BUFFER = 256 * 1024,
	ACCEPTS_PER_TURN = 16,
	DESCRIPTORS_ASIDE = 32, /* but no more than a quarter */
};

static void
listen_or_not(struct listener *listener, bool listening)
{
	if (listener->listening == listening)
		return;
	listener->listening = listening;
	/* One child is woken for each connection. */
	loop_watch(listener->loop, listening ? EPOLL_CTL_ADD : EPOLL_CTL_DEL,
	    &listener->watch, EPOLLIN | EPOLLEXCLUSIVE);
}

/* Is it for the other children to take the next connection? */
static bool
others_should_accept(struct listener *listener)
{
	int64_t now = loop_time(listener->loop);

	if (listener->closed)
		return false;
	siblings_tell(listener->siblings, listener->held);
	if (!siblings_burdened(listener->siblings)) {
		listener->burdened_since = 0;
		return false;
	}
	if (listener->burdened_since == 0)
		listener->burdened_since = now;
	if (now - listener->burdened_since >= BURDEN_MAX)
		return false;
	loop_wake_by(listener->loop, now + BURDEN_LOOK);
	return true;
}

/*
 * Listens as long as there is room for a connection. Its request may have to
 * wait: here its time runs, in the socket's backlog it would not.
 */
void
listener_update(struct listener *listener)
{
	listen_or_not(listener,
	    !others_should_accept(listener) && !listener->closed &&
		listener->listen_at == 0 &&
		listener->held < listener->held_max);
}

void
listener_close(struct listener *listener)
{
	if (listener->closed)
		return;
	listener->closed = true;
	/* The others need not wait for this one to take its share. */
	siblings_leave(listener->siblings);
	listener_update(listener);
}

int64_t
listener_tick(struct listener *listener, int64_t now)
{
	if (now >= listener->listen_at)
		listener->listen_at = 0;
	listener_update(listener);
	return listener->listen_at == 0 ? INT64_MAX : listener->listen_at;
}

/*
 * libfcgi never has to wait for a peer, because all of a request is there
 * before it reads. Should that ever fail, it waits no longer than this.
 */
static void
socket_set_up(int fd)
{
	static const struct timeval wall = { .tv_sec = 1 };

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wall, sizeof wall);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wall, sizeof wall);
}

/* No connection was to be had. */
static void
accept_failed(struct listener *listener)
{
	switch (errno) {
	case EMFILE:
	case ENFILE:
	case ENOBUFS:
	case ENOMEM:
		log_event(LOG_ERROR, "FastCGI: cannot accept: %m");
		listener->listen_at = loop_time(listener->loop) + ACCEPT_PAUSE;
		loop_wake_by(listener->loop, listener->listen_at);
		listener_update(listener);
		return;
	default:
		return; /* another child has it, or the peer is gone */
	}
}

/* Takes some connections, but no more than this child's share. */
static void
on_connection(struct watch *watch, uint32_t events)
{
	struct listener *listener = list_entry(watch, struct listener, watch);

	(void)events;
	for (int i = 0; i < ACCEPTS_PER_TURN && listener->listening; i++) {
		int fd = accept4(watch->fd, NULL, NULL, SOCK_CLOEXEC);

		if (fd < 0) {
			accept_failed(listener);
			break;
		}
		socket_set_up(fd);
		listener->accepted(listener, fd);
		listener->burdened_since = 0;
		listener_update(listener);
	}
	listener->rested(listener);
}

/* As many descriptors as the system allows; some are for other things. */
static void
descriptors_claim(struct listener *listener)
{
	struct rlimit limit;
	long most;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_max > LONG_MAX)
		return;
	most = (long)limit.rlim_max;
	most -= most / 4 < DESCRIPTORS_ASIDE ? most / 4 : DESCRIPTORS_ASIDE;
	if (listener->held_max > most)
		listener->held_max = most;
}

int
listener_open(
    struct listener *listener, struct loop *loop, int fd, long held_max)
{
	/*
	 * On TCP, accepted sockets inherit these: room for a whole request, and
	 * for a chunk whenever the socket is writable.
	 */
	int accepts = 0, size = SOCKET_BUFFER;

	if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &accepts,
		&(socklen_t){ sizeof accepts }) != 0)
		return -1;
	if (accepts == 0) {
		errno = EINVAL;
		return -1;
	}
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	listener->watch.fd = fd;
	listener->watch.ready = on_connection;
	listener->loop = loop;
	listener->held_max = held_max;
	descriptors_claim(listener);
	listener->siblings = siblings_join(fd);
	listener_update(listener);
	return 0;
}
