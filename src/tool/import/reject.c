/* Lines that cannot be used. */
#include "tool/import/reject.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/progress.h"

enum { TOLD_MAX = 20 };

static void
text_write(FILE *out, const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == '\\')
			fputs("\\\\", out);
		else if (c < ' ' || c == 0x7f)
			fprintf(out, "\\%03o", c);
		else
			fputc(c, out);
	}
}

bool
rejects_are_apart(const struct rejects *rejects, char **paths)
{
	struct stat file, own;

	if (rejects->path == NULL || stat(rejects->path, &own) != 0)
		return true;
	for (; *paths != NULL; paths++)
		if (stat(*paths, &file) == 0 && file.st_dev == own.st_dev &&
		    file.st_ino == own.st_ino) {
			fprintf(stderr,
			    "%s is read: rejected lines cannot go there\n",
			    *paths);
			return false;
		}
	return true;
}

bool
rejects_begin(const struct rejects *rejects)
{
	struct stat own;

	if (rejects->path == NULL || stat(rejects->path, &own) != 0 ||
	    !S_ISREG(own.st_mode) || truncate(rejects->path, 0) == 0)
		return true;
	fprintf(stderr, "%s: %s\n", rejects->path, strerror(errno));
	return false;
}

bool
reject(struct rejects *rejects, const char *file, const struct piece *piece,
    const char *reason)
{
	rejects->count++;
	if (rejects->path == NULL) {
		progress_clear();
		fprintf(stderr, "%s:%ld: %s\n", file, piece->line, reason);
		rejects->cut = rejects->count == TOLD_MAX;
		return !rejects->cut;
	}
	if (rejects->file == NULL)
		rejects->file = fopen(rejects->path, "we");
	if (rejects->file == NULL) {
		progress_clear();
		fprintf(stderr, "%s: %s\n", rejects->path, strerror(errno));
		return false;
	}
	fprintf(rejects->file, "%s:%ld\t%s\t", file, piece->line, reason);
	text_write(rejects->file, piece->text, piece->size);
	fputc('\n', rejects->file);
	return true;
}

bool
rejects_allowed(const struct rejects *rejects)
{
	return rejects->count == 0 || rejects->path != NULL;
}

bool
rejects_close(struct rejects *rejects)
{
	FILE *file = rejects->file;
	bool failed;

	if (file == NULL)
		return rejects->path == NULL || rejects->count == 0;
	rejects->file = NULL;
	failed = ferror(file);
	failed = fclose(file) != 0 || failed;
	if (failed)
		fprintf(stderr, "%s: it cannot be written\n", rejects->path);
	return !failed;
}
