-- Fills an empty catalogue with made-up films for the measurements.
--
-- psql variables: movies, people, how many of each. Run it as one transaction
-- (psql -1), so that the data is there as a whole or not at all. The same
-- seed and the same numbers give the same catalogue.

SELECT setseed(0.42) \g /dev/null
SET LOCAL synchronous_commit = off;
SET LOCAL work_mem = '256MB';
SET LOCAL maintenance_work_mem = '256MB';
SET LOCAL max_parallel_workers_per_gather = 0;

-- Genres. weight is how often one is drawn, out of all weights: a few are
-- everywhere, Newsreel is on some fifty films in a million, Lost Film on none.
CREATE TEMP TABLE share ON COMMIT DROP AS
SELECT * FROM (VALUES
	('Drama', 30.0), ('Comedy', 19.0), ('Romance', 8.0),
	('Thriller', 7.0), ('Documentary', 6.5), ('Action', 6.0),
	('Crime', 5.0), ('Horror', 5.0), ('Short', 4.0),
	('Adventure', 3.0), ('Family', 2.5), ('Animation', 2.0),
	('Fantasy', 1.8), ('Sci-Fi', 1.8), ('Mystery', 1.5),
	('Music', 1.2), ('History', 1.0), ('Biography', 1.0),
	('War', 0.9), ('Musical', 0.6), ('Sport', 0.4),
	('Western', 0.3), ('Film-Noir', 0.05), ('Newsreel', 0.002),
	('Lost Film', 0.0)
) AS share (name, weight);

INSERT INTO genre (name) SELECT name FROM share;

-- People. Every first name meets every last name once; a shuffle picks.
INSERT INTO person (name)
SELECT first || ' ' || stem || ending
FROM unnest('{Ada,Agnès,Akira,Alba,Alfred,Alma,Amara,Anders,Andrzej,Anna,
	Antonín,Arthur,Astrid,Béla,Bruno,Carla,Carlos,Chloé,Clara,Dariusz,
	Deepa,Diego,Edith,Elena,Elio,Émile,Emma,Erik,Esther,Fatih,Federico,
	Félix,Fiona,François,Frida,Greta,Gustav,Hana,Haruki,Hedy,Henri,Hugo,
	Ida,Ingmar,Iris,Isao,Ivan,Jafar,Jane,Joaquín,Jorge,Josef,Julia,Jun,
	Karin,Kenji,Klára,Krzysztof,Lars,Leila,Leo,Lina,Lotte,Louis,Luca,
	Lucía,Magda,Maria,Marguerite,Martin,Mei,Mikhail,Mira,Nadia,Naomi,
	Nils,Nora,Olga,Oscar,Otto,Paolo,Petra,Pierre,Rainer,Rosa,Ruth,
	Satyajit,Sergei,Sofia,Søren,Stanley,Tarik,Teresa,Thea,Tomás,Ugo,
	Valérie,Vera,Victor,Wanda,Werner,Yasmin,Yasujirō,Zoë}'::text[])
	AS first,
	unnest('{Al,An,Ar,Bar,Bel,Ber,Bor,Bran,Cal,Car,Cor,Dal,Dor,El,Fal,
	Far,Gar,Gel,Hal,Har,Hol,Jan,Kal,Kar,Kor,Lan,Lem,Lin,Mal,Mar,Mer,
	Nor,Ol,Pal,Per,Ram,Ren,Ros,Sal,San,Tal,Tor,Val,Var,Wal,Win}'::text[])
	AS stem,
	unnest('{ano,berg,court,dal,din,dorf,eau,elli,enko,er,escu,feld,ford,
	gren,ik,in,ini,ley,low,mann,more,off,ov,ova,quist,sen,ski,son,stad,
	stein,ston,ton,van,wick,worth}'::text[]) AS ending
ORDER BY random()
LIMIT :people;

-- Movies. Ids start with 1 and have no gaps.
INSERT INTO movie (name, popularity, imdb_score, year)
SELECT
	CASE floor(random() * 7)::integer
	WHEN 0 THEN 'The ' || adjective || ' ' || noun
	WHEN 1 THEN adjective || ' ' || noun
	WHEN 2 THEN noun || ' of ' || place
	WHEN 3 THEN 'A ' || noun || ' in ' || place
	WHEN 4 THEN 'The ' || noun || ' from ' || place
	WHEN 5 THEN 'The ' || adjective || ' ' || noun || ' of ' || place
	ELSE noun || ' and ' || other
	END
	|| CASE WHEN random() < 0.06
		THEN (ARRAY[' II', ' III', ' IV', ': The Return', ' Revisited'])
			[1 + floor(random() * 5)::integer]
		ELSE '' END,
	CASE WHEN random() > 0.05
		THEN round((100 * random() ^ 3)::numeric, 1) END,
	CASE WHEN random() > 0.20
		THEN round((1 + 9 * (random() + random() + random()) / 3)
			::numeric, 1) END,
	CASE WHEN random() > 0.03
		THEN 2025 - floor(130 * random() ^ 2)::integer END
