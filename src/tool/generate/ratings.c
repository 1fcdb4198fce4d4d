/* Made-up ratings. */
#include "tool/generate/ratings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/memory.h"
#include "gen/statements.h"
#include "tool/copy.h"
#include "tool/generate/random.h"
#include "tool/progress.h"

enum {
	/* How often it looks at the clock and for signals, in ratings. */
	LOOK_EACH = 8192,
	SCORE_UNKNOWN = 60, /* in tenths, as all scores here */
	/* The parts of a generation have the streams before. */
	STREAM = 100,
};

/* Who rates, and what. */
struct ratings {
	struct copy *copy;
	struct random random;
	uint32_t accounts, movies, room_accounts, room_movies;
	long *account; /* ids */
	long *movie;
	unsigned char *score;
	/* Each movie is drawn as often as its part of the sums is large. */
	struct zipf draw;
	uint32_t *rated_by; /* the last account, from 1 */
};

/* Makes room for one more; returns whether there was none. */
static bool
grow(uint32_t count, uint32_t *room)
{
	if (count < *room)
		return false;
	*room = *room == 0 ? 1024 : 2 * *room;
	return true;
}

static void
account_take(struct ratings *r, const struct rows *rows, int row)
{
	if (grow(r->accounts, &r->room_accounts))
		r->account = memory_resize(
		    r->account, r->room_accounts * sizeof *r->account);
	r->account[r->accounts++] = atol(rows_value(rows, row, 0, NULL));
}

static uint32_t
tenths(const struct rows *rows, int row, int column, uint32_t unknown)
{
	const char *text = rows_value(rows, row, column, NULL);

	return text == NULL ? unknown : (uint32_t)strtoul(text, NULL, 10);
}

/* Twice as popular is rated four times as often. */
static void
movie_take(struct ratings *r, const struct rows *rows, int row)
{
	uint64_t popularity = tenths(rows, row, 1, 0);
	uint64_t sum = r->movies == 0 ? 0 : r->draw.sums[r->movies - 1];

	if (grow(r->movies, &r->room_movies)) {
		size_t room = r->room_movies;

		r->movie = memory_resize(r->movie, room * sizeof *r->movie);
		r->score = memory_resize(r->score, room * sizeof *r->score);
		r->draw.sums =
		    memory_resize(r->draw.sums, room * sizeof *r->draw.sums);
	}
	r->movie[r->movies] = atol(rows_value(rows, row, 0, NULL));
	r->score[r->movies] =
	    (unsigned char)tenths(rows, row, 2, SCORE_UNKNOWN);
	r->draw.sums[r->movies++] = sum + popularity * popularity + 25;
}

/* Gives each row of a query to `take`; they may be more than memory holds. */
static bool
rows_take(struct session *session, const char *declare, struct ratings *r,
    void (*take)(struct ratings *r, const struct rows *rows, int row))
{
	const struct rows *rows = session_run(session, declare);

	do {
		if (rows != NULL)
			rows = session_run(session, "FETCH 10000 FROM made");
		if (rows == NULL || session_interrupted())
			return false;
		for (int i = 0; i < rows_count(rows); i++)
			take(r, rows, i);
	} while (rows_count(rows) > 0);
	return session_run(session, "CLOSE made") != NULL;
}

static bool
ratings_read(struct session *session, struct ratings *r)
{
	if (!rows_take(session,
		"DECLARE made CURSOR FOR SELECT id FROM account "
		"WHERE email LIKE '%@generated.example' ORDER BY id",
		r, account_take) ||
	    !rows_take(session,
		"DECLARE made CURSOR FOR SELECT id, "
		"(10 * popularity)::integer, (10 * imdb_score)::integer "
		"FROM movie ORDER BY id",
		r, movie_take))
		return false;
	r->draw.count = r->movies;
	r->rated_by = memory_alloc((r->movies + 1) * sizeof *r->rated_by);
	memset(r->rated_by, 0, (r->movies + 1) * sizeof *r->rated_by);
	return true;
}

