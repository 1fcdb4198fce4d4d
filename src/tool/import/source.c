/* The bytes of a plain or compressed file. */
#include "tool/import/source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include "engine/memory.h"
#include "tool/import/piece.h"

enum {
	CHUNK = 1 << 17,
	/* The longest piece, what is not yet known to be longer, and a NUL. */
	WINDOW = PIECE_SIZE_MAX + 2 * CHUNK,
};

struct source *
source_open(const char *path)
{
	struct source *source;
	gzFile file;

	errno = 0;
	file = gzopen(path, "re");
	if (file == NULL) {
		fprintf(stderr, "%s: %s\n", path,
		    strerror(errno == 0 ? ENOMEM : errno));
		return NULL;
	}
	gzbuffer(file, CHUNK);
	source = memory_alloc(sizeof *source);
	memset(source, 0, sizeof *source);
	source->path = path;
	source->bytes = memory_alloc(WINDOW + 1);
	source->line = 1;
	source->file = file;
	return source;
}

void
source_close(struct source *source)
{
	gzclose_r(source->file);
	free(source->bytes);
	free(source);
}

/* Half a file that was compressed is not a file that ends. */
static void
fault_find(struct source *source)
{
	int code;
	const char *text = gzerror(source->file, &code);

	if (code == Z_OK || code == Z_STREAM_END)
		return;
	if (code == Z_ERRNO)
		source->fault = strerror(errno);
	else if (code == Z_BUF_ERROR)
		source->fault = "the compressed file breaks off";
	else if (code == Z_DATA_ERROR)
		source->fault = "the compressed file is damaged";
	else
		source->fault = text;
}

bool
source_fill(struct source *source)
{
	size_t kept = source->end - source->at;
	int got;

	if (source->ended || kept + CHUNK > WINDOW)
		return false;
	memmove(source->bytes, source->bytes + source->at, kept);
	source->at = 0;
	source->end = kept;
	errno = 0;
	got = gzread(source->file, source->bytes + kept, CHUNK);
	if (got > 0)
		source->end += (size_t)got;
	if (got < CHUNK) {
		source->ended = true;
		fault_find(source);
	}
	return got > 0;
}

int
source_first(struct source *source)
{
	static const char bom[] = "\xef\xbb\xbf";

	source_fill(source);
	if (source->end >= 3 && memcmp(source->bytes, bom, 3) == 0)
		source->at = 3;
	for (size_t i = source->at; i < source->end; i++)
		if (source->bytes[i] == '\0' ||
		    strchr(" \t\r\n", source->bytes[i]) == NULL)
			return (unsigned char)source->bytes[i];
	return -1;
}

long
source_position(const struct source *source)
{
	return (long)gzoffset(source->file);
}

long
source_size(const struct source *source)
{
	struct stat status;

	return stat(source->path, &status) == 0 ? (long)status.st_size : 0;
}
