-- What the marquee command runs.

-- name: account_create :one
INSERT INTO account (email, username, role, password_hash)
VALUES (:email, :username, :role, :password_hash)
RETURNING id

-- name: token_create :one
-- For the account of that user name or email.
INSERT INTO token (account_id, hash, name)
SELECT id, :token_hash::bytea, :name FROM account
WHERE lower(username) = lower(:user) OR lower(email) = lower(:user)
RETURNING id

-- name: bare :many
-- All indexes of these tables and constraints between them and others, but for
-- primary keys. A row says how to drop one, and how to make it again.
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
	format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname,
		pg_get_constraintdef(oid)) AS make,
	CASE contype WHEN 'f' THEN 1 ELSE 2 END AS rank
FROM pg_constraint
WHERE contype IN ('f', 'u') AND conrelid = ANY (:tables::regclass[])
UNION ALL
SELECT format('DROP INDEX %s', i.indexrelid::regclass),
	pg_get_indexdef(i.indexrelid), 3
FROM pg_index i
WHERE i.indrelid = ANY (:tables::regclass[]) AND NOT EXISTS (
	SELECT FROM pg_constraint c
	WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u'))
ORDER BY rank
