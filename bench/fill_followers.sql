-- Adds a made-up brand with many followers, and somebody who follows many, for
-- the measurements. psql variables: followers and followed, how many of each.
-- Some followers are brands, at random; those who are followed have rated.

SELECT setseed(0.42) \g /dev/null
SET LOCAL synchronous_commit = off;
INSERT INTO account (email, username, kind)
SELECT 'fan' || i || '@example.com', 'fan-' || to_char(i, 'FM00000000'),
	CASE WHEN random() < 0.05 THEN 'brand' ELSE 'person' END
FROM generate_series(1, :followers) AS i;
INSERT INTO account (email, username, kind) VALUES
	('followed@example.com', 'bench-followed', 'brand'),
	('reader@example.com', 'bench-reader', 'person');

INSERT INTO follow (follower_id, followed_id, created_at)
SELECT a.id, b.id, now() - random() * interval '1 year'
FROM account a, account b
WHERE a.username LIKE 'fan-%' AND b.username = 'bench-followed';

CREATE TEMP TABLE followed ON COMMIT DROP AS
SELECT id FROM account WHERE username LIKE 'fan-%' ORDER BY id LIMIT :followed;
INSERT INTO follow (follower_id, followed_id)
SELECT a.id, f.id FROM account a, followed f WHERE a.username = 'bench-reader';
INSERT INTO rating (account_id, movie_id, score, updated_at)
SELECT f.id, m.id, 1 + (f.id + m.id) % 10, now() - random() * interval '1 year'
FROM followed f, (SELECT id FROM movie ORDER BY id LIMIT 50) AS m;
SELECT follow_fold(NULL) \g /dev/null
