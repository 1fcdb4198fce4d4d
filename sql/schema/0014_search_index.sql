-- What search finds things in: tables that triggers keep.

-- Nobody changes what search is made from while its tables are made.
LOCK TABLE movie, person, credit IN SHARE ROW EXCLUSIVE MODE;

-- Movies are in tiers of popularity, each ten times as large as the one before:
-- what is searched for is looked for in the first, and only if that does not
-- fill the page in the next. So common words are found among the few thousand
-- most popular movies, and few hits are left for the millions.

CREATE TABLE search_tier (
	tier       smallint PRIMARY KEY,
	size       integer NOT NULL,
	popularity numeric(4,1) NOT NULL DEFAULT -2,
	movie_id   bigint NOT NULL DEFAULT 0,
	goal_popularity numeric(4,1) NOT NULL DEFAULT -2,
	goal_movie_id   bigint NOT NULL DEFAULT 0
);

COMMENT ON TABLE search_tier IS
	'Where the tiers end; what is behind all of them is one more.';
COMMENT ON COLUMN search_tier.tier IS '1 has the most popular movies.';
COMMENT ON COLUMN search_tier.size IS
	'About so many movies are in it and in those before it.';
COMMENT ON COLUMN search_tier.popularity IS
	'With movie_id: its last place, in the order of popularity and id.';
COMMENT ON COLUMN search_tier.movie_id IS 'See popularity.';
COMMENT ON COLUMN search_tier.goal_popularity IS
	'With goal_movie_id: where its last place is to be; see search_keep().';
COMMENT ON COLUMN search_tier.goal_movie_id IS 'See goal_popularity.';

INSERT INTO search_tier (tier, size)
VALUES (1, 5000), (2, 50000), (3, 500000), (4, 5000000);

