-- Ratings. me() is who asks.

-- name: rating_expect :one
-- Raises if one's own rating is not the one that is meant.
SELECT rating_expect(:id, :if_match::text[])

-- name: rating_put :one
-- One's own rating of a movie. The foreign key says if there is no such movie:
-- to look for it first as well costs a fifteenth of the ratings that a machine
-- can take. The same score once more changes nothing that is shown.
INSERT INTO rating AS r (account_id, movie_id, score)
VALUES (me(), :id, :score::smallint)
ON CONFLICT (account_id, movie_id) DO UPDATE SET
	times = r.times + 1,
	score = excluded.score,
	updated_at = CASE WHEN r.score = excluded.score
		THEN r.updated_at ELSE clock_timestamp() END
RETURNING score, created_at, updated_at, times = 1 AS _created,
	rating_tag(created_at, updated_at) AS _etag

-- name: rating_get :one
SELECT score, created_at, updated_at,
	rating_tag(created_at, updated_at) AS _etag
FROM rating WHERE account_id = me() AND movie_id = :id

-- name: rating_delete :one
-- A row if there was one.
DELETE FROM rating WHERE account_id = me() AND movie_id = :id
RETURNING movie_id

-- name: movie_ratings :one
-- What everybody together thinks of a movie, with what is not folded yet.
SELECT round(t.sum / nullif(t.count, 0), 2) AS average, t.count,
	n[1] AS "distribution.1", n[2] AS "distribution.2",
	n[3] AS "distribution.3", n[4] AS "distribution.4",
	n[5] AS "distribution.5", n[6] AS "distribution.6",
	n[7] AS "distribution.7", n[8] AS "distribution.8",
	n[9] AS "distribution.9", n[10] AS "distribution.10",
	array_to_string(n, '.') AS _etag
FROM rating_summary r, LATERAL (SELECT ARRAY(
		SELECT coalesce(r.scores[s], 0) + coalesce(d.change, 0)
		FROM generate_series(1, 10) AS s LEFT JOIN (
			SELECT score, sum(change) AS change FROM rating_change
			WHERE movie_id = :id GROUP BY score) d ON d.score = s
		ORDER BY s) AS n) AS scores,
	LATERAL (SELECT sum(c) AS count, sum(c * score) AS sum
		FROM unnest(n) WITH ORDINALITY AS u (c, score)) AS t
WHERE r.movie_id = :id

-- name: account_exists :one
-- A row without columns if there is such a public account.
SELECT FROM account WHERE id = :id AND active

-- name: rating_list :many
-- A page of what somebody has rated, newest first.
SELECT
	m.id AS "movie.id",
	m.name AS "movie.name",
	m.year AS "movie.year",
	r.score,
	r.updated_at,
	r.movie_id AS _id,
	time_key(r.updated_at) AS _at
FROM rating r JOIN movie m ON m.id = r.movie_id
WHERE r.account_id = :id
	AND (r.updated_at, r.movie_id) < (time_of_key(:after_key::bigint), :after_id::bigint) --? after_id
ORDER BY r.updated_at DESC, r.movie_id DESC --? page
LIMIT :#limit --? page

-- Done by the responders from time to time.

-- name: rating_keep :one
-- Carries new ratings over into the sums.
SELECT rating_keep()
