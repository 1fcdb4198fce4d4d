-- Accounts as people use them: profiles, what a token was last used for, and
-- tries to log in that failed.
--
-- A refusal may name columns (COLUMN), separated by commas; with MQ429 it names
-- the seconds to wait instead.

ALTER TABLE account
	ADD COLUMN full_name    text CHECK (char_length(full_name) BETWEEN 1 AND 765),
	ADD COLUMN phone_number text CHECK (char_length(phone_number) BETWEEN 3 AND 32),
	ADD COLUMN bio          text CHECK (char_length(bio) BETWEEN 1 AND 6000),
	ADD COLUMN image        text CHECK (char_length(image) BETWEEN 8 AND 2000),
	ADD COLUMN followers    bigint NOT NULL DEFAULT 0 CHECK (followers >= 0),
	ADD COLUMN following    bigint NOT NULL DEFAULT 0 CHECK (following >= 0),
	ADD COLUMN version      bigint NOT NULL DEFAULT 1,
	ADD COLUMN password_version bigint NOT NULL DEFAULT 1;

COMMENT ON COLUMN account.full_name IS
	'What people call it: 255 characters, which may become more when they are '
	'normalised, as may those of bio (2000).';
COMMENT ON COLUMN account.phone_number IS 'Never public.';
COMMENT ON COLUMN account.bio IS 'What it says about itself.';
COMMENT ON COLUMN account.image IS 'Address of a picture, http or https.';
COMMENT ON COLUMN account.followers IS 'How many accounts follow it.';
COMMENT ON COLUMN account.following IS 'How many accounts it follows.';
COMMENT ON COLUMN account.version IS
	'Counts the changes of the row; a part of the entity tag.';

COMMENT ON COLUMN account.password_version IS
	'Counts the changes of the password; renewing its hash is none.';

-- Both are ASCII; bytes sort faster than letters, and a prefix is a range.
DROP INDEX account_email, account_username;
CREATE UNIQUE INDEX account_email ON account (lower(email COLLATE "C"));
CREATE UNIQUE INDEX account_username ON account (lower(username COLLATE "C"));
CREATE INDEX account_kind ON account (kind, lower(username COLLATE "C"));

CREATE FUNCTION me() RETURNS bigint
LANGUAGE sql STABLE AS $$
	SELECT nullif(current_setting('marquee.account', true), '')::bigint
$$;

COMMENT ON FUNCTION me() IS
	'The account that the statement authorise has found, within its '
	'transaction; NULL if it has found none.';

-- The statement does it now, and calls no function unless it refuses.
DROP FUNCTION authorise(bytea, text);

