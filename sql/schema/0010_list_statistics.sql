-- What the planner has to know of movies to choose how to list them.
--
-- A range of a list that is sorted by the same column ascending is said twice,
-- in terms of both indexes of the column; see movie_filters in
-- sql/queries/movie.sql. That what passes one passes the other is said here, or
-- the planner would expect far fewer movies, and go and sort all of them.

CREATE STATISTICS movie_year_both (dependencies, mcv)
	ON (coalesce(year, 0)), (coalesce(year, 9999)) FROM movie;
CREATE STATISTICS movie_imdb_score_both (dependencies, mcv)
	ON (coalesce(imdb_score, -1)), (coalesce(imdb_score, 11)) FROM movie;
CREATE STATISTICS movie_popularity_both (dependencies, mcv)
	ON (coalesce(popularity, -1)), (coalesce(popularity, 101)) FROM movie;

COMMENT ON STATISTICS movie_year_both IS
	'The year as both of its indexes have it.';
COMMENT ON STATISTICS movie_imdb_score_both IS
	'The score as both of its indexes have it.';
COMMENT ON STATISTICS movie_popularity_both IS
	'The popularity as both of its indexes have it.';

-- There are some 150 years and 101 scores: all of them are counted, so that one
-- with few movies is known to have few.

ALTER STATISTICS movie_year_both SET STATISTICS 300;
ALTER STATISTICS movie_imdb_score_both SET STATISTICS 300;
ALTER STATISTICS movie_popularity_both SET STATISTICS 300;
ALTER INDEX movie_year_asc ALTER COLUMN 1 SET STATISTICS 300;
ALTER INDEX movie_year_desc ALTER COLUMN 1 SET STATISTICS 300;
ALTER INDEX movie_imdb_score_asc ALTER COLUMN 1 SET STATISTICS 300;
ALTER INDEX movie_imdb_score_desc ALTER COLUMN 1 SET STATISTICS 300;

ANALYZE movie;
