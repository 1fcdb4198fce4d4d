-- Changes of movies. Each request is a group of these in one transaction; the
-- movie is :id, or the one that movie_insert has just made.

-- fragment: this_movie
coalesce(:id::bigint, currval('movie_id_seq'))

-- name: movie_expect :one
-- Locks the movie; raises if it is not there or not the one that is meant.
SELECT movie_expect(:id, :if_match::text[])

-- name: movie_insert :one
-- A new movie, still without genres and directors.
INSERT INTO movie (name, popularity, imdb_score, year)
VALUES (:name, :popularity::numeric, :imdb_score::numeric, :year::smallint)

-- name: movie_update :one
-- Changes what is given; without anything, it is not sent.
UPDATE movie SET version = version + 1, updated_at = now() --? changed
	, name = :name                       --? name
	, popularity = :popularity::numeric  --? popularity
	, imdb_score = :imdb_score::numeric  --? imdb_score
	, year = :year::smallint             --? year
WHERE id = :id --? changed

-- name: movie_delete :one
DELETE FROM movie WHERE id = :id

-- name: genre_make :one
-- Genres that are not there yet. In order, so that two who make the same ones
-- wait for each other instead of for ever.
INSERT INTO genre (name)
SELECT w.name FROM unnest(:genre::text[]) AS w (name)
WHERE genre_id(w.name) IS NULL
ORDER BY lower(w.name)
ON CONFLICT DO NOTHING

-- name: person_make :one
-- The same for directors, whose names are joined by ", ".
INSERT INTO person (name)
SELECT w.name FROM string_to_table(nullif(:director::text, ''), ', ') AS w (name)
WHERE NOT EXISTS (SELECT FROM person p WHERE p.name = w.name)
ORDER BY w.name
ON CONFLICT DO NOTHING

-- name: unlink_alone :one
-- One at a time takes movies out of genres and directors out of movies: of two
-- who take the last two movies, the second has to see what the first has done.
SELECT pg_advisory_xact_lock(5062746833)

-- name: genre_unlink :one
-- Takes the movie out of its genres, but for those it is to have. A genre
-- without a movie goes, unless somebody is about to use it.
WITH gone AS (
	DELETE FROM movie_genre mg
	USING genre g
	WHERE g.id = mg.genre_id AND mg.movie_id = :id
		AND lower(g.name) NOT IN (SELECT lower(w) FROM unnest(:genre::text[]) AS w)
	RETURNING mg.genre_id
), unused AS (
	SELECT g.id FROM genre g
	WHERE g.id IN (SELECT genre_id FROM gone) AND NOT EXISTS (
		SELECT FROM movie_genre mg
		WHERE mg.genre_id = g.id AND mg.movie_id <> :id)
	FOR UPDATE SKIP LOCKED
)
DELETE FROM genre WHERE id IN (SELECT id FROM unused)

-- name: genre_link :one
INSERT INTO movie_genre (movie_id, genre_id)
SELECT
	-- include: this_movie
	, genre_id(w.name) FROM unnest(:genre::text[]) AS w (name)
ON CONFLICT DO NOTHING

-- name: director_unlink :one
-- Takes the directors from the movie. Those who have no other credit and are not
-- to direct this one go, unless somebody is about to use them.
WITH gone AS (
	DELETE FROM credit WHERE movie_id = :id AND role = 'director'
	RETURNING person_id
), unused AS (
	SELECT p.id FROM person p
	WHERE p.id IN (SELECT person_id FROM gone)
		AND p.name <> ALL (string_to_array(coalesce(:director::text, ''), ', '))
		AND NOT EXISTS (
			SELECT FROM credit c
			WHERE c.person_id = p.id
				AND (c.movie_id <> :id OR c.role <> 'director'))
	FOR UPDATE SKIP LOCKED
)
DELETE FROM person WHERE id IN (SELECT id FROM unused)

-- name: director_link :one
-- A director who has gone meanwhile is a null, which is refused.
INSERT INTO credit (movie_id, person_id, role, position)
SELECT
	-- include: this_movie
	, p.id, 'director', w.position
FROM string_to_table(nullif(:director::text, ''), ', ') WITH ORDINALITY AS w (name, position)
LEFT JOIN person p ON p.name = w.name

-- fragment: movie_as_it_is
SELECT
	-- include: movie_columns
	-- include: movie_etag
FROM movie m JOIN rating_summary r ON r.movie_id = m.id
WHERE m.id = (SELECT
	-- include: this_movie
	)

-- name: movie_saved :one
-- The movie as it is now.
-- include: movie_as_it_is

