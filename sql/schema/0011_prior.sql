-- The prior follows the average of all ratings in steps of 0.1.
--
-- When it moves, all movies get another rank, and a list that somebody pages
-- through is another one. With steps of 0.01, a few new ratings did that in a
-- small catalogue; and in a large one, all ranks were written again and again for
-- no difference that anybody would see.

CREATE OR REPLACE FUNCTION rating_rank_anew(most integer) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	total rating_total;
	last  bigint;
BEGIN
	UPDATE rating_total SET prior = rating_prior(count, sum), ranked = 0
	WHERE ranked IS NULL AND abs(rating_prior(count, sum) - prior) >= 0.1;
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
