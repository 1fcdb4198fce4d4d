-- Answers that are kept for those who ask once more, with the same
-- Idempotency-Key, because they do not know what has become of the first time.
--
-- A request with a key claims it before it does anything, and keeps its answer
-- at its end, in one transaction: after a crash there is both what it made and
-- its answer, or neither. Only what was created is kept; after a refusal the key
-- is as new.
--
-- Who reads this table learns no key, no body, and no token. A key that can be
-- guessed can be found out by trying, and then the rest: keys should be random.

CREATE TABLE kept_answer (
	key        bytea PRIMARY KEY CHECK (octet_length(key) = 32),
	digest     bytea NOT NULL CHECK (octet_length(digest) = 32),
	account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE,
	token_seed text CHECK (octet_length(token_seed) = 43),
	answer     jsonb NOT NULL,
	expires_at timestamptz NOT NULL DEFAULT now() + interval '24 hours'
);

COMMENT ON TABLE kept_answer IS
	'What was answered to a request that created something and had an '
	'Idempotency-Key.';
COMMENT ON COLUMN kept_answer.key IS
	'SHA-256 of who asked, for what, with which key; see answer_key().';
COMMENT ON COLUMN kept_answer.digest IS
	'HMAC-SHA-256 of the body as it came, by the Idempotency-Key.';
COMMENT ON COLUMN kept_answer.account_id IS
	'Who asked, or the account that was made: the answer goes with it.';
COMMENT ON COLUMN kept_answer.token_seed IS
	'Of a new token: what it grew from, together with the Idempotency-Key.';
COMMENT ON COLUMN kept_answer.answer IS
	'The row that was shown, as it was then.';
COMMENT ON COLUMN kept_answer.expires_at IS
	'From then on the key is as new, whether or not this is still here.';

CREATE INDEX kept_answer_account ON kept_answer (account_id);
CREATE INDEX kept_answer_expires_at ON kept_answer (expires_at);

CREATE FUNCTION answer_key(wanted bytea) RETURNS bytea
LANGUAGE sql STABLE AS $$
	SELECT sha256(convert_to(coalesce(me()::text, 'anyone'), 'UTF8') || wanted)
$$;

COMMENT ON FUNCTION answer_key(bytea) IS
	'The key of kept_answer: everybody has keys of their own, and those who '
	'have no account yet have theirs together.';

CREATE FUNCTION answer_claim(wanted bytea, body bytea) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	own bytea := answer_key(wanted);
	kept record;
BEGIN
	IF NOT pg_try_advisory_xact_lock(hashtextextended(encode(own, 'hex'), 0)) THEN
		PERFORM refuse('MQ40K');
	END IF;
	-- Whoever had the lock has committed: this looks anew.
	SELECT digest, expires_at INTO kept FROM kept_answer WHERE key = own;
	IF NOT FOUND THEN
		RETURN;
	END IF;
	IF kept.expires_at <= now() THEN
		DELETE FROM kept_answer WHERE key = own;
	ELSIF kept.digest <> body THEN
		RAISE 'It was used with another body.'
			USING ERRCODE = 'MQ42K', COLUMN = 'Idempotency-Key';
	ELSE
		PERFORM refuse('MQ201');
	END IF;
END $$;

COMMENT ON FUNCTION answer_claim(bytea, bytea) IS
	'Nobody else gets the key until the end of the transaction. Raises MQ201 if '
	'it has its answer, which answer_kept() gives; MQ42K (422) if that is to '
	'another body; MQ40K (409) if somebody else has the key just now.';

CREATE FUNCTION answer_keep(wanted bytea, body bytea, owner bigint, seed text, shown jsonb)
RETURNS void
LANGUAGE sql AS $$
	INSERT INTO kept_answer (key, digest, account_id, token_seed, answer)
	VALUES (answer_key(wanted), body, owner, seed, shown)
$$;

COMMENT ON FUNCTION answer_keep(bytea, bytea, bigint, text, jsonb) IS
	'Keeps the answer to a key that answer_claim() has given.';

CREATE FUNCTION answer_kept(wanted bytea, body bytea) RETURNS SETOF kept_answer
LANGUAGE sql STABLE AS $$
	SELECT * FROM kept_answer
	WHERE key = answer_key(wanted) AND digest = body AND expires_at > now()
$$;

COMMENT ON FUNCTION answer_kept(bytea, bytea) IS
	'The answer to a key, if it is to that body.';
