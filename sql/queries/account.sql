-- Accounts, and the tokens that speak for them. me() is who asks; authorise,
-- which has gone before, knows it.

-- fragment: account_public
a.id,
a.username,
a.kind,
a.full_name,
a.bio,
a.image,
a.followers,
a.following,
a.created_at

-- fragment: account_etag
, a.id || '.' || a.version || '.' || a.followers || '.' || a.following AS _etag

-- fragment: account_own
a.id,
a.email,
a.username,
a.kind,
a.role,
a.active,
a.full_name,
a.phone_number,
a.bio,
a.image,
a.followers,
a.following,
a.created_at,
a.updated_at
-- include: account_etag

-- name: authorise :one
-- Lets me() be the account of a token that may do what a user or an admin may,
-- and says if it is a minute since the token was last used. Otherwise says why
-- not; raises that, if it is for what is behind it to be undone.
SELECT w.refused, w.stale,
	CASE WHEN w.refused IS NULL
		THEN set_config('marquee.account', w.id::text, true)
	WHEN :raises::boolean
		THEN refuse(w.refused)
	END AS account
FROM (
	SELECT a.id,
		coalesce(t.last_used_at < now() - interval '1 minute', true) AS stale,
		CASE WHEN a.id IS NULL THEN 'MQ401'
		WHEN :wanted::text = 'admin' AND a.role <> 'admin' THEN 'MQ403'
		END AS refused
	FROM (SELECT) AS one
	LEFT JOIN (token t JOIN account a ON a.id = t.account_id AND a.active)
		ON t.hash = :token_hash::bytea
		AND (t.expires_at IS NULL OR t.expires_at > now())) AS w

-- name: token_touch :one
UPDATE token SET last_used_at = now()
WHERE hash = :token_hash::bytea
	AND coalesce(last_used_at < now() - interval '1 minute', true)

-- name: account_get :one
-- One account, as everybody sees it.
SELECT
	-- include: account_public
	-- include: account_etag
FROM account a WHERE a.id = :id AND a.active

-- name: account_by_name :one
SELECT
	-- include: account_public
	-- include: account_etag
FROM account a
WHERE lower(a.username COLLATE "C") = lower(:username COLLATE "C") AND a.active

-- name: account_list :many
-- A page of accounts by user name. What it begins with is a range of bytes: in
-- ASCII, nothing comes after a tilde.
SELECT
	-- include: account_public
	, lower(a.username) AS _name
FROM account a
WHERE a.active
	AND a.kind = :kind --? kind
	AND lower(a.username COLLATE "C") >= lower(:search COLLATE "C") --? search
	AND lower(a.username COLLATE "C") < lower(:search COLLATE "C") || '~' --? search
	AND lower(a.username COLLATE "C") > :after_key::text --? after_id
ORDER BY lower(a.username COLLATE "C") --? page
LIMIT :#limit --? page

-- name: account_me :one
-- The account of who asks, as its owner sees it.
SELECT
	-- include: account_own
FROM account a WHERE a.id = me()

-- name: account_by_id :one
-- The same of any account, for an admin.
SELECT
	-- include: account_own
FROM account a WHERE a.id = :id

-- name: account_expect_free :one
-- Raises if the email or the user name of a new account is taken.
SELECT account_expect_free(:email, :username, NULL) AS _free

-- name: account_expect_free_but_me :one
-- The same for a change of one's own.
SELECT account_expect_free(:email, :username, me())

-- fragment: account_new
INSERT INTO account AS a (email, username, kind, full_name, password_hash)
VALUES (:email, :username, coalesce(:kind, 'person'), normalize(:full_name::text),
	:new_hash)
RETURNING
	-- include: account_own

-- name: account_register :one
-- A new account, as its owner sees it.
-- include: account_new

-- name: account_register_keep :one
-- The same, which is kept as the answer, and goes with the account.
WITH answer AS (
	-- include: account_new
)
SELECT a.*, answer_keep(:idempotency_key::bytea, :idempotency_digest::bytea,
	a.id, NULL, to_jsonb(a)) AS _kept
FROM answer a

-- name: account_again :one
-- The account as it was when it was made.
SELECT a.*
FROM answer_kept(:idempotency_key::bytea, :idempotency_digest::bytea) k,
	jsonb_to_record(k.answer) AS a (
		id bigint, email text, username text, kind text, role text,
		active boolean, full_name text, phone_number text, bio text,
		image text, followers bigint, following bigint,
		created_at timestamptz, updated_at timestamptz, _etag text)

