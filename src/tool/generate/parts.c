/* Made-up rows of each table. */
#include "tool/generate/parts.h"

#include <stdio.h>
#include <string.h>

#include "tool/copy.h"
#include "tool/generate/random.h"
#include "tool/generate/title.h"
#include "tool/progress.h"

/* How often it looks at the clock and for signals, in rows. */
enum { LOOK_EACH = 8192 };

/* Made-up people are all of another first name, last name, or both. */
enum {
	FIRST_NAMES = 2000,
	LAST_NAMES = 5003,
};

_Static_assert(PEOPLE_MAX == FIRST_NAMES * LAST_NAMES, "each pair of names");

/* Most frequent first: a few are everywhere, the last ones are rare. */
static const char *const genres[] = { "Drama", "Comedy", "Documentary",
	"Romance", "Thriller", "Action", "Horror", "Crime", "Short",
	"Adventure", "Family", "Animation", "Fantasy", "Mystery", "Sci-Fi",
	"Music", "History", "Biography", "War", "Musical", "Sport", "Western",
	"Film-Noir", "News", "Experimental" };

enum { GENRES = sizeof genres / sizeof *genres, GENRES_EACH_MAX = 4 };

/* When all of it was made, so that it is the same each time. */
static const char made_at[] = "2026-01-01 00:00:00+00";

/* A table that is filled row by row, each part by random numbers of its own. */
struct part {
	const char *name;
	const char *sql;
	uint32_t rows;
	void (*row)(struct part *part, uint32_t id);
	uint32_t ranks, flat; /* of the law */
	struct copy *copy;
	struct random random;
	struct zipf zipf;
	uint32_t name_now, name_end; /* of accounts: which, up to which row */
};

static void
genre_row(struct part *part, uint32_t id)
{
	copy_number(part->copy, id);
	copy_text(part->copy, genres[id - 1]);
	copy_row_end(part->copy);
}

/* Each number gives another pair of names; neighbours have nothing in common.
 */
static char *
full_name(char *to, uint32_t number)
{
	uint64_t pair = (uint64_t)number * 7368787 % PEOPLE_MAX;

	to = name_write_capital(to, (uint32_t)(pair % FIRST_NAMES));
	*to++ = ' ';
	return name_write_capital(
	    to, FIRST_NAMES + (uint32_t)(pair / FIRST_NAMES));
}

static void
person_row(struct part *part, uint32_t id)
{
	char name[2 * WORD_SIZE];

	full_name(name, id);
	copy_number(part->copy, id);
	copy_text(part->copy, name);
	copy_row_end(part->copy);
}

/* A number of tenths, or now and then, in percent, none. */
static void
tenths_put(struct part *part, uint32_t tenths, uint32_t unknown)
{
	char text[16];

	snprintf(text, sizeof text, "%u.%u", tenths / 10, tenths % 10);
	copy_text(part->copy,
	    random_below(&part->random, 100) < unknown ? NULL : text);
}

static void
movie_row(struct part *part, uint32_t id)
{
	struct random *random = &part->random;
	uint32_t score = 10, older, other;
	char title[TITLE_SIZE];

	title_write(title, random, &part->zipf);
	copy_number(part->copy, id);
	copy_text(part->copy, title);
	/* Ten times as popular is ten times as rare. */
	tenths_put(part, 100000 / (100 + random_below(random, 9901)), 5);
	for (int i = 0; i < 3; i++)
		score += random_below(random, 31);
	tenths_put(part, score, 20);
	older = random_below(random, 131);
	other = random_below(random, 131);
	copy_number(part->copy, 2025 - (older < other ? older : other));
	copy_text(part->copy, made_at);
	copy_text(part->copy, made_at);
	copy_row_end(part->copy);
}

/* `count` different numbers after the law, from 1. */
static void
ranks_choose(struct part *part, uint32_t *chosen, int count)
{
	for (int i = 0; i < count;) {
		bool there = false;

		chosen[i] = 1 + zipf_next(&part->zipf, &part->random);
		for (int j = 0; j < i; j++)
			there = there || chosen[j] == chosen[i];
		i += !there;
	}
}

