/* What all fuzz targets share. */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct arena *scratch;

void
fuzz_broken(const char *condition, const char *format, ...)
{
	va_list arguments;

	fprintf(stderr, "This does not hold: %s: ", condition);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	abort();
}

const char *
fuzz_text(const unsigned char *bytes, size_t size)
{
	return arena_copy(
	    scratch, (const char *)bytes, strnlen((const char *)bytes, size));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scratch = arena_new();
	fuzz_one(bytes, size);
	arena_free(scratch);
	return 0;
}
