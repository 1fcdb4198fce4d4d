-- Ratings, as the marquee command looks after them.

-- name: rating_verify :many
-- Where the sums are not what a recount of all ratings gives. All of it is one
-- look at the database: what is not folded yet is in it, too. The prior moves
-- with time: it is wrong only if there is none. Nothing can be ranked then.
WITH kept_score AS (
	SELECT movie_id, score, sum(n) AS n
	FROM (SELECT s.movie_id, u.score, u.n
		FROM rating_summary s, unnest(s.scores) WITH ORDINALITY AS u (n, score)
		UNION ALL
		SELECT d.movie_id, d.score, d.change
		FROM rating_change d JOIN rating_summary s USING (movie_id)) AS part
	GROUP BY movie_id, score
), counted_score AS (
	SELECT movie_id, score::bigint, count(*) AS n
	FROM rating GROUP BY movie_id, score
), total AS (
	SELECT t.weight, t.prior, t.ranked, t.count + d.count AS all_count,
		t.sum + d.sum AS all_sum, d.count AS new_count, d.sum AS new_sum
	FROM (SELECT coalesce(sum(change), 0) AS count,
			coalesce(sum(change * score), 0) AS sum
		FROM rating_change) d LEFT JOIN rating_total t ON true
)
SELECT movie_id, 'ratings of ' || score AS what, k.n AS kept, c.n AS counted
FROM kept_score k FULL JOIN counted_score c USING (movie_id, score)
WHERE coalesce(k.n, 0) <> coalesce(c.n, 0)
UNION ALL
SELECT s.movie_id, v.what, v.kept, v.counted
FROM rating_summary s, total t,
	LATERAL (SELECT coalesce(sum(n), 0) AS count, coalesce(sum(n * score), 0) AS sum
		FROM unnest(s.scores) WITH ORDINALITY AS u (n, score)) u,
	LATERAL (VALUES ('count', s.count, u.count), ('sum', s.sum, u.sum),
		('rank', s.rank, CASE WHEN t.ranked IS NULL AND t.prior IS NOT NULL
			THEN rating_rank(s.count, s.sum, t.prior, t.weight)
			ELSE s.rank END)) AS v (what, kept, counted)
WHERE v.kept IS DISTINCT FROM v.counted
UNION ALL
SELECT m.id, 'summary', NULL, NULL
FROM movie m WHERE NOT EXISTS (SELECT FROM rating_summary WHERE movie_id = m.id)
UNION ALL
SELECT NULL, v.what, v.kept, v.counted
FROM total t, (SELECT count(*) AS count, coalesce(sum(score), 0) AS sum FROM rating) r,
	LATERAL (VALUES ('count of all', t.all_count, r.count),
		('sum of all', t.all_sum, r.sum),
		('prior', t.prior, coalesce(t.prior, rating_prior(
			(r.count - t.new_count)::bigint, (r.sum - t.new_sum)::bigint)))
	) AS v (what, kept, counted)
WHERE v.kept IS DISTINCT FROM v.counted
ORDER BY 1, 2

-- name: rating_alone :one
-- Until the end of the transaction nobody folds.
SELECT rating_alone(true)

-- name: rating_summary_add :one
INSERT INTO rating_summary (movie_id)
SELECT id FROM movie WHERE id = ANY (:movies::bigint[])
ON CONFLICT DO NOTHING

-- name: rating_total_add :one
INSERT INTO rating_total DEFAULT VALUES ON CONFLICT DO NOTHING

-- name: rating_repair :one
-- Makes the sums of these movies what a recount says, which has all that is not
-- folded yet; and those of all together, without what then is not. If the prior
-- was lost, all movies are ranked anew.
WITH given AS (
	SELECT r.movie_id, r.score, 1 AS n FROM rating r
	WHERE r.movie_id = ANY (:movies::bigint[])
), folded AS (
	DELETE FROM rating_delta WHERE movie_id = ANY (:movies::bigint[])
), counted AS (
	SELECT m.id AS movie_id, c.scores,
		(SELECT sum(n) FROM unnest(c.scores) AS n) AS count,
		(SELECT sum(n * score)
		 FROM unnest(c.scores) WITH ORDINALITY AS u (n, score)) AS sum
	FROM unnest(:movies::bigint[]) AS m (id),
		LATERAL (SELECT ARRAY(
			SELECT (SELECT coalesce(sum(n), 0) FROM given
				WHERE movie_id = m.id AND score = s)
			FROM generate_series(1, 10) AS s) AS scores) c
), total AS (
	UPDATE rating_total t
	SET count = n.count, sum = n.sum,
		prior = coalesce(t.prior, rating_prior(n.count, n.sum)),
		ranked = CASE WHEN t.prior IS NULL THEN 0 ELSE t.ranked END
	FROM (SELECT (r.count - d.count)::bigint AS count,
			(r.sum - d.sum)::bigint AS sum
		FROM (SELECT count(*) AS count, coalesce(sum(score), 0) AS sum
				FROM rating) r,
			(SELECT coalesce(sum(change), 0) AS count,
				coalesce(sum(change * score), 0) AS sum
			FROM rating_change
			WHERE movie_id <> ALL (:movies::bigint[])) d) n
	RETURNING t.prior, t.weight
)
UPDATE rating_summary s
SET count = c.count, sum = c.sum, scores = c.scores,
	rank = rating_rank(c.count::bigint, c.sum::bigint, t.prior, t.weight)
FROM counted c, total t
WHERE s.movie_id = c.movie_id

-- name: rating_settle :one
-- Folds all there is, and ranks all movies.
SELECT rating_fold(NULL), rating_rank_anew(NULL), rating_rank_anew(NULL)

-- name: rating_ranking :one
-- How movies are ranked; a new weight ranks all of them anew.
UPDATE rating_total
SET ranked = CASE WHEN :weight::integer <> weight THEN 0 ELSE ranked END,
	weight = coalesce(:weight::integer, weight)
RETURNING weight, prior, count AS ratings

-- name: rating_import :one
-- Adds the ratings of a JSON array that names accounts by user name and movies
-- by name and year; what is not there is passed over.
WITH added AS (
	INSERT INTO rating (account_id, movie_id, score)
	SELECT DISTINCT ON (a.id, m.id) a.id, m.id, j.score
	FROM jsonb_to_recordset(:ratings::jsonb)
			AS j (username text, name text, year integer, score smallint)
		JOIN account a
			ON lower(a.username COLLATE "C") = lower(j.username COLLATE "C")
		JOIN movie m ON m.name = j.name AND m.year = j.year
	WHERE :if_empty::text IS NULL OR NOT EXISTS (SELECT FROM rating)
	ORDER BY a.id, m.id
	ON CONFLICT DO NOTHING
	RETURNING 1
)
SELECT count(*) FROM added
