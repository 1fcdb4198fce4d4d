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
