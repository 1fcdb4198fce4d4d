-- A rating costs less to note.
--
-- The condition of a trigger is read anew for each statement, and each statement
-- of a trigger is begun and ended: there is no condition, and one statement.

CREATE OR REPLACE FUNCTION rating_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		INSERT INTO rating_delta (movie_id, score, change)
		VALUES (NEW.movie_id, NEW.score, 1);
	ELSIF NEW.score <> OLD.score THEN
		INSERT INTO rating_delta (movie_id, score, change)
		VALUES (OLD.movie_id, OLD.score, -1),
			(NEW.movie_id, NEW.score, 1);
	END IF;
	RETURN NULL;
END $$;

DROP TRIGGER rating_changed ON rating;
CREATE TRIGGER rating_changed AFTER UPDATE ON rating
	FOR EACH ROW EXECUTE FUNCTION rating_changed();

-- What is noted comes and goes all the time: the room for it is not given back.
ALTER TABLE rating_delta SET (vacuum_truncate = off);
ALTER TABLE follow_delta SET (vacuum_truncate = off);

-- Where the row of all ratings is missing, what is noted waits for it.

CREATE OR REPLACE FUNCTION rating_keep() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	IF rating_alone(false) AND EXISTS (SELECT FROM rating_total) THEN
		PERFORM rating_fold(10000);
		PERFORM rating_rank_anew(5000);
	END IF;
END $$;
