-- The end of an account, piece by piece; and whom one may unfollow.
--
-- What hangs on an account may be millions of rows, more than one request may
-- take along. So the account is gone at once: nothing of the person is left, the
-- names are free, the tokens revoked, and like any account that is not active
-- nobody sees it. Its ratings and follows go in pieces, the row with the last of
-- them. Until then sums and counts have what is still there, and are exact.

ALTER TABLE account
	ALTER COLUMN email DROP NOT NULL,
	ALTER COLUMN username DROP NOT NULL,
	ADD COLUMN deleted_at timestamptz,
	ADD CONSTRAINT account_deleted CHECK (CASE
		WHEN deleted_at IS NULL
		THEN email IS NOT NULL AND username IS NOT NULL
		ELSE NOT active AND role = 'user' AND 0 = num_nonnulls(email,
			username, password_hash, full_name, phone_number, bio, image)
		END);

COMMENT ON COLUMN account.email IS
	'Unique whatever its case; never public; NULL when it is deleted.';
COMMENT ON COLUMN account.username IS
	'Unique whatever its case; public; NULL when it is deleted.';
COMMENT ON COLUMN account.deleted_at IS
	'When its owner deleted it; the row is there until nothing refers to it.';

CREATE INDEX account_deleted_at ON account (deleted_at, id)
	WHERE deleted_at IS NOT NULL;

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
	IF tags IS NOT NULL AND tag <> ALL (tags) THEN
		RAISE 'the account has changed' USING ERRCODE = 'MQ412';
	END IF;
END $$;

-- Whatever is known of the tables, and for a million rows as for one: followers
-- are taken one after the other, and each is looked up where it is. That is why
-- the planner is not told that all those rows of follow have the same account.

CREATE FUNCTION account_remove(gone bigint, most integer) RETURNS boolean
LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
AS $$
DECLARE
	ratings   bigint;
	following bigint;
	followers bigint;
BEGIN
	DELETE FROM rating
	WHERE account_id = gone AND movie_id <= (
		SELECT max(movie_id) FROM (SELECT movie_id FROM rating
			WHERE account_id = gone ORDER BY movie_id LIMIT most) AS piece);
	GET DIAGNOSTICS ratings = ROW_COUNT;
	DELETE FROM follow
	WHERE follower_id = gone AND followed_id <= (
		SELECT max(followed_id) FROM (SELECT followed_id FROM follow
			WHERE follower_id = gone ORDER BY followed_id LIMIT most) AS piece);
	GET DIAGNOSTICS following = ROW_COUNT;
	DELETE FROM follow f
	USING (SELECT follower_id, followed_id + 0 AS followed_id FROM follower
		WHERE followed_id = gone ORDER BY follower_id LIMIT most) AS piece
	WHERE f.follower_id = piece.follower_id
		AND f.followed_id = piece.followed_id;
	GET DIAGNOSTICS followers = ROW_COUNT;
	RETURN greatest(ratings, following, followers) < most;
END $$;

COMMENT ON FUNCTION account_remove(bigint, integer) IS
	'Takes ratings, and follows in each direction, away from an account: all, or '
	'so many of each. Returns true if that was all.';

CREATE OR REPLACE FUNCTION account_takes_follows() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM account_remove(OLD.id, NULL);
	RETURN NULL;
END $$;

-- The locks come first, in the order in which the triggers of account take
-- them: who follows the account just now has them and may wait for these rows.

CREATE FUNCTION account_remove_piece(gone bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(5062746837);
	PERFORM pg_advisory_xact_lock(5063, follow_lock_key(gone));
	IF account_remove(gone, 10000) THEN
		DELETE FROM account WHERE id = gone;
	END IF;
END $$;

COMMENT ON FUNCTION account_remove_piece(bigint) IS
	'Takes a piece away from an account that is deleted, and the account itself '
	'with the last one.';

CREATE FUNCTION account_delete(leaving bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	UPDATE account
	SET deleted_at = now(), active = false, role = 'user', email = NULL,
		username = NULL, password_hash = NULL, full_name = NULL,
		phone_number = NULL, bio = NULL, image = NULL
	WHERE id = leaving;
	DELETE FROM token WHERE account_id = leaving;
	DELETE FROM kept_answer WHERE account_id = leaving;
	PERFORM account_remove_piece(leaving);
END $$;

COMMENT ON FUNCTION account_delete(bigint) IS
	'The account is gone, and so is all that hangs on it, unless that is much: '
	'account_keep() takes the rest away.';

CREATE FUNCTION account_keep() RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	gone bigint;
BEGIN
	SELECT id INTO gone FROM account WHERE deleted_at IS NOT NULL
	ORDER BY deleted_at, id LIMIT 1;
	IF FOUND AND pg_try_advisory_xact_lock(5062746837) THEN
		PERFORM account_remove_piece(gone);
	END IF;
END $$;

COMMENT ON FUNCTION account_keep() IS
	'What responders run all the time: a piece of the account that was deleted '
	'first, if nobody else is at it.';

CREATE FUNCTION unfollow_expect(follower bigint, followed bigint) RETURNS void
LANGUAGE plpgsql STABLE AS $$
BEGIN
	IF follower = followed THEN
		RAISE 'Nobody can follow themselves.'
			USING ERRCODE = 'MQ422', COLUMN = 'id';
	END IF;
	IF NOT EXISTS (SELECT FROM account
		WHERE id = followed AND deleted_at IS NULL)
	THEN
		RAISE 'no such account' USING ERRCODE = 'MQ404';
	END IF;
END $$;

COMMENT ON FUNCTION unfollow_expect(bigint, bigint) IS
	'Raises MQ404 if who is to be unfollowed is not there, active or not; MQ422 '
	'if both are the same.';
