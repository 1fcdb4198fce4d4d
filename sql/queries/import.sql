-- What `marquee import` runs, all of it in one transaction: first the tables
-- that take what the files say, then the steps that merge it into the
-- catalogue, in this order. Each is one pass over sets. Rows of these tables
-- are in the order of the files; of two with one key the later one counts.
--
-- Movies come from a source at a time, :source, because those of one may be
-- known by what another says: see import_link.

-- name: import_make_movie :one
-- Titles. key is null where the source has none. What is null is not known, and
-- leaves a movie that is there as it is.
CREATE TEMP TABLE import_movie (
	source text, key text COLLATE "C", name text, year smallint,
	popularity numeric(4,1), imdb_score numeric(3,1), genres text,
	directors text[]
) ON COMMIT DROP

-- name: import_make_score :one
CREATE TEMP TABLE import_score (
	key text COLLATE "C", imdb_score numeric(3,1), popularity numeric(4,1)
) ON COMMIT DROP

-- name: import_make_crew :one
-- The directors of a title, by their keys.
CREATE TEMP TABLE import_crew (
	key text COLLATE "C", people text[]
) ON COMMIT DROP

-- name: import_make_cast :one
CREATE TEMP TABLE import_cast (
	key text COLLATE "C", person text COLLATE "C", role text, position integer
) ON COMMIT DROP

-- name: import_make_person :one
CREATE TEMP TABLE import_person (
	key text COLLATE "C", name text
) ON COMMIT DROP

-- name: import_make_link :one
-- What a movie of MovieLens is called elsewhere.
CREATE TEMP TABLE import_link (
	key text COLLATE "C", imdb text COLLATE "C", tmdb text COLLATE "C"
) ON COMMIT DROP

-- name: import_make_rating :one
-- Who has rated a movie of MovieLens, when, and which line says so.
CREATE TEMP TABLE import_rating (
	rater bigint, movie text COLLATE "C", score smallint, at bigint,
	file smallint, line bigint
) ON COMMIT DROP

-- name: import_make_rater :one
-- Their accounts.
CREATE TEMP TABLE import_rater (
	rater bigint, account_id bigint
) ON COMMIT DROP

-- name: import_make_genre_list :one
-- There are millions of movies, but few different lists of genres: arrays, which
-- are compared more quickly as texts.
CREATE TEMP TABLE import_genre_list (
	genres text, ids bigint[]
) ON COMMIT DROP

-- name: import_make_target :one
-- Titles with the movies that they are or become.
CREATE TEMP TABLE import_target (
	movie_id bigint, added boolean, source text, key text COLLATE "C",
	name text, year smallint, popularity numeric(4,1),
	imdb_score numeric(3,1), genre_ids bigint[], directors text[],
	known boolean, regenred boolean, changed boolean
) ON COMMIT DROP

-- name: import_make_named :one
-- Credits, of people who have a key or else a name.
CREATE TEMP TABLE import_named (
	movie_id bigint, key text COLLATE "C", name text, role text,
	position bigint
) ON COMMIT DROP

-- name: import_make_credit :one
-- Credits, as they are to be.
CREATE TEMP TABLE import_credit (
	movie_id bigint, person_id bigint, role text, position smallint
) ON COMMIT DROP

-- name: import_make_recredited :one
-- Movies that are there whose credits in a role change.
CREATE TEMP TABLE import_recredited (
	movie_id bigint, role text
) ON COMMIT DROP

-- name: import_make_touched :one
-- Movies that look different because a person has another name now.
CREATE TEMP TABLE import_touched (
	movie_id bigint
) ON COMMIT DROP

-- name: import_unique_movie :one
DELETE FROM import_movie m
USING (
	SELECT source, key, max(ctid) AS last FROM import_movie
	WHERE key IS NOT NULL
	GROUP BY source, key HAVING count(*) > 1
) d
WHERE m.source = d.source AND m.key = d.key AND m.ctid <> d.last

-- name: import_unique_score :one
DELETE FROM import_score s
USING (
	SELECT key, max(ctid) AS last FROM import_score
	GROUP BY key HAVING count(*) > 1
) d
WHERE s.key = d.key AND s.ctid <> d.last

