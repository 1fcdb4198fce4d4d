-- The ends of tiers follow the catalogue, some movies at a time.

CREATE FUNCTION search_tier_aim() RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
	off search_tier;
BEGIN
	SELECT t.* INTO off
	FROM search_tier t, LATERAL (
		SELECT sum(f.share) * max(c.reltuples)
		FROM pg_class c, pg_stats s, unnest(
			s.most_common_vals::text::integer[],
			s.most_common_freqs) AS f (tier, share)
		WHERE c.oid = 'movie_search'::regclass AND s.attname = 'tier'
			AND s.tablename = c.relname
			AND s.schemaname = c.relnamespace::regnamespace::text
			AND f.tier <= t.tier) AS known (movies)
	WHERE known.movies > 2 * t.size
		OR known.movies < t.size / 2 AND t.movie_id > 0
	ORDER BY t.tier LIMIT 1;
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	UPDATE search_tier t
	SET goal_popularity = coalesce(m.popularity, -2),
		goal_movie_id = coalesce(m.id, 0)
	FROM (SELECT) AS one LEFT JOIN LATERAL (
		SELECT coalesce(popularity, -1) AS popularity, id
		FROM movie
		ORDER BY coalesce(popularity, -1) DESC, id DESC
		OFFSET off.size - 1 LIMIT 1
	) AS m ON true
	WHERE t.tier = off.tier
		AND (t.popularity, t.movie_id) <> (coalesce(m.popularity, -2), coalesce(m.id, 0));
	-- Where it ends there already, the planner does not know that yet.
	IF NOT FOUND THEN
		ANALYZE movie_search (tier);
		RETURN false;
	END IF;
	RETURN true;
END $$;

COMMENT ON FUNCTION search_tier_aim() IS
	'Where the first tier that is less than half as large as it should be, or '
	'more than twice, as far as the planner knows, is to end; false if none is.';

-- Those that cross the end are taken from there on; it moves with them.
CREATE FUNCTION search_tier_move(t search_tier, most integer) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	crossing bigint[];
	place search_tier;
BEGIN
	IF (t.goal_popularity, t.goal_movie_id) > (t.popularity, t.movie_id) THEN
		SELECT array_agg(id ORDER BY p, id) INTO crossing
		FROM (
			SELECT id, coalesce(popularity, -1) AS p FROM movie
			WHERE (coalesce(popularity, -1), id) >= (t.popularity, t.movie_id)
				AND (coalesce(popularity, -1), id)
					< (t.goal_popularity, t.goal_movie_id)
			ORDER BY coalesce(popularity, -1), id
			LIMIT most + 1) AS next;
		place.movie_id := crossing[most + 1];
	ELSE
		SELECT array_agg(id ORDER BY p DESC, id DESC) INTO crossing
		FROM (
			SELECT id, coalesce(popularity, -1) AS p FROM movie
			WHERE (coalesce(popularity, -1), id) < (t.popularity, t.movie_id)
				AND (coalesce(popularity, -1), id)
					>= (t.goal_popularity, t.goal_movie_id)
			ORDER BY coalesce(popularity, -1) DESC, id DESC
			LIMIT most) AS next;
		place.movie_id := crossing[most];
	END IF;
	SELECT coalesce(popularity, -1) INTO place.popularity
	FROM movie WHERE id = place.movie_id;
	UPDATE search_tier
	SET popularity = coalesce(place.popularity, goal_popularity),
		movie_id = coalesce(place.movie_id, goal_movie_id)
	WHERE tier = t.tier;
	PERFORM movie_search_make(crossing[:most]);
END $$;

COMMENT ON FUNCTION search_tier_move(search_tier, integer) IS
	'Takes the end of a tier nearer to its goal, by so many movies.';

CREATE FUNCTION search_keep(most integer) RETURNS bigint
LANGUAGE plpgsql SET lock_timeout = '20ms' AS $$
DECLARE
	learnt bigint;
	t search_tier;
BEGIN
	IF NOT pg_try_advisory_xact_lock(5062746839) THEN
		RETURN 0;
	END IF;
	learnt := search_learn(10 * most);
	SELECT * INTO t FROM search_tier
	WHERE (popularity, movie_id) <> (goal_popularity, goal_movie_id)
	ORDER BY tier LIMIT 1;
	IF NOT FOUND THEN
		RETURN learnt;
	END IF;
	PERFORM search_tiers_alone(), search_tier_move(t, most);
	RETURN learnt + most;
EXCEPTION WHEN lock_not_available THEN
	RETURN 0;
END $$;

COMMENT ON FUNCTION search_keep(integer) IS
	'Takes words over that were noted, and so many movies to the tier where they '
	'belong, if nobody else is at it; 0 if nothing was done.';