CREATE FUNCTION search_tiers() RETURNS integer[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT '{1,2,3,4,5}'::integer[] $$;

COMMENT ON FUNCTION search_tiers() IS
	'All tiers: those that have an end in search_tier, and the last.';

CREATE FUNCTION search_tier_of(wanted numeric, id bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1 AS $$
	SELECT 1 + count(*) FROM search_tier t
	WHERE (t.popularity, t.movie_id) > (wanted, id)
$$;

COMMENT ON FUNCTION search_tier_of(numeric, bigint) IS
	'The tier of a movie with that popularity and id.';

CREATE TABLE movie_search (
	movie_id   bigint PRIMARY KEY REFERENCES movie ON DELETE CASCADE,
	tier       smallint NOT NULL,
	title      text COLLATE "C" NOT NULL,
	popularity numeric(4,1) NOT NULL,
	words      tsvector NOT NULL
);

COMMENT ON TABLE movie_search IS 'What a movie is found by; triggers keep it.';
COMMENT ON COLUMN movie_search.movie_id IS 'The movie.';
COMMENT ON COLUMN movie_search.tier IS 'See search_tier.';
COMMENT ON COLUMN movie_search.title IS 'Its name; see search_title().';
COMMENT ON COLUMN movie_search.popularity IS 'Its popularity; -1 is unknown.';
COMMENT ON COLUMN movie_search.words IS
	'The words of its name and of its directors, each behind the digit of the '
	'tier; see search_words().';

CREATE FUNCTION search_lexemes(tier bigint, words text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT coalesce(array_to_tsvector(string_to_array(
		tier::text || replace(words, ' ', ' ' || tier::text), ' ')), '')
$$;

COMMENT ON FUNCTION search_lexemes(bigint, text) IS
	'The words, with a space between them, each behind the digit of the tier.';

CREATE FUNCTION search_lexemes(words text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
	$$ SELECT coalesce(array_to_tsvector(string_to_array(words, ' ')), '') $$;

COMMENT ON FUNCTION search_lexemes(text) IS
	'The words, with a space between them.';

CREATE TABLE person_search (
	person_id bigint PRIMARY KEY REFERENCES person ON DELETE CASCADE,
	name      text COLLATE "C" NOT NULL,
	words     tsvector NOT NULL
);

COMMENT ON TABLE person_search IS 'What a person is found by; triggers keep it.';
COMMENT ON COLUMN person_search.person_id IS 'The person.';
COMMENT ON COLUMN person_search.name IS 'The name; see search_title().';
COMMENT ON COLUMN person_search.words IS 'Its words; see search_words().';

-- A word stays when the last text that has it goes: it then finds nothing.
CREATE TABLE search_word (
	word     text COLLATE "C" PRIMARY KEY,
	variants integer[] NOT NULL
);

COMMENT ON TABLE search_word IS 'All words, to find near misses.';
COMMENT ON COLUMN search_word.word IS 'The word.';
COMMENT ON COLUMN search_word.variants IS 'See search_variants().';

-- Who makes two movies with the same new word need not wait for each other.
CREATE TABLE search_new_word (
	word text COLLATE "C" NOT NULL
);

COMMENT ON TABLE search_new_word IS
	'Words that search_learn() has still to take over, some more than once.';
COMMENT ON COLUMN search_new_word.word IS 'The word.';

-- Two words with one letter lost, doubled, swapped or wrong share a variant.
CREATE FUNCTION search_variants(word text) RETURNS integer[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
	SELECT CASE WHEN char_length(word) BETWEEN 3 AND 24
			AND word !~ '^[0-9]+$' THEN
		ARRAY(SELECT DISTINCT hashtext(left(word, i - 1) || substr(word, i + 1))
		      FROM generate_series(1, char_length(word) + 1) AS i)
	ELSE '{}' END
$$;

COMMENT ON FUNCTION search_variants(text) IS
	'Hashes of the word, and of it without each of its letters.';

CREATE FUNCTION search_note_words() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO search_new_word (word)
	SELECT DISTINCT w
	FROM made, unnest(tsvector_to_array(words)) AS lexeme,
		substr(lexeme, CASE TG_TABLE_NAME WHEN 'movie_search' THEN 2 ELSE 1 END) AS w
	WHERE NOT EXISTS (SELECT FROM search_word known WHERE known.word = w);
	RETURN NULL;
END $$;

COMMENT ON FUNCTION search_note_words() IS 'Notes the words of new rows.';

CREATE FUNCTION search_learn(most integer) RETURNS bigint
LANGUAGE sql AS $$
	WITH taken AS (
		DELETE FROM search_new_word
		WHERE ctid = ANY (ARRAY(SELECT ctid FROM search_new_word LIMIT most))
		RETURNING word
	), learnt AS (
		INSERT INTO search_word (word, variants)
		SELECT word, search_variants(word)
		FROM (SELECT DISTINCT word FROM taken) AS new
		WHERE NOT EXISTS (SELECT FROM search_word known WHERE known.word = new.word)
		ON CONFLICT DO NOTHING
	)
	SELECT count(*) FROM taken
$$;

COMMENT ON FUNCTION search_learn(integer) IS
	'Takes so many of the words over that were noted; says how many.';

-- Who writes to movie_search and who moves the end of a tier exclude each
-- other. Writers do not exclude writers.
CREATE FUNCTION search_tiers_stay() RETURNS void
LANGUAGE sql AS 'SELECT pg_advisory_xact_lock_shared(5062746838)';

COMMENT ON FUNCTION search_tiers_stay() IS
	'Until the end of the transaction no end of a tier moves.';

CREATE FUNCTION search_tiers_alone() RETURNS void
LANGUAGE sql AS 'SELECT pg_advisory_xact_lock(5062746838)';

COMMENT ON FUNCTION search_tiers_alone() IS
	'Until the end of the transaction nobody else writes to movie_search.';

CREATE FUNCTION movie_search_add() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM search_tiers_stay();
	INSERT INTO movie_search (movie_id, tier, title, popularity, words)
	SELECT m.id, t.tier, search_title(m.name), coalesce(m.popularity, -1),
		search_lexemes(t.tier, search_words(m.name))
	FROM added m, search_tier_of(coalesce(m.popularity, -1), m.id) AS t (tier);
	RETURN NULL;
END $$;

COMMENT ON FUNCTION movie_search_add() IS
	'Gives each new movie its row in movie_search.';

-- Rows are locked before what they are made from is read: of two who change
-- what is found of a movie, the second then sees what the first has done.
CREATE FUNCTION movie_search_make(movies bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM FROM movie_search WHERE movie_id = ANY (movies)
	ORDER BY movie_id FOR UPDATE;
	UPDATE movie_search s
	SET tier = t.tier, title = search_title(m.name),
		popularity = coalesce(m.popularity, -1),
		words = search_lexemes(t.tier, nullif(concat_ws(' ', search_words(m.name), (
			SELECT string_agg(search_words(p.name), ' ')
			FROM credit c JOIN person p ON p.id = c.person_id
			WHERE c.movie_id = m.id AND c.role = 'director')), ''))
	FROM movie m, search_tier_of(coalesce(m.popularity, -1), m.id) AS t (tier)
	WHERE m.id = s.movie_id AND m.id = ANY (movies);
END $$;

COMMENT ON FUNCTION movie_search_make(bigint[]) IS
	'Makes the rows of these movies in movie_search anew.';

CREATE FUNCTION movie_search_change() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
	changed bigint[] := (SELECT array_agg(id)
		FROM before JOIN after USING (id)
		WHERE (before.name, before.popularity)
			IS DISTINCT FROM (after.name, after.popularity));
BEGIN
	IF changed IS NOT NULL THEN
		PERFORM search_tiers_stay(), movie_search_make(changed);
	END IF;
	RETURN NULL;
END $$;

COMMENT ON FUNCTION movie_search_change() IS
	'Follows changes of name and popularity.';

CREATE FUNCTION movie_search_credit() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM search_tiers_stay();
	IF TG_OP = 'INSERT' THEN
		UPDATE movie_search s
		SET words = s.words || search_lexemes(s.tier, d.words)
		FROM (
			SELECT c.movie_id, string_agg(search_words(p.name), ' ') AS words
			FROM changed c JOIN person p ON p.id = c.person_id
			WHERE c.role = 'director'
			GROUP BY c.movie_id
		) AS d
		WHERE d.movie_id = s.movie_id;
	ELSE
		PERFORM movie_search_make(array_agg(DISTINCT movie_id))
		FROM changed WHERE role = 'director' HAVING count(*) > 0;
	END IF;
	RETURN NULL;
END $$;

COMMENT ON FUNCTION movie_search_credit() IS
	'Follows changes of who directed a movie.';

CREATE FUNCTION person_search_add() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO person_search (person_id, name, words)
	SELECT id, search_title(name), search_lexemes(search_words(name))
	FROM added;
	RETURN NULL;
END $$;

COMMENT ON FUNCTION person_search_add() IS
	'Gives each new person a row in person_search.';

CREATE FUNCTION person_search_change() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
	changed bigint[] := ARRAY(SELECT id FROM before JOIN after USING (id)
		WHERE before.name <> after.name ORDER BY id);
BEGIN
	UPDATE person_search s SET name = search_title(p.name),
		words = search_lexemes(search_words(p.name))
	FROM after p WHERE p.id = s.person_id AND p.id = ANY (changed);
	PERFORM search_tiers_stay(), movie_search_make(array_agg(DISTINCT movie_id))
	FROM credit WHERE person_id = ANY (changed) AND role = 'director'
	HAVING count(*) > 0;
	RETURN NULL;
END $$;

COMMENT ON FUNCTION person_search_change() IS
	'Follows changes of a person''s name.';

-- For tables that are filled by the million, without the triggers.
CREATE FUNCTION search_fill() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM search_tiers_alone();
	TRUNCATE movie_search, person_search, search_word, search_new_word;
	UPDATE search_tier t
	SET popularity = coalesce(m.popularity, -2), movie_id = coalesce(m.id, 0),
		goal_popularity = coalesce(m.popularity, -2),
		goal_movie_id = coalesce(m.id, 0)
	FROM search_tier own LEFT JOIN (
		SELECT coalesce(popularity, -1) AS popularity, id, row_number() OVER (
			ORDER BY coalesce(popularity, -1) DESC, id DESC) AS place
		FROM movie
	) AS m ON m.place = own.size
	WHERE own.tier = t.tier;
	INSERT INTO person_search (person_id, name, words)
	SELECT id, search_title(name), search_lexemes(search_words(name))
	FROM person;
	INSERT INTO movie_search (movie_id, tier, title, popularity, words)
	SELECT m.id, t.tier, search_title(m.name), coalesce(m.popularity, -1),
		search_lexemes(t.tier,
			nullif(concat_ws(' ', search_words(m.name), d.words), ''))
	FROM movie m LEFT JOIN (
		SELECT c.movie_id, string_agg(p.words, ' ') AS words
		FROM credit c JOIN (
			SELECT id, search_words(name) AS words FROM person OFFSET 0
		) AS p ON p.id = c.person_id
		WHERE c.role = 'director' GROUP BY c.movie_id
	) AS d ON d.movie_id = m.id,
		search_tier_of(coalesce(m.popularity, -1), m.id) AS t (tier);
	INSERT INTO search_word (word, variants)
	SELECT w, search_variants(w)
	FROM (SELECT substr(word, 2) FROM ts_stat('SELECT words FROM movie_search')
		UNION
		SELECT word FROM ts_stat('SELECT words FROM person_search')) AS new (w);
END $$;

COMMENT ON FUNCTION search_fill() IS
	'Makes all that search needs anew from the movies and people.';

SELECT search_fill();

-- The index of words keeps no list of what it has still to take in: each search
-- would have to read it.
CREATE INDEX movie_search_title
	ON movie_search (tier, title, popularity, movie_id);
CREATE INDEX movie_search_words
	ON movie_search USING gin (words) WITH (fastupdate = off);
CREATE INDEX person_search_name ON person_search (name, person_id);
CREATE INDEX person_search_words
	ON person_search USING gin (words) WITH (fastupdate = off);
CREATE INDEX search_word_variants
	ON search_word USING gin (variants) WITH (fastupdate = off);

CREATE TRIGGER movie_search_add AFTER INSERT ON movie
	REFERENCING NEW TABLE AS added
	FOR EACH STATEMENT EXECUTE FUNCTION movie_search_add();
CREATE TRIGGER movie_search_change AFTER UPDATE ON movie
	REFERENCING OLD TABLE AS before NEW TABLE AS after
	FOR EACH STATEMENT EXECUTE FUNCTION movie_search_change();
CREATE TRIGGER movie_search_credit_added AFTER INSERT ON credit
	REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION movie_search_credit();
CREATE TRIGGER movie_search_credit_gone AFTER DELETE ON credit
	REFERENCING OLD TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION movie_search_credit();
CREATE TRIGGER movie_search_credit_old AFTER UPDATE ON credit
	REFERENCING OLD TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION movie_search_credit();
CREATE TRIGGER movie_search_credit_new AFTER UPDATE ON credit
	REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION movie_search_credit();
CREATE TRIGGER person_search_add AFTER INSERT ON person
	REFERENCING NEW TABLE AS added
	FOR EACH STATEMENT EXECUTE FUNCTION person_search_add();
CREATE TRIGGER person_search_change AFTER UPDATE ON person
	REFERENCING OLD TABLE AS before NEW TABLE AS after
	FOR EACH STATEMENT EXECUTE FUNCTION person_search_change();
CREATE TRIGGER search_note_words AFTER INSERT ON movie_search
	REFERENCING NEW TABLE AS made
	FOR EACH STATEMENT EXECUTE FUNCTION search_note_words();
CREATE TRIGGER search_note_words_change AFTER UPDATE ON movie_search
	REFERENCING NEW TABLE AS made
	FOR EACH STATEMENT EXECUTE FUNCTION search_note_words();
CREATE TRIGGER search_note_words AFTER INSERT ON person_search
	REFERENCING NEW TABLE AS made
	FOR EACH STATEMENT EXECUTE FUNCTION search_note_words();
CREATE TRIGGER search_note_words_change AFTER UPDATE ON person_search
	REFERENCING NEW TABLE AS made
	FOR EACH STATEMENT EXECUTE FUNCTION search_note_words();

ANALYZE movie_search, person_search, search_word;
