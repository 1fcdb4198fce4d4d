-- Adds made-up accounts for the measurements. psql variable: accounts, how many.
-- Their ids follow each other.

SET LOCAL synchronous_commit = off;
INSERT INTO account (email, username, kind)
SELECT 'user' || i || '@example.com', 'user-' || to_char(i, 'FM00000000'),
	CASE WHEN i % 20 = 0 THEN 'brand' ELSE 'person' END
FROM generate_series(1, :accounts) AS i;
