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

-- Accounts. What is changed of them is done by the statements of the API.

-- fragment: account_line
a.id,
a.username,
a.email,
a.kind,
a.role,
a.active

-- name: user_find :many
-- Whom a word names: by user name, email or id. A user name may be a number.
SELECT a.id
FROM account a
WHERE lower(a.username COLLATE "C") = lower(:who COLLATE "C")
	OR lower(a.email COLLATE "C") = lower(:who COLLATE "C")
	OR a.id = CASE WHEN :who ~ '^[1-9][0-9]{0,17}$' THEN :who::bigint END

-- name: user_list :many
-- A page of accounts by user name; see account_list.
SELECT
	-- include: account_line
	, date_trunc('second', a.created_at) AS created_at
	, lower(a.username) AS _name
FROM account a
WHERE true
	AND a.kind = :kind --? kind
	AND a.role = 'admin' --? admins
	AND lower(a.username COLLATE "C") >= lower(:search COLLATE "C") --? search
	AND lower(a.username COLLATE "C") < lower(:search COLLATE "C") || '~' --? search
	AND lower(a.username COLLATE "C") > :after::text --? after
ORDER BY lower(a.username COLLATE "C")
LIMIT 1000

-- name: user_show :one
SELECT
	-- include: account_line
	, a.full_name, a.phone_number, a.bio, a.image, a.followers, a.following
	, a.created_at, a.updated_at
	, a.password_hash IS NOT NULL AS password
	, (SELECT count(*) FROM token t WHERE t.account_id = a.id
		AND (t.expires_at IS NULL OR t.expires_at > now())) AS tokens
FROM account a WHERE a.id = :id

-- name: user_line :one
SELECT
	-- include: account_line
FROM account a WHERE a.id = :id

-- name: user_create :one
-- No row if the email or the user name is taken.
INSERT INTO account AS a (email, username, kind, role, full_name, phone_number,
	bio, image, password_hash)
VALUES (:email, :username, coalesce(:kind, 'person'), coalesce(:role, 'user'),
	normalize(:full_name::text), :phone_number, normalize(:bio::text), :image,
	:new_hash)
ON CONFLICT DO NOTHING
RETURNING a.id

-- name: user_taken :one
-- Which of the two another account has.
SELECT concat_ws(', ',
	(SELECT 'email ' || :email FROM account a
	 WHERE lower(a.email COLLATE "C") = lower(:email COLLATE "C")),
	(SELECT 'username ' || :username FROM account a
	 WHERE lower(a.username COLLATE "C") = lower(:username COLLATE "C")))

-- name: user_any :one
SELECT EXISTS (SELECT FROM account)

-- name: user_password :one
UPDATE account SET password_hash = :new_hash,
	password_version = password_version + 1, updated_at = now()
WHERE id = :id

-- name: token_create :one
INSERT INTO token (account_id, hash, name)
VALUES (:id, :token_hash::bytea, :name)

-- name: token_lines :many
-- A page of the tokens that are good, of one account or of all.
SELECT t.id, a.username, t.name,
	date_trunc('second', t.created_at) AS created_at,
	date_trunc('second', t.expires_at) AS expires_at,
	date_trunc('second', t.last_used_at) AS last_used_at
FROM token t JOIN account a ON a.id = t.account_id
WHERE (t.expires_at IS NULL OR t.expires_at > now())
	AND t.account_id = :id --? id
	AND t.id > :after::bigint --? after
ORDER BY t.id
LIMIT 1000

-- name: token_delete :one
-- One token, or all of an account: one of the two is given.
WITH gone AS (
	DELETE FROM token t
	WHERE t.id = :token::bigint OR t.account_id = :id::bigint
	RETURNING t.id
)
SELECT count(*) FROM gone
