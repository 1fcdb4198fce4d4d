/* Puts the movies of the tests into the database, and takes them out. */
#include "fixture.h"

#include <check.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "database.h"
#include "pool.h"

static void
add_director(const char *movie, const char *name, int position)
{
	const char *values[] = { movie, name, keep_printf("%d", position) };

	sql("INSERT INTO person (name) VALUES ($1) ON CONFLICT DO NOTHING", 1,
	    &name);
	sql("INSERT INTO credit (movie_id, person_id, role, position)"
	    " SELECT $1::bigint, id, 'director', $3::smallint"
	    " FROM person WHERE name = $2",
	    3, values);
}

static void
add_genre(const char *movie, const char *name)
{
	const char *values[] = { movie, name };

	sql("INSERT INTO genre (name) VALUES ($1) ON CONFLICT DO NOTHING", 1,
	    &name);
	sql("INSERT INTO movie_genre (movie_id, genre_id)"
	    " SELECT $1::bigint, id FROM genre WHERE lower(name) = lower($2)",
	    2, values);
}

/* So many, as equal as whole scores can be. */
static void
add_ratings(const char *movie, int count, int sum)
{
	const char *values[] = { movie, keep_printf("%d", count),
		keep_printf("%d", sum) };

	sql("INSERT INTO account (email, username)"
	    " SELECT 'rater-' || i || '@private.example', 'marquee_rater_' || i"
	    " FROM generate_series(1, $1::integer) AS i"
	    " ON CONFLICT DO NOTHING",
	    1, &values[1]);
	sql("INSERT INTO rating (account_id, movie_id, score)"
	    " SELECT a.id, $1::bigint, $3::integer / $2::integer"
	    " + (i <= $3::integer % $2::integer)::integer"
	    " FROM generate_series(1, $2::integer) AS i"
	    " JOIN account a ON a.username = 'marquee_rater_' || i",
	    3, values);
}

/* What nobody has to wait for then. */
static void
fold_ratings(void)
{
	sql("SELECT rating_alone(true), rating_fold(NULL),"
	    " rating_rank_anew(NULL), rating_rank_anew(NULL)",
	    0, NULL);
}

int64_t
fixture_add(const struct fixture *fixture)
{
	const char *const movie[] = { fixture->name, fixture->popularity,
		fixture->imdb_score, fixture->year };
	const char *values[1];
	int i;

	values[0] = rows_text(
	    sql("INSERT INTO movie (name, popularity, imdb_score, year)"
		" VALUES ($1, $2, $3, $4) RETURNING id",
		4, movie),
	    0, 0);
	for (i = 0; fixture->director[i] != NULL; i++)
		add_director(values[0], fixture->director[i], i + 1);
	for (i = 0; fixture->genre[i] != NULL; i++)
		add_genre(values[0], fixture->genre[i]);
	if (fixture->ratings > 0)
		add_ratings(values[0], fixture->ratings, fixture->rating_sum);
	return strtoll(values[0], NULL, 10);
}

void
fixture_insert(void)
{
	int i;

	for (i = 0; i < fixture_count; i++)
		fixture_add(&fixtures[i]);
	fold_ratings();
	sql("INSERT INTO person (name) VALUES ('" IDLE_PERSON "')", 0, NULL);
	sql("ANALYZE", 0, NULL);
}

void
fixture_delete(int64_t id)
{
	const char *value = keep_printf("%" PRId64, id);

	sql("DELETE FROM movie WHERE id = $1", 1, &value);
}

void
fixture_remove(void)
{
	sql("DELETE FROM account WHERE username LIKE 'marquee\\_rater\\_%'", 0,
	    NULL);
	sql("DELETE FROM movie WHERE name ILIKE 'marquee test:%' OR id IN ("
	    " SELECT movie_id FROM movie_genre JOIN genre ON id = genre_id"
	    " WHERE name = '" FIXTURE_GENRE "')",
	    0, NULL);
	sql("DELETE FROM genre WHERE name ILIKE 'marquee%' AND NOT EXISTS ("
	    " SELECT FROM movie_genre WHERE genre_id = genre.id)",
	    0, NULL);
	sql("DELETE FROM person WHERE (name LIKE 'Marquee Tester%'"
	    " OR name LIKE '黒澤 \"%') AND NOT EXISTS ("
	    " SELECT FROM credit WHERE person_id = person.id)",
	    0, NULL);
}

int64_t
movie_id(const char *name)
{
	return sql_number_of(
	    "SELECT id FROM movie WHERE name = $1 ORDER BY id LIMIT 1", name);
}

int64_t
person_id(const char *name)
{
	return sql_number_of("SELECT id FROM person WHERE name = $1", name);
}

static const char *
replace(const char *text, const char *what, int64_t id)
{
	const char *found = strstr(text, what);

	if (found == NULL)
		return text;
	return keep_printf("%.*s%" PRId64 "%s", (int)(found - text), text, id,
	    found + strlen(what));
}

const char *
fixture_fill(const char *target)
{
	static int64_t movie, person, account;

	if (strchr(target, '{') == NULL)
		return target;
	if (movie == 0) {
		movie = movie_id(FULL_MOVIE);
		person = person_id(DIRECTOR_ONE);
		account = sql_number(
		    "SELECT id FROM account WHERE username = '" ACCOUNT_USER
		    "'");
	}
	target = replace(target, "{movie}", movie);
	target = replace(target, "{account}", account);
	return replace(target, "{person}", person);
}
