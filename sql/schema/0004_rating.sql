-- Ratings, and what they add up to.
--
-- A rating is a row of its own, and so is the change it makes to the sums of
-- its movie: who rate the same movie at the same time write to different rows,
-- in one transaction each. rating_fold() carries the changes over into the
-- sums, again in one transaction. So summary and changes together are exact at
-- any moment, whatever was killed.
--
-- In 32 parts by the account, a billion ratings are 31 million each: one's own
-- rating, the list of a user, a feed, the end of an account each know which.

CREATE TABLE rating (
	account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE,
	movie_id   bigint NOT NULL REFERENCES movie ON DELETE CASCADE,
	score      smallint NOT NULL CHECK (score BETWEEN 1 AND 10),
	times      integer NOT NULL DEFAULT 1,
	created_at timestamptz NOT NULL DEFAULT now(),
	updated_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (account_id, movie_id)
) PARTITION BY HASH (account_id);

COMMENT ON TABLE rating IS 'What an account thinks of a movie.';
COMMENT ON COLUMN rating.account_id IS 'Whose it is.';
COMMENT ON COLUMN rating.movie_id IS 'The movie.';
COMMENT ON COLUMN rating.score IS '1 to 10.';
COMMENT ON COLUMN rating.times IS 'How often it was given, the same or another.';
COMMENT ON COLUMN rating.created_at IS 'When it was first rated.';
COMMENT ON COLUMN rating.updated_at IS 'When the score was last another one.';

DO $$
BEGIN
	FOR i IN 0 .. 31 LOOP
		EXECUTE format('CREATE TABLE rating_%s PARTITION OF rating '
			'FOR VALUES WITH (MODULUS 32, REMAINDER %s)',
			to_char(i, 'FM00'), i);
	END LOOP;
END $$;

CREATE INDEX rating_newest
	ON rating (account_id, updated_at DESC, movie_id DESC);
CREATE INDEX rating_movie ON rating (movie_id);

-- The foreign keys lock the rows of movie and account that they refer to, FOR
-- KEY SHARE: 64 raters of one movie are as fast as those of 64 movies.

-- Lists go on after a time: as a number, which a cursor can have.

CREATE FUNCTION time_key(at timestamptz) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
	'SELECT (extract(epoch FROM at) * 1000000)::bigint';

COMMENT ON FUNCTION time_key(timestamptz) IS 'Microseconds since 1970.';

CREATE FUNCTION time_of_key(key bigint) RETURNS timestamptz
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
	SELECT timestamptz 'epoch'
		+ least(key, 253402300799999999) * interval '1 microsecond'
$$;

COMMENT ON FUNCTION time_of_key(bigint) IS
	'The time of that key, at most the end of the year 9999.';

-- The sums. A movie that nobody has rated has no scores.

ALTER TABLE rating_summary
	ADD COLUMN scores bigint[] CHECK (cardinality(scores) = 10),
	ADD COLUMN rank numeric(6,4);

COMMENT ON COLUMN rating_summary.scores IS
	'How many ratings have the score 1, 2 and so on up to 10.';
COMMENT ON COLUMN rating_summary.rank IS
	'What lists are sorted by: rating_rank(); NULL while there is none.';

-- Lists are sorted by rank now; the other index is for rating_min.
DROP INDEX rating_summary_asc;
ALTER INDEX rating_summary_desc RENAME TO rating_summary_average;
CREATE INDEX rating_summary_desc
	ON rating_summary (coalesce(rank, -1), movie_id);
CREATE INDEX rating_summary_asc
	ON rating_summary (coalesce(rank, 11), movie_id);

-- To find those that have a rank.
CREATE INDEX rating_summary_rated ON rating_summary (movie_id) WHERE count > 0;

CREATE TABLE rating_total (
	single boolean PRIMARY KEY DEFAULT true CHECK (single),
	count  bigint NOT NULL DEFAULT 0,
	sum    bigint NOT NULL DEFAULT 0,
	weight integer NOT NULL DEFAULT 10 CHECK (weight BETWEEN 0 AND 1000000),
	prior  numeric(6,4),
	ranked bigint
);

COMMENT ON TABLE rating_total IS
	'One row: all ratings together, and how movies are ranked.';
COMMENT ON COLUMN rating_total.single IS 'There is no second row.';
COMMENT ON COLUMN rating_total.count IS 'How many ratings there are.';
COMMENT ON COLUMN rating_total.sum IS 'The sum of their scores.';
COMMENT ON COLUMN rating_total.weight IS
	'A setting: with so many ratings, a movie ranks half by its own average '
	'and half by the prior.';
