#ifndef ENGINE_FRAME_H
#define ENGINE_FRAME_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Walks the record headers of one FastCGI request (FastCGI Specification 1.0,
 * section 3.3), to know when all of it is there: only then can libfcgi read it
 * without waiting. What a web server never sends ends the connection: another
 * role than responder, records of another request, management records,
 * anything out of order, parameters whose lengths do not add up.
 *
 * Set it to zero before the first byte of a request, but for body_more.
 */
struct frame {
	size_t body_more; /* how far a body may go beyond FRAME_BODY_MAX */
	size_t at;	  /* offset of the next record header */
	int stage;	  /* what may come next */
	unsigned id;	  /* of the request */
	size_t params;	  /* bytes of parameters so far */
	size_t body;	  /* bytes of standard input so far */
	size_t body_at;	  /* where its records begin; 0: not yet */

	/* Where the parameters have got to (section 3.4). */
	size_t skip;	  /* bytes of name and value still to come */
	size_t length;	  /* being read … */
	int length_bytes; /* … and how many bytes of it are to come */
	size_t name;	  /* length of the name, when has_name */
	bool has_name;
};

enum frame_state {
	FRAME_PART,  /* more has to come */
	FRAME_WHOLE, /* the request ends at `at` */
	FRAME_OVER,  /* so would the body; it goes on with more body_more */
	FRAME_WRONG, /* not a request that we take */
};

enum {
	FRAME_PARAMS_MAX = 64 * 1024,
	FRAME_BODY_MAX = 64 * 1024,
};

/*
 * Goes on through `bytes`, which hold the request from its first byte on.
 * Called again with more of them, it takes up where it stopped.
 */
enum frame_state frame_walk(
    struct frame *frame, const unsigned char *bytes, size_t size);

/*
 * Takes the records of the body that have come out of `bytes`, but for the
 * last, empty one; the rest moves up. Returns how many bytes there are then.
 */
size_t frame_drop_body(struct frame *frame, unsigned char *bytes, size_t size);

#endif
