-- What each movie is shown with is found in the index alone: who has directed it,
-- and what its ratings add up to. (Rows whose ratings change have entries in the
-- indexes of their ranks made anew as well, so these cost nothing more.)

ALTER TABLE credit DROP CONSTRAINT credit_pkey,
	ADD CONSTRAINT credit_pkey PRIMARY KEY (movie_id, role, position)
		INCLUDE (person_id);
ALTER TABLE rating_summary DROP CONSTRAINT rating_summary_pkey,
	ADD CONSTRAINT rating_summary_pkey PRIMARY KEY (movie_id)
		INCLUDE (average, count, sum);
