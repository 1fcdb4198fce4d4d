/* While a password is hashed: stopping, clients that go, and too many. */
#include <check.h>
#include <crypt.h>
#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "database.h"
#include "keep.h"
#include "peer.h"
#include "responder.h"
#include "topics.h"

/* So much that a hash takes some hundred times as long as a read. */
#define SLOW "password_cost = 8\n"
#define PATIENT "queue_timeout_ms = 60000\n"

enum { HASH = 20000 /* ms; no hash takes as long */, LOGINS = 12, READS = 10 };

static const char users[] = "/api/users/?limit=1";

/* A connection that has asked, from an address of its own. */
static int
post_begin(const char *target, const char *type, const char *body)
{
	static int count;
	struct bytes bytes = request_bytes(&(struct request){ .method = "POST",
	    .target = target,
	    .content_type = type,
	    .address = keep_printf("127.%d.%d.1", getpid() >> 8 & 255, ++count),
	    .body = body,
	    .body_size = strlen(body) });
	int fd = responder_connect();

	ck_assert(peer_send_bytes(fd, &bytes));
	return fd;
}

static int
login_begin(const char *name)
{
	return post_begin("/api/users/login/token/",
	    "application/x-www-form-urlencoded",
	    keep_printf("username=%s&password=correct+horse", name));
}

/* Whose hash is quickly checked, and slowly renewed. */
static const char *
known(void)
{
	static struct crypt_data data;

	database_run(
	    keep_printf("INSERT INTO account (email, username, password_hash)"
			" VALUES ('known@example.com', 'known', '%s')"
			" ON CONFLICT (lower(username COLLATE \"C\")) DO UPDATE"
			" SET password_hash = excluded.password_hash",
		crypt_r("correct horse", "$6$rounds=1000$salt", &data)));
	return "known";
}

/* Waits for its connection for writes as well: that name is taken. */
static void
start(const char *settings)
{
	const char *body =
	    keep_printf("{\"email\": \"a@b\", \"username\": \"%s\","
			" \"password\": \"correct horse\"}",
		known());
	long deadline = clock_ms() + PATIENCE_MS;
	int status = 503;

	responder_start_with(&(struct responder_options){
	    .name = "accounts", .settings = settings });
	while (status == 503 && clock_ms() < deadline) {
		int fd = post_begin("/api/users/", "application/json", body);

		status = reply_read(fd, PATIENCE_MS).status;
		close(fd);
		usleep(10000);
	}
	ck_assert_int_eq(status, 409);
}

static int
threads(void)
{
	DIR *directory = opendir(keep_printf("/proc/%d/task", responder_pid()));
	int count = -2; /* . and .. */

	ck_assert(directory != NULL);
	while (readdir(directory) != NULL)
		count++;
	closedir(directory);
	return count;
}

/* The first job has begun: until then there was one thread. */
static void
wait_until_hashing(void)
{
	long deadline = clock_ms() + PATIENCE_MS;

	while (threads() == 1) {
		ck_assert_msg(clock_ms() < deadline, "nothing is hashed");
		usleep(1000);
	}
}

static bool
is_answered(int fd)
{
	return poll(&(struct pollfd){ fd, POLLIN, 0 }, 1, 0) != 0;
}

START_TEST(others_are_served_while_a_password_is_hashed)
{
	int login, fd;

	start(SLOW);
	login = login_begin("unknown");
	wait_until_hashing();
	fd = responder_connect();
	for (int i = 0; i < READS; i++) {
		peer_ask(fd, users);
		peer_expect(fd, 200);
	}
	ck_assert(!is_answered(login));
	peer_expect_within(login, 401, HASH);
}
END_TEST

START_TEST(a_login_is_answered_before_it_stops)
{
	int fds[4];

	start(SLOW PATIENT);
	fds[0] = login_begin(known());
	for (int i = 1; i < 4; i++)
		fds[i] = login_begin(keep_printf("unknown-%d", i));
	wait_until_hashing();
	responder_signal(SIGTERM);
	for (int i = 0; i < 4; i++) {
		peer_expect_within(fds[i], i == 0 ? 200 : 401, HASH);
		peer_expect_end(fds[i], HASH);
	}
	responder_expect_end(HASH);
	ck_assert_int_eq(
	    database_run("SELECT count(*) FROM account WHERE username = 'known'"
			 " AND password_hash LIKE '$y$%'"),
	    1);
}
END_TEST

START_TEST(one_whose_client_has_gone_is_forgotten)
{
	int fd, before;

	start(SLOW PATIENT);
	before = responder_descriptors();
	fd = login_begin(known());
	wait_until_hashing();
	close(fd);
	for (int i = 0; i < 3; i++)
		close(login_begin(keep_printf("gone-%d", i)));
	/* The next one is behind them. */
	fd = login_begin("unknown");
	peer_expect_within(fd, 401, HASH);
	close(fd);
	fd = peer_new(users);
	peer_expect(fd, 200);
	close(fd);
	responder_expect_descriptors(before);
}
END_TEST

START_TEST(one_whose_client_has_gone_does_not_keep_it_from_stopping)
{
	int fd;

	start(SLOW);
	fd = login_begin("unknown");
	wait_until_hashing();
	close(fd);
	responder_signal(SIGTERM);
	responder_expect_end(HASH);
}
END_TEST

/* More than can be done in time: some are, the others are told so. */
START_TEST(too_many_logins_are_told_to_come_back)
{
	int fds[LOGINS], done = 0, refused = 0, reader;

	start(SLOW "queue_timeout_ms = 100\n");
	for (int i = 0; i < LOGINS; i++)
		fds[i] = login_begin(keep_printf("unknown-%d", i));
	wait_until_hashing();
	/* Who asks for something else does not wait behind them. */
	reader = peer_new(users);
	peer_expect(reader, 200);
	ck_assert(!is_answered(fds[LOGINS - 1]));
	for (int i = 0; i < LOGINS; i++) {
		struct reply reply = reply_read(fds[i], HASH);

		ck_assert_msg(
		    reply.ending == REPLY_WHOLE, "no reply: %s", reply.fault);
		done += reply.status == 401;
		refused += reply.status == 503;
		if (reply.status == 503)
			ck_assert(reply_header(&reply, "Retry-After") != NULL);
	}
	ck_assert_int_ge(done, 1);
	ck_assert_int_ge(refused, 1);
	ck_assert_int_eq(done + refused, LOGINS);
	/* Once they are gone, there is room again. */
	fds[0] = login_begin("later");
	peer_expect_within(fds[0], 401, HASH);
}
END_TEST

TCase *
topic_hashing(void)
{
	TCase *topic = topic_new("hashing");

	tcase_set_timeout(topic, 120);
	tcase_add_test(topic, others_are_served_while_a_password_is_hashed);
	tcase_add_test(topic, a_login_is_answered_before_it_stops);
	tcase_add_test(topic, one_whose_client_has_gone_is_forgotten);
	tcase_add_test(
	    topic, one_whose_client_has_gone_does_not_keep_it_from_stopping);
	tcase_add_test(topic, too_many_logins_are_told_to_come_back);
	return topic;
}
