/* What the clients of the load share: what may fail now, and the counts. */
#include "load.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "crowd.h"

static struct shared {
	atomic_int tolerance;
	/* When this, or more, was last tolerated. */
	_Atomic int64_t tolerated[TOLERANCES];
	atomic_bool over;
	atomic_long tally[TALLIES];
} * shared;

static const char *const words[TALLIES] = {
	[READS] = "reads",
	[READS_UNAVAILABLE] = "unavailable",
	[READS_TIMED_OUT] = "timed out",
	[WRITTEN] = "written",
	[NOT_WRITTEN] = "not written",
	[WRITES_UNKNOWN] = "unknown",
	[WRONG] = "wrong",
};

void
load_prepare(void)
{
	shared = crowd_share(sizeof *shared);
}

int64_t
load_time(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

static void
tolerate(enum tolerance tolerance)
{
	int64_t now = load_time();

	for (int i = shared->tolerance; i > (int)tolerance; i--)
		shared->tolerated[i] = now;
	shared->tolerance = tolerance;
}

bool
load_tolerates(enum tolerance tolerance, int64_t since)
{
	return shared->tolerance >= (int)tolerance ||
	    shared->tolerated[tolerance] >= since;
}

void
load_obey(void)
{
	static const char *const commands[TOLERANCES] = { "sure\n", "writes\n",
		"all\n" };
	char line[100];

	while (fgets(line, sizeof line, stdin) != NULL) {
		if (strcmp(line, "end\n") == 0)
			break;
		for (int i = 0; i < TOLERANCES; i++)
			if (strcmp(line, commands[i]) == 0)
				tolerate(i);
	}
	shared->over = true;
}

bool
load_is_over(void)
{
	return shared->over;
}

void
load_count(enum tally tally)
{
	shared->tally[tally]++;
}

void
load_print(void)
{
	for (int i = 0; i < TALLIES; i++)
		printf("%s%s %ld", i > 0 ? ", " : "", words[i],
		    (long)shared->tally[i]);
	printf("\n");
}

long
load_wrongs(void)
{
	return shared->tally[WRONG];
}

void
load_complain(const char *format, ...)
{
	va_list arguments;
	char line[1000];

	va_start(arguments, format);
	vsnprintf(line, sizeof line, format, arguments);
	va_end(arguments);
	load_count(WRONG);
	printf("wrong: %s\n", line);
	fflush(stdout);
}
