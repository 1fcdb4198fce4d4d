-- Movies. How these files are read is described in src/engine/statement.h.

-- fragment: movie_columns
m.id,
m.name,
array_to_string(ARRAY(
	SELECT (SELECT p.name FROM person p WHERE p.id = c.person_id)
	FROM credit c WHERE c.movie_id = m.id AND c.role = 'director'
	ORDER BY c.position), ', ') AS director,
m.popularity,
m.imdb_score,
ARRAY(
	SELECT (SELECT g.name FROM genre g WHERE g.id = mg.genre_id)
		COLLATE "und-x-icu" AS name
	FROM movie_genre mg WHERE mg.movie_id = m.id
	ORDER BY name) AS "genre[].name",
m.year,
r.average AS "rating.average",
r.count AS "rating.count",
m.created_at,
m.updated_at

-- fragment: movie_etag
, m.version || '.' || r.count || '.' || r.sum AS _etag

-- name: movie_get :one
-- One movie.
SELECT
	-- include: movie_columns
	-- include: movie_etag
FROM movie m JOIN rating_summary r ON r.movie_id = m.id
WHERE m.id = :id

-- name: movie_export :many
-- The next of all movies, as they are now. How many is said here, so that the
-- planner knows it, and where to begin in both tables, as it may merge them.
SELECT
	-- include: movie_columns
FROM movie m JOIN rating_summary r ON r.movie_id = m.id
WHERE m.id > :after_id::bigint AND r.movie_id > :after_id::bigint
ORDER BY m.id
LIMIT 100

-- A range is said in terms of one index, so that the planner sees both of its
-- ends; and once more in terms of the index that an ascending sort walks. What
-- contradicts itself finds nothing, without a look. That a movie has a row for
-- its ratings is said so that these may come first.
--
-- fragment: movie_filters
AND EXISTS (SELECT FROM movie_genre mg WHERE mg.movie_id = m.id AND mg.genre_id = genre_id(:genre)) --? each genre
AND EXISTS (SELECT FROM credit c WHERE c.movie_id = m.id AND c.role = 'director' AND c.person_id = ANY (person_ids(:director))) --? director
AND EXISTS (SELECT FROM credit c WHERE c.movie_id = m.id AND c.role = 'director' AND c.person_id = :director_id) --? director_id
AND coalesce(m.year, 0) = :year             --? year
AND coalesce(m.year, 0) >= :year_min --? year_min
AND coalesce(m.year, 0) <= :year_max AND coalesce(m.year, 0) > 0 --? year_max
AND coalesce(m.imdb_score, -1) >= :imdb_score_min::numeric --? imdb_score_min
AND coalesce(m.imdb_score, -1) <= :imdb_score_max::numeric AND coalesce(m.imdb_score, -1) > -1 --? imdb_score_max
AND coalesce(m.popularity, -1) >= :popularity_min::numeric --? popularity_min
AND coalesce(m.popularity, -1) <= :popularity_max::numeric AND coalesce(m.popularity, -1) > -1 --? popularity_max
AND coalesce(r.average, -1) >= :rating_min::numeric AND r.movie_id IS NOT NULL --? rating_min
AND :year_min::integer <= :year_max::integer --? year_min year_max
AND :year::integer >= :year_min::integer --? year year_min
AND :year::integer <= :year_max::integer --? year year_max
AND :imdb_score_min::numeric <= :imdb_score_max::numeric --? imdb_score_min imdb_score_max
AND :popularity_min::numeric <= :popularity_max::numeric --? popularity_min popularity_max

-- name: movie_list :many
-- A page of movies: any filters, one sort, going on after a cursor. Behind the
-- last known value there may be many movies, of which the planner knows only if
-- it is told that it is them who are next.
SELECT
	-- include: movie_columns
	, r.rank AS _rank --? sort=rating
	, r.rank AS _rank --? sort=-rating
