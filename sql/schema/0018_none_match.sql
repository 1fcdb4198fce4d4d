-- Conditions of a change say as well what must not be there: If-None-Match.

CREATE FUNCTION condition_fails(tag text, tags text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE
		WHEN tag IS NULL THEN tags <> '{}'
			AND (tags[1], tags[2]) IS DISTINCT FROM (NULL, '')
		ELSE tag <> ALL (tags) OR (tags[1] IS NULL AND tag = ANY (tags))
	END
$$;

COMMENT ON FUNCTION condition_fails(text, text[]) IS
	'Is that not the entity tag of what is there, or null for nothing, that a '
	'change insists on? It is to be one of the tags, or nothing if there are '
	'none; if the first is null, something else than the others, or nothing '
	'if the second is empty. Null says no as well, as where there is no '
	'condition.';

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
	IF condition_fails(tag, tags) THEN
		RAISE 'the movie has changed' USING ERRCODE = 'MQ412';
	END IF;
END $$;

CREATE OR REPLACE FUNCTION account_expect(wanted bigint, tags text[])
RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	tag text;
BEGIN
	SELECT a.id || '.' || a.version || '.' || a.followers || '.' || a.following
	INTO tag
	FROM account a
	WHERE a.id = wanted AND a.deleted_at IS NULL FOR UPDATE;
	IF NOT FOUND THEN
		RAISE 'no such account' USING ERRCODE = 'MQ404';
	END IF;
	IF condition_fails(tag, tags) THEN
		RAISE 'the account has changed' USING ERRCODE = 'MQ412';
	END IF;
END $$;

CREATE OR REPLACE FUNCTION rating_expect(movie bigint, tags text[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	tag text;
BEGIN
	IF NOT EXISTS (SELECT FROM movie WHERE id = rating_expect.movie) THEN
		RAISE 'no such movie' USING ERRCODE = 'MQ404';
	END IF;
	-- Of two who insist that there is none yet, the second sees the first.
	PERFORM FROM account WHERE id = me() FOR NO KEY UPDATE;
	SELECT rating_tag(created_at, updated_at) INTO tag
	FROM rating WHERE account_id = me() AND movie_id = movie FOR UPDATE;
	IF condition_fails(tag, tags) THEN
		RAISE 'the rating has changed' USING ERRCODE = 'MQ412';
	END IF;
END $$;
