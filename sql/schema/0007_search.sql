-- Search: what movies and people are found by, kept beside them by triggers.
--
-- A text is folded (case, accents and widths away) and cut into words. Where
-- writing has no spaces between words (Chinese, Japanese, Thai, …), each
-- character is a word, and each two neighbours are one. Inner punctuation makes
-- words both ways: Spider-Man is found as spider, man and spiderman.

CREATE FUNCTION search_fold(given text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
	folded text;
BEGIN
	IF octet_length(given) = char_length(given) THEN
		RETURN lower(given COLLATE "C");
	END IF;
	-- 8½ is 8 1/2, and not 81/2.
	folded := regexp_replace(given, '([¼-¾⅐-⅞])', ' \1', 'g');
	folded := lower(regexp_replace(normalize(folded, NFKD),
		'[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]',
		'', 'g') COLLATE "und-x-icu");
	folded := translate(folded, 'łøđðħıŧς', 'loddhitσ');
	folded := replace(replace(replace(replace(folded,
		'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th');
	RETURN normalize(folded, NFC);
END $$;

COMMENT ON FUNCTION search_fold(text) IS
	'The text in lower case, without accents.';

-- The letters of South and South-East Asia are told by their blocks: marks,
-- which many of their syllables end with, are not letters to the library.
CREATE FUNCTION search_tokens(folded text) RETURNS SETOF text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
	SELECT pieces
	FROM regexp_split_to_table(folded, '\s+') WITH ORDINALITY AS t (token, place),
		array_remove(regexp_split_to_array(token COLLATE "und-x-icu",
			'[^[:alnum:]\u0900-\u109f\u1780-\u17ff]+'), '') AS pieces
	WHERE pieces <> '{}'
	ORDER BY place
$$;

COMMENT ON FUNCTION search_tokens(text) IS
	'What stands between spaces, cut at its punctuation.';

CREATE FUNCTION search_runs(piece text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
	SELECT left(run[1], 255) FROM regexp_matches(piece,
		'[\u0e00-\u109f\u1780-\u17ff\u2e80-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+'
		'|[^\u0e00-\u109f\u1780-\u17ff\u2e80-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+',
		'g') AS run
$$;

COMMENT ON FUNCTION search_runs(text) IS
	'Parts of a piece that are of writing with spaces, or of one without.';

CREATE FUNCTION search_is_dense(run text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
	SELECT run ~ '^[\u0e00-\u109f\u1780-\u17ff\u2e80-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]'
$$;

COMMENT ON FUNCTION search_is_dense(text) IS
	'Is it of writing without spaces?';

CREATE FUNCTION search_title(given text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
	folded text := search_fold(given);
	title text;
BEGIN
	IF folded !~ '[^a-z0-9 ]' AND folded !~ '^ |  | $' THEN
		RETURN left(folded, 255);
	END IF;
	SELECT string_agg(array_to_string(pieces, ' '), ' ') INTO title
	FROM search_tokens(folded) AS pieces;
	RETURN left(coalesce(title,
		btrim(regexp_replace(folded, '\s+', ' ', 'g'))), 255);
END $$;

COMMENT ON FUNCTION search_title(text) IS
	'All words with a space between them; of a text without any, what it has.';

CREATE FUNCTION search_words(given text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
	folded text := search_fold(given);
	words text[];
BEGIN
	IF folded !~ '[^a-z0-9 ]' THEN
		RETURN array_remove(string_to_array(folded, ' '), '');
	END IF;
	SELECT array_agg(DISTINCT word) INTO words
	FROM search_tokens(folded) AS pieces,
		unnest(pieces || array_to_string(pieces, '')) AS piece,
		search_runs(piece) AS run,
		LATERAL (
			SELECT run WHERE NOT search_is_dense(run)
			UNION ALL
			SELECT substr(run, i, size)
			FROM generate_series(1, char_length(run)) AS i,
				generate_series(1, 2) AS size
			WHERE search_is_dense(run)
		) AS made (word);
	IF words IS NULL AND search_title(given) <> '' THEN
		RETURN ARRAY[search_title(given)];
	END IF;
	RETURN coalesce(words, '{}');
END $$;

COMMENT ON FUNCTION search_words(text) IS
	'What the text is found by.';

CREATE TABLE movie_search (
	movie_id   bigint PRIMARY KEY REFERENCES movie ON DELETE CASCADE,
	title      text COLLATE "C" NOT NULL,
	popularity numeric(4,1) NOT NULL,
	words      tsvector NOT NULL
);

COMMENT ON TABLE movie_search IS 'What a movie is found by; triggers keep it.';
COMMENT ON COLUMN movie_search.movie_id IS 'The movie.';
COMMENT ON COLUMN movie_search.title IS 'Its name; see search_title().';
COMMENT ON COLUMN movie_search.popularity IS 'Its popularity; -1 is unknown.';
COMMENT ON COLUMN movie_search.words IS
	'The words of its name and of its directors; see search_words().';

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

-- In order, so that two who learn the same words wait for each other instead
-- of for ever.
CREATE FUNCTION search_learn() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO search_word (word, variants)
	SELECT w, search_variants(w)
	FROM (SELECT DISTINCT unnest(tsvector_to_array(words)) AS w FROM made) AS new
	WHERE NOT EXISTS (SELECT FROM search_word known WHERE known.word = w)
	ORDER BY w COLLATE "C"
	ON CONFLICT DO NOTHING;
	RETURN NULL;
END $$;

COMMENT ON FUNCTION search_learn() IS 'Keeps the words of new rows.';

CREATE FUNCTION movie_search_add() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO movie_search (movie_id, title, popularity, words)
	SELECT id, search_title(name), coalesce(popularity, -1),
		array_to_tsvector(search_words(name))
	FROM added;
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
	SET title = search_title(m.name), popularity = coalesce(m.popularity, -1),
		words = array_to_tsvector(search_words(m.name)
			|| search_words(coalesce((
				SELECT string_agg(p.name, ' ')
				FROM credit c JOIN person p ON p.id = c.person_id
				WHERE c.movie_id = m.id AND c.role = 'director'), '')))
	FROM movie m
	WHERE m.id = s.movie_id AND m.id = ANY (movies);
END $$;

COMMENT ON FUNCTION movie_search_make(bigint[]) IS
	'Makes the rows of these movies in movie_search anew.';

CREATE FUNCTION movie_search_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM movie_search_make(array_agg(id))
	FROM before JOIN after USING (id)
	WHERE (before.name, before.popularity)
		IS DISTINCT FROM (after.name, after.popularity)
	HAVING count(*) > 0;
	RETURN NULL;
END $$;

COMMENT ON FUNCTION movie_search_change() IS
	'Follows changes of name and popularity.';

CREATE FUNCTION movie_search_credit() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		UPDATE movie_search s SET words = s.words || d.words
		FROM (
			SELECT c.movie_id, array_to_tsvector(
				search_words(string_agg(p.name, ' '))) AS words
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
	SELECT id, search_title(name), array_to_tsvector(search_words(name))
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
		words = array_to_tsvector(search_words(p.name))
	FROM after p WHERE p.id = s.person_id AND p.id = ANY (changed);
	PERFORM movie_search_make(array_agg(DISTINCT movie_id))
	FROM credit WHERE person_id = ANY (changed) AND role = 'director'
	HAVING count(*) > 0;
	RETURN NULL;
END $$;

COMMENT ON FUNCTION person_search_change() IS
	'Follows changes of a person''s name.';

-- What is there already, before there are indexes to keep.

INSERT INTO movie_search (movie_id, title, popularity, words)
SELECT m.id, search_title(m.name), coalesce(m.popularity, -1),
	array_to_tsvector(search_words(m.name) || search_words(coalesce(d.names, '')))
FROM movie m LEFT JOIN (
	SELECT c.movie_id, string_agg(p.name, ' ') AS names
	FROM credit c JOIN person p ON p.id = c.person_id
	WHERE c.role = 'director' GROUP BY c.movie_id
) AS d ON d.movie_id = m.id;

INSERT INTO person_search (person_id, name, words)
SELECT id, search_title(name), array_to_tsvector(search_words(name)) FROM person;

INSERT INTO search_word (word, variants)
SELECT w, search_variants(w)
FROM (SELECT unnest(tsvector_to_array(words)) FROM movie_search
	UNION
	SELECT unnest(tsvector_to_array(words)) FROM person_search) AS new (w);

CREATE INDEX movie_search_title ON movie_search (title, popularity, movie_id);
CREATE INDEX movie_search_popularity ON movie_search (popularity, movie_id);
CREATE INDEX movie_search_words ON movie_search USING gin (words);
CREATE INDEX person_search_name ON person_search (name, person_id);
CREATE INDEX person_search_words ON person_search USING gin (words);
CREATE INDEX search_word_variants ON search_word USING gin (variants);

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
CREATE TRIGGER search_learn AFTER INSERT ON movie_search
	REFERENCING NEW TABLE AS made
	FOR EACH STATEMENT EXECUTE FUNCTION search_learn();
CREATE TRIGGER search_learn_change AFTER UPDATE ON movie_search
	REFERENCING NEW TABLE AS made
	FOR EACH STATEMENT EXECUTE FUNCTION search_learn();
CREATE TRIGGER search_learn AFTER INSERT ON person_search
	REFERENCING NEW TABLE AS made
	FOR EACH STATEMENT EXECUTE FUNCTION search_learn();
CREATE TRIGGER search_learn_change AFTER UPDATE ON person_search
	REFERENCING NEW TABLE AS made
	FOR EACH STATEMENT EXECUTE FUNCTION search_learn();

ANALYZE movie_search, person_search, search_word;

-- What a request searches for is worked out once and kept, for the rest of the
-- transaction, in settings. The functions that read them only read, but are
-- called IMMUTABLE, as genre_id() is and for its reasons.

CREATE FUNCTION searched(what text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT AS
	$$ SELECT nullif(current_setting('marquee.search_' || what, true), '') $$;

COMMENT ON FUNCTION searched(text) IS
	'words, end: queries, both of which must match; title: what is exact and '
	'others begin with, or near: titles instead; common: are there many hits?';

CREATE FUNCTION searched_words() RETURNS tsquery LANGUAGE sql IMMUTABLE AS
	$$ SELECT searched('words')::tsquery $$;
CREATE FUNCTION searched_end() RETURNS tsquery LANGUAGE sql IMMUTABLE AS
	$$ SELECT searched('end')::tsquery $$;
CREATE FUNCTION searched_near() RETURNS text[] LANGUAGE sql IMMUTABLE AS
	$$ SELECT searched('near')::text[] $$;

CREATE FUNCTION search_quote(word text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
	$$ SELECT '''' || replace(replace(word, '\', '\\'), '''', '''''') || '''' $$;

COMMENT ON FUNCTION search_quote(text) IS 'The word as a tsquery has it.';

-- The words that begin so are listed, if they are few: an index is quicker at
-- looking for words than for beginnings.
CREATE FUNCTION search_begun(start text) RETURNS text
LANGUAGE sql STABLE STRICT AS $$
	SELECT CASE WHEN count(*) = 0 THEN search_quote(start)
		WHEN count(*) <= 20
		THEN '(' || string_agg(search_quote(word), ' | ') || ')'
		ELSE search_quote(start) || ':*' END
	FROM (SELECT word FROM search_word
	      WHERE word >= start AND word < start || chr(1114111)
	      LIMIT 21) AS begun
$$;

COMMENT ON FUNCTION search_begun(text) IS
	'What an unfinished word must match, as a tsquery.';

CREATE FUNCTION search_piece(piece text, unfinished boolean) RETURNS text
LANGUAGE sql STABLE STRICT AS $$
	SELECT string_agg(CASE
		WHEN NOT search_is_dense(run) AND unfinished THEN search_begun(run)
		WHEN NOT search_is_dense(run) OR char_length(run) = 1
			THEN search_quote(run)
		ELSE (SELECT string_agg(search_quote(substr(run, i, 2)), ' & ')
		      FROM generate_series(1, char_length(run) - 1) AS i)
		END, ' & ')
	FROM search_runs(piece) AS run
$$;

COMMENT ON FUNCTION search_piece(text, boolean) IS
	'What a piece of a text must match, as a tsquery.';

CREATE FUNCTION search_near(wanted text) RETURNS text[]
LANGUAGE sql STABLE STRICT SET enable_seqscan = off AS $$
	SELECT coalesce(array_agg(word ORDER BY far, word), '{}')
	FROM (
		SELECT word, CASE
			WHEN word = wanted THEN 0
			WHEN hashtext(word) = ANY (search_variants(wanted))
				OR hashtext(wanted) = ANY (variants) THEN 1
			WHEN char_length(word) = char_length(wanted) AND (
				SELECT count(*) FROM generate_series(1, char_length(word)) AS i
				WHERE substr(word, i, 1) <> substr(wanted, i, 1)) <= 2 THEN 1
			ELSE 2 END AS far
		FROM search_word
		WHERE variants && search_variants(wanted) OR word = wanted
		ORDER BY far, word
		LIMIT 20
	) AS found
$$;

COMMENT ON FUNCTION search_near(text) IS
	'The words that are like this one, the likest first.';

-- Without a sequential scan there is but one way to look: the index.
CREATE FUNCTION search_finds(people boolean, query tsquery, tail tsquery)
RETURNS boolean
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
BEGIN
	IF people THEN
		RETURN EXISTS (SELECT FROM person_search WHERE words @@ query
			AND coalesce(words @@ tail, true));
	END IF;
	RETURN EXISTS (SELECT FROM movie_search WHERE words @@ query
		AND coalesce(words @@ tail, true));
END $$;

COMMENT ON FUNCTION search_finds(boolean, tsquery, tsquery) IS
	'Does anything match both queries?';

CREATE FUNCTION search_estimate(people boolean, query tsquery) RETURNS bigint
LANGUAGE plpgsql STRICT AS $$
DECLARE
	plan json;
BEGIN
	EXECUTE format('EXPLAIN (FORMAT JSON) SELECT FROM %I WHERE words @@ %L',
		CASE WHEN people THEN 'person_search' ELSE 'movie_search' END,
		query) INTO plan;
	RETURN plan -> 0 -> 'Plan' ->> 'Plan Rows';
END $$;

COMMENT ON FUNCTION search_estimate(boolean, tsquery) IS
	'How many rows the planner thinks the query matches.';

CREATE FUNCTION search_exactly(tokens text[]) RETURNS text[]
LANGUAGE sql STABLE STRICT AS $$
	SELECT coalesce(array_agg(part ORDER BY i), '{}')
	FROM unnest(tokens) WITH ORDINALITY AS t (token, i),
		string_to_array(token, ' ') AS pieces,
		LATERAL (
			SELECT '(' || string_agg(search_piece(piece, i = cardinality(tokens)
				AND place = cardinality(pieces)), ' & ')
				|| CASE WHEN cardinality(pieces) > 1 THEN ' | ' || search_piece(
					array_to_string(pieces, ''), i = cardinality(tokens))
				ELSE '' END || ')'
			FROM unnest(pieces) WITH ORDINALITY AS p (piece, place)
		) AS made (part)
$$;

COMMENT ON FUNCTION search_exactly(text[]) IS
	'What each token, its pieces with spaces between, must match.';

-- One wrong word makes a title wrong: where a title or a name is right with
-- another word in its place, that is meant. Otherwise the words that nothing
-- has may be others; if that is none of them, or no help, all of them.
CREATE FUNCTION search_nearly(people boolean, pieces text[],
	OUT query tsquery, OUT titles text[])
LANGUAGE plpgsql STABLE STRICT SET enable_seqscan = off AS $$
DECLARE
	near text[];
	alike text[] := '{}';
	exact text[] := '{}';
	known boolean;
BEGIN
	titles := '{}';
	FOR i IN 1 .. cardinality(pieces) LOOP
		near := search_near(pieces[i]);
		known := EXISTS (SELECT FROM search_word WHERE word = pieces[i]);
		titles := titles || ARRAY(SELECT array_to_string(
			pieces[:i - 1] || n || pieces[i + 1:], ' ') FROM unnest(near) AS n);
		alike := alike || ('(' || array_to_string(ARRAY(
			SELECT search_quote(n) FROM unnest(near[:8]) AS n)
			|| search_quote(pieces[i]), ' | ') || ')');
		exact := exact || CASE WHEN known THEN search_quote(pieces[i])
			ELSE alike[i] END;
	END LOOP;
	IF people THEN
		titles := ARRAY(SELECT DISTINCT name FROM person_search
			WHERE name = ANY (titles));
	ELSE
		titles := ARRAY(SELECT DISTINCT title FROM movie_search
			WHERE title = ANY (titles));
	END IF;
	query := (SELECT string_agg((SELECT '(' || string_agg(search_quote(word), ' & ') || ')'
			FROM string_to_table(title, ' ') AS word), ' | ')
		FROM unnest(titles) AS title);
	IF titles = '{}' THEN
		query := array_to_string(exact, ' & ');
		IF NOT search_finds(people, query, NULL) THEN
			query := array_to_string(alike, ' & ');
		END IF;
	END IF;
END $$;

COMMENT ON FUNCTION search_nearly(boolean, text[]) IS
	'What these words may stand for: a query, and titles that are meant.';

CREATE FUNCTION search_read(wanted text, people boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	-- So many hits are sooner found among the most popular movies; of fewer
	-- there may be none at all.
	common integer := 10000;
	certain CONSTANT integer := 1000;
	tokens text[] := ARRAY(SELECT array_to_string(pieces, ' ')
		FROM search_tokens(search_fold(wanted)) AS pieces);
	title text := nullif(search_title(wanted), '');
	pieces text[] := string_to_array(array_to_string(tokens, ' '), ' ');
	-- What the planner thinks of a word that nothing has may be anything.
	unknown boolean := EXISTS (
		SELECT FROM unnest(pieces) WITH ORDINALITY AS p (piece, place)
		WHERE NOT EXISTS (SELECT FROM search_word WHERE word >= piece
			AND word < piece || chr(CASE WHEN place < cardinality(pieces)
				THEN 1 ELSE 1114111 END)));
	titles text[];
	parts text[] := search_exactly(tokens);
	query tsquery;
	tail tsquery;
	rest tsquery;
	begun bigint;
	hits bigint;
BEGIN
	IF tokens = '{}' AND title <> '' THEN
		parts := ARRAY[search_quote(title)];
	END IF;
	query := nullif(array_to_string(parts, ' & '), '');
	hits := search_estimate(people, query);
	-- What begins so many words is no help to the index: if the others are rare,
	-- it does without; if not, the most popular movies are tried all the same.
	IF hits < common AND cardinality(parts) > 1
		AND parts[cardinality(parts)] LIKE '%:*%' THEN
		tail := parts[cardinality(parts)];
		begun := search_estimate(people, tail);
		rest := array_to_string(trim_array(parts, 1), ' & ');
		IF search_estimate(people, rest) * 10 < begun THEN
			query := rest;
		ELSE
			tail := NULL;
			IF begun > 10 * common THEN
				common := common / 5;
			END IF;
		END IF;
	END IF;
	IF (hits < certain OR unknown) AND NOT search_finds(people, query, tail) THEN
		SELECT near.query, near.titles INTO query, titles
		FROM search_nearly(people, pieces) AS near;
		title := NULL;
		tail := NULL;
		hits := search_estimate(people, query);
	END IF;
	PERFORM set_config('marquee.search_words', coalesce(query::text, ''), true),
		set_config('marquee.search_end', coalesce(tail::text, ''), true),
		set_config('marquee.search_title', coalesce(title, ''), true),
		set_config('marquee.search_near', coalesce(titles, '{}')::text, true),
		set_config('marquee.search_common',
			CASE WHEN hits >= common THEN 'yes' ELSE '' END, true);
END $$;

COMMENT ON FUNCTION search_read(text, boolean) IS
	'Makes of a text what movies or people are searched for by.';
