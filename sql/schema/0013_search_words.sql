-- Search: what movies and people are found by, kept beside them by triggers.
--
-- A text is folded (case, accents and widths away) and cut into words. Where
-- writing has no spaces between words (Chinese, Japanese, Thai, …), each
-- character is a word, and each two neighbours are one. Inner punctuation makes
-- words both ways: Spider-Man is found as spider, man and spiderman.

-- What an earlier migration made for search.
DROP TABLE IF EXISTS movie_search, person_search, search_word CASCADE;
DROP FUNCTION IF EXISTS
	movie_search_add,
	movie_search_change,
	movie_search_credit,
	movie_search_make,
	person_search_add,
	person_search_change,
	search_begun,
	search_estimate,
	search_exactly,
	search_finds,
	search_fold,
	search_is_dense,
	search_learn,
	search_near,
	search_nearly,
	search_piece,
	search_quote,
	search_read,
	search_runs,
	search_title,
	search_tokens,
	search_variants,
	search_words,
	searched,
	searched_end,
	searched_near,
	searched_words CASCADE;

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
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
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
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT left(run[1], 255) FROM regexp_matches(piece,
		'[\u0e00-\u109f\u1780-\u17ff\u2e80-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+'
		'|[^\u0e00-\u109f\u1780-\u17ff\u2e80-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+',
		'g') AS run
$$;

COMMENT ON FUNCTION search_runs(text) IS
	'Parts of a piece that are of writing with spaces, or of one without.';

CREATE FUNCTION search_has_dense(given text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT given ~ '[\u0e00-\u109f\u1780-\u17ff\u2e80-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]'
$$;

COMMENT ON FUNCTION search_has_dense(text) IS
	'Is some of it of writing without spaces?';

CREATE FUNCTION search_is_simple(given text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
	$$ SELECT given COLLATE "C" ~ '^[A-Za-z0-9]+( [A-Za-z0-9]+)*$' $$;

COMMENT ON FUNCTION search_is_simple(text) IS
	'Is it its words in ASCII, with one space between them?';

CREATE FUNCTION search_title_any(given text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
	folded text := search_fold(given);
	title text;
BEGIN
	IF search_is_simple(folded) THEN
		RETURN left(folded, 255);
	END IF;
	SELECT string_agg(array_to_string(pieces, ' '), ' ') INTO title
	FROM search_tokens(folded) AS pieces;
	RETURN left(coalesce(title,
		btrim(regexp_replace(folded, '\s+', ' ', 'g'))), 255);
END $$;

COMMENT ON FUNCTION search_title_any(text) IS 'See search_title().';

-- Most are simple, and done with within the statement.
CREATE FUNCTION search_title(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE WHEN search_is_simple(given) THEN lower(given COLLATE "C")
		ELSE search_title_any(given) END
$$;

COMMENT ON FUNCTION search_title(text) IS
	'All words with a space between them; of a text without any, what it has.';

CREATE FUNCTION search_words_any(given text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
	folded CONSTANT text := search_fold(given);
	words text;
BEGIN
	IF search_is_simple(folded) THEN
		RETURN folded;
	END IF;
	IF search_has_dense(folded) THEN
		SELECT string_agg(DISTINCT word, ' ') INTO words
		FROM search_tokens(folded) AS pieces,
			unnest(pieces || array_to_string(pieces, '')) AS piece,
			search_runs(piece) AS run,
			LATERAL (
				SELECT run WHERE NOT search_has_dense(run)
				UNION ALL
				SELECT substr(run, i, size)
				FROM generate_series(1, char_length(run)) AS i,
					generate_series(1, 2) AS size
				WHERE search_has_dense(run)
			) AS made (word);
	ELSE
		SELECT string_agg(DISTINCT left(word, 255), ' ') INTO words
		FROM search_tokens(folded) AS pieces,
			unnest(pieces || array_to_string(pieces, '')) AS word;
	END IF;
	RETURN nullif(coalesce(words, replace(search_title_any(given), ' ', '')), '');
END $$;

COMMENT ON FUNCTION search_words_any(text) IS 'See search_words().';

CREATE FUNCTION search_words(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE WHEN search_is_simple(given) THEN lower(given COLLATE "C")
		ELSE search_words_any(given) END
$$;

COMMENT ON FUNCTION search_words(text) IS
	'What the text is found by: words with a space between them; NULL is none.';
