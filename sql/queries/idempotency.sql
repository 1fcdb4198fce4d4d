-- What is done with an Idempotency-Key. The statements of a route that heeds it,
-- which keep a row and give it once more, are beside that of the route itself.

-- name: answer_claim :one
-- Raises unless the key is new, and nobody else's until this is over.
SELECT answer_claim(:idempotency_key::bytea, :idempotency_digest::bytea)

-- name: answer_spoil :one
-- From now on any body is another one; the digest of none is like this.
UPDATE kept_answer SET digest = sha256('')
WHERE key = answer_key(:idempotency_key::bytea) AND digest <> sha256('')

-- name: answer_expire :one
-- Forgets what was kept for long enough; some of it, if that is much. Never
-- looks at the others, whatever the planner believes.
DELETE FROM kept_answer
WHERE ctid = ANY (ARRAY(
	SELECT ctid FROM kept_answer
	WHERE expires_at <= now()
	ORDER BY expires_at LIMIT 10000
	FOR UPDATE SKIP LOCKED))
