-- Genres.

-- name: genre_list :many
-- A page of the genres that have movies, by name, with the number of movies in each.
SELECT
	g.name,
	(SELECT count(*) FROM movie_genre mg WHERE mg.genre_id = g.id) AS movies,
	g.id AS _id
FROM genre g
WHERE EXISTS (SELECT FROM movie_genre mg WHERE mg.genre_id = g.id)
	AND (g.name COLLATE "und-x-icu", g.id) > (:after_key::text, :after_id::bigint) --? after_id
ORDER BY g.name COLLATE "und-x-icu", g.id --? page
LIMIT :#limit --? page
