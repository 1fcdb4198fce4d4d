-- The first page of a list is planned once for each connection, unless it has
-- parameters. What is searched for is one. Responders of the version before
-- still ask for searched_all() without it.

-- It only reads, but is called IMMUTABLE, as genre_id() is and for its reasons.
CREATE FUNCTION searched_all(given text) RETURNS tsquery LANGUAGE sql IMMUTABLE AS
	$$ SELECT searched('all')::tsquery $$;

COMMENT ON FUNCTION searched_all(text) IS
	'What movies of any tier must match, where that is what is searched for.';

-- There is but one way to look for these; it need not be found each time.
ALTER FUNCTION search_finds(boolean, text, text, text)
	SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION search_is_rest_rare(boolean, text, text)
	SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION search_near(text)
	SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION search_nearly(boolean, text[])
	SET plan_cache_mode = force_generic_plan;