COMMENT ON COLUMN rating_total.prior IS
	'About the average of all ratings: what movies are ranked with.';
COMMENT ON COLUMN rating_total.ranked IS
	'Movies up to this id have been ranked anew since weight or prior '
	'changed; NULL: all.';

INSERT INTO rating_total DEFAULT VALUES;

CREATE FUNCTION rating_rank(count bigint, sum bigint, prior numeric, weight integer)
RETURNS numeric
LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN count > 0
		THEN round((prior * weight + sum) / (weight + count), 4) END
$$;

COMMENT ON FUNCTION rating_rank(bigint, bigint, numeric, integer) IS
	'The Bayesian mean: the average of a movie as if it had, besides its own '
	'ratings, so many as `weight` says that are all `prior`.';

CREATE FUNCTION rating_prior(count bigint, sum bigint) RETURNS numeric
LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN count > 0
		THEN least(10, greatest(1, round(sum::numeric / count, 4))) END
$$;

COMMENT ON FUNCTION rating_prior(bigint, bigint) IS
	'The average of all ratings; within 1 to 10 even if the totals are wrong.';

-- The changes that are still to be folded into the sums.

CREATE TABLE rating_delta (
	movie_id bigint NOT NULL,
	score    smallint NOT NULL,
	change   integer NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000,
	autovacuum_vacuum_insert_threshold = -1);

COMMENT ON TABLE rating_delta IS
	'By how much the number of ratings of a movie that have some score has '
	'changed, as far as rating_fold() has not seen it yet.';
COMMENT ON COLUMN rating_delta.movie_id IS 'The movie; it may have gone.';
COMMENT ON COLUMN rating_delta.score IS '1 to 10.';
COMMENT ON COLUMN rating_delta.change IS 'So many more, or fewer if negative.';

CREATE INDEX rating_delta_movie ON rating_delta (movie_id);

CREATE FUNCTION rating_added() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO rating_delta (movie_id, score, change)
	SELECT movie_id, score, count(*) FROM new_rating GROUP BY movie_id, score;
	RETURN NULL;
END $$;

CREATE FUNCTION rating_removed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO rating_delta (movie_id, score, change)
	SELECT movie_id, score, -count(*) FROM old_rating GROUP BY movie_id, score;
	RETURN NULL;
END $$;

CREATE FUNCTION rating_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO rating_delta (movie_id, score, change)
	SELECT movie_id, score, sum(change)
	FROM (SELECT movie_id, score, 1 AS change FROM new_rating
	      UNION ALL SELECT movie_id, score, -1 FROM old_rating) AS changes
	GROUP BY movie_id, score HAVING sum(change) <> 0;
	RETURN NULL;
END $$;

COMMENT ON FUNCTION rating_added() IS 'Notes what new ratings change.';
COMMENT ON FUNCTION rating_removed() IS 'Notes what deleted ratings change.';
COMMENT ON FUNCTION rating_changed() IS 'Notes what other scores change.';

CREATE TRIGGER rating_added AFTER INSERT ON rating
	REFERENCING NEW TABLE AS new_rating
	FOR EACH STATEMENT EXECUTE FUNCTION rating_added();
CREATE TRIGGER rating_removed AFTER DELETE ON rating
	REFERENCING OLD TABLE AS old_rating
	FOR EACH STATEMENT EXECUTE FUNCTION rating_removed();
CREATE TRIGGER rating_changed AFTER UPDATE ON rating
	REFERENCING OLD TABLE AS old_rating NEW TABLE AS new_rating
	FOR EACH STATEMENT EXECUTE FUNCTION rating_changed();

-- Who changes a movie does not wait for those who rate it.

