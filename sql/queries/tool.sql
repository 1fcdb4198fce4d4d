-- What the marquee command runs.

-- name: import_movies :one
-- Adds the movies of a JSON array that has the form of the API, with the
-- genres and the people they need. Rows are numbered, so that each movie
-- finds its own genres and directors again.
WITH given AS MATERIALIZED (
	SELECT nextval(pg_get_serial_sequence('movie', 'id')) AS id, j.*
	FROM ROWS FROM (jsonb_to_recordset(:movies::jsonb) AS (
		name text, director text, popularity numeric,
		imdb_score numeric, genre jsonb, year integer
	)) WITH ORDINALITY AS j (name, director, popularity, imdb_score,
		genre, year, place)
	WHERE :always::boolean OR NOT EXISTS (SELECT FROM movie)
), wanted_genre AS MATERIALIZED (
	SELECT DISTINCT given.id AS movie_id, g ->> 'name' AS name
	FROM given, jsonb_array_elements(coalesce(genre, '[]')) AS g
), wanted_person AS MATERIALIZED (
	SELECT given.id AS movie_id, d.name, min(d.place) AS place
	FROM given, string_to_table(nullif(director, ''), ', ')
		WITH ORDINALITY AS d (name, place)
	GROUP BY given.id, d.name
), new_movie AS (
	INSERT INTO movie (id, name, popularity, imdb_score, year)
	OVERRIDING SYSTEM VALUE
	SELECT id, name, popularity, imdb_score, year FROM given ORDER BY place
	RETURNING id
), new_genre AS (
	INSERT INTO genre (name)
	SELECT DISTINCT ON (lower(name)) name FROM wanted_genre
	ON CONFLICT (lower(name)) DO UPDATE SET name = genre.name
	RETURNING id, name
), new_person AS (
	INSERT INTO person (name) SELECT DISTINCT name FROM wanted_person
	ON CONFLICT (name) DO UPDATE SET name = person.name
	RETURNING id, name
), new_movie_genre AS (
	INSERT INTO movie_genre (movie_id, genre_id)
	SELECT w.movie_id, g.id
	FROM wanted_genre w JOIN new_genre g ON lower(g.name) = lower(w.name)
	ON CONFLICT DO NOTHING
), new_credit AS (
	INSERT INTO credit (movie_id, person_id, role, position)
	SELECT w.movie_id, p.id, 'director',
		row_number() OVER (PARTITION BY w.movie_id ORDER BY w.place)
	FROM wanted_person w JOIN new_person p USING (name)
)
SELECT count(*) AS movies FROM new_movie

-- name: account_create :one
INSERT INTO account (email, username, role, password_hash)
VALUES (:email, :username, :role, :password_hash)
RETURNING id

-- name: token_create :one
-- For the account of that user name or email.
INSERT INTO token (account_id, hash, name)
SELECT id, :token_hash::bytea, :name FROM account
WHERE lower(username) = lower(:user) OR lower(email) = lower(:user)
RETURNING id