-- name: movie_saved_keep :one
-- The same, which is kept as the answer.
WITH answer AS (
	-- include: movie_as_it_is
)
SELECT a.*, answer_keep(:idempotency_key::bytea, :idempotency_digest::bytea,
	me(), NULL, to_jsonb(a)) AS _kept
FROM answer a

-- name: movie_again :one
-- The movie as it was when it was made.
SELECT a.*
FROM answer_kept(:idempotency_key::bytea, :idempotency_digest::bytea) k,
	jsonb_to_record(k.answer) AS a (
		id bigint, name text, director text, popularity numeric,
		imdb_score numeric, "genre[].name" text[], year smallint,
		"rating.average" numeric, "rating.count" bigint,
		created_at timestamptz, updated_at timestamptz, _etag text)

-- Many new movies at once, in one transaction. Each parameter is an array with
-- a value for each of them, in order. Rows that others may want as well are
-- taken in the same order as for a single movie.

-- name: patience :one
-- From here on each statement of the transaction may take so many times as long.
SELECT set_config('statement_timeout', setting::bigint * :patience::bigint || unit, true)
FROM pg_settings WHERE name = 'statement_timeout'

-- fragment: these_movies
current_setting('marquee.inserted')::bigint[]

-- name: movies_insert :one
-- Without genres and directors. Keeps their ids for the rest of the transaction.
WITH made AS (
	INSERT INTO movie (name, popularity, imdb_score, year)
	SELECT w.name, w.popularity, w.imdb_score, w.year
	FROM unnest(:name::text[], :popularity::numeric[], :imdb_score::numeric[], :year::smallint[])
		WITH ORDINALITY AS w (name, popularity, imdb_score, year, position)
	ORDER BY w.position
	RETURNING id
)
SELECT set_config('marquee.inserted', array_agg(id ORDER BY id)::text, true) FROM made

-- name: genres_make :one
INSERT INTO genre (name)
SELECT DISTINCT ON (lower(w.name)) w.name
FROM unnest(:genre::text[]) WITH ORDINALITY AS m (genre, position),
	unnest(m.genre::text[]) AS w (name)
WHERE NOT EXISTS (SELECT FROM genre g WHERE lower(g.name) = lower(w.name))
ORDER BY lower(w.name), m.position
ON CONFLICT DO NOTHING

-- name: people_make :one
-- That they are looked up one by one leaves the planner no choice: it does not
-- know how many there are of them, nor of those who have a name already.
INSERT INTO person (name)
SELECT DISTINCT w.name
FROM unnest(:director::text[]) AS m (director),
	string_to_table(nullif(m.director, ''), ', ') AS w (name)
WHERE (SELECT p.id FROM person p WHERE p.name = w.name) IS NULL
ORDER BY w.name
ON CONFLICT DO NOTHING

-- name: genres_link :one
-- A genre that has gone meanwhile is a null, which is refused.
INSERT INTO movie_genre (movie_id, genre_id)
SELECT m.id, g.id
FROM unnest(
	-- include: these_movies
	, :genre::text[]) AS m (id, genre)
CROSS JOIN unnest(m.genre::text[]) AS w (name)
LEFT JOIN genre g ON lower(g.name) = lower(w.name)
ON CONFLICT DO NOTHING

-- name: directors_link :one
-- So is a director.
INSERT INTO credit (movie_id, person_id, role, position)
SELECT m.id, (SELECT p.id FROM person p WHERE p.name = w.name), 'director', w.position
FROM unnest(
	-- include: these_movies
	, :director::text[]) AS m (id, director)
CROSS JOIN string_to_table(nullif(m.director, ''), ', ') WITH ORDINALITY AS w (name, position)

-- fragment: movies_as_inserted
SELECT TRUE AS _created, cardinality(w.ids) AS created, to_json(w.ids) AS ids
FROM (SELECT
	-- include: these_movies
	AS ids) AS w

-- name: movies_inserted :one
-- include: movies_as_inserted

-- name: movies_inserted_keep :one
-- The same, which is kept as the answer.
WITH answer AS (
	-- include: movies_as_inserted
)
SELECT a.*, answer_keep(:idempotency_key::bytea, :idempotency_digest::bytea,
	me(), NULL, to_jsonb(a)) AS _kept
FROM answer a

-- name: movies_again :one
SELECT a._created, a.created, to_json(a.ids) AS ids
FROM answer_kept(:idempotency_key::bytea, :idempotency_digest::bytea) k,
	jsonb_to_record(k.answer) AS a (
		_created boolean, created integer, ids bigint[])