static void
genres_row(struct part *part, uint32_t id)
{
	uint32_t chosen[GENRES_EACH_MAX];
	int count = 1 + (int)random_below(&part->random, GENRES_EACH_MAX);

	ranks_choose(part, chosen, count);
	for (int i = 0; i < count; i++) {
		copy_number(part->copy, id);
		copy_number(part->copy, chosen[i]);
		copy_row_end(part->copy);
	}
}

static void
directors_row(struct part *part, uint32_t id)
{
	bool two = random_below(&part->random, 5) == 0 && part->ranks > 1;
	uint32_t chosen[2];

	ranks_choose(part, chosen, two ? 2 : 1);
	for (int i = 0; i <= two; i++) {
		copy_number(part->copy, id);
		copy_number(part->copy, chosen[i]);
		copy_text(part->copy, "director");
		copy_number(part->copy, i + 1);
		copy_row_end(part->copy);
	}
}

/*
 * Accounts come in the order of their user names, some names more often than
 * others: so their indexes are made in half the time.
 */
static void
account_row(struct part *part, uint32_t id)
{
	char username[2 * WORD_SIZE], email[4 * WORD_SIZE];

	while (id > part->name_end)
		/* Any order of ranks that is none of the alphabet. */
		part->name_end += zipf_share(
		    &part->zipf, part->name_now++ * 2731 % NAMES, part->rows);
	snprintf(
	    name_write(username, part->name_now - 1), WORD_SIZE, "_%07u", id);
	stpcpy(stpcpy(email, username), "@generated.example");
	copy_text(part->copy, email);
	copy_text(part->copy, username);
	copy_text(part->copy,
	    random_below(&part->random, 25) == 0 ? "brand" : "person");
	copy_text(part->copy, made_at);
	copy_text(part->copy, made_at);
	copy_row_end(part->copy);
}

static bool
part_run(struct part *part, const struct generate *generate, uint64_t stream)
{
	const char *reason = NULL;

	random_begin(&part->random, generate->seed, stream);
	zipf_begin(&part->zipf, part->ranks, part->flat);
	progress_begin(part->name, part->rows);
	part->copy = copy_begin(generate->session, part->sql);
	for (uint32_t id = 1; id <= part->rows && reason == NULL; id++) {
		part->row(part, id);
		if (id % LOOK_EACH != 0)
			continue;
		progress_at(id, id);
		if (session_interrupted() || copy_has_failed(part->copy))
			reason = "interrupted";
	}
	zipf_end(&part->zipf);
	progress_end(part->rows);
	return copy_end(part->copy, reason) && reason == NULL;
}

bool
parts_run(const struct generate *generate)
{
	bool movies = generate->movies > 0;
	/* clang-format off */
	struct part parts[] = {
		{ "genres", "COPY genre (id, name) FROM STDIN",
		  movies ? GENRES : 0, genre_row, 1 },
		{ "people", "COPY person (id, name) FROM STDIN",
		  generate->people, person_row, 1 },
		{ "movies", "COPY movie (id, name, popularity, imdb_score, year, "
		  "created_at, updated_at) FROM STDIN",
		  generate->movies, movie_row, TITLE_WORDS, TITLE_FLAT },
		{ "genres of movies", "COPY movie_genre FROM STDIN",
		  generate->movies, genres_row, GENRES },
		{ "directors of movies", "COPY credit FROM STDIN",
		  generate->people == 0 ? 0 : generate->movies, directors_row,
		  generate->people, 10 + generate->people / 1000 },
		{ "accounts", "COPY account (email, username, kind, created_at, "
		  "updated_at) FROM STDIN",
		  generate->accounts, account_row, NAMES, 100 },
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (parts[i].rows > 0 && !part_run(&parts[i], generate, i))
			return false;
	return !movies ||
	    session_run(generate->session,
		"SELECT setval(pg_get_serial_sequence(t, 'id'), n) FROM ("
		"SELECT 'movie' AS t, max(id) AS n FROM movie UNION ALL "
		"SELECT 'person', max(id) FROM person UNION ALL "
		"SELECT 'genre', max(id) FROM genre) s "
		"WHERE n IS NOT NULL") != NULL;
}
