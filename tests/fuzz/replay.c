/* The main() of a fuzz target without libFuzzer: tries one file. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/memory.h"
#include "fuzz.h"

enum { SIZE_MOST = 1024 * 1024, SECONDS_MOST = 10 };

int
main(int argc, char **argv)
{
	static unsigned char room[SIZE_MOST];
	FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
	unsigned char *bytes;
	size_t size;

	if (file == NULL) {
		fprintf(stderr, "usage: %s FILE\n", argv[0]);
		return EXIT_FAILURE;
	}
	size = fread(room, 1, sizeof room, file);
	if (ferror(file) != 0 || size == sizeof room) {
		fprintf(stderr, "%s cannot be read\n", argv[1]);
		return EXIT_FAILURE;
	}
	fclose(file);
	bytes = memory_alloc(size);
	for (size_t i = 0; i < size; i++)
		bytes[i] = room[i];
	/* Nothing here may wait for ever. */
	alarm(SECONDS_MOST);
	LLVMFuzzerTestOneInput(bytes, size);
	free(bytes);
	return EXIT_SUCCESS;
}
