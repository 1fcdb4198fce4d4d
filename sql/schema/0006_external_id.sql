-- What others call our movies and people, so that what comes from them a second
-- time is known again. And people who did something else than direct.

CREATE TABLE movie_key (
	source   text COLLATE "C" NOT NULL
	         CHECK (source IN ('imdb', 'movielens', 'tmdb')),
	key      text COLLATE "C" NOT NULL CHECK (key <> ''),
	movie_id bigint NOT NULL REFERENCES movie ON DELETE CASCADE,
	PRIMARY KEY (source, key)
);

COMMENT ON TABLE movie_key IS 'What others call a movie.';
COMMENT ON COLUMN movie_key.source IS 'Who.';
COMMENT ON COLUMN movie_key.key IS 'Their key, such as tt0111161.';
COMMENT ON COLUMN movie_key.movie_id IS 'Our movie.';

CREATE INDEX movie_key_movie ON movie_key (movie_id);

CREATE TABLE person_key (
	source    text COLLATE "C" NOT NULL CHECK (source IN ('imdb')),
	key       text COLLATE "C" NOT NULL CHECK (key <> ''),
	person_id bigint NOT NULL REFERENCES person ON DELETE CASCADE,
	PRIMARY KEY (source, key)
);

COMMENT ON TABLE person_key IS
	'What others call a person. People of one name are one person here, '
	'who then has several keys.';
COMMENT ON COLUMN person_key.source IS 'Who.';
COMMENT ON COLUMN person_key.key IS 'Their key, such as nm0000209.';
COMMENT ON COLUMN person_key.person_id IS 'Our person.';

CREATE INDEX person_key_person ON person_key (person_id);

ALTER TABLE credit DROP CONSTRAINT credit_role_check;
ALTER TABLE credit ADD CONSTRAINT credit_role_check CHECK (role IN (
	'actor', 'archive_footage', 'archive_sound', 'casting_director',
	'cinematographer', 'composer', 'director', 'editor', 'producer',
	'production_designer', 'self', 'writer'));
