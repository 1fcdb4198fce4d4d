-- The kept answer to who has made a token goes with the token: nobody is given
-- one once more that is of no use.

ALTER TABLE kept_answer
	ADD COLUMN token_id bigint REFERENCES token ON DELETE CASCADE;

COMMENT ON COLUMN kept_answer.token_id IS
	'The token that was made: the answer goes with it.';

UPDATE kept_answer SET token_id = t.id
FROM token t
WHERE kept_answer.token_seed IS NOT NULL
	AND t.id = (kept_answer.answer ->> 'id')::bigint;

DELETE FROM kept_answer WHERE token_seed IS NOT NULL AND token_id IS NULL;

ALTER TABLE kept_answer
	ADD CHECK ((token_id IS NULL) = (token_seed IS NULL));

CREATE INDEX kept_answer_token ON kept_answer (token_id)
	WHERE token_id IS NOT NULL;

CREATE OR REPLACE FUNCTION answer_keep(wanted bytea, body bytea, owner bigint, seed text, shown jsonb)
RETURNS void
LANGUAGE sql AS $$
	INSERT INTO kept_answer (key, digest, account_id, token_seed, token_id, answer)
	VALUES (answer_key(wanted), body, owner, seed,
		CASE WHEN seed IS NOT NULL THEN (shown ->> 'id')::bigint END, shown)
$$;
