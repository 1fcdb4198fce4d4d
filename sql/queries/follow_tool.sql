-- What `marquee follows` runs.

-- What follow_delta has counts as kept: follow_fold() has not seen it yet. All
-- of a statement is one look at the database.
--
-- fragment: follow_counts
account a
	LEFT JOIN (SELECT follower_id, count(*) AS n FROM follow
		GROUP BY follower_id) AS f ON f.follower_id = a.id
	LEFT JOIN (SELECT followed_id, count(*) AS n FROM follow
		GROUP BY followed_id) AS r ON r.followed_id = a.id
	LEFT JOIN (SELECT account_id, sum(followers) AS followers,
			sum(following) AS following
		FROM follow_delta GROUP BY account_id) AS d ON d.account_id = a.id,
	LATERAL (SELECT a.followers + coalesce(d.followers, 0) AS kept_followers,
		a.following + coalesce(d.following, 0) AS kept_following,
		coalesce(r.n, 0) AS followers, coalesce(f.n, 0) AS following) AS n

-- name: follow_verify :many
-- Where the counts are not what a recount gives, and where the two tables do
-- not say the same, or not of accounts that are there.
SELECT a.id AS account_id, v.what, v.kept, v.counted
FROM
	-- include: follow_counts
	, LATERAL (VALUES ('followers', n.kept_followers, n.followers),
		('following', n.kept_following, n.following))
		AS v (what, kept, counted)
WHERE v.kept <> v.counted
UNION ALL
SELECT coalesce(r.followed_id, f.followed_id),
	'follower ' || coalesce(r.follower_id, f.follower_id),
	(r.followed_id IS NOT NULL)::integer, (f.followed_id IS NOT NULL)::integer
FROM follower r FULL JOIN follow f
	ON f.follower_id = r.follower_id AND f.followed_id = r.followed_id
WHERE r.created_at IS DISTINCT FROM f.created_at
UNION ALL
SELECT f.follower_id, 'follows ' || f.followed_id, 1, 0
FROM follow f
	LEFT JOIN account a ON a.id = f.follower_id
	LEFT JOIN account b ON b.id = f.followed_id AND b.kind = f.followed_kind
WHERE a.id IS NULL OR b.id IS NULL
UNION ALL
SELECT r.followed_id, 'follower ' || r.follower_id || ' of that kind', 1, 0
FROM follower r JOIN account a ON a.id = r.follower_id
WHERE a.kind <> r.follower_kind
ORDER BY 1, 2

-- name: follow_alone :one
-- Until the end of the transaction nobody folds.
SELECT follow_alone(true)

-- name: follow_drop :one
-- No account follows, or is followed, that is not there.
DELETE FROM follow f
WHERE NOT EXISTS (SELECT FROM account WHERE id = f.follower_id)
	OR NOT EXISTS (SELECT FROM account WHERE id = f.followed_id)

-- name: follow_kind :one
UPDATE follow f SET followed_kind = a.kind
FROM account a WHERE a.id = f.followed_id AND a.kind <> f.followed_kind

-- name: follower_drop :one
-- What does not say what follow does goes, …
DELETE FROM follower r
WHERE NOT EXISTS (SELECT FROM follow f JOIN account a ON a.id = f.follower_id
	WHERE f.follower_id = r.follower_id AND f.followed_id = r.followed_id
		AND f.created_at = r.created_at AND a.kind = r.follower_kind)

-- name: follower_add :one
-- … and what is missing comes. Nobody unfollows one of these meanwhile.
INSERT INTO follower (followed_id, follower_id, created_at, follower_kind)
SELECT f.followed_id, f.follower_id, f.created_at, a.kind
FROM follow f JOIN account a ON a.id = f.follower_id
WHERE NOT EXISTS (SELECT FROM follower r
	WHERE r.follower_id = f.follower_id AND r.followed_id = f.followed_id)
FOR KEY SHARE OF f

-- name: follow_recount :one
-- Where a count is wrong, what is not folded yet may be so as well.
WITH wrong AS MATERIALIZED (
	SELECT a.id, n.followers, n.following
	FROM
		-- include: follow_counts
	WHERE n.kept_followers <> n.followers OR n.kept_following <> n.following
), taken AS (
	DELETE FROM follow_delta d USING wrong w WHERE d.account_id = w.id
)
UPDATE account a SET followers = w.followers, following = w.following
FROM wrong w WHERE a.id = w.id

-- name: follow_import :one
-- Adds what a JSON array has, whose elements say whom some user follows.
WITH added AS (
	INSERT INTO follow (follower_id, followed_id)
	SELECT a.id, b.id
	FROM jsonb_to_recordset(:follows::jsonb) AS j (username text, follows jsonb),
		jsonb_array_elements_text(j.follows) AS f (username),
		account a, account b
	WHERE (:if_empty::text IS NULL OR NOT EXISTS (SELECT FROM follow))
		AND lower(a.username COLLATE "C") = lower(j.username COLLATE "C")
		AND lower(b.username COLLATE "C") = lower(f.username COLLATE "C")
	ON CONFLICT (follower_id, followed_id) DO NOTHING
	RETURNING 1
)
SELECT count(*) FROM added

-- name: follow_settle :one
-- Folds all there is.
SELECT follow_fold(NULL)
