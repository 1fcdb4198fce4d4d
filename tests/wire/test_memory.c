/* The memory of a responder does not grow with what it has served. */
#include <unistd.h>

#include "bad_peers.h"
#include "keep.h"
#include "peer.h"
#include "responder.h"
#include "topics.h"

#ifdef __SANITIZE_ADDRESS__
enum { REQUESTS = 2000, GROWTH_MAX = 1 << 30 };
#else
enum { REQUESTS = 20000, GROWTH_MAX = 1024 /* KiB */ };
#endif

enum { KEPT = 8 };

/* One request on each kept connection; the answers do not matter. */
static void
ask_kept(const int *fds)
{
	static const char *const targets[KEPT] = { "/api/movies/1/",
		"/api/movies/?limit=9", "/nowhere", "/api/movies/?limit=x",
		"/%zz", "/api/people/2/", "/readyz", "/healthz" };

	for (int i = 0; i < KEPT; i++)
		peer_ask(fds[i], targets[i]);
	for (int i = 0; i < KEPT; i++)
		ck_assert_int_eq(
		    reply_read(fds[i], PROMPT).ending, REPLY_WHOLE);
}

static void
send_pieces(const struct bytes *bytes)
{
	int fd = responder_connect();

	ck_assert(peer_send(fd, bytes->at, 10));
	ck_assert(peer_send(fd, bytes->at + 10, bytes->size - 10));
	peer_expect(fd, 405);
	close(fd);
}

/* In ten, eight are on kept connections, one comes in pieces, one is bad. */
static void
ask_many(int count)
{
	struct bytes large = request_bytes(&(struct request){
	    .method = "PUT", .body = keep(60000), .body_size = 60000 });
	int fds[KEPT];

	for (int i = 0; i < KEPT; i++)
		fds[i] = responder_connect();
	for (int i = 0; i < count / 10; i++) {
		ask_kept(fds);
		send_pieces(&large);
		close(bad_peers[i % bad_peers_count].make());
	}
	for (int i = 0; i < KEPT; i++)
		close(fds[i]);
}

START_TEST(memory_does_not_grow_over_20000_requests)
{
	long before, after;

	responder_start("access_log = off\n");
	ask_many(REQUESTS / 10);
	before = responder_memory();
	ask_many(REQUESTS);
	after = responder_memory();
	ck_assert_msg(after - before <= GROWTH_MAX, "from %ld KiB to %ld KiB",
	    before, after);
	others_are_served();
}
END_TEST

TCase *
topic_memory(void)
{
	TCase *topic = topic_new("memory");

	tcase_add_test(topic, memory_does_not_grow_over_20000_requests);
	return topic;
}