FROM movie m LEFT JOIN rating_summary r ON r.movie_id = m.id
WHERE TRUE
	-- include: movie_filters
	AND m.id IN (SELECT s.movie_id FROM movie_search s WHERE s.words @@ searched_all(:search)) --? search
	AND coalesce(m.year, 9999) = :year          --? year sort=year
	AND coalesce(m.year, 9999) >= :year_min --? year_min sort=year
	AND coalesce(m.year, 9999) <= :year_max --? year_max sort=year
	AND coalesce(m.imdb_score, 11) >= :imdb_score_min::numeric --? imdb_score_min sort=imdb_score
	AND coalesce(m.imdb_score, 11) <= :imdb_score_max::numeric --? imdb_score_max sort=imdb_score
	AND coalesce(m.popularity, 101) >= :popularity_min::numeric --? popularity_min sort=popularity
	AND coalesce(m.popularity, 101) <= :popularity_max::numeric --? popularity_max sort=popularity
	AND r.movie_id IS NOT NULL --? sort=rating
	AND r.movie_id IS NOT NULL --? sort=-rating
	AND r.average >= :rating_min::numeric --? rating_min sort=rating
	AND (coalesce(m.popularity, -1), m.id) < (:after_key::numeric, :after_id::bigint) --? after_id after_key sort=-popularity
	AND coalesce(m.popularity, -1) = -1 AND m.id < :after_id::bigint --? after_id after_null sort=-popularity
	AND (coalesce(m.popularity, 101), m.id) > (:after_key::numeric, :after_id::bigint) --? after_id after_key sort=popularity
	AND coalesce(m.popularity, 101) = 101 AND m.id > :after_id::bigint --? after_id after_null sort=popularity
	AND (coalesce(m.imdb_score, -1), m.id) < (:after_key::numeric, :after_id::bigint) --? after_id after_key sort=-imdb_score
	AND coalesce(m.imdb_score, -1) = -1 AND m.id < :after_id::bigint --? after_id after_null sort=-imdb_score
	AND (coalesce(m.imdb_score, 11), m.id) > (:after_key::numeric, :after_id::bigint) --? after_id after_key sort=imdb_score
	AND coalesce(m.imdb_score, 11) = 11 AND m.id > :after_id::bigint --? after_id after_null sort=imdb_score
	AND (coalesce(r.rank, -1), r.movie_id) < (:after_key::numeric, :after_id::bigint) --? after_id after_key sort=-rating
	AND coalesce(r.rank, -1) = -1 AND r.movie_id < :after_id::bigint --? after_id after_null sort=-rating
	AND (coalesce(r.rank, 11), r.movie_id) > (:after_key::numeric, :after_id::bigint) --? after_id after_key sort=rating
	AND coalesce(r.rank, 11) = 11 AND r.movie_id > :after_id::bigint --? after_id after_null sort=rating
	AND (coalesce(m.year, 0), m.id) < (:after_key::integer, :after_id::bigint) --? after_id after_key sort=-year
	AND coalesce(m.year, 0) = 0 AND m.id < :after_id::bigint --? after_id after_null sort=-year
	AND (coalesce(m.year, 9999), m.id) > (:after_key::integer, :after_id::bigint) --? after_id after_key sort=year
	AND coalesce(m.year, 9999) = 9999 AND m.id > :after_id::bigint --? after_id after_null sort=year
	AND (m.name COLLATE "und-x-icu", m.id) < (:after_key::text, :after_id::bigint) --? after_id sort=-name
	AND (m.name COLLATE "und-x-icu", m.id) > (:after_key::text, :after_id::bigint) --? after_id sort=name
	AND m.id < :after_id::bigint --? after_id sort=-id
	AND m.id > :after_id::bigint --? after_id sort=id
ORDER BY                                   --? page
	coalesce(m.popularity, -1) DESC, m.id DESC,   --? sort=-popularity
	coalesce(m.popularity, 101), m.id,            --? sort=popularity
	coalesce(m.imdb_score, -1) DESC, m.id DESC,   --? sort=-imdb_score
	coalesce(m.imdb_score, 11), m.id,             --? sort=imdb_score
	coalesce(r.rank, -1) DESC, r.movie_id DESC, --? sort=-rating
	coalesce(r.rank, 11), r.movie_id,          --? sort=rating
	coalesce(m.year, 0) DESC, m.id DESC,          --? sort=-year
	coalesce(m.year, 9999), m.id,                 --? sort=year
	m.name COLLATE "und-x-icu" DESC, m.id DESC,   --? sort=-name
	m.name COLLATE "und-x-icu", m.id,             --? sort=name
	m.id DESC,                                    --? sort=-id
	m.id --? page
LIMIT :#limit --? page
