/* How far it is. */
#include "tool/progress.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BAR = 30, WORTH_A_LINE = 1 /* second */ };

/* Before so much of a whole is done, nobody knows how long the rest takes. */
static const double foreseen = 0.05;

static struct {
	const char *name;
	long total;
	double began, told; /* seconds */
	bool terminal, shown;
} part;

static struct {
	double weight, done, share; /* the share at hand is not done */
	double began, share_began;  /* seconds */
} whole;

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

static void
bar_show(double share)
{
	static const char bar[] = "##############################";

	fprintf(stderr, "[%-*.*s] %.0f %%, ", BAR, (int)(share * BAR), bar,
	    100 * share);
}

/*
 * The share at hand moves as quickly as what is done has; if it takes longer
 * than that, it is as good as done, and all was slower than it seemed.
 */
static void
whole_show(void)
{
	double time = now(), pace = 0, at = whole.done;
	double end = whole.done + whole.share;

	if (whole.done >= foreseen * whole.weight) {
		pace = (whole.share_began - whole.began) / whole.done;
		at += (time - whole.share_began) / pace;
		if (at > end) {
			at = end;
			pace = (time - whole.began) / end;
		}
	}
	progress_clear();
	bar_show(at / whole.weight);
	if (pace > 0)
		fprintf(stderr, "%.0f s left, ",
		    fmax(0, pace * (whole.weight - at)));
	fprintf(stderr, "%s …", part.name);
	part.told = time;
	part.shown = true;
}

void
progress_tick(void)
{
	if (whole.weight > 0 && part.terminal && now() - part.told >= 0.2)
		whole_show();
}

void
progress_whole(double weight)
{
	whole.weight = weight;
	whole.done = whole.share = 0;
	whole.began = whole.share_began = now();
}

void
progress_share(double weight)
{
	whole.done = fmin(whole.done + whole.share, whole.weight);
	whole.share = fmin(weight, whole.weight - whole.done);
	whole.share_began = now();
}

void
progress_begin(const char *name, long total)
{
	part.name = name;
	part.total = total;
	part.began = part.told = now();
	part.terminal = isatty(STDERR_FILENO) == 1;
	part.shown = false;
	if (part.terminal && whole.weight > 0) {
		whole_show();
	} else if (part.terminal) {
		fprintf(stderr, "%s …", name);
		part.shown = true;
	}
}

void
progress_at(long done, long rows)
{
	double time = now(), spent = time - part.began, share;

	if (part.terminal && whole.weight > 0)
		return;
	if (time - part.told < (part.terminal ? 0.2 : 10))
		return;
	part.told = time;
	share = part.total <= 0 || done > part.total
	    ? 1
	    : (double)done / (double)part.total;
	progress_clear();
	fprintf(stderr, "%s ", part.name);
	if (part.terminal)
		bar_show(share);
	else
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
