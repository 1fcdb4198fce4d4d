#ifndef ENGINE_CONNECTION_H
#define ENGINE_CONNECTION_H

#include <fcgiapp.h>
#include <stdbool.h>

#include "engine/frame.h"
#include "engine/list.h"
#include "engine/loop.h"
#include "engine/request.h"

/*
 * One FastCGI connection: bytes in, a request, bytes out. What happens when
 * is the server's matter; here is how.
 */
enum connection_state {
	CONNECTION_FRESH,   /* no whole request has come yet */
	CONNECTION_KEPT,    /* idle after a request */
	CONNECTION_CROWDED, /* a large request waits for those before it */
	CONNECTION_QUEUED,  /* a request waits to be begun */
	CONNECTION_WORKING, /* the handler has it */
	CONNECTION_RESTING, /* it goes on with its reply in a while */
	CONNECTION_WRITING, /* the reply waits for the peer to read */
};

struct connection {
	struct watch watch;
	struct server *server;
	enum connection_state state;
	struct link link; /* in the server's list of this state */
	int64_t since;	  /* when this state began, loop time */
	int64_t heard;	  /* when something last came in */
	bool stirred;	  /* something came in while it was working */
	bool gone;	  /* the peer has closed it */

	struct frame frame;
	unsigned char *spool; /* what had to be read before it was whole */
	size_t spool_size, spool_room;
	size_t body_more; /* see struct frame */
	bool large;	  /* its turn to be a large one has come */
	bool refused;	  /* … has not, in time */
	bool bodiless;	  /* what comes of its body is not kept */

	FCGX_Request fcgi;
	struct request request;

	const char *reply;
	size_t reply_size, reply_sent;
	int unread; /* of the reply, when that was last looked at */
	int silent; /* how often it was not less by then */

	/* Of a reply in parts: */
	bool parted;		/* it is one */
	bool partial;		/* another part comes after this */
	struct arena_mark mark; /* where the memory of a part begins */
	int64_t paced_at;	/* since when … */
	size_t paced;		/* … the peer has taken so many bytes */
	bool slow;		/* it took too few in the time before that */
};

enum receive {
	RECEIVE_WHOLE, /* a request can be decoded */
	RECEIVE_PART,
	RECEIVE_LARGE,	 /* it goes on once it is marked as `large` */
	RECEIVE_NOTHING, /* no more than before */
	RECEIVE_CLOSED,	 /* by the peer */
	RECEIVE_WRONG,	 /* not what a web server sends */
};

/* What all connections need, once; while there are descriptors to be had. */
void connections_set_up(void);

/* Looks at what has arrived. Never waits. */
enum receive connection_receive(struct connection *connection);

/*
 * Has libfcgi decode the request that connection_receive() found whole:
 * fills in request.parameters and .body; of a body that is too large, or that
 * there was no room for, the size alone. Returns false if it is not well
 * formed; the connection is of no more use then.
 */
bool connection_decode(struct connection *connection);

enum write { WRITE_DONE, WRITE_LATER, WRITE_FAILED };

/*
 * Writes as much of the reply as the peer takes now. Never waits.
 */
enum write connection_write(struct connection *connection);

/*
 * Has the peer read anything since this was last called, or since all was
 * written that there was room for?
 */
bool connection_is_read(struct connection *connection);

/*
 * Ends the request for libfcgi. Returns true if the web server wants to keep
 * the connection.
 */
bool connection_finish(struct connection *connection);

/* Gives back all that the connection holds, the descriptor too. */
void connection_release(struct connection *connection);

#endif
