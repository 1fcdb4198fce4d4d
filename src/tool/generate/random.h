#ifndef TOOL_GENERATE_RANDOM_H
#define TOOL_GENERATE_RANDOM_H

#include <stdint.h>

/*
 * Random numbers that are the same on every machine: xoshiro256** by Blackman
 * and Vigna (prng.di.unimi.it), its state filled by splitmix64. Only whole
 * numbers: fractions may be rounded differently elsewhere.
 */
struct random {
	uint64_t state[4];
};

/* Each stream of a seed is a sequence of its own. */
void random_begin(struct random *random, uint64_t seed, uint64_t stream);
uint64_t random_next(struct random *random);

/* From 0 to below - 1; below is not 0 and small compared with 2^32. */
uint32_t random_below(struct random *random, uint32_t below);

/*
 * Numbers from 0 to count - 1 after Zipf's law: the n-th, from 1, comes up as
 * often as 1 / (n + flat) says; flat is 0 in the law itself, and more where the
 * first would come up too often (Mandelbrot). Whoever fills `sums` instead
 * gives each number another weight: by how much its sum is above that before.
 */
struct zipf {
	uint32_t count;
	uint64_t *sums;
};

void zipf_begin(struct zipf *zipf, uint32_t count, uint32_t flat);
void zipf_end(struct zipf *zipf);

/* How many of `rows` the number has, rounded up. */
uint32_t zipf_share(const struct zipf *zipf, uint32_t number, uint32_t rows);
uint32_t zipf_next(const struct zipf *zipf, struct random *random);

#endif
