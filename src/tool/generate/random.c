/* Random numbers that are the same on every machine. */
#include "tool/generate/random.h"

#include <stdlib.h>

#include "engine/memory.h"

static uint64_t
splitmix(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

void
random_begin(struct random *random, uint64_t seed, uint64_t stream)
{
	uint64_t state = seed;

	state = splitmix(&state) ^ stream;
	for (int i = 0; i < 4; i++)
		random->state[i] = splitmix(&state);
}

static uint64_t
rotate(uint64_t x, int by)
{
	return x << by | x >> (64 - by);
}

uint64_t
random_next(struct random *random)
{
	uint64_t *s = random->state;
	uint64_t result = rotate(s[1] * 5, 7) * 9, t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotate(s[3], 45);
	return result;
}

uint32_t
random_below(struct random *random, uint32_t below)
{
	return (uint32_t)((random_next(random) >> 32) * below >> 32);
}

void
zipf_begin(struct zipf *zipf, uint32_t count, uint32_t flat)
{
	uint64_t sum = 0;

	zipf->count = count;
	zipf->sums = memory_alloc(count * sizeof *zipf->sums);
	for (uint32_t i = 0; i < count; i++)
		zipf->sums[i] = sum += ((uint64_t)1 << 40) / (i + 1 + flat);
}

void
zipf_end(struct zipf *zipf)
{
	free(zipf->sums);
}

uint32_t
zipf_share(const struct zipf *zipf, uint32_t number, uint32_t rows)
{
	uint64_t all = zipf->sums[zipf->count - 1];
	uint64_t part =
	    zipf->sums[number] - (number == 0 ? 0 : zipf->sums[number - 1]);

	/* Without the last bits, so that the product is not too large. */
	return (uint32_t)((part >> 10) * rows / (all >> 10)) + 1;
}

uint32_t
zipf_next(const struct zipf *zipf, struct random *random)
{
	uint64_t at = random_next(random) % zipf->sums[zipf->count - 1];
	uint32_t low = 0, high = zipf->count - 1;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (zipf->sums[middle] > at)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}
