-- Another score is one note instead of two: what was given, and what it was before.
--
-- Half as much is written, found by the index and swept up again where many
-- change what they think of one movie.

ALTER TABLE rating_delta ADD COLUMN was smallint;

COMMENT ON COLUMN rating_delta.score IS '1 to 10: what so many more have.';
COMMENT ON COLUMN rating_delta.was IS
	'1 to 10: what so many fewer have, because they have the other now; NULL: '
	'none.';

CREATE VIEW rating_change AS
SELECT movie_id, score, change FROM rating_delta
UNION ALL
SELECT movie_id, was, -change FROM rating_delta WHERE was IS NOT NULL;

COMMENT ON VIEW rating_change IS
	'What rating_delta says, with a row for each score.';
COMMENT ON COLUMN rating_change.movie_id IS 'The movie; it may have gone.';
COMMENT ON COLUMN rating_change.score IS '1 to 10.';
COMMENT ON COLUMN rating_change.change IS
	'So many more have it, or fewer if negative.';

CREATE OR REPLACE FUNCTION rating_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	-- Of a new rating, OLD is null.
	IF NEW.score IS DISTINCT FROM OLD.score THEN
		INSERT INTO rating_delta (movie_id, score, was, change)
		VALUES (NEW.movie_id, NEW.score, OLD.score, 1);
	END IF;
	RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION rating_fold(most integer) RETURNS void
LANGUAGE sql
SET enable_seqscan = off
AS $$
	WITH waiting AS MATERIALIZED (
		SELECT DISTINCT movie_id
		FROM (SELECT movie_id FROM rating_delta LIMIT most) AS first
	), locked AS MATERIALIZED (
		SELECT s.movie_id FROM rating_summary s JOIN movie m ON m.id = s.movie_id
		WHERE s.movie_id IN (SELECT movie_id FROM waiting)
		FOR NO KEY UPDATE OF s SKIP LOCKED FOR KEY SHARE OF m SKIP LOCKED
	), busy AS MATERIALIZED (
		SELECT movie_id FROM rating_summary
		WHERE movie_id IN (SELECT movie_id FROM waiting)
		EXCEPT SELECT movie_id FROM locked
	), taken AS (
		DELETE FROM rating_delta d
		WHERE d.movie_id = ANY (ARRAY(SELECT movie_id FROM waiting))
			AND d.movie_id NOT IN (SELECT movie_id FROM busy)
		RETURNING d.movie_id, d.score, d.was, d.change
	), change AS (
		SELECT movie_id, score, change FROM taken
		UNION ALL
		SELECT movie_id, was, -change FROM taken WHERE was IS NOT NULL
	), new AS MATERIALIZED (
		SELECT movie_id, sum(change) AS count, sum(change * score) AS sum,
			ARRAY[
				coalesce(sum(change) FILTER (WHERE score = 1), 0),
				coalesce(sum(change) FILTER (WHERE score = 2), 0),
				coalesce(sum(change) FILTER (WHERE score = 3), 0),
				coalesce(sum(change) FILTER (WHERE score = 4), 0),
				coalesce(sum(change) FILTER (WHERE score = 5), 0),
				coalesce(sum(change) FILTER (WHERE score = 6), 0),
				coalesce(sum(change) FILTER (WHERE score = 7), 0),
				coalesce(sum(change) FILTER (WHERE score = 8), 0),
				coalesce(sum(change) FILTER (WHERE score = 9), 0),
				coalesce(sum(change) FILTER (WHERE score = 10), 0)
			] AS scores
		FROM change GROUP BY movie_id
	), total AS (
		UPDATE rating_total t
		SET count = t.count + n.count, sum = t.sum + n.sum,
			prior = coalesce(t.prior,
				rating_prior(t.count + n.count, t.sum + n.sum))
		FROM (SELECT sum(count)::bigint AS count, sum(sum)::bigint AS sum
			FROM new) n
		WHERE n.count IS NOT NULL
		RETURNING t.prior, t.weight
	)
	UPDATE rating_summary s
	SET count = greatest(s.count + n.count, 0),
		sum = rating_sum(s.count + n.count, s.sum + n.sum),
		scores = ARRAY(SELECT coalesce(kept, 0) + more
			FROM unnest(s.scores, n.scores) AS u (kept, more)),
		rank = rating_rank(s.count + n.count,
			rating_sum(s.count + n.count, s.sum + n.sum), t.prior, t.weight)
	FROM new n, total t
	WHERE s.movie_id = n.movie_id
$$;
