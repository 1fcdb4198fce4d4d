/* The address of a client. */
#include "http/address.h"

#include <arpa/inet.h>
#include <string.h>

enum { NETWORK_SIZE = 8 };

const char *
client_address(const struct request *request)
{
	const char *given = request_parameter(request, "REMOTE_ADDR");
	char text[INET6_ADDRSTRLEN];
	struct in6_addr six;
	struct in_addr four;

	if (given != NULL && inet_pton(AF_INET, given, &four) == 1)
		return given;
	if (given == NULL || inet_pton(AF_INET6, given, &six) != 1)
		return "";
	/* An IPv4 address in disguise (RFC 4291, section 2.5.5.2). */
	if (IN6_IS_ADDR_V4MAPPED(&six)) {
		memcpy(&four, &six.s6_addr[12], sizeof four);
		inet_ntop(AF_INET, &four, text, sizeof text);
	} else {
		memset(&six.s6_addr[NETWORK_SIZE], 0,
		    sizeof six.s6_addr - NETWORK_SIZE);
		inet_ntop(AF_INET6, &six, text, sizeof text);
	}
	return arena_copy(request->arena, text, strlen(text));
}
