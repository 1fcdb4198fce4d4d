-- What a request searches for is worked out once and kept, for the rest of the
-- transaction, in settings.

CREATE FUNCTION searched(what text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS
	$$ SELECT nullif(current_setting('marquee.search_' || what, true), '') $$;

COMMENT ON FUNCTION searched(text) IS
	'words, ending: arrays of queries, one for each tier, both of which must '
	'match; title: what is exact and others begin with, or near: titles '
	'instead; plain: the query for people; all: that for movies of any tier.';

-- It only reads, but is called IMMUTABLE, as genre_id() is and for its reasons.
CREATE FUNCTION searched_all() RETURNS tsquery LANGUAGE sql IMMUTABLE AS
	$$ SELECT searched('all')::tsquery $$;

COMMENT ON FUNCTION searched_all() IS 'What movies of any tier must match.';

-- A query is written for no tier first: where its digit comes is a \x01.

CREATE FUNCTION search_quote(word text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
	SELECT E'\'\x01' || replace(replace(word, '\', '\\'), '''', '''''') || ''''
$$;

COMMENT ON FUNCTION search_quote(text) IS 'The word, in a query for no tier.';

CREATE FUNCTION search_for_tier(query text, tier bigint) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
	$$ SELECT replace(query, E'\x01', tier::text)::tsquery $$;

COMMENT ON FUNCTION search_for_tier(text, bigint) IS
	'The query for a tier of movies.';

CREATE FUNCTION search_for_people(query text) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
	$$ SELECT replace(query, E'\x01', '')::tsquery $$;

COMMENT ON FUNCTION search_for_people(text) IS 'The query for people.';

CREATE FUNCTION search_piece(piece text, unfinished boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
	IF piece !~ '[^a-z0-9]' THEN
		RETURN search_quote(piece) || CASE WHEN unfinished THEN ':*' ELSE '' END;
	END IF;
	RETURN (SELECT string_agg(CASE
		WHEN NOT search_has_dense(run) AND unfinished
			THEN search_quote(run) || ':*'
		WHEN NOT search_has_dense(run) OR char_length(run) = 1
			THEN search_quote(run)
		ELSE (SELECT string_agg(search_quote(substr(run, i, 2)), ' & ')
		      FROM generate_series(1, char_length(run) - 1) AS i)
		END, ' & ')
	FROM search_runs(piece) AS run);
END $$;

COMMENT ON FUNCTION search_piece(text, boolean) IS
	'What a piece of a text must match.';

CREATE FUNCTION search_exactly(token text, is_last boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
	pieces text[] := string_to_array(token, ' ');
	last CONSTANT integer := cardinality(pieces);
BEGIN
	IF last = 1 THEN
		RETURN search_piece(token, is_last);
	END IF;
	RETURN '(' || (
			SELECT string_agg(search_piece(piece, is_last AND place = last), ' & ')
			FROM unnest(pieces) WITH ORDINALITY AS p (piece, place))
		|| ' | ' || search_piece(array_to_string(pieces, ''), is_last) || ')';
END $$;

COMMENT ON FUNCTION search_exactly(text, boolean) IS
	'What a token, its pieces with spaces between, must match.';

CREATE FUNCTION search_near(wanted text) RETURNS text[]
LANGUAGE plpgsql STABLE STRICT SET enable_seqscan = off AS $$
DECLARE
	own CONSTANT integer[] := search_variants(wanted);
BEGIN
	RETURN (SELECT coalesce(array_agg(word ORDER BY far, word), '{}')
	FROM (
		SELECT word, CASE
			WHEN word = wanted THEN 0
			WHEN hashtext(word) = ANY (own)
				OR hashtext(wanted) = ANY (variants) THEN 1
			WHEN char_length(word) = char_length(wanted) AND (
				SELECT count(*) FROM generate_series(1, char_length(word)) AS i
				WHERE substr(word, i, 1) <> substr(wanted, i, 1)) <= 2 THEN 1
			ELSE 2 END AS far
		FROM search_word
		WHERE variants && own OR word = wanted
		ORDER BY far, word
		LIMIT 20
	) AS found);
END $$;

COMMENT ON FUNCTION search_near(text) IS
	'The words that are like this one, the likest first.';

-- Without a sequential scan there is but one way to look: the index. What must
-- not be looked for in it is asked for in another way: IS NOT FALSE.
CREATE FUNCTION search_finds(people boolean, title text, query text, ending text)
RETURNS boolean
LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
DECLARE
	beyond CONSTANT text := title || chr(1114111);
	lexemes tsquery;
	filter tsquery;
	tier integer;
BEGIN
	IF query IS NULL THEN
		RETURN false;
	END IF;
	IF people THEN
		lexemes := search_for_people(query);
		filter := search_for_people(ending);
		RETURN EXISTS (SELECT FROM person_search WHERE words @@ lexemes
			AND (words @@ filter) IS NOT FALSE);
	END IF;
	IF EXISTS (SELECT FROM movie_search s WHERE s.tier = ANY (search_tiers())
		AND s.title >= search_finds.title AND s.title < beyond) THEN
		RETURN true;
	END IF;
	FOREACH tier IN ARRAY search_tiers() LOOP
		lexemes := search_for_tier(query, tier);
		filter := search_for_tier(ending, tier);
		IF EXISTS (SELECT FROM movie_search WHERE words @@ lexemes
			AND (words @@ filter) IS NOT FALSE) THEN
			RETURN true;
		END IF;
	END LOOP;
	RETURN false;
END $$;

COMMENT ON FUNCTION search_finds(boolean, text, text, text) IS
	'Does a title begin so, or does anything match both queries? The title and '
	'the second query may be NULL.';

-- The index takes together all movies of all words that begin so before it
-- looks at what else is searched for. Where these are many, and others are few,
-- it is better not asked for them. The first tier says which: to look at a movie
-- takes about eight times as long as to take one more together.
CREATE FUNCTION search_is_rest_rare(people boolean, rest text, ending text)
RETURNS boolean
LANGUAGE plpgsql STABLE STRICT SET enable_seqscan = off AS $$
DECLARE
	lexemes tsquery;
	few bigint;
BEGIN
	IF people THEN
		RETURN char_length(ending) <= char_length(search_quote('ab') || ':*');
	END IF;
	lexemes := search_for_tier(rest, 1);
	SELECT count(*) INTO few FROM (
		SELECT FROM movie_search WHERE words @@ lexemes LIMIT 100) AS hit;
	IF few = 0 THEN
		RETURN true;
	END IF;
	lexemes := search_for_tier(ending, 1);
	RETURN 8 * few < (SELECT count(*) FROM (
		SELECT FROM movie_search WHERE words @@ lexemes
		LIMIT 8 * few + 1) AS hit);
END $$;

COMMENT ON FUNCTION search_is_rest_rare(boolean, text, text) IS
	'Is it better to look at all that has the rest than to look for the ending? '
	'Of people: is the ending of two letters or less?';

-- One wrong word makes a title wrong: where a title or a name is right with
-- another word in its place, that is meant. Otherwise the words that nothing
-- has may be others; if that is none of them, or no help, all of them.
CREATE FUNCTION search_nearly(people boolean, pieces text[],
	OUT query text, OUT titles text[])
LANGUAGE plpgsql STABLE STRICT SET enable_seqscan = off AS $$
DECLARE
	near text[];
	alike text[] := '{}';
	exact text[] := '{}';
BEGIN
	titles := '{}';
	FOR i IN 1 .. cardinality(pieces) LOOP
		-- Nobody means that many words; each may be others.
		near := CASE WHEN i <= 8 THEN search_near(pieces[i]) ELSE '{}' END;
		titles := titles || ARRAY(SELECT array_to_string(
			pieces[:i - 1] || n || pieces[i + 1:], ' ') FROM unnest(near) AS n);
		alike := alike || ('(' || array_to_string(ARRAY(
			SELECT search_quote(n) FROM unnest(near[:8]) AS n)
			|| search_quote(pieces[i]), ' | ') || ')');
		exact := exact || CASE
			WHEN EXISTS (SELECT FROM search_word WHERE word = pieces[i])
			THEN search_quote(pieces[i]) ELSE alike[i] END;
	END LOOP;
	IF people THEN
		titles := ARRAY(SELECT DISTINCT name FROM person_search
			WHERE name = ANY (titles));
	ELSE
		titles := ARRAY(SELECT DISTINCT title FROM movie_search
			WHERE tier = ANY (search_tiers()) AND title = ANY (titles));
	END IF;
	query := (SELECT string_agg((SELECT '(' || string_agg(search_piece(word, false), ' & ') || ')'
			FROM string_to_table(title, ' ') AS word), ' | ')
		FROM unnest(titles) AS title);
	IF titles = '{}' THEN
		query := nullif(array_to_string(exact, ' & '), '');
		IF NOT search_finds(people, NULL, query, NULL) THEN
			query := nullif(array_to_string(alike, ' & '), '');
		END IF;
	END IF;
END $$;

COMMENT ON FUNCTION search_nearly(boolean, text[]) IS
	'What these words may stand for: a query, and titles that are meant.';

CREATE FUNCTION search_set(query text, ending text, title text, titles text[])
RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	whole CONSTANT text := nullif(concat_ws(' & ', query, ending), '');
BEGIN
	PERFORM set_config('marquee.search_words', (
			SELECT array_agg(search_for_tier(query, tier) ORDER BY tier)::text
			FROM unnest(search_tiers()) AS tier), true),
		set_config('marquee.search_ending', (
			SELECT array_agg(search_for_tier(ending, tier) ORDER BY tier)::text
			FROM unnest(search_tiers()) AS tier), true),
		set_config('marquee.search_all', coalesce((
			SELECT string_agg('(' || search_for_tier(whole, tier)::text || ')', ' | ')
			FROM unnest(search_tiers()) AS tier), ''), true),
		set_config('marquee.search_plain',
			coalesce(search_for_people(whole)::text, ''), true),
		set_config('marquee.search_title', coalesce(title, ''), true),
		set_config('marquee.search_near', coalesce(titles, '{}')::text, true),
		-- Nothing of this is looked for without an index.
		set_config('enable_seqscan', 'off', true);
END $$;

COMMENT ON FUNCTION search_set(text, text, text, text[]) IS
	'Keeps what searched() says.';

CREATE FUNCTION search_read(wanted text, people boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	-- Control characters stand for what is to come, in a query.
	plain CONSTANT text := translate(wanted, E'\x01\x1f', '  ');
	folded CONSTANT text := search_fold(plain);
	title text := nullif(search_title(plain), '');
	tokens text[];
	parts text[] := '{}';
	query text;
	ending text;
	titles text[];
BEGIN
	IF folded ~ '[^a-z0-9 ]' THEN
		tokens := ARRAY(SELECT array_to_string(pieces, ' ')
			FROM search_tokens(folded) AS pieces);
	ELSE
		tokens := array_remove(string_to_array(folded, ' '), '');
	END IF;
	FOR i IN 1 .. cardinality(tokens) LOOP
		parts := parts || search_exactly(tokens[i], i = cardinality(tokens));
	END LOOP;
	IF parts = '{}' AND title <> '' THEN
		parts := ARRAY[search_quote(replace(title, ' ', '')) || ':*'];
	END IF;
	query := nullif(array_to_string(
		parts[:cardinality(parts) - 1], ' & '), '');
	ending := parts[cardinality(parts)];
	IF search_is_rest_rare(people, query, ending) IS NOT TRUE THEN
		query := nullif(concat_ws(' & ', query, ending), '');
		ending := NULL;
	END IF;
	IF NOT search_finds(people, title, query, ending) THEN
		SELECT near.query, near.titles INTO query, titles
		FROM search_nearly(people,
			string_to_array(array_to_string(tokens, ' '), ' ')) AS near;
		title := NULL;
		ending := NULL;
	END IF;
	PERFORM search_set(query, ending, title, titles);
END $$;

COMMENT ON FUNCTION search_read(text, boolean) IS
	'Makes of a text what movies or people are searched for by.';
