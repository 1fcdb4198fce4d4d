-- Ratings and accounts cost less to write; conditions of a rating.
--
-- A function that is called IMMUTABLE but is made from others that are not is
-- planned at each call. These are part of the statement now.

CREATE OR REPLACE FUNCTION time_key(at timestamptz) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
	$$ SELECT (extract(epoch FROM at AT TIME ZONE 'UTC') * 1000000)::bigint $$;

CREATE OR REPLACE FUNCTION rating_tag(created_at timestamptz, updated_at timestamptz)
RETURNS text
LANGUAGE sql IMMUTABLE AS
	$$ SELECT time_key(created_at)::text || '.' || time_key(updated_at)::text $$;

-- Ratings come one by one, and go by the thousand when an account does.

CREATE OR REPLACE FUNCTION rating_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'UPDATE' THEN
		INSERT INTO rating_delta (movie_id, score, change)
		VALUES (OLD.movie_id, OLD.score, -1);
	END IF;
	INSERT INTO rating_delta (movie_id, score, change)
	VALUES (NEW.movie_id, NEW.score, 1);
	RETURN NULL;
END $$;

COMMENT ON FUNCTION rating_changed() IS
	'Notes what a new rating changes, or another score.';

DROP TRIGGER rating_added ON rating;
DROP TRIGGER rating_changed ON rating;
DROP FUNCTION rating_added();
CREATE TRIGGER rating_added AFTER INSERT ON rating
	FOR EACH ROW EXECUTE FUNCTION rating_changed();
CREATE TRIGGER rating_changed AFTER UPDATE ON rating
	FOR EACH ROW WHEN (OLD.score <> NEW.score)
	EXECUTE FUNCTION rating_changed();

-- A pattern that counts is slow.
ALTER TABLE account
	DROP CONSTRAINT account_username_check,
	ADD CONSTRAINT account_username_check CHECK (
		username ~ '^[a-zA-Z0-9_-]+$' AND char_length(username) BETWEEN 3 AND 40);

-- What is not there is told before what it should be.

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
	IF (tag IS NULL AND tags <> '{}') OR (tag IS NOT NULL AND tag <> ALL (tags))
	THEN
		RAISE 'the rating has changed' USING ERRCODE = 'MQ412';
	END IF;
END $$;
