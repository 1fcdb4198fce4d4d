/* Peers that a responder has to put up with. */
#include "bad_peers.h"

#include <sys/socket.h>

#include "database.h"
#include "keep.h"
#include "peer.h"
#include "responder.h"

/* A good request with a body, of which only the first bytes are sent. */
static int
first_bytes(size_t size)
{
	struct bytes bytes = request_bytes(&(struct request){
	    .method = "POST", .body = keep(1000), .body_size = 1000 });
	int fd = responder_connect();

	peer_send(fd, bytes.at, size < bytes.size ? size : bytes.size - 1);
	return fd;
}

static int
silent(void)
{
	return responder_connect();
}

static int
one_byte(void)
{
	return first_bytes(1);
}

static int
half_a_header(void)
{
	return first_bytes(4);
}

static int
half_a_record(void)
{
	return first_bytes(12);
}

static int
begin_only(void)
{
	return first_bytes(16);
}

static int
half_the_parameters(void)
{
	return first_bytes(100);
}

static int
half_the_body(void)
{
	return first_bytes(700);
}

static int
all_but_a_byte(void)
{
	return first_bytes(100000);
}

static int
never_reads(void)
{
	return peer_new(wide_list());
}

static int
no_fastcgi(void)
{
	int fd = responder_connect();

	peer_send(fd, "GET / HTTP/1.0\r\n\r\n", 18);
	return fd;
}

static int
wrong_role(void)
{
	struct bytes bytes = { 0 };
	int fd = responder_connect();

	put_begin(&bytes, 1, 2, KEEP);
	peer_send_bytes(fd, &bytes);
	return fd;
}

static int
lies_about_lengths(void)
{
	static const unsigned char lie[] = { 0xff, 0xff, 0xff, 0xfe, 0xff, 0xff,
		0xff, 0xfe, 'N' };
	struct bytes bytes = { 0 };
	int fd = responder_connect();

	put_begin(&bytes, 1, RESPONDER, KEEP);
	put_stream(&bytes, PARAMS, 1, lie, sizeof lie);
	put_stream(&bytes, STDIN, 1, NULL, 0);
	peer_send_bytes(fd, &bytes);
	return fd;
}

static int
sends_without_end(void)
{
	struct bytes bytes = { 0 };
	int fd = responder_connect();

	put_begin(&bytes, 1, RESPONDER, KEEP);
	put_stream(&bytes, PARAMS, 1, keep(300000), 300000);
	peer_send_bytes(fd, &bytes);
	return fd;
}

static int
asks_and_hangs_up(void)
{
	int fd = peer_new("/api/movies/");

	shutdown(fd, SHUT_RDWR);
	return fd;
}

const struct bad_peer bad_peers[] = {
	{ "says nothing", silent },
	{ "sends one byte", one_byte },
	{ "sends half a header", half_a_header },
	{ "sends half a record", half_a_record },
	{ "only begins", begin_only },
	{ "sends half of the parameters", half_the_parameters },
	{ "sends half of the body", half_the_body },
	{ "sends all but a byte", all_but_a_byte },
	{ "never reads", never_reads },
	{ "speaks HTTP", no_fastcgi },
	{ "wants an authorizer", wrong_role },
	{ "lies about lengths", lies_about_lengths },
	{ "sends without end", sends_without_end },
	{ "asks and hangs up", asks_and_hangs_up },
};

const int bad_peers_count = sizeof bad_peers / sizeof *bad_peers;