-- name: import_unique_crew :one
DELETE FROM import_crew c
USING (
	SELECT key, max(ctid) AS last FROM import_crew
	GROUP BY key HAVING count(*) > 1
) d
WHERE c.key = d.key AND c.ctid <> d.last

-- name: import_unique_person :one
DELETE FROM import_person p
USING (
	SELECT key, max(ctid) AS last FROM import_person
	GROUP BY key HAVING count(*) > 1
) d
WHERE p.key = d.key AND p.ctid <> d.last

-- name: import_unique_link :one
DELETE FROM import_link l
USING (
	SELECT key, max(ctid) AS last FROM import_link
	GROUP BY key HAVING count(*) > 1
) d
WHERE l.key = d.key AND l.ctid <> d.last

-- What is found here must be there until the end, whoever deletes movies
-- meanwhile: genres, movies and people are held before they are used, and what
-- has gone until then is made as if it had never been there.

-- name: import_genre_hold :one
SELECT count(*) FROM (
	SELECT FROM genre WHERE lower(name) IN (
		SELECT lower(w.name)
		FROM (SELECT DISTINCT genres FROM import_movie) m,
			unnest(m.genres::text[]) AS w (name))
	ORDER BY id FOR KEY SHARE
) AS held

-- name: import_genre :one
INSERT INTO genre (name)
SELECT DISTINCT ON (lower(w.name)) w.name
FROM (SELECT DISTINCT genres FROM import_movie) m, unnest(m.genres::text[]) AS w (name)
WHERE genre_id(w.name) IS NULL
ORDER BY lower(w.name), w.name
ON CONFLICT DO NOTHING

-- name: import_genre_list :one
INSERT INTO import_genre_list (genres, ids)
SELECT m.genres, ARRAY(
	SELECT DISTINCT g.id FROM unnest(m.genres::text[]) AS w (name)
	JOIN genre g ON lower(g.name) = lower(w.name)
	ORDER BY g.id)
FROM (SELECT DISTINCT genres FROM import_movie WHERE genres IS NOT NULL) m

-- name: import_target :one
-- Gives each title its movie, old or new, and tells what changes. A title of
-- MovieLens may be known by its key of IMDb.
INSERT INTO import_target
SELECT coalesce(t.movie_id, nextval('movie_id_seq')), t.movie_id IS NULL,
	t.source, t.key, t.name, t.year, t.popularity, t.imdb_score,
	t.genre_ids, t.directors, t.known, t.regenred, t.regenred OR t.changed
FROM (
	SELECT m.id AS movie_id, i.source, i.key, i.name, i.year,
		coalesce(s.popularity, i.popularity) AS popularity,
		coalesce(s.imdb_score, i.imdb_score) AS imdb_score,
		l.ids AS genre_ids, i.directors, k.movie_id IS NOT NULL AS known,
		m.id IS NOT NULL AND l.ids <> ARRAY(
			SELECT mg.genre_id FROM movie_genre mg
			WHERE mg.movie_id = m.id ORDER BY mg.genre_id) AS regenred,
		(m.name, m.year, m.popularity, m.imdb_score) IS DISTINCT FROM (
			i.name, coalesce(i.year, m.year),
			coalesce(s.popularity, i.popularity, m.popularity),
			coalesce(s.imdb_score, i.imdb_score, m.imdb_score)) AS changed
	FROM import_movie i
	LEFT JOIN import_genre_list l ON l.genres = i.genres
	LEFT JOIN import_score s ON i.source = 'imdb' AND s.key = i.key
	LEFT JOIN movie_key k ON k.source = i.source AND k.key = i.key
	LEFT JOIN import_link n ON i.source = 'movielens' AND n.key = i.key
	LEFT JOIN movie_key o ON o.source = 'imdb' AND o.key = n.imdb
	LEFT JOIN movie m ON m.id = coalesce(k.movie_id, o.movie_id)
	WHERE i.source = :source
	ORDER BY i.ctid
) t

-- name: import_target_scores :one
-- Scores of movies that are there and of which nothing else is said.
INSERT INTO import_target (movie_id, added, source, key, popularity,
	imdb_score, known, regenred, changed)
