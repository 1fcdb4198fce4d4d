-- Where search is made anew, each name is looked at once: most are simple, and
-- both the title and the words of these are what they are in lower case.

CREATE OR REPLACE FUNCTION search_fill() RETURNS void
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
	SELECT m.id, t.tier,
		CASE WHEN m.is_simple THEN m.plain ELSE search_title_any(m.name) END,
		m.popularity,
		search_lexemes(t.tier, nullif(concat_ws(' ',
			CASE WHEN m.is_simple THEN m.plain ELSE search_words_any(m.name) END,
			d.words), ''))
	FROM (
		SELECT id, name, coalesce(popularity, -1) AS popularity,
			search_is_simple(name) AS is_simple, lower(name COLLATE "C") AS plain
		FROM movie OFFSET 0
	) AS m LEFT JOIN (
		SELECT c.movie_id, string_agg(p.words, ' ') AS words
		FROM credit c JOIN (
			SELECT id, search_words(name) AS words FROM person OFFSET 0
		) AS p ON p.id = c.person_id
		WHERE c.role = 'director' GROUP BY c.movie_id
	) AS d ON d.movie_id = m.id,
		search_tier_of(m.popularity, m.id) AS t (tier);
	INSERT INTO search_word (word, variants)
	SELECT w, search_variants(w)
	FROM (SELECT substr(word, 2) FROM ts_stat('SELECT words FROM movie_search')
		UNION
		SELECT word FROM ts_stat('SELECT words FROM person_search')) AS new (w);
END $$;
