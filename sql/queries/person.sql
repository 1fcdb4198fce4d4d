-- People: those who made the movies.

-- fragment: person_columns
p.id,
p.name,
(SELECT count(DISTINCT c.movie_id) FROM credit c WHERE c.person_id = p.id) AS movies

-- name: person_get :one
-- One person.
SELECT s.*, md5(s.name) || '.' || s.movies AS _etag
FROM (SELECT
	-- include: person_columns
      FROM person p WHERE p.id = :id) s

-- name: person_list :many
-- A page of those who made a movie, by name.
SELECT
	-- include: person_columns
FROM person p
WHERE EXISTS (SELECT FROM credit c WHERE c.person_id = p.id)
	AND p.id IN (SELECT s.person_id FROM person_search s WHERE s.words @@ (SELECT searched('plain')::tsquery)) --? search
	AND (p.name COLLATE "und-x-icu", p.id) > (:after_key::text, :after_id::bigint) --? after_id
ORDER BY p.name COLLATE "und-x-icu", p.id --? page
LIMIT :#limit --? page

-- name: person_exists :one
-- A row without columns if there is such a person.
SELECT FROM person WHERE id = :id

-- name: person_movies :many
-- A page of one person's movies, newest first.
SELECT
	-- include: movie_columns
FROM movie m LEFT JOIN rating_summary r ON r.movie_id = m.id
WHERE m.id IN (SELECT c.movie_id FROM credit c WHERE c.person_id = :id)
	AND (coalesce(m.year, 0), m.id) < (coalesce(:after_key::integer, 0), :after_id::bigint) --? after_id
ORDER BY coalesce(m.year, 0) DESC, m.id DESC --? page
LIMIT :#limit --? page
