-- Who follows whom, and what comes of it. me() is who asks.

-- name: follow_put :one
-- Follows an account; once more changes nothing. Raises if that cannot be.
INSERT INTO follow (follower_id, followed_id)
VALUES (me(), :id)
ON CONFLICT (follower_id, followed_id) DO NOTHING

-- name: unfollow_expect :one
-- Raises if nobody could ever have been followed there.
SELECT unfollow_expect(me(), :id)

-- name: follow_delete :one
DELETE FROM follow WHERE follower_id = me() AND followed_id = :id

-- A page is the newest of both kinds, each from its index: the planner sees to
-- the second kind only as far as the first leaves room.
--
-- name: follower_list :many
-- A page of those who follow an account, newest first.
SELECT
	-- include: account_public
	, a.followed_at
	, time_key(a.followed_at) AS _at
FROM unnest(ARRAY['person', 'brand']) AS k (kind), LATERAL (
		SELECT a.*, r.created_at AS followed_at
		FROM follower r JOIN account a ON a.id = r.follower_id AND a.active
		WHERE r.followed_id = :id AND r.follower_kind = k.kind
			AND (r.created_at, r.follower_id) < (time_of_key(:after_key::bigint), :after_id::bigint) --? after_id
		ORDER BY r.created_at DESC, r.follower_id DESC --? page
		LIMIT :#limit --? page
	) AS a
WHERE true
	AND k.kind = :kind --? kind
ORDER BY a.followed_at DESC, a.id DESC --? page
LIMIT :#limit --? page

-- name: following_list :many
-- The same of those whom an account follows.
SELECT
	-- include: account_public
	, a.followed_at
	, time_key(a.followed_at) AS _at
FROM unnest(ARRAY['person', 'brand']) AS k (kind), LATERAL (
		SELECT a.*, r.created_at AS followed_at
		FROM follow r JOIN account a ON a.id = r.followed_id AND a.active
		WHERE r.follower_id = :id AND r.followed_kind = k.kind
			AND (r.created_at, r.followed_id) < (time_of_key(:after_key::bigint), :after_id::bigint) --? after_id
		ORDER BY r.created_at DESC, r.followed_id DESC --? page
		LIMIT :#limit --? page
	) AS a
WHERE true
	AND k.kind = :kind --? kind
ORDER BY a.followed_at DESC, a.id DESC --? page
LIMIT :#limit --? page

-- Only those whose newest rating (after the cursor) is among the newest of all
-- can have a place on the page. So this looks at one rating of each account that
-- is followed, and at a page of ratings of the few that remain. The order is by
-- time, account and movie; within one account, the cursor is said in terms of
-- its index.
--
-- fragment: feed_after
AND (r.updated_at, r.movie_id) < (time_of_key(after.key[1]), CASE sign(f.followed_id - after.key[2]) WHEN 1 THEN 0 WHEN 0 THEN :after_id::bigint ELSE 9223372036854775807 END) --? after_id

-- name: feed_list :many
-- A page of what those whom one follows have rated, newest first.
SELECT
	f.id AS "user.id",
	f.username AS "user.username",
	f.kind AS "user.kind",
	f.full_name AS "user.full_name",
	f.image AS "user.image",
	m.id AS "movie.id",
	m.name AS "movie.name",
	m.year AS "movie.year",
	n.score,
	n.updated_at,
	n.movie_id AS _id,
	time_key(n.updated_at) || ',' || f.id AS _at
FROM (SELECT string_to_array(:after_key, ',')::bigint[] AS key) AS after,
	LATERAL (
		SELECT f.followed_id, a.*
		FROM (
			SELECT f.followed_id, n.*
			FROM follow f, LATERAL (
					SELECT r.updated_at, r.movie_id FROM rating r
					WHERE r.account_id = f.followed_id
						-- include: feed_after
					ORDER BY r.updated_at DESC, r.movie_id DESC
					LIMIT 1
				) AS n
			WHERE f.follower_id = me()
			ORDER BY n.updated_at DESC, f.followed_id DESC --? page
			OFFSET 0
		) AS f
			JOIN account a ON a.id = f.followed_id AND a.active
		ORDER BY f.updated_at DESC, f.followed_id DESC --? page
		LIMIT :#limit --? page
	) AS f,
	LATERAL (
		SELECT r.score, r.updated_at, r.movie_id FROM rating r
		WHERE r.account_id = f.followed_id
			-- include: feed_after
		ORDER BY r.updated_at DESC, r.movie_id DESC --? page
		LIMIT :#limit --? page
	) AS n
	JOIN movie m ON m.id = n.movie_id
ORDER BY n.updated_at DESC, f.id DESC, n.movie_id DESC --? page
LIMIT :#limit --? page

-- Done by the responders from time to time.

-- name: follow_keep :one
-- Carries new follows over into the counts.
SELECT follow_keep()
