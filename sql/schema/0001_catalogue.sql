-- The catalogue: movies, the people who made them, genres, and what the
-- ratings of a movie add up to.
--
-- Every filter and every sort that the HTTP interface documents has an index
-- here. A value that is not known is NULL; it sorts last whichever way the
-- list runs, which is why each nullable sort key has two indexes: one over
-- the key with NULL as the smallest value (descending lists, and ranges), one
-- with NULL as the largest (ascending lists).

CREATE TABLE movie (
	id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	name       text NOT NULL
	           CHECK (char_length(name) BETWEEN 1 AND 255),
	popularity numeric(4,1) CHECK (popularity BETWEEN 0 AND 100),
	imdb_score numeric(3,1) CHECK (imdb_score BETWEEN 0 AND 10),
	year       smallint CHECK (year BETWEEN 1870 AND 2100),
	version    bigint NOT NULL DEFAULT 1,
	created_at timestamptz NOT NULL DEFAULT now(),
	updated_at timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE movie IS 'A film.';
COMMENT ON COLUMN movie.id IS 'What /api/movies/{id}/ names.';
COMMENT ON COLUMN movie.name IS 'Title, 1 to 255 characters.';
COMMENT ON COLUMN movie.popularity IS '0 to 100, one decimal.';
COMMENT ON COLUMN movie.imdb_score IS '0 to 10, one decimal.';
COMMENT ON COLUMN movie.year IS 'Year of the first release.';
COMMENT ON COLUMN movie.version IS
	'Counts the changes of the row; a part of the entity tag.';
COMMENT ON COLUMN movie.created_at IS 'When the row was made.';
COMMENT ON COLUMN movie.updated_at IS 'When the movie was last changed.';

CREATE INDEX movie_popularity_desc
	ON movie (coalesce(popularity, -1), id);
CREATE INDEX movie_popularity_asc
	ON movie (coalesce(popularity, 101), id);
CREATE INDEX movie_imdb_score_desc
	ON movie (coalesce(imdb_score, -1), id);
CREATE INDEX movie_imdb_score_asc
	ON movie (coalesce(imdb_score, 11), id);
CREATE INDEX movie_year_desc
	ON movie (coalesce(year, 0), id);
CREATE INDEX movie_year_asc
	ON movie (coalesce(year, 9999), id);
CREATE INDEX movie_name
	ON movie (name COLLATE "und-x-icu", id);

CREATE TABLE person (
	id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	name text NOT NULL UNIQUE
	     CHECK (char_length(name) BETWEEN 1 AND 255)
);

COMMENT ON TABLE person IS 'Somebody who made a movie.';
COMMENT ON COLUMN person.id IS 'What /api/people/{id}/ names.';
COMMENT ON COLUMN person.name IS 'Full name, as credited.';

CREATE INDEX person_name_sorted ON person (name COLLATE "und-x-icu", id);
CREATE INDEX person_name_lower ON person (lower(name));

CREATE TABLE credit (
	movie_id  bigint NOT NULL REFERENCES movie ON DELETE CASCADE,
	person_id bigint NOT NULL REFERENCES person,
	role      text NOT NULL CHECK (role IN ('director')),
	position  smallint NOT NULL CHECK (position > 0),
	PRIMARY KEY (movie_id, role, position),
	UNIQUE (person_id, role, movie_id)
);

COMMENT ON TABLE credit IS 'Who did what in a movie.';
COMMENT ON COLUMN credit.movie_id IS 'The movie.';
COMMENT ON COLUMN credit.person_id IS 'The person.';
COMMENT ON COLUMN credit.role IS 'What the person did there.';
COMMENT ON COLUMN credit.position IS
	'Place among those who share the role, from 1.';

CREATE TABLE genre (
	id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 50)
);

COMMENT ON TABLE genre IS 'A kind of film, such as Western.';
COMMENT ON COLUMN genre.id IS 'Key; not shown.';
COMMENT ON COLUMN genre.name IS 'Unique whatever its case.';

CREATE UNIQUE INDEX genre_name_lower ON genre (lower(name));
CREATE INDEX genre_name_sorted ON genre (name COLLATE "und-x-icu", id);

CREATE TABLE movie_genre (
	movie_id bigint NOT NULL REFERENCES movie ON DELETE CASCADE,
	genre_id bigint NOT NULL REFERENCES genre,
	PRIMARY KEY (movie_id, genre_id)
);

COMMENT ON TABLE movie_genre IS 'Which genres a movie belongs to.';
COMMENT ON COLUMN movie_genre.movie_id IS 'The movie.';
COMMENT ON COLUMN movie_genre.genre_id IS 'The genre.';

CREATE INDEX movie_genre_genre ON movie_genre (genre_id, movie_id);

-- One row for each movie, rated or not, so that a list can walk its index.
CREATE TABLE rating_summary (
	movie_id bigint PRIMARY KEY REFERENCES movie ON DELETE CASCADE,
	count    bigint NOT NULL DEFAULT 0 CHECK (count >= 0),
	sum      bigint NOT NULL DEFAULT 0 CHECK (sum >= count),
	average  numeric(4,2) GENERATED ALWAYS AS
	         (round(sum::numeric / nullif(count, 0), 2)) STORED
);

COMMENT ON TABLE rating_summary IS 'What the ratings of a movie add up to.';
COMMENT ON COLUMN rating_summary.movie_id IS 'The movie.';
COMMENT ON COLUMN rating_summary.count IS 'How many ratings it has.';
COMMENT ON COLUMN rating_summary.sum IS 'The sum of their scores.';
COMMENT ON COLUMN rating_summary.average IS
	'Mean score, two decimals; NULL while there is none.';

CREATE INDEX rating_summary_desc
	ON rating_summary (coalesce(average, -1), movie_id);
CREATE INDEX rating_summary_asc
	ON rating_summary (coalesce(average, 11), movie_id);

CREATE FUNCTION movie_has_summary() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO rating_summary (movie_id) SELECT id FROM added;
	RETURN NULL;
END $$;

COMMENT ON FUNCTION movie_has_summary() IS
	'Gives each new movie its row in rating_summary.';

CREATE TRIGGER movie_has_summary AFTER INSERT ON movie
	REFERENCING NEW TABLE AS added
	FOR EACH STATEMENT EXECUTE FUNCTION movie_has_summary();

-- These two only read, but are called IMMUTABLE: the lists are planned anew for
-- each request, and so the planner looks the value up while it plans, once, and
-- knows how many rows the genre or the person really has. No plan that is kept
-- may call them with a constant.

CREATE FUNCTION genre_id(wanted text) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT AS
	'SELECT id FROM genre WHERE lower(name) = lower(wanted)';

COMMENT ON FUNCTION genre_id(text) IS
	'The genre of that name, whatever its case; NULL if there is none.';

CREATE FUNCTION person_ids(wanted text) RETURNS bigint[]
LANGUAGE sql IMMUTABLE STRICT AS
	'SELECT array_agg(id) FROM person WHERE lower(name) = lower(wanted)';

COMMENT ON FUNCTION person_ids(text) IS
	'The persons of that name, whatever its case.';