SELECT m.id, false, :source, s.key, s.popularity, s.imdb_score, true, false,
	(m.popularity, m.imdb_score)
		IS DISTINCT FROM (s.popularity, s.imdb_score)
FROM import_score s
JOIN movie_key k ON k.source = 'imdb' AND k.key = s.key
JOIN movie m ON m.id = k.movie_id
WHERE :source = 'imdb' AND NOT EXISTS (
	SELECT FROM import_movie i WHERE i.source = 'imdb' AND i.key = s.key)

-- name: import_target_hold :one
-- A movie that has gone is a new one; of scores alone none can be made.
WITH held AS MATERIALIZED (
	SELECT id FROM movie WHERE id IN (
		SELECT movie_id FROM import_target WHERE source = :source AND NOT added)
	ORDER BY id FOR KEY SHARE
)
UPDATE import_target t
SET movie_id = nextval('movie_id_seq'), added = t.name IS NOT NULL,
	known = t.name IS NULL, regenred = false, changed = false
WHERE t.source = :source AND NOT t.added
	AND t.movie_id NOT IN (SELECT id FROM held)

-- name: import_movie_new :one
INSERT INTO movie (id, name, popularity, imdb_score, year)
OVERRIDING SYSTEM VALUE
SELECT movie_id, name, popularity, imdb_score, year
FROM import_target WHERE source = :source AND added

-- name: import_movie_key :one
INSERT INTO movie_key (source, key, movie_id)
SELECT source, key, movie_id FROM import_target
WHERE source = :source AND key IS NOT NULL AND NOT known

-- name: import_link_key :one
INSERT INTO movie_key (source, key, movie_id)
SELECT w.source, w.key, t.movie_id
FROM import_link l
JOIN movie_key t ON t.source = 'movielens' AND t.key = l.key
CROSS JOIN LATERAL (
	VALUES ('imdb', l.imdb), ('tmdb', l.tmdb)) AS w (source, key)
WHERE w.key IS NOT NULL AND :source = 'movielens'
ON CONFLICT DO NOTHING

-- name: import_movie_old :one
UPDATE movie m SET
	name = coalesce(t.name, m.name),
	year = coalesce(t.year, m.year),
	popularity = coalesce(t.popularity, m.popularity),
	imdb_score = coalesce(t.imdb_score, m.imdb_score),
	version = m.version + 1, updated_at = now()
FROM import_target t
WHERE t.movie_id = m.id AND t.source = :source AND NOT t.added AND t.changed

-- name: import_genre_unlink :one
DELETE FROM movie_genre mg USING import_target t
WHERE t.movie_id = mg.movie_id AND t.source = :source AND t.regenred
	AND mg.genre_id <> ALL (t.genre_ids)

-- name: import_genre_link :one
INSERT INTO movie_genre (movie_id, genre_id)
SELECT t.movie_id, g.id
FROM import_target t CROSS JOIN unnest(t.genre_ids) AS g (id)
WHERE t.source = :source AND t.added

-- name: import_genre_relink :one
INSERT INTO movie_genre (movie_id, genre_id)
SELECT t.movie_id, g.id
FROM import_target t CROSS JOIN unnest(t.genre_ids) AS g (id)
WHERE t.source = :source AND t.regenred
ON CONFLICT DO NOTHING

-- name: import_named_names :one
INSERT INTO import_named (movie_id, name, role, position)
SELECT t.movie_id, w.name, 'director', w.position
FROM import_target t
CROSS JOIN unnest(t.directors) WITH ORDINALITY AS w (name, position)

-- name: import_named_crew :one
INSERT INTO import_named (movie_id, key, role, position)
SELECT k.movie_id, w.key, 'director', w.position
FROM import_crew c
JOIN movie_key k ON k.source = 'imdb' AND k.key = c.key
CROSS JOIN unnest(c.people) WITH ORDINALITY AS w (key, position)

-- name: import_named_cast :one
INSERT INTO import_named (movie_id, key, role, position)
SELECT k.movie_id, c.person, c.role, c.position
FROM import_cast c
JOIN movie_key k ON k.source = 'imdb' AND k.key = c.key

-- name: import_named_hold :one
SELECT count(*) FROM (
	SELECT FROM movie WHERE created_at < now()
		AND id IN (SELECT movie_id FROM import_named)
	ORDER BY id FOR KEY SHARE
) AS held

