-- Search. What search_read() makes of the text is there for the statements
-- behind it in the same transaction: searched().

-- name: search_movies :one
SELECT search_read(:search, false)

-- name: search_people :one
SELECT search_read(:search, true)

-- name: search_suggest :one
SELECT search_read(:q, false)

-- The parts of a list by relevance: exact titles, those that begin so, others;
-- each of them tier by tier. What the page does not need is not looked for:
-- PostgreSQL takes one after the other. The rank says the part and the
-- popularity.

-- fragment: tiers
unnest(searched('words')::tsquery[], searched('ending')::tsquery[])
	WITH ORDINALITY AS t (words, ending, tier)

-- fragment: of_movies
LEFT JOIN movie m ON m.id = s.movie_id
LEFT JOIN rating_summary r ON r.movie_id = s.movie_id

-- fragment: most_popular
ORDER BY s.popularity DESC, s.movie_id DESC

-- fragment: begins_so
s.title > searched('title') AND s.title < searched('title') || chr(1114111)

-- fragment: matches_only
s.words @@ t.words AND (s.words @@ t.ending) IS NOT FALSE
AND s.title <> ALL ((SELECT searched('near'))::text[])
AND (s.title < (SELECT searched('title')) OR s.title >= (SELECT searched('title') || chr(1114111))) IS NOT FALSE

-- name: movie_search :many
-- A page of movies, the most relevant first.
SELECT
	-- include: movie_columns
	, found.rank AS _rank