-- name: account_expect_me :one
-- Locks the account of who asks; raises if it is not the one that is meant.
SELECT account_expect_me(:token_hash::bytea, :if_match::text[])

-- name: account_expect :one
-- The same for any account.
SELECT account_expect(:id, :if_match::text[])

-- name: account_update :one
-- Changes what is given; without anything, it is not sent.
UPDATE account SET version = version + 1, updated_at = now() --? changed
	, email = :email                               --? email
	, username = :username                         --? username
	, full_name = normalize(:full_name::text)      --? full_name
	, phone_number = :phone_number                 --? phone_number
	, bio = normalize(:bio::text)                  --? bio
	, image = :image                               --? image
WHERE id = me() --? changed

-- name: account_appoint :one
-- What an admin changes.
UPDATE account SET version = version + 1, updated_at = now() --? changed
	, role = :role               --? role
	, active = :active::boolean  --? active
WHERE id = :id --? changed

-- name: token_revoke_inactive :one
-- Who is not active any more starts with new tokens, should that change.
DELETE FROM token t USING account a
WHERE a.id = :id AND t.account_id = a.id AND NOT a.active

-- name: login_forget :one
-- What is kept of failures, as far as it can be found: whence they came is not.
DELETE FROM login_failure
WHERE key IN (
	SELECT k.key FROM account a,
		unnest(ARRAY[lower(a.username), lower(a.email)]) AS n (name),
		unnest(login_keys(n.name, :address)) WITH ORDINALITY AS k (key, place)
	WHERE a.id = me() AND k.place > 1)

-- name: account_delete :one
-- No row if the password is not the one any more that was checked.
SELECT account_delete(id) FROM account
WHERE id = me() AND password_version = :checked_version::bigint

-- name: account_export :one
-- What is stored about who asks. A list of what may be millions ends after
-- 10000; the pages of ratings, following and followers have all.
SELECT
	a.id, a.email, a.username, a.kind, a.role, a.active, a.full_name,
	a.phone_number, a.bio, a.image, a.followers, a.following,
	a.created_at, a.updated_at, a.password_version,
	a.password_hash IS NOT NULL AS has_password,
	(SELECT coalesce(json_agg(json_build_object('id', t.id, 'name', t.name,
		'created_at', t.created_at, 'expires_at', t.expires_at,
		'last_used_at', t.last_used_at) ORDER BY t.id), '[]')
	 FROM token t WHERE t.account_id = a.id) AS tokens,
	(SELECT coalesce(json_agg(json_build_object('answer', k.answer - '_etag',
		'expires_at', k.expires_at) ORDER BY k.expires_at, k.key), '[]')
	 FROM kept_answer k WHERE k.account_id = a.id) AS kept_answers,
	(SELECT coalesce(json_agg(json_build_object('movie_id', r.movie_id,
		'movie', m.name, 'score', r.score, 'times', r.times, 'created_at', r.created_at,
		'updated_at', r.updated_at) ORDER BY r.movie_id), '[]')
	 FROM (SELECT * FROM rating WHERE account_id = me()
		ORDER BY movie_id LIMIT 10000) AS r
		JOIN movie m ON m.id = r.movie_id) AS ratings,
	(SELECT coalesce(json_agg(json_build_object('id', b.id,
		'username', b.username, 'followed_at', f.created_at)
		ORDER BY f.created_at, b.id), '[]')
	 FROM (SELECT * FROM follow WHERE follower_id = me()
		ORDER BY followed_id LIMIT 10000) AS f
		JOIN account b ON b.id = f.followed_id
			AND b.deleted_at IS NULL) AS follows,
	(SELECT coalesce(json_agg(json_build_object('id', b.id,
		'username', b.username, 'followed_at', f.created_at)
		ORDER BY f.created_at, b.id), '[]')
	 FROM (SELECT * FROM follower WHERE followed_id = me()
		ORDER BY follower_id LIMIT 10000) AS f
		JOIN account b ON b.id = f.follower_id
			AND b.deleted_at IS NULL) AS followed_by
FROM account a WHERE a.id = me()

-- Done by the responders from time to time.

-- name: account_keep :one
-- Takes away what deleted accounts have left.
SELECT account_keep()

-- Passwords. Each is asked for in two steps, with the hash between them; what
-- the first one gives is a value for the second.