/* How much an account rates, compared with others: 1 to 100, mostly little. */
static uint32_t
zeal(struct random *random)
{
	return 10000 / (100 + random_below(random, 9901));
}

static void
rating_put(struct ratings *r, long account, uint32_t movie)
{
	struct random *random = &r->random;
	int score = r->score[movie] - 20 +
	    (int)(random_below(random, 26) + random_below(random, 26));
	uint32_t second = random_below(random, 31 * 24 * 60 * 60);
	char at[64];

	score = score < 10 ? 1 : score >= 110 ? 10 : score / 10;
	snprintf(at, sizeof at, "2026-01-%02u %02u:%02u:%02u+00",
	    1 + second / 86400, second / 3600 % 24, second / 60 % 60,
	    second % 60);
	copy_number(r->copy, account);
	copy_number(r->copy, r->movie[movie]);
	copy_number(r->copy, score);
	copy_text(r->copy, at);
	copy_text(r->copy, at);
	copy_row_end(r->copy);
}

/* Lets the account, by its number from 1, rate so many other movies. */
static void
account_rates(struct ratings *r, uint32_t number, uint64_t count)
{
	while (count > 0) {
		uint32_t movie = zipf_next(&r->draw, &r->random);

		if (r->rated_by[movie] == number)
			continue;
		r->rated_by[movie] = number;
		rating_put(r, r->account[number - 1], movie);
		count--;
	}
}

/* `all` is what zeal gives for all accounts; `zeals` gives it again. */
static bool
ratings_send(
    struct ratings *r, uint64_t wanted, uint64_t all, struct random *zeals)
{
	uint64_t sum = 0, done = 0, told = 0;

	for (uint32_t number = 1; number <= r->accounts; number++) {
		uint64_t until;

		sum += zeal(zeals);
		until = sum * wanted / all;
		account_rates(r, number, until - done);
		done = until;
		if (done - told < LOOK_EACH)
			continue;
		told = done;
		progress_at((long)done, (long)done);
		if (session_interrupted() || copy_has_failed(r->copy))
			return false;
	}
	return true;
}

static bool
ratings_make(struct ratings *r, const struct generate *generate)
{
	struct random zeals;
	uint64_t all = 0;
	bool good;

	random_begin(&zeals, generate->seed, STREAM);
	for (uint32_t i = 0; i < r->accounts; i++)
		all += zeal(&zeals);
	random_begin(&zeals, generate->seed, STREAM);
	random_begin(&r->random, generate->seed, STREAM + 1);
	progress_begin("ratings", generate->ratings);
	r->copy = copy_begin(generate->session,
	    "COPY rating (account_id, movie_id, score, created_at, "
	    "updated_at) FROM STDIN");
	good = ratings_send(r, generate->ratings, all, &zeals);
	progress_end(generate->ratings);
	return copy_end(r->copy, good ? NULL : "interrupted") && good;
}

static bool
ratings_settle(struct session *session)
{
	bool good;

	progress_begin("sums of ratings", 0);
	good = session_analyse(session, "rating_delta") &&
	    session_query(session, &statements[STATEMENT_RATING_SETTLE],
		&(struct values){ 0 }) != NULL;
	progress_end(-1);
	return good;
}

bool
ratings_run(const struct generate *generate)
{
	struct ratings r = { 0 };
	bool good = ratings_read(generate->session, &r);
	uint64_t most = (uint64_t)r.accounts * r.movies / RATINGS_EACH;

	if (good && generate->ratings > most) {
		fprintf(stderr,
		    "%u movies and %u generated accounts are enough for %llu "
		    "ratings only\n",
		    r.movies, r.accounts, (unsigned long long)most);
		good = false;
	}
	good = good && ratings_make(&r, generate) &&
	    ratings_settle(generate->session);
	free(r.account);
	free(r.movie);
	free(r.score);
	free(r.draw.sums);
	free(r.rated_by);
	return good;
}