CREATE OR REPLACE FUNCTION movie_expect(wanted bigint, tags text[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	tag text;
BEGIN
	SELECT m.version || '.' || r.count || '.' || r.sum INTO tag
	FROM movie m JOIN rating_summary r ON r.movie_id = m.id
	WHERE m.id = wanted FOR NO KEY UPDATE OF m;
	IF NOT FOUND THEN
		RAISE 'no such movie' USING ERRCODE = 'MQ404';
	END IF;
	IF tags IS NOT NULL AND tag <> ALL (tags) THEN
		RAISE 'the movie has changed' USING ERRCODE = 'MQ412';
	END IF;
END $$;

CREATE FUNCTION rating_tag(created_at timestamptz, updated_at timestamptz)
RETURNS text
LANGUAGE sql IMMUTABLE AS
	'SELECT time_key(created_at) || ''.'' || time_key(updated_at)';

COMMENT ON FUNCTION rating_tag(timestamptz, timestamptz) IS
	'The entity tag of a rating.';

CREATE FUNCTION rating_expect(movie bigint, tags text[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	tag text;
BEGIN
	-- Of two who insist that there is none yet, the second sees the first.
	PERFORM FROM account WHERE id = me() FOR NO KEY UPDATE;
	SELECT rating_tag(created_at, updated_at) INTO tag
	FROM rating WHERE account_id = me() AND movie_id = movie FOR UPDATE;
	IF (tag IS NULL AND tags <> '{}') OR (tag IS NOT NULL AND tag <> ALL (tags))
	THEN
		RAISE 'the rating has changed' USING ERRCODE = 'MQ412';
	END IF;
END $$;

COMMENT ON FUNCTION rating_expect(bigint, text[]) IS
	'Locks the rating that who asks has given a movie; raises MQ412 if none '
	'of the entity tags is its own. There may be none at all if there are no '
	'tags: that says that it must not be there.';

-- Folding. One at a time does it, in the database; any host may.

CREATE FUNCTION rating_alone(wait boolean) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
	IF wait THEN
		PERFORM pg_advisory_xact_lock(5062746835);
		RETURN true;
	END IF;
	RETURN pg_try_advisory_xact_lock(5062746835);
END $$;

COMMENT ON FUNCTION rating_alone(boolean) IS
	'True if until the end of the transaction nobody else folds or repairs '
	'the sums. Without wait, it may be false.';

-- It waits for nobody: what belongs to a movie that is being deleted is left
-- for the next time. All changes of a movie are taken at once, or a count could
-- become less than nothing meanwhile. The totals count every change, so that
-- those of a movie that is gone cancel each other out.
--
-- The movie is locked as well: a second change of its sums in the transaction,
-- as rating_rank_anew() makes, looks for it, and must not wait for who deletes
-- it and waits for the sums.

CREATE FUNCTION rating_fold(most integer) RETURNS void
LANGUAGE sql AS $$
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
		DELETE FROM rating_delta d USING waiting w
		WHERE d.movie_id = w.movie_id
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
	SET count = s.count + n.count, sum = s.sum + n.sum,
		scores = ARRAY(SELECT coalesce(kept, 0) + more
			FROM unnest(s.scores, n.scores) AS u (kept, more)),
		rank = rating_rank(s.count + n.count, s.sum + n.sum, t.prior, t.weight)
	FROM new n, total t
	WHERE s.movie_id = n.movie_id
$$;

COMMENT ON FUNCTION rating_fold(integer) IS
	'Carries about so many changes over into the sums; NULL: all. Only '
	'within rating_alone().';

-- The prior follows the average of all ratings in steps of 0.01, and all that
-- have a rank get a new one then, some at a time: until that is through, half a
-- second for each 5000 movies with ratings, a list that is sorted by rating
-- mixes both. Only then the prior moves again.

CREATE FUNCTION rating_rank_anew(most integer) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	total rating_total;
	last  bigint;
BEGIN
	UPDATE rating_total SET prior = rating_prior(count, sum), ranked = 0
	WHERE ranked IS NULL AND abs(rating_prior(count, sum) - prior) >= 0.01;
	SELECT * INTO total FROM rating_total WHERE ranked IS NOT NULL;
	IF NOT FOUND THEN
		RETURN;
	END IF;
	SELECT max(movie_id) INTO last
	FROM (SELECT movie_id FROM rating_summary
		WHERE count > 0 AND movie_id > total.ranked
		ORDER BY movie_id LIMIT most) AS next;
	-- A movie that somebody has locked is about to be deleted: who waited for
	-- it here might be waited for there.
	UPDATE rating_summary s
	SET rank = rating_rank(s.count, s.sum, total.prior, total.weight)
	FROM (SELECT movie_id FROM rating_summary
		WHERE count > 0 AND movie_id > total.ranked AND movie_id <= last
			AND rank IS DISTINCT FROM
				rating_rank(count, sum, total.prior, total.weight)
		FOR NO KEY UPDATE SKIP LOCKED) AS free
	WHERE s.movie_id = free.movie_id;
	UPDATE rating_total SET ranked = last;
END $$;

COMMENT ON FUNCTION rating_rank_anew(integer) IS
	'Moves the prior if it has to, and gives so many movies their new rank. '
	'Only within rating_alone().';

CREATE FUNCTION rating_keep() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	IF rating_alone(false) THEN
		PERFORM rating_fold(10000);
		PERFORM rating_rank_anew(5000);
	END IF;
END $$;

COMMENT ON FUNCTION rating_keep() IS
	'What responders run all the time: a part of the work, if nobody else is '
	'at it.';