-- name: login_begin :one
-- What a login needs to know; a row even where there is no such account. A
-- failure counts against what was typed: so it does not tell which email and
-- which user name are the same account.
SELECT s.*, login_begin(s.who, :address) AS _begun
FROM (SELECT lower(:username) AS who, a.id AS account_id, a.password_version AS checked_version,
		CASE WHEN a.active THEN a.password_hash END AS old_hash
	FROM (SELECT) AS one LEFT JOIN account a
		ON lower(a.email COLLATE "C") = lower(:username COLLATE "C")
		OR lower(a.username COLLATE "C") = lower(:username COLLATE "C")) s

-- name: password_begin :one
-- The same for who asks.
SELECT s.*, login_begin(s.who, :address) AS _begun
FROM (SELECT lower(a.username) AS who, a.id AS account_id, a.password_version AS checked_version,
		a.password_hash AS old_hash
	FROM account a WHERE a.id = me()) s

-- name: login_failed :one
SELECT login_failed(:who, :address)

-- name: login_abandoned :one
SELECT login_abandoned(:who, :address)

-- name: login_succeeded :one
SELECT login_succeeded(:who, :address)

-- name: login_lock :one
-- The password may not change until the login is done.
SELECT FROM account WHERE id = :account_id::bigint FOR NO KEY UPDATE

-- name: login_renew :one
-- A hash of another cost or method makes room.
UPDATE account SET password_hash = :new_hash
WHERE id = :account_id::bigint
	AND password_version = :checked_version::bigint

-- name: token_expire :one
DELETE FROM token
WHERE account_id = :account_id::bigint AND expires_at < now()

-- name: login_token :one
-- The token of a login, unless the password has changed meanwhile.
INSERT INTO token (account_id, hash, expires_at)
SELECT id, :new_token_hash::bytea, now() + make_interval(days => :days::integer)
FROM account
WHERE id = :account_id::bigint AND active
	AND password_version = :checked_version::bigint
RETURNING extract(epoch FROM expires_at - created_at)::bigint AS expires_in

-- name: password_change :one
-- The other tokens go with the old password. No row, and nothing is done, if it
-- is not the one any more that was checked.
WITH changed AS (
	UPDATE account SET password_hash = :new_hash,
		password_version = password_version + 1, updated_at = now()
	WHERE id = me() AND password_version = :checked_version::bigint
	RETURNING id
), revoked AS (
	DELETE FROM token t USING changed c
	WHERE t.account_id = c.id AND t.hash <> :token_hash::bytea
)
SELECT id FROM changed

-- name: token_revoke_this :one
DELETE FROM token WHERE hash = :token_hash::bytea

-- name: account_lock_me :one
-- Nobody may revoke all its tokens until a new one is there.
SELECT FROM account WHERE id = me() FOR SHARE

-- fragment: token_new
INSERT INTO token (account_id, hash, name, expires_at)
SELECT me(), :new_token_hash::bytea, :name,
	now() + make_interval(secs => :expires_in::integer)
FROM token WHERE hash = :token_hash::bytea
RETURNING id, name, created_at, expires_at

-- name: token_add :one
-- A named token, unless the one that asks for it was revoked meanwhile.
-- include: token_new

-- name: token_add_keep :one
-- The same, which is kept as the answer: instead of the token, what it grew from.
WITH answer AS (
	-- include: token_new
)
SELECT a.*, answer_keep(:idempotency_key::bytea, :idempotency_digest::bytea,
	me(), :token_seed, to_jsonb(a)) AS _kept
FROM answer a

-- name: token_again :one
-- The token as it was when it was made.
SELECT a.*, k.token_seed AS _seed
FROM answer_kept(:idempotency_key::bytea, :idempotency_digest::bytea) k,
	jsonb_to_record(k.answer) AS a (
		id bigint, name text, created_at timestamptz, expires_at timestamptz)

-- name: token_list :many
-- A page of one's own tokens, newest first.
SELECT id, name, created_at, expires_at, last_used_at,
	hash = :token_hash::bytea AS current
FROM token
WHERE account_id = me()
	AND (expires_at IS NULL OR expires_at > now())
	AND id < :after_id::bigint --? after_id
ORDER BY id DESC --? page
LIMIT :#limit --? page

-- name: token_revoke :one
-- A row if there was such a token.
DELETE FROM token WHERE id = :id AND account_id = me()
RETURNING id
