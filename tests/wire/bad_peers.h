#ifndef TESTS_WIRE_BAD_PEERS_H
#define TESTS_WIRE_BAD_PEERS_H

/* Peers that a responder has to put up with. */

enum { BAD_PEERS_SILENT = 9 };

struct bad_peer {
	const char *what;
	int (*make)(void); /* returns its socket */
};

/* The first BAD_PEERS_SILENT of them stay as they are until they are closed. */
extern const struct bad_peer bad_peers[];
extern const int bad_peers_count;

#endif