CREATE FUNCTION refuse(code text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
	RAISE 'refused' USING ERRCODE = code;
END $$;

COMMENT ON FUNCTION refuse(text) IS 'Raises an error with that SQLSTATE.';

CREATE FUNCTION account_expect(wanted bigint, tags text[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	tag text;
BEGIN
	SELECT a.id || '.' || a.version || '.' || a.followers || '.' || a.following
	INTO tag
	FROM account a
	WHERE a.id = wanted FOR UPDATE;
	IF NOT FOUND THEN
		RAISE 'no such account' USING ERRCODE = 'MQ404';
	END IF;
	IF tags IS NOT NULL AND tag <> ALL (tags) THEN
		RAISE 'the account has changed' USING ERRCODE = 'MQ412';
	END IF;
END $$;

COMMENT ON FUNCTION account_expect(bigint, text[]) IS
	'Locks an account that is about to be changed; raises MQ404 if there is '
	'none, MQ412 if none of the entity tags is its own.';

CREATE FUNCTION account_expect_me(token_hash bytea, tags text[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM account_expect(me(), tags);
	IF NOT EXISTS (
		SELECT FROM token t JOIN account a ON a.id = t.account_id
		WHERE t.hash = token_hash AND a.active)
	THEN
		PERFORM refuse('MQ401');
	END IF;
END $$;

COMMENT ON FUNCTION account_expect_me(bytea, text[]) IS
	'The same for the account of who asks; raises MQ401 if the token was '
	'revoked while this waited for the lock.';

-- Two who ask at the same time both hear that the name is free; the unique
-- indexes decide between them.
CREATE FUNCTION account_expect_free(new_email text, new_username text, own bigint)
RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
	taken text := concat_ws(',',
		(SELECT 'email' FROM account
		 WHERE lower(email COLLATE "C") = lower(new_email COLLATE "C")
			AND id IS DISTINCT FROM own),
		(SELECT 'username' FROM account
		 WHERE lower(username COLLATE "C") = lower(new_username COLLATE "C")
			AND id IS DISTINCT FROM own));
BEGIN
	IF taken <> '' THEN
		RAISE 'It is taken.' USING ERRCODE = 'MQ409', COLUMN = taken;
	END IF;
END $$;

COMMENT ON FUNCTION account_expect_free(text, text, bigint) IS
	'Raises MQ409 if another account has the email or the user name.';

CREATE TABLE login_failure (
	key       bytea PRIMARY KEY CHECK (octet_length(key) = 32),
	failures  double precision NOT NULL DEFAULT 0,
	failed_at timestamptz,
	pending   integer NOT NULL DEFAULT 0,
	tried_at  timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE login_failure IS
	'Tries to give a password that failed, by who was meant and from where; '
	'a row that is two days old means nothing any more.';
COMMENT ON COLUMN login_failure.key IS
	'SHA-256 of an address, an account, or both; see login_keys().';
COMMENT ON COLUMN login_failure.failures IS
	'How many had failed at failed_at; see failures_left().';
COMMENT ON COLUMN login_failure.failed_at IS 'When the last one failed.';
COMMENT ON COLUMN login_failure.pending IS
	'How many have begun, and are not over yet.';
COMMENT ON COLUMN login_failure.tried_at IS 'When the last one began or failed.';

CREATE INDEX login_failure_tried_at ON login_failure (tried_at);

CREATE FUNCTION login_keys(who text, address text) RETURNS bytea[]
LANGUAGE sql IMMUTABLE AS $$
	SELECT ARRAY[
		sha256(convert_to('address ' || address, 'UTF8')),
		sha256(convert_to('account ' || who, 'UTF8')),
		sha256(convert_to('both ' || address || ' ' || who, 'UTF8'))]
$$;

COMMENT ON FUNCTION login_keys(text, text) IS
	'The keys of login_failure for an address, for an account, and for the '
	'account as tried from that address. Rows are locked in this order.';

CREATE FUNCTION failures_left(failures double precision, failed_at timestamptz)
RETURNS double precision
LANGUAGE sql STABLE AS $$
	SELECT coalesce(failures *
		power(0.5, extract(epoch FROM now() - failed_at) / 21600), 0)
$$;

COMMENT ON FUNCTION failures_left(double precision, timestamptz) IS
	'What is left of a number of failures: every six hours, half of it.';

CREATE FUNCTION login_wait(who text, address text) RETURNS integer
LANGUAGE sql STABLE AS $$
	WITH state AS (
		SELECT k.level, k.free, f.failed_at,
			round(failures_left(f.failures, f.failed_at)) AS failures,
			CASE WHEN f.tried_at > now() - interval '1 minute'
				THEN f.pending ELSE 0 END AS pending
		FROM unnest(login_keys(who, address), ARRAY[50, 20, 5],
			ARRAY['address', 'account', 'both']) AS k (key, free, level)
		JOIN login_failure f ON f.key = k.key
	), waits AS (
		SELECT level, failures,
			greatest(
				CASE WHEN failures >= free
					THEN extract(epoch FROM failed_at - now()) +
						least(900, power(2, least(failures - free, 10)))
				END,
				-- What is under way, this try too, may fail as well.
				CASE WHEN pending > 32 OR failures > 0
						AND failures + pending > greatest(free, failures + 1)
					THEN 1
				END) AS wait
		FROM state
	)
	SELECT ceil(greatest(0, max(wait)))::integer
	FROM waits
	WHERE level <> 'account' OR EXISTS (
		SELECT FROM waits WHERE level = 'both' AND failures >= 3)
$$;

COMMENT ON FUNCTION login_wait(text, text) IS
	'Seconds until the account may be tried from that address, for a try that '
	'is counted in pending: from the 50th failure of an address and the 5th '
	'of an account from one address on, 1, 2, 4 and so on, up to 15 minutes after the last one. '
	'From the 20th failure of an account from anywhere, addresses that have '
	'failed there three times themselves wait as well, and no others: its '
	'owner gets in.';

-- Who comes at the same time waits for the rows, and is counted before it looks.
CREATE FUNCTION login_begin(who text, address text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	keys bytea[] := login_keys(who, address);
	wait integer;
BEGIN
	INSERT INTO login_failure AS f (key, pending)
	SELECT key, 1 FROM unnest(ARRAY[keys[1], keys[3]])
		WITH ORDINALITY AS k (key, place)
	ORDER BY place
	ON CONFLICT (key) DO UPDATE SET
		tried_at = now(),
		pending = 1 + CASE WHEN f.tried_at > now() - interval '1 minute'
			THEN f.pending ELSE 0 END;
	wait := login_wait(who, address);
	IF wait > 0 THEN
		RAISE 'too many failures' USING ERRCODE = 'MQ429', COLUMN = wait;
	END IF;
	DELETE FROM login_failure WHERE key IN (
		SELECT key FROM login_failure
		WHERE tried_at < now() - interval '2 days'
		ORDER BY tried_at LIMIT 10
		FOR UPDATE SKIP LOCKED);
END $$;

COMMENT ON FUNCTION login_begin(text, text) IS
	'Raises MQ429 if the account may not be tried from there now; otherwise '
	'login_failed(), login_succeeded() or login_abandoned() should follow. '
	'Also forgets some of what is long ago.';

CREATE FUNCTION login_failed(who text, address text) RETURNS void
LANGUAGE sql AS $$
	INSERT INTO login_failure AS f (key, failures, failed_at)
	SELECT key, 1, now() FROM unnest(login_keys(who, address))
		WITH ORDINALITY AS k (key, place)
	ORDER BY place
	ON CONFLICT (key) DO UPDATE SET
		failures = 1 + failures_left(f.failures, f.failed_at),
		failed_at = now(),
		tried_at = now(),
		pending = greatest(0, f.pending - 1)
$$;

COMMENT ON FUNCTION login_failed(text, text) IS 'The password was wrong.';

CREATE FUNCTION login_abandoned(who text, address text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	keys bytea[] := login_keys(who, address);
BEGIN
	UPDATE login_failure SET pending = greatest(0, pending - 1)
	WHERE key = keys[1];
	UPDATE login_failure SET pending = greatest(0, pending - 1)
	WHERE key = keys[3];
END $$;

COMMENT ON FUNCTION login_abandoned(text, text) IS
	'Whether the password was right was not found out, or does not matter.';

CREATE FUNCTION login_succeeded(who text, address text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	keys bytea[] := login_keys(who, address);
	forgiven double precision;
BEGIN
	PERFORM login_abandoned(who, address);
	SELECT failures_left(failures, failed_at) INTO forgiven
	FROM login_failure WHERE key = keys[3] AND failures > 0;
	IF NOT FOUND THEN
		RETURN;
	END IF;
	UPDATE login_failure SET failures = greatest(0, failures - forgiven)
	WHERE key = keys[1];
	UPDATE login_failure SET failures = greatest(0, failures - forgiven)
	WHERE key = keys[2];
	UPDATE login_failure SET failures = 0 WHERE key = keys[3];
END $$;

COMMENT ON FUNCTION login_succeeded(text, text) IS
	'The password was right: what failed before, from there, is forgiven.';
