-- The ends of tiers follow the catalogue, some movies at a time.

CREATE FUNCTION search_tier_aim() RETURNS void
LANGUAGE sql AS $$
	UPDATE search_tier t
	SET goal_popularity = coalesce(m.popularity, -2),
		goal_movie_id = coalesce(m.id, 0)
	FROM (
		SELECT w.tier, w.size, (
			SELECT sum(f.share) * max(c.reltuples)
			FROM pg_class c, pg_stats s, unnest(
				s.most_common_vals::text::integer[],
				s.most_common_freqs) AS f (tier, share)
			WHERE c.oid = 'movie_search'::regclass AND s.attname = 'tier'
				AND s.tablename = c.relname
				AND s.schemaname = c.relnamespace::regnamespace::text
				AND f.tier <= w.tier) AS known
		FROM search_tier w
	) AS own LEFT JOIN LATERAL (
		SELECT coalesce(popularity, -1) AS popularity, id
		FROM movie
		ORDER BY coalesce(popularity, -1) DESC, id DESC
		OFFSET own.size - 1 LIMIT 1
	) AS m ON true
	WHERE own.tier = t.tier
		AND (own.known > 2 * own.size
			OR own.known < own.size / 2 AND t.movie_id > 0)
$$;

COMMENT ON FUNCTION search_tier_aim() IS
	'Where tiers that are less than half as large as they should be, or more '
	'than twice, as far as the planner knows, are to end.';

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

CREATE FUNCTION search_keep(most integer) RETURNS boolean
LANGUAGE plpgsql SET lock_timeout = '20ms' AS $$
DECLARE
	t search_tier;
BEGIN
	PERFORM search_tier_aim();
	SELECT * INTO t FROM search_tier
	WHERE (popularity, movie_id) <> (goal_popularity, goal_movie_id)
	ORDER BY tier LIMIT 1;
	IF NOT FOUND THEN
		RETURN false;
	END IF;
	PERFORM pg_advisory_xact_lock(5062746837);
	PERFORM search_tier_move(t, most);
	IF NOT EXISTS (SELECT FROM search_tier WHERE (popularity, movie_id)
		<> (goal_popularity, goal_movie_id)) THEN
		ANALYZE movie_search (tier);
	END IF;
	RETURN true;
EXCEPTION WHEN lock_not_available THEN
	RETURN true;
END $$;

COMMENT ON FUNCTION search_keep(integer) IS
	'Moves so many movies to the tier where they belong; false if there is '
	'nothing to be done.';
