-- Accounts and the tokens that speak for them, and what the statements that
-- write ask before they do: who is it, and is the movie still the same.
--
-- What a client is told about a refusal is said by the SQLSTATE: the class MQ,
-- and the HTTP status.

CREATE TABLE account (
	id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	email         text NOT NULL
	              CHECK (char_length(email) BETWEEN 3 AND 254),
	username      text NOT NULL
	              CHECK (username ~ '^[a-zA-Z0-9_-]{3,40}$'),
	kind          text NOT NULL DEFAULT 'person'
	              CHECK (kind IN ('person', 'brand')),
	role          text NOT NULL DEFAULT 'user'
	              CHECK (role IN ('user', 'admin')),
	active        boolean NOT NULL DEFAULT true,
	password_hash text,
	created_at    timestamptz NOT NULL DEFAULT now(),
	updated_at    timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE account IS 'Somebody who can log in: a person or a brand.';
COMMENT ON COLUMN account.id IS 'What /api/users/{id}/ names.';
COMMENT ON COLUMN account.email IS 'Unique whatever its case; never public.';
COMMENT ON COLUMN account.username IS 'Unique whatever its case; public.';
COMMENT ON COLUMN account.kind IS 'person or brand.';
COMMENT ON COLUMN account.role IS 'user, or admin, who may change the catalogue.';
COMMENT ON COLUMN account.active IS 'An account that is not has no rights.';
COMMENT ON COLUMN account.password_hash IS
	'In the form of crypt(5); NULL: nobody can log in with a password.';
COMMENT ON COLUMN account.created_at IS 'When it was made.';
COMMENT ON COLUMN account.updated_at IS 'When it was last changed.';

CREATE UNIQUE INDEX account_email ON account (lower(email));
CREATE UNIQUE INDEX account_username ON account (lower(username));

CREATE TABLE token (
	id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	account_id   bigint NOT NULL REFERENCES account ON DELETE CASCADE,
	hash         bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
	name         text CHECK (char_length(name) BETWEEN 1 AND 100),
	created_at   timestamptz NOT NULL DEFAULT now(),
	expires_at   timestamptz,
	last_used_at timestamptz
);

COMMENT ON TABLE token IS 'What a program sends to speak for an account.';
COMMENT ON COLUMN token.id IS 'Key, to revoke it by.';
COMMENT ON COLUMN token.account_id IS 'Whose it is.';
COMMENT ON COLUMN token.hash IS 'SHA-256 of the token; nothing else is kept.';
COMMENT ON COLUMN token.name IS 'What its owner calls it.';
COMMENT ON COLUMN token.created_at IS 'When it was made.';
COMMENT ON COLUMN token.expires_at IS 'When it ends; NULL: never.';
COMMENT ON COLUMN token.last_used_at IS 'When it was last used, roughly.';

CREATE INDEX token_account ON token (account_id);

CREATE FUNCTION authorise(token_hash bytea, wanted text) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
	who record;
BEGIN
	SELECT a.id, a.role INTO who
	FROM token t JOIN account a ON a.id = t.account_id
	WHERE t.hash = token_hash AND a.active
		AND (t.expires_at IS NULL OR t.expires_at > now());
	IF NOT FOUND THEN
		RAISE 'no such token' USING ERRCODE = 'MQ401';
	END IF;
	IF wanted = 'admin' AND who.role <> 'admin' THEN
		RAISE 'not an admin' USING ERRCODE = 'MQ403';
	END IF;
	RETURN who.id;
END $$;

COMMENT ON FUNCTION authorise(bytea, text) IS
	'The account of a token, if it may do what a user or an admin may; '
	'raises MQ401 or MQ403 otherwise.';

CREATE FUNCTION movie_expect(wanted bigint, tags text[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	tag text;
BEGIN
	SELECT m.version || '.' || r.count || '.' || r.sum INTO tag
	FROM movie m JOIN rating_summary r ON r.movie_id = m.id
	WHERE m.id = wanted FOR UPDATE OF m;
	IF NOT FOUND THEN
		RAISE 'no such movie' USING ERRCODE = 'MQ404';
	END IF;
	IF tags IS NOT NULL AND tag <> ALL (tags) THEN
		RAISE 'the movie has changed' USING ERRCODE = 'MQ412';
	END IF;
END $$;

COMMENT ON FUNCTION movie_expect(bigint, text[]) IS
	'Locks a movie that is about to be changed; raises MQ404 if there is '
	'none, MQ412 if none of the entity tags is its own.';
