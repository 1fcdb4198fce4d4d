/* Starts, watches and stops the responder under test. */
#include "responder.h"

#include <arpa/inet.h>
#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "keep.h"
#include "peer.h"
#include "reply.h"

enum { PATIENCE = 10000, LOG_SHOWN = 2000 };

static struct {
	pid_t pid;
	union {
		struct sockaddr any;
		struct sockaddr_in tcp;
		struct sockaddr_un local;
	} address;
	socklen_t address_size;
	const char *config, *log;
} responder;

static const char *
environment(const char *name)
{
	const char *value = getenv(name);

	ck_assert_msg(value != NULL, "%s is not set: use tests/wire/run", name);
	return value;
}

static int
listen_somewhere(int tcp)
{
	int fd;

	memset(&responder.address, 0, sizeof responder.address);
	if (tcp) {
		responder.address.tcp.sin_family = AF_INET;
		responder.address.tcp.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		responder.address_size = sizeof responder.address.tcp;
	} else {
		responder.address.local.sun_family = AF_UNIX;
		snprintf(responder.address.local.sun_path,
		    sizeof responder.address.local.sun_path, "%s/%d.sock",
		    environment("WIRE_DIRECTORY"), getpid());
		unlink(responder.address.local.sun_path);
		responder.address_size = sizeof responder.address.local;
	}
	fd = socket(
	    responder.address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_msg(fd >= 0 &&
		bind(fd, &responder.address.any, responder.address_size) == 0 &&
		listen(fd, 4096) == 0,
	    "cannot listen: %s", strerror(errno));
	getsockname(fd, &responder.address.any, &responder.address_size);
	return fd;
}

static void
config_write(const char *settings)
{
	FILE *file = fopen(responder.config, "we");

	ck_assert(file != NULL);
	fprintf(file, "database_url = %s\ndrain_ms = 0\n%s",
	    environment("DATABASE_URL"), settings == NULL ? "" : settings);
	fclose(file);
}

/* In the child: becomes the responder. */
static void
become(int listener, const struct responder_options *options)
{
	const char *program = keep_printf("%s/%s.fcgi",
	    getenv("BUILD") ? getenv("BUILD") : "build",
	    options->name ? options->name : "catalog");
	int log = open(
	    responder.log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	rlim_t limit = (rlim_t)options->descriptors;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (dup2(listener, 0) != 0 || dup2(log, 2) != 2 || dup2(log, 1) != 1)
		_exit(126);
	close_range(3, ~0U, 0);
	if (limit != 0)
		setrlimit(RLIMIT_NOFILE, &(struct rlimit){ limit, limit });
	execl(program, program, "--config", responder.config, (char *)NULL);
	_exit(127);
}

static void
wait_until_ready_for(const char *target)
{
	long deadline = clock_ms() + PATIENCE;
	int status = 0;

	while (status != 200 && clock_ms() < deadline) {
		int fd = peer_new(target);

		status = reply_read(fd, PATIENCE).status;
		close(fd);
		if (status != 200)
			usleep(10000);
	}
	ck_assert_msg(status == 200, "the responder does not get ready");
}

void
responder_start_with(const struct responder_options *options)
{
	const char *base =
	    keep_printf("%s/%d", environment("WIRE_DIRECTORY"), getpid());
	int listener;

	responder_stop();
	listener = listen_somewhere(options->tcp);
	responder.config = keep_printf("%s.conf", base);
	responder.log = keep_printf("%s.log", base);
	config_write(options->settings);
	responder.pid = fork();
	if (responder.pid == 0)
		become(listener, options);
	close(listener);
	ck_assert(responder.pid > 0);
	if (options->unready)
		return;
	if (options->name == NULL) {
		/* A point read and a list have connections of their own. */
		wait_until_ready_for("/readyz");
		wait_until_ready_for("/api/movies/?limit=1");
	} else {
		wait_until_ready_for("/api/users/?limit=1");
	}
}

void
responder_start(const char *settings)
{
	responder_start_with(
	    &(struct responder_options){ .settings = settings });
}

void
responder_usual(void)
{
	responder_start("");
}

int
responder_connect(void)
{
	int fd = socket(
	    responder.address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_msg(fd >= 0 &&
		connect(fd, &responder.address.any, responder.address_size) ==
		    0,
	    "cannot connect: %s", strerror(errno));
	/* On TCP: what a test sends in pieces is to arrive in pieces. */
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
	return fd;
}

void
responder_signal(int number)
{
	ck_assert(kill(responder.pid, number) == 0);
}

static char *
log_read(void)
{
	FILE *file = fopen(responder.log, "re");
	char *text;
	long size;

	ck_assert(file != NULL);
	fseek(file, 0, SEEK_END);
	size = ftell(file);
	rewind(file);
	text = keep((size_t)size + 1);
	ck_assert(fread(text, 1, (size_t)size, file) == (size_t)size);
	fclose(file);
	return text;
}

int
responder_logged(const char *text)
{
	return strstr(log_read(), text) != NULL;
}

void
responder_expect_end(int milliseconds)
{
	long deadline = clock_ms() + milliseconds;
	int status = 0;
	pid_t ended;

	while ((ended = waitpid(responder.pid, &status, WNOHANG)) == 0 &&
	    clock_ms() < deadline)
		usleep(2000);
	if (ended != responder.pid || status != 0) {
		const char *text = log_read();
		size_t size = strlen(text);

		ck_abort_msg("the responder %s (status %#x); its log:\n%s",
		    ended == 0 ? "does not end" : "ended badly", status,
		    text + (size > LOG_SHOWN ? size - LOG_SHOWN : 0));
	}
	responder.pid = 0;
	unlink(responder.log);
	unlink(responder.config);
	if (responder.address.any.sa_family == AF_UNIX)
		unlink(responder.address.local.sun_path);
}

void
responder_stop(void)
{
	if (responder.pid == 0)
		return;
	responder_signal(SIGTERM);
	responder_expect_end(PATIENCE);
}

pid_t
responder_pid(void)
{
	return responder.pid;
}

long
responder_memory(void)
{
	FILE *file = fopen(keep_printf("/proc/%d/status", responder.pid), "re");
	char line[256];
	long size = -1;

	ck_assert(file != NULL);
	while (size < 0 && fgets(line, sizeof line, file) != NULL)
		sscanf(line, "VmRSS: %ld", &size);
	fclose(file);
	return size;
}

int
responder_descriptors(void)
{
	DIR *directory = opendir(keep_printf("/proc/%d/fd", responder.pid));
	int count = 0;

	ck_assert(directory != NULL);
	while (readdir(directory) != NULL)
		count++;
	closedir(directory);
	return count - 2; /* . and .. */
}

void
responder_expect_descriptors(int count)
{
	long deadline = clock_ms() + PROMPT;

	while (responder_descriptors() > count && clock_ms() < deadline)
		usleep(5000);
	ck_assert_int_le(responder_descriptors(), count);
}
