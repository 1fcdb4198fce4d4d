-- Search. What search_read() makes of the text is there for the statements
-- behind it in the same transaction, and theirs only: they are planned for it.

-- name: search_movies :one
SELECT search_read(:search, false)

-- name: search_people :one
SELECT search_read(:search, true)

-- name: search_suggest :one
SELECT search_read(:q, false)

-- The parts of a list by relevance: exact titles, those that begin so, others.
-- A part that the page does not need is not carried out: PostgreSQL takes them
-- one after the other. The rank says the part and the popularity.

-- fragment: of_movies
LEFT JOIN movie m ON m.id = s.movie_id
LEFT JOIN rating_summary r ON r.movie_id = s.movie_id

-- fragment: most_popular
ORDER BY s.popularity DESC, s.movie_id DESC

-- fragment: begins_so
s.title > searched('begin') AND s.title < searched('begin') || chr(1114111)

-- fragment: matches
s.words @@ searched_words()
AND coalesce(s.words @@ searched_end(), TRUE)
AND s.title <> ALL (searched_titles())
AND coalesce(s.title < searched('begin') OR s.title >= searched('begin') || chr(1114111), TRUE)

-- name: movie_search :many
-- A page of movies, the most relevant first.
SELECT
	-- include: movie_columns
	, found.rank AS _rank
FROM (SELECT * FROM (
	(SELECT s.movie_id, s.popularity + 2000 AS rank FROM movie_search s
	-- include: of_movies
	WHERE s.title = ANY (searched_titles())
	AND (s.popularity, s.movie_id) < (:after_key::numeric - 2000, :after_id::bigint) --? after_id
	-- include: movie_filters
	-- include: most_popular
	LIMIT :limit)
UNION ALL
	(SELECT s.movie_id, s.popularity + 1000 AS rank FROM movie_search s
	-- include: of_movies
	WHERE
	-- include: begins_so
	AND (s.popularity, s.movie_id) < (:after_key::numeric - 1000, :after_id::bigint) --? after_id
	-- include: movie_filters
	-- include: most_popular
	LIMIT :limit)
UNION ALL
	-- Of many hits, some are likely to be among the most popular movies.
	(SELECT s.movie_id, s.popularity AS rank FROM (
		SELECT * FROM movie_search s
		WHERE searched('common') = 'yes'
		AND (s.popularity, s.movie_id) < (:after_key::numeric, :after_id::bigint) --? after_id
		-- include: most_popular
		LIMIT 10000) AS s
	-- include: of_movies
	WHERE
	-- include: matches
	-- include: movie_filters
	-- include: most_popular
	LIMIT :limit)
UNION ALL
	-- The others. The zero keeps the planner from going through all movies,
	-- however many hits it expects.
	(SELECT s.movie_id, s.popularity AS rank FROM movie_search s
	-- include: of_movies
	WHERE
	-- include: matches
	AND (searched('common') IS NULL OR (s.popularity, s.movie_id) < (
		SELECT s.popularity, s.movie_id FROM movie_search s
		WHERE TRUE
		AND (s.popularity, s.movie_id) < (:after_key::numeric, :after_id::bigint) --? after_id
		-- include: most_popular
		OFFSET 9999 LIMIT 1))
	AND (s.popularity, s.movie_id) < (:after_key::numeric, :after_id::bigint) --? after_id
	-- include: movie_filters
	ORDER BY s.popularity + 0 DESC, s.movie_id DESC
	LIMIT :limit)
	) AS part LIMIT :limit) AS found
JOIN movie m ON m.id = found.movie_id
LEFT JOIN rating_summary r ON r.movie_id = m.id
ORDER BY found.rank DESC, m.id DESC
