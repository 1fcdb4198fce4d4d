-- What the marquee command runs.

-- Accounts. What is changed of them is done by the statements of the API.

-- fragment: account_line
a.id,
a.username,
a.email,
a.kind,
a.role,
a.active

-- name: user_find :many
-- Whom a word names: by user name, email or id. A user name may be a number.
SELECT a.id
FROM account a
WHERE lower(a.username COLLATE "C") = lower(:who COLLATE "C")
	OR lower(a.email COLLATE "C") = lower(:who COLLATE "C")
	OR a.id = CASE WHEN :who ~ '^[1-9][0-9]{0,17}$' THEN :who::bigint END
		AND a.deleted_at IS NULL

-- name: user_list :many
-- A page of accounts by user name; see account_list.
SELECT
	-- include: account_line
	, date_trunc('second', a.created_at) AS created_at
	, lower(a.username) AS _name
FROM account a
WHERE a.deleted_at IS NULL
	AND a.kind = :kind --? kind
	AND a.role = 'admin' --? admins
	AND lower(a.username COLLATE "C") >= lower(:search COLLATE "C") --? search
	AND lower(a.username COLLATE "C") < lower(:search COLLATE "C") || '~' --? search
	AND lower(a.username COLLATE "C") > :after::text --? after
ORDER BY lower(a.username COLLATE "C")
LIMIT 1000

-- name: user_show :one
SELECT
	-- include: account_line
	, a.full_name, a.phone_number, a.bio, a.image, a.followers, a.following
	, a.created_at, a.updated_at
	, a.password_hash IS NOT NULL AS password
	, (SELECT count(*) FROM token t WHERE t.account_id = a.id
		AND (t.expires_at IS NULL OR t.expires_at > now())) AS tokens
FROM account a WHERE a.id = :id

-- name: user_line :one
SELECT
	-- include: account_line
FROM account a WHERE a.id = :id

-- name: user_create :one
-- No row if the email or the user name is taken.
INSERT INTO account AS a (email, username, kind, role, full_name, phone_number,
	bio, image, password_hash)
VALUES (:email, :username, coalesce(:kind, 'person'), coalesce(:role, 'user'),
	normalize(:full_name::text), :phone_number, normalize(:bio::text), :image,
	:new_hash)
ON CONFLICT DO NOTHING
RETURNING a.id

-- name: user_taken :one
-- Which of the two another account has.
SELECT concat_ws(', ',
	(SELECT 'email ' || :email FROM account a
	 WHERE lower(a.email COLLATE "C") = lower(:email COLLATE "C")),
	(SELECT 'username ' || :username FROM account a
	 WHERE lower(a.username COLLATE "C") = lower(:username COLLATE "C")))

-- name: user_any :one
SELECT EXISTS (SELECT FROM account)

-- name: user_password :one
UPDATE account SET password_hash = :new_hash,
	password_version = password_version + 1, updated_at = now()
WHERE id = :id

-- name: token_create :one
INSERT INTO token (account_id, hash, name)
VALUES (:id, :token_hash::bytea, :name)

-- name: token_lines :many
-- A page of the tokens that are good, of one account or of all.
SELECT t.id, a.username, t.name,
	date_trunc('second', t.created_at) AS created_at,
	date_trunc('second', t.expires_at) AS expires_at,
	date_trunc('second', t.last_used_at) AS last_used_at
FROM token t JOIN account a ON a.id = t.account_id
WHERE (t.expires_at IS NULL OR t.expires_at > now())
	AND t.account_id = :id --? id
	AND t.id > :after::bigint --? after
ORDER BY t.id
LIMIT 1000

-- name: token_delete :one
-- One token, or all of an account: one of the two is given.
WITH gone AS (
	DELETE FROM token t
	WHERE t.id = :token::bigint OR t.account_id = :id::bigint
	RETURNING t.id
)
SELECT count(*) FROM gone

-- name: roomy :one
-- What is sorted, joined and indexed by millions may take as much memory, until
-- the transaction ends, as suits the server: a sixth of what it keeps pages in,
-- and a quarter.
SELECT set_config('work_mem', greatest(192, kept.mib / 6) || 'MB', true),
	set_config('maintenance_work_mem', greatest(256, kept.mib / 4) || 'MB', true)
FROM (SELECT pg_size_bytes(current_setting('shared_buffers')) / 1048576) AS kept (mib)

-- name: bare :many
-- All indexes of these tables and constraints between them and others, but for
-- primary keys; and if movie_search is one of them, what keeps the tables of
-- search, with their keys. A row says how to drop one, and how to make it again,
-- the last row first. A table with a primary key and nothing in it, that has no
-- partitions, gets another file first: what is made in the transaction that made
-- the file need not be logged, see wal_level.
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
	format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname,
		pg_get_constraintdef(oid)) AS make,
	CASE contype WHEN 'f' THEN 1 ELSE 2 END AS rank
FROM pg_constraint
WHERE conrelid = ANY (:tables::regclass[]) AND (contype IN ('f', 'u')
	OR contype = 'p' AND conrelid = ANY (
		'{movie_search, person_search, search_word}'::regclass[]))
UNION ALL
SELECT format('DROP INDEX %s', i.indexrelid::regclass),
	-- That of a partitioned table would have none in its parts.
	replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') || coalesce((
		SELECT string_agg(format(
			'; ALTER INDEX %s ALTER COLUMN %s SET STATISTICS %s',
			i.indexrelid::regclass, a.attnum, a.attstattarget), '')
		FROM pg_attribute a
		WHERE a.attrelid = i.indexrelid AND a.attstattarget >= 0), ''), 3
FROM pg_index i
WHERE i.indrelid = ANY (:tables::regclass[]) AND NOT EXISTS (
	SELECT FROM pg_constraint c
	WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u'))
UNION ALL
SELECT format('ALTER TABLE %s DISABLE TRIGGER %I', tgrelid::regclass, tgname),
	format('ALTER TABLE %s ENABLE TRIGGER %I', tgrelid::regclass, tgname), 4
FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
WHERE tgrelid = ANY (:tables::regclass[]) AND p.proname ~ '_search_|^search_'
UNION ALL
SELECT format('CLUSTER %s USING %s', i.indrelid::regclass, i.indexrelid::regclass),
	format('ALTER TABLE %s SET WITHOUT CLUSTER', i.indrelid::regclass), 0
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid AND c.relkind = 'r'
WHERE i.indrelid = ANY (:tables::regclass[]) AND i.indisprimary
	AND pg_relation_size(i.indrelid) = 0
UNION ALL
SELECT 'TRUNCATE movie_search, person_search, search_word, search_new_word',
	'SELECT search_fill()', 5
WHERE 'movie_search'::regclass = ANY (:tables::regclass[])
ORDER BY rank
