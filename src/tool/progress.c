/* How far it is. */
#include "tool/progress.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BAR = 30, WORTH_A_LINE = 1 /* second */ };

static struct {
	const char *name;
	long total;
	double began, told; /* seconds */
	bool terminal, shown;
} part;

static double
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

void
progress_clear(void)
{
	if (part.shown)
		fputs("\r\033[K", stderr);
	part.shown = false;
}

void
progress_begin(const char *name, long total)
{
	part.name = name;
	part.total = total;
	part.began = part.told = now();
	part.terminal = isatty(STDERR_FILENO) == 1;
	part.shown = false;
	if (part.terminal) {
		fprintf(stderr, "%s …", name);
		part.shown = true;
	}
}

void
progress_at(long done, long rows)
{
	static const char bar[] = "##############################";
	double time = now(), spent = time - part.began, share;

	if (time - part.told < (part.terminal ? 0.2 : 10))
		return;
	part.told = time;
	share = part.total <= 0 || done > part.total
	    ? 1
	    : (double)done / (double)part.total;
	progress_clear();
	fprintf(stderr, "%s ", part.name);
	if (part.terminal)
		fprintf(stderr, "[%-*.*s] ", BAR, (int)(share * BAR), bar);
	fprintf(stderr, "%.0f %%, ", 100 * share);
	if (rows >= 0)
		fprintf(
		    stderr, "%ld rows, %.0f/s, ", rows, (double)rows / spent);
	fprintf(stderr, "%.0f s left", share > 0 ? spent / share - spent : 0.0);
	part.shown = part.terminal;
	if (!part.terminal)
		fputc('\n', stderr);
}

void
progress_end(long rows)
{
	double spent = now() - part.began;

	progress_clear();
	if (spent < WORTH_A_LINE)
		return;
	fprintf(stderr, "%s: ", part.name);
	if (rows >= 0)
		fprintf(stderr, "%ld rows, ", rows);
	fprintf(stderr, "%.1f s\n", spent);
}