FROM (SELECT * FROM (
	(SELECT p.movie_id, p.popularity + 2000 AS rank FROM
		-- include: tiers
		CROSS JOIN LATERAL (
			SELECT s.movie_id, s.popularity FROM movie_search s
			-- include: of_movies
			WHERE s.tier = t.tier AND s.title = searched('title')
			AND (s.popularity, s.movie_id) < (:after_key::numeric - 2000, :after_id::bigint) --? after_id
			-- include: movie_filters
			-- include: most_popular
			LIMIT :#limit) AS p
	WHERE TRUE
	AND :after_key::numeric > 1998 --? after_id
	LIMIT :#limit)
UNION ALL
	(SELECT p.movie_id, p.popularity + 2000 AS rank FROM
		-- include: tiers
		CROSS JOIN LATERAL (
			SELECT s.movie_id, s.popularity FROM movie_search s
			-- include: of_movies
			WHERE s.tier = t.tier AND s.title = ANY (searched('near')::text[])
			AND (s.popularity, s.movie_id) < (:after_key::numeric - 2000, :after_id::bigint) --? after_id
			-- include: movie_filters
			-- include: most_popular
			LIMIT :#limit) AS p
	WHERE searched('title') IS NULL
	AND :after_key::numeric > 1998 --? after_id
	LIMIT :#limit)
UNION ALL
	(SELECT p.movie_id, p.popularity + 1000 AS rank FROM
		-- include: tiers
		CROSS JOIN LATERAL (
			SELECT s.movie_id, s.popularity FROM movie_search s
			-- include: of_movies
			WHERE s.tier = t.tier AND
			-- include: begins_so
			AND (s.popularity, s.movie_id) < (:after_key::numeric - 1000, :after_id::bigint) --? after_id
			-- include: movie_filters
			-- include: most_popular
			LIMIT :#limit) AS p
	WHERE TRUE
	AND t.tier >= (SELECT * FROM search_tier_of(:after_key::numeric - 1000, :after_id::bigint)) AND :after_key::numeric > 998 --? after_id
	LIMIT :#limit)
UNION ALL
	(SELECT p.movie_id, p.popularity AS rank FROM
		-- include: tiers
		CROSS JOIN LATERAL (
			SELECT s.movie_id, s.popularity FROM movie_search s
			-- include: of_movies
			WHERE
			-- include: matches_only
			AND (s.popularity, s.movie_id) < (:after_key::numeric, :after_id::bigint) --? after_id
			-- include: movie_filters
			-- include: most_popular
			LIMIT :#limit) AS p
	WHERE TRUE
	AND t.tier >= (SELECT * FROM search_tier_of(:after_key::numeric, :after_id::bigint)) --? after_id
	LIMIT :#limit)
	) AS part
LIMIT :#limit) AS found
JOIN movie m ON m.id = found.movie_id
LEFT JOIN rating_summary r ON r.movie_id = m.id
ORDER BY found.rank DESC, m.id DESC

-- The first part of a list of people: names that begin so.
-- fragment: person_begins_so
s.name >= searched('title') AND s.name < searched('title') || chr(1114111)

-- fragment: person_matches
s.words @@ (SELECT searched('plain')::tsquery)

-- name: person_search :many
-- A page of people: those whose names begin so, then others, by name.
SELECT
	-- include: person_columns
	, found.rank AS _rank
FROM (SELECT * FROM (
	(SELECT s.person_id, '0' || s.name AS rank FROM person_search s
	WHERE
	-- include: person_begins_so
	AND EXISTS (SELECT FROM credit c WHERE c.person_id = s.person_id)
	AND left(:after_key::text, 1) = '0' AND (s.name, s.person_id) > (substr(:after_key::text, 2), :after_id::bigint) --? after_id
	ORDER BY s.name, s.person_id
	LIMIT :#limit)
UNION ALL
	(SELECT s.person_id, '1' || s.name AS rank FROM person_search s
	WHERE
	-- include: person_matches
	AND (
	-- include: person_begins_so
	) IS NOT TRUE
	AND EXISTS (SELECT FROM credit c WHERE c.person_id = s.person_id)
	AND (left(:after_key::text, 1) = '0' OR (s.name, s.person_id) > (substr(:after_key::text, 2), :after_id::bigint)) --? after_id
	ORDER BY s.name, s.person_id
	LIMIT :#limit)
	) AS part
LIMIT :#limit) AS found
JOIN person p ON p.id = found.person_id
ORDER BY found.rank COLLATE "C", p.id

-- What somebody types is the better meant the more of the title it is. Movies
-- that only have the words come last; the two tiers of millions are looked into
-- for them only as long as there is hardly anything else.
--
-- A director comes with the most popular movie that is found by the name. Of
-- movies of one name, all but the first come last: they would leave no room for
-- other names.
--
-- name: suggest :many
-- What somebody who types may mean, the best first.
WITH RECURSIVE titled AS MATERIALIZED (
	SELECT * FROM (
		(SELECT p.movie_id, p.popularity, p.popularity AS rank, 2000 AS class FROM
			-- include: tiers
			CROSS JOIN LATERAL (
				SELECT s.movie_id, s.popularity FROM movie_search s
				WHERE s.tier = t.tier AND s.title = searched('title')
				-- include: most_popular
				LIMIT 10) AS p
		LIMIT 10)
	UNION ALL
		(SELECT p.movie_id, p.popularity, p.popularity, 2000 FROM
			-- include: tiers
			CROSS JOIN LATERAL (
				SELECT s.movie_id, s.popularity FROM movie_search s
				WHERE s.tier = t.tier AND s.title = ANY (searched('near')::text[])
				-- include: most_popular
				LIMIT 10) AS p
		WHERE searched('title') IS NULL
		LIMIT 10)
	UNION ALL
		(SELECT p.movie_id, p.popularity, greatest(p.popularity, 0.1) * typed AS rank, 1000
		FROM (
			SELECT p.movie_id, p.popularity,
				char_length(searched('title'))::numeric / char_length(p.title) AS typed
			FROM
			-- include: tiers
			CROSS JOIN LATERAL (
				SELECT s.movie_id, s.popularity, s.title FROM movie_search s
				WHERE s.tier = t.tier AND
				-- include: begins_so
				-- include: most_popular
				LIMIT 50) AS p
			LIMIT 50) AS p
		ORDER BY rank DESC
		LIMIT 20)) AS part
	LIMIT 20
), walk AS (
	SELECT 0::bigint AS tier, (SELECT count(*) FROM titled) AS hits, '{}'::bigint[] AS movies
UNION ALL
	SELECT t.tier, walk.hits + cardinality(other.movies), other.movies
	FROM walk JOIN
		-- include: tiers
		ON t.tier = walk.tier + 1
		CROSS JOIN LATERAL (SELECT ARRAY(
			SELECT s.movie_id FROM movie_search s
			WHERE
			-- include: matches_only
			-- include: most_popular
			LIMIT 10) AS movies OFFSET 0) AS other
	WHERE walk.hits < CASE WHEN t.tier <= 3 THEN 20 ELSE 5 END
), hit AS MATERIALIZED (
	SELECT * FROM titled
UNION ALL
	SELECT s.movie_id, s.popularity, s.popularity, 0
	FROM walk CROSS JOIN unnest(walk.movies) AS id
	JOIN movie_search s ON s.movie_id = id
), director AS (
	SELECT s.person_id, max(hit.popularity) * CASE
			WHEN
			-- include: person_begins_so
			THEN char_length(searched('title'))::numeric / char_length(s.name) ELSE 1
			END AS rank, CASE
		WHEN s.name = searched('title') OR s.name = ANY (searched('near')::text[]) THEN 2000
		WHEN
		-- include: person_begins_so
		THEN 1000 ELSE 0 END AS class
	FROM hit JOIN credit c ON c.movie_id = hit.movie_id AND c.role = 'director'
	JOIN person_search s ON s.person_id = c.person_id
	WHERE
	-- include: person_matches
	GROUP BY s.person_id
	ORDER BY class DESC, rank DESC
	LIMIT 3
)
SELECT kind, id, name, year
FROM (
	SELECT 'movie' AS kind, m.id, m.name, m.year, hit.class, hit.rank,
		row_number() OVER (PARTITION BY m.name
			ORDER BY hit.class DESC, hit.popularity DESC, m.id DESC) AS again
	FROM hit JOIN movie m ON m.id = hit.movie_id
UNION ALL
	SELECT 'person', p.id, p.name, NULL, director.class, director.rank, 1
	FROM director JOIN person p ON p.id = director.person_id
) AS suggested
ORDER BY again > 1, class DESC, rank DESC, kind DESC, id DESC
LIMIT 10

-- Done by the responders from time to time.

-- name: search_keep :one
-- Moves movies to the tiers where they belong.
SELECT search_keep(500)

-- name: search_aim :one
-- Finds out where a tier should end.
SELECT search_tier_aim()
