-- Draws queries from the titles, for bench/scale: kind, popularity, title and
-- address; tab between them. psql variables: sample, the percentage of movies
-- that are looked at.

SELECT setseed(0.42) \g /dev/null

CREATE TEMP TABLE drawn AS
SELECT name, coalesce(popularity, 0) AS popularity,
	regexp_split_to_array(name, '[^[:alnum:]]+') AS words,
	row_number() OVER (ORDER BY random()) AS place
FROM movie TABLESAMPLE BERNOULLI (:sample) REPEATABLE (7);

-- One to three words of a title; of a third of them, the last is cut short.
CREATE TEMP TABLE query AS
SELECT 'words' AS kind, popularity, name, CASE WHEN place % 3 = 0
		THEN left(text, -greatest(1, char_length(words[last]) / 2))
		ELSE text END AS text
FROM drawn, LATERAL (
	SELECT least(cardinality(words), first + (place % 3)::integer) AS last, first
	FROM (SELECT 1 + floor(random() * cardinality(words) + place * 0)::integer AS first) AS f
) AS part, array_to_string(words[first:last], ' ') AS text
WHERE place <= 500;

INSERT INTO query
SELECT 'exact', popularity, name, name FROM drawn WHERE place BETWEEN 501 AND 800;

INSERT INTO query
SELECT 'begun', popularity, name, left(name, ceil(char_length(name) * 0.6)::integer)
FROM drawn WHERE place BETWEEN 801 AND 1100;

-- One typo in one word of five letters or more: a letter lost, doubled, swapped
-- with the next, or wrong.
INSERT INTO query
SELECT 'typo', popularity, name, CASE place % 4
	WHEN 0 THEN overlay(name PLACING '' FROM at FOR 1)
	WHEN 1 THEN overlay(name PLACING substr(name, at, 1) FROM at FOR 0)
	WHEN 2 THEN overlay(name PLACING reverse(substr(name, at, 2)) FROM at FOR 2)
	ELSE overlay(name PLACING chr(97 + (place % 26)::integer) FROM at FOR 1) END
FROM (
	SELECT *, regexp_instr(name, '[[:alpha:]]{5,}')
		+ floor(random() * 4)::integer AS at,
		row_number() OVER (ORDER BY place) AS n
	FROM drawn
	WHERE place > 1100 AND name ~ '[[:alpha:]]{5,}'
) AS long WHERE n <= 300;

\pset format unaligned
\pset tuples_only on
\pset fieldsep '\t'
SELECT kind, popularity, name,
	CASE kind WHEN 'begun' THEN '/api/suggest/?q='
		ELSE '/api/movies/?limit=10&search=' END
	|| regexp_replace(encode(convert_to(text, 'UTF8'), 'hex'), '(..)', '%\1', 'g'),
	text
FROM query WHERE btrim(text) <> '';