FROM (
	SELECT
		a[1 + floor(random() * cardinality(a))::integer] AS adjective,
		n[1 + floor(random() * cardinality(n))::integer] AS noun,
		n[1 + floor(random() * cardinality(n))::integer] AS other,
		p[1 + floor(random() * cardinality(p))::integer] AS place
	FROM generate_series(1, :movies), (VALUES (
		'{Ancient,Bitter,Blind,Blue,Borrowed,Broken,Burning,Crimson,
		Crooked,Dark,Distant,Empty,Endless,Eternal,Faded,Final,First,
		Forgotten,Frozen,Gentle,Golden,Hidden,Hollow,Hungry,Iron,
		Last,Little,Lonely,Long,Lost,Mad,Midnight,Naked,Pale,Perfect,
		Quiet,Restless,Sacred,Scarlet,Second,Secret,Seventh,Silent,
		Silver,Sleeping,Stolen,Strange,Sunken,Tender,Third,Velvet,
		Wandering,White,Wicked,Wild,Winter,Young}'::text[],
		'{Affair,Angel,Autumn,Bandit,Bicycle,Bird,Bridge,Captain,
		Carnival,Castle,Child,City,Clock,Country,Crown,Dance,Dancer,
		Daughter,Dawn,Desert,Detective,Doctor,Dream,Engine,Farewell,
		Fire,Flight,Forest,Fortune,Garden,Ghost,Gift,Guest,Harbour,
		Heart,Highway,Honeymoon,Horizon,Hour,House,Hunter,Island,
		Journey,Judge,Key,King,Kiss,Lake,Letter,Lighthouse,Love,
		Machine,Mask,Mirror,Moon,Mother,Mountain,Music,Night,Ocean,
		Orchard,Painter,Photograph,Piano,Pilot,Planet,Promise,Queen,
		Rain,Rebel,Riddle,River,Road,Room,Rose,Sailor,Sea,Season,
		Shadow,Singer,Sister,Sky,Snow,Soldier,Song,Spring,Stranger,
		Street,Summer,Theatre,Thief,Train,Treasure,Valley,Village,
		Voice,Waltz,War,Widow,Window,Witness,Wolf,Woman}'::text[],
		'{Alexandria,Andalusia,Antwerp,Athens,Babylon,Baku,Berlin,
		Besançon,Bombay,Bruges,Budapest,Buenos Aires,Cairo,Calcutta,
		Casablanca,Chicago,Dakar,Damascus,Dublin,Genoa,Granada,
		Havana,Helsinki,Istanbul,Kraków,Kyoto,Lagos,Leningrad,Lima,
		Lisbon,London,Łódź,Lyon,Manila,Marrakesh,Marseille,Minsk,
		Montréal,Naples,New York,Odesa,Oslo,Palermo,Paris,Prague,
		Reykjavík,Riga,Rome,Saigon,Salzburg,Samarkand,São Paulo,
		Seoul,Shanghai,Siberia,Tangier,Tbilisi,Tehran,Tokyo,Trieste,
		Venice,Vienna,Warsaw,Xanadu,Zanzibar,Zürich}'::text[]
	)) AS word (a, n, p)
) AS title;

-- One to four genres each; drawing one twice is drawing it once.
INSERT INTO movie_genre (movie_id, genre_id)
SELECT DISTINCT m.id, ids[width_bucket(m.draw, bounds)]
FROM (
	SELECT id, random() AS draw
	FROM (SELECT id, 1 + floor(random() ^ 1.3 * 4)::integer AS genres
	      FROM movie ORDER BY id) AS movie,
		LATERAL generate_series(1, genres)
) AS m, (
	SELECT array_agg(id ORDER BY id) AS ids, array_agg(low ORDER BY id) AS bounds
	FROM (SELECT genre.id,
		coalesce(sum(weight) OVER (ORDER BY genre.id
			ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
		/ sum(weight) OVER () AS low
	      FROM share JOIN genre USING (name)) AS part
) AS wheel;

-- One or two directors; one film in fifty has none. Some people made hundreds.
INSERT INTO credit (movie_id, person_id, role, position)
SELECT id, person_id, 'director',
	row_number() OVER (PARTITION BY id)
FROM (
	SELECT DISTINCT id,
		1 + floor(random() ^ 1.5 * :people)::integer AS person_id
	FROM (SELECT id, CASE WHEN draw < 0.02 THEN 0
			WHEN draw < 0.80 THEN 1 ELSE 2 END AS directors
	      FROM (SELECT id, random() AS draw FROM movie ORDER BY id)
			AS movie) AS movie,
		LATERAL generate_series(1, directors)
) AS made;

-- One film in five has been rated: most by one or two, some by dozens.
INSERT INTO account (email, username)
SELECT 'bench-rater-' || i || '@example.com', 'bench_rater_' || i
FROM generate_series(1, 5000) AS i;

INSERT INTO rating (account_id, movie_id, score)
SELECT raters.first + floor(random() * 5000)::integer, movie_id,
	least(10, greatest(1, round(score + 3 * random() - 1.5)))
FROM (SELECT id AS movie_id, 1 + floor(60 * random() ^ 10)::integer AS n,
		1 + 9 * (random() + random()) / 2 AS score
	FROM movie WHERE random() < 0.2) AS rated,
	(SELECT min(id) AS first FROM account
	 WHERE username LIKE 'bench\_rater\_%') AS raters,
	LATERAL generate_series(1, n)
ON CONFLICT DO NOTHING;

SELECT rating_alone(true), rating_fold(NULL), rating_rank_anew(NULL),
	rating_rank_anew(NULL) \g /dev/null