-- Who changes a movie over HTTP locks it, and then what search has of it. So does
-- this: what changes credits and directors' names locks their movies before.

-- name: import_person_lock :one
SELECT count(*) FROM (
	SELECT FROM movie WHERE id IN (
		SELECT c.movie_id
		FROM import_person i
		JOIN person_key k ON k.source = 'imdb' AND k.key = i.key
		JOIN person o ON o.id = k.person_id AND o.name <> i.name
		JOIN credit c ON c.person_id = o.id AND c.role = 'director')
	ORDER BY id FOR NO KEY UPDATE
) AS locked

-- name: import_person_old :one
-- Gives people whom we know by a key their new name, if it is free and they
-- have no other key. The others become somebody else, see import_person_key.
WITH renamed AS (
	UPDATE person p SET name = w.name
	FROM (
		SELECT DISTINCT ON (i.name) k.person_id, i.name
		FROM import_person i
		JOIN person_key k ON k.source = 'imdb' AND k.key = i.key
		JOIN person o ON o.id = k.person_id AND o.name <> i.name
		WHERE NOT EXISTS (SELECT FROM person q WHERE q.name = i.name)
			AND NOT EXISTS (
				SELECT FROM person_key r
				WHERE r.person_id = k.person_id AND r.key <> k.key)
		ORDER BY i.name, k.person_id
	) w
	WHERE p.id = w.person_id
	RETURNING p.id
)
INSERT INTO import_touched (movie_id)
SELECT c.movie_id FROM credit c JOIN renamed r ON r.id = c.person_id
WHERE c.role = 'director'

-- name: import_person_hold :one
SELECT count(*) FROM (
	SELECT FROM person p
	WHERE p.name IN (SELECT name FROM import_person)
		OR p.name IN (SELECT name FROM import_named WHERE name IS NOT NULL)
		OR p.id IN (
			SELECT k.person_id FROM import_named n
			JOIN person_key k ON k.source = 'imdb' AND k.key = n.key)
	ORDER BY p.id FOR KEY SHARE
) AS held

-- name: import_person_new :one
-- Only people whom a credit names.
INSERT INTO person (name)
SELECT w.name FROM (
	SELECT i.name FROM import_person i
	WHERE i.key IN (SELECT n.key FROM import_named n)
	UNION
	SELECT n.name FROM import_named n WHERE n.name IS NOT NULL
) w
WHERE NOT EXISTS (SELECT FROM person p WHERE p.name = w.name)
ORDER BY w.name
ON CONFLICT DO NOTHING

-- name: import_person_key :one
INSERT INTO person_key (source, key, person_id)
SELECT 'imdb', i.key, p.id
FROM import_person i JOIN person p ON p.name = i.name
WHERE i.key IN (SELECT n.key FROM import_named n)
ORDER BY i.key
ON CONFLICT (source, key) DO UPDATE SET person_id = excluded.person_id
	WHERE person_key.person_id <> excluded.person_id

-- name: import_credit_merge :one
-- A person is in a role once, whatever keys they have. Of more people than there
-- are positions, the first ones are.
INSERT INTO import_credit (movie_id, person_id, role, position)
SELECT movie_id, person_id, role, position FROM (
	SELECT movie_id, person_id, role, row_number() OVER (
		PARTITION BY movie_id, role
		ORDER BY min(position), person_id) AS position
	FROM (
		SELECT n.movie_id, k.person_id, n.role, n.position
		FROM import_named n
		JOIN person_key k ON k.source = 'imdb' AND k.key = n.key
		UNION ALL
		SELECT n.movie_id, p.id, n.role, n.position
		FROM import_named n JOIN person p ON p.name = n.name
	) w
	GROUP BY movie_id, role, person_id
) c
WHERE position <= 32767

-- name: import_recredited :one
-- A movie of this import was made at the time of its transaction, now().
INSERT INTO import_recredited (movie_id, role)
SELECT i.movie_id, i.role
FROM import_credit i
JOIN movie m ON m.id = i.movie_id AND m.created_at < now()
GROUP BY i.movie_id, i.role
HAVING array_agg(i.person_id ORDER BY i.position) <> ARRAY(
	SELECT c.person_id FROM credit c
	WHERE c.movie_id = i.movie_id AND c.role = i.role
	ORDER BY c.position)

