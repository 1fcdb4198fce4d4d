/* Takes all connections that PostgreSQL has to give. */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

#include "load.h"

/* They end with the process. */
int
hold_connections(void)
{
	int held = 0;

	while (PQstatus(PQconnectdb(getenv("DATABASE_URL"))) == CONNECTION_OK)
		held++;
	printf("held %d\n", held);
	fflush(stdout);
	getchar();
	return held > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
