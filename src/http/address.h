#ifndef HTTP_ADDRESS_H
#define HTTP_ADDRESS_H

#include "engine/request.h"

/*
 * Where the client is, as the web server says: an IPv4 address; of an IPv6
 * address the network of 64 bits, which one client has to itself (RFC 6177);
 * or "", when it is no such address.
 */
const char *client_address(const struct request *request);

#endif
