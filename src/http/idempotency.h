#ifndef HTTP_IDEMPOTENCY_H
#define HTTP_IDEMPOTENCY_H

#include "http/call.h"

/*
 * Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07): who does not
 * know what has become of a request that creates something asks once more with
 * the same key, and gets the answer of the first time. A route says by `once`
 * that it heeds the key. It is claimed before anything is done, and the answer
 * is kept behind it, in the same segment; see sql/schema/0008_idempotency.sql.
 *
 * Of the key only a hash is kept, and what is kept besides it can be compared
 * with a body, or made into a secret, only by who has the key.
 */

/*
 * The key in the value of the header: 1 to 255 visible ASCII characters, as a
 * string (RFC 8941, section 3.3.3) or bare; bare, it has neither quotes nor
 * commas. NULL if it is no such key.
 */
const char *idempotency_key(const char *header, struct arena *arena);

/*
 * Reads the key of a call whose route heeds it: call->key, and the value
 * idempotency_key. One that is none is a fault.
 */
void idempotency_read(struct call *call);

/*
 * Makes the value idempotency_digest of the body, which the key cannot be
 * claimed without. That of a body of many objects takes long, and is made
 * beside the loop.
 */
void idempotency_digest(struct call *call);

#endif