-- name: import_credit_lock :one
SELECT count(*) FROM (
	SELECT FROM movie WHERE id IN (SELECT movie_id FROM import_recredited)
	ORDER BY id FOR NO KEY UPDATE
) AS locked

-- name: import_credit_old :one
DELETE FROM credit c USING import_recredited r
WHERE c.movie_id = r.movie_id AND c.role = r.role

-- name: import_credit_new :one
INSERT INTO credit (movie_id, person_id, role, position)
SELECT i.movie_id, i.person_id, i.role, i.position
FROM import_credit i
JOIN movie m ON m.id = i.movie_id
LEFT JOIN import_recredited r ON r.movie_id = i.movie_id AND r.role = i.role
WHERE m.created_at = now() OR r.movie_id IS NOT NULL
ORDER BY i.movie_id, i.role, i.position

-- name: import_movie_touch :one
-- Movies whose directors have changed and that are not updated yet.
UPDATE movie SET version = version + 1, updated_at = now()
WHERE updated_at < now() AND id IN (
	SELECT movie_id FROM import_recredited WHERE role = 'director'
	UNION ALL
	SELECT movie_id FROM import_touched)

-- name: import_rater_new :one
-- Users of MovieLens are numbers. Each becomes an account that nobody can log in
-- to, with an email that cannot exist.
INSERT INTO account (email, username)
SELECT 'movielens_' || r.rater || '@movielens.invalid', 'movielens_' || r.rater
FROM (
	SELECT DISTINCT i.rater FROM import_rating i
	WHERE i.movie IN (SELECT key FROM movie_key WHERE source = 'movielens')
) r
ORDER BY r.rater
ON CONFLICT DO NOTHING

-- name: import_rater :one
-- Somebody else may have taken the name: who can log in is not meant.
INSERT INTO import_rater (rater, account_id)
SELECT r.rater, a.id
FROM (SELECT DISTINCT rater FROM import_rating) r
JOIN account a ON lower(a.username COLLATE "C") = 'movielens_' || r.rater
WHERE a.password_hash IS NULL
	AND a.email = 'movielens_' || r.rater || '@movielens.invalid'
FOR KEY SHARE OF a

-- name: import_rating_hold :one
SELECT count(*) FROM (
	SELECT FROM movie WHERE id IN (
		SELECT movie_id FROM movie_key WHERE source = 'movielens')
	ORDER BY id FOR KEY SHARE
) AS held

-- name: import_rating_bad :one
-- Ratings that cannot be used, as they stood in their lines.
DECLARE import_bad CURSOR FOR
SELECT i.file, i.line,
	CASE WHEN k.movie_id IS NULL
		THEN 'the movie ' || i.movie || ' is not known'
		ELSE 'the name or the email of movielens_' || i.rater || ' is taken' END,
	concat_ws(',', i.rater, i.movie, (i.score / 2.0)::numeric(2,1), i.at)
FROM import_rating i
LEFT JOIN movie_key k ON k.source = 'movielens' AND k.key = i.movie
LEFT JOIN import_rater r ON r.rater = i.rater
WHERE k.movie_id IS NULL OR r.rater IS NULL
ORDER BY i.file, i.line

-- name: import_rating :one
-- A movie may have several keys; the later line counts here as well.
INSERT INTO rating AS r (account_id, movie_id, score, created_at, updated_at)
SELECT DISTINCT ON (a.account_id, k.movie_id) a.account_id, k.movie_id,
	i.score, to_timestamp(i.at), to_timestamp(i.at)
FROM import_rating i
JOIN import_rater a ON a.rater = i.rater
JOIN movie_key k ON k.source = 'movielens' AND k.key = i.movie
ORDER BY a.account_id, k.movie_id, i.file DESC, i.line DESC
ON CONFLICT (account_id, movie_id) DO UPDATE SET
	times = r.times + 1,
	score = excluded.score,
	created_at = least(r.created_at, excluded.created_at),
	updated_at = excluded.updated_at
WHERE (r.score, r.updated_at) IS DISTINCT FROM
	(excluded.score, excluded.updated_at)
