-- What the planner has to know, and what it must not rely on.
--
-- A range of a list that is sorted by the same column ascending is said twice,
-- in terms of both indexes of the column; see movie_filters in
-- sql/queries/movie.sql. That what passes one passes the other is said here, or
-- the planner would expect far fewer movies, and go and sort all of them.

CREATE STATISTICS movie_year_both (dependencies, mcv)
	ON (coalesce(year, 0)), (coalesce(year, 9999)) FROM movie;
CREATE STATISTICS movie_imdb_score_both (dependencies, mcv)
	ON (coalesce(imdb_score, -1)), (coalesce(imdb_score, 11)) FROM movie;
CREATE STATISTICS movie_popularity_both (dependencies, mcv)
	ON (coalesce(popularity, -1)), (coalesce(popularity, 101)) FROM movie;

COMMENT ON STATISTICS movie_year_both IS
	'The year as both of its indexes have it.';
COMMENT ON STATISTICS movie_imdb_score_both IS
	'The score as both of its indexes have it.';
COMMENT ON STATISTICS movie_popularity_both IS
	'The popularity as both of its indexes have it.';

-- There are some 150 years and 101 scores: all of them are counted, so that one
-- with few movies is known to have few.

ALTER STATISTICS movie_year_both SET STATISTICS 300;
ALTER STATISTICS movie_imdb_score_both SET STATISTICS 300;
ALTER STATISTICS movie_popularity_both SET STATISTICS 300;
ALTER INDEX movie_year_asc ALTER COLUMN 1 SET STATISTICS 300;
ALTER INDEX movie_year_desc ALTER COLUMN 1 SET STATISTICS 300;
ALTER INDEX movie_imdb_score_asc ALTER COLUMN 1 SET STATISTICS 300;
ALTER INDEX movie_imdb_score_desc ALTER COLUMN 1 SET STATISTICS 300;

ANALYZE movie;

-- What is waiting to be folded comes and goes too quickly for statistics. Some
-- that were taken while all of it belonged to one account, or one movie, let the
-- planner compare all with all, which took half a minute. So these are looked up
-- in the index whatever is known.
--
-- Sums that somebody has made wrong by hand stay wrong, but within what they can
-- be, so that they hold nobody else's up until they are repaired.

CREATE FUNCTION rating_sum(count bigint, sum bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT least(greatest(sum, count, 0), 10 * greatest(count, 0))
$$;

COMMENT ON FUNCTION rating_sum(bigint, bigint) IS
	'The sum of so many scores, as near as it can be.';

CREATE OR REPLACE FUNCTION follow_fold(most integer) RETURNS void
LANGUAGE sql
SET enable_seqscan = off
AS $$
	WITH waiting AS MATERIALIZED (
		SELECT DISTINCT account_id
		FROM (SELECT account_id FROM follow_delta LIMIT most) AS first
	), locked AS MATERIALIZED (
		SELECT id FROM account WHERE id IN (SELECT account_id FROM waiting)
		FOR NO KEY UPDATE SKIP LOCKED
	), busy AS MATERIALIZED (
		SELECT id FROM account WHERE id IN (SELECT account_id FROM waiting)
		EXCEPT SELECT id FROM locked
	), taken AS (
		DELETE FROM follow_delta d
		WHERE d.account_id = ANY (ARRAY(SELECT account_id FROM waiting))
			AND d.account_id NOT IN (SELECT id FROM busy)
		RETURNING d.account_id, d.followers, d.following
	)
	UPDATE account a
	SET followers = greatest(a.followers + n.followers, 0),
		following = greatest(a.following + n.following, 0)
	FROM (SELECT account_id, sum(followers) AS followers,
			sum(following) AS following
		FROM taken GROUP BY account_id) AS n
	WHERE a.id = n.account_id AND (n.followers <> 0 OR n.following <> 0)
$$;

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
		RETURNING d.movie_id, d.score, d.change
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
		FROM taken GROUP BY movie_id
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
