-- Who follows whom, and how many.
--
-- It is kept twice, once for each question: `follow` knows whom somebody
-- follows, `follower` who follows somebody. Who writes does so to `follow`;
-- triggers keep `follower` the same in the same transaction. Each is in 32
-- parts by the account that is asked about, so that of a billion rows any
-- question meets one part of 31 million.
--
-- The kind of an account is for ever, and so can stand in both tables: an index
-- then has the newest of one kind, and the newest of all are the newest of both.

CREATE TABLE follow (
	follower_id   bigint NOT NULL,
	followed_id   bigint NOT NULL CHECK (followed_id <> follower_id),
	created_at    timestamptz NOT NULL DEFAULT now(),
	followed_kind text NOT NULL,
	PRIMARY KEY (follower_id, followed_id)
) PARTITION BY HASH (follower_id);

COMMENT ON TABLE follow IS
	'Whom an account follows. follow_needs_accounts() sees to it that both '
	'are there.';
COMMENT ON COLUMN follow.follower_id IS 'Who follows.';
COMMENT ON COLUMN follow.followed_id IS 'Whom.';
COMMENT ON COLUMN follow.created_at IS 'Since when.';
COMMENT ON COLUMN follow.followed_kind IS 'The kind of who is followed.';

CREATE TABLE follower (
	followed_id   bigint NOT NULL,
	follower_id   bigint NOT NULL CHECK (follower_id <> followed_id),
	created_at    timestamptz NOT NULL,
	follower_kind text NOT NULL,
	PRIMARY KEY (followed_id, follower_id)
) PARTITION BY HASH (followed_id);

COMMENT ON TABLE follower IS
	'Who follows an account: the rows of follow, seen from the other side.';
COMMENT ON COLUMN follower.followed_id IS 'Who is followed.';
COMMENT ON COLUMN follower.follower_id IS 'Who follows.';
COMMENT ON COLUMN follower.created_at IS 'Since when.';
COMMENT ON COLUMN follower.follower_kind IS 'The kind of who follows.';

DO $$
BEGIN
	FOR i IN 0 .. 31 LOOP
		EXECUTE format('CREATE TABLE follow_%s PARTITION OF follow '
			'FOR VALUES WITH (MODULUS 32, REMAINDER %s)',
			to_char(i, 'FM00'), i);
		EXECUTE format('CREATE TABLE follower_%s PARTITION OF follower '
			'FOR VALUES WITH (MODULUS 32, REMAINDER %s)',
			to_char(i, 'FM00'), i);
	END LOOP;
END $$;

CREATE INDEX follow_newest ON follow
	(follower_id, followed_kind, created_at DESC, followed_id DESC);
CREATE INDEX follower_newest ON follower
	(followed_id, follower_kind, created_at DESC, follower_id DESC);

-- What a foreign key would do, without its locks on rows: all who follow a
-- brand at once would write to the row of it. Who follows shares a lock with
-- the others, who deletes an account has it alone. There are 64 of these locks,
-- taken in order, so that millions of rows take no more than that.

CREATE FUNCTION follow_lock_key(account_id bigint) RETURNS integer
LANGUAGE sql IMMUTABLE AS 'SELECT (account_id % 64)::integer';

COMMENT ON FUNCTION follow_lock_key(bigint) IS
	'Which advisory lock (5063, this) stands for the account.';

CREATE FUNCTION follow_expect(follower bigint, followed bigint) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
	its_kind text;
BEGIN
	IF follower = followed THEN
		RAISE 'Nobody can follow themselves.'
			USING ERRCODE = 'MQ422', COLUMN = 'id';
	END IF;
	IF NOT EXISTS (SELECT FROM account WHERE id = follower AND active) THEN
		RAISE 'the follower is gone' USING ERRCODE = 'MQ401';
	END IF;
	SELECT kind INTO its_kind FROM account WHERE id = followed AND active;
	IF NOT FOUND THEN
		RAISE 'no such account' USING ERRCODE = 'MQ404';
	END IF;
	RETURN its_kind;
END $$;

COMMENT ON FUNCTION follow_expect(bigint, bigint) IS
	'The kind of who is to be followed; raises MQ404 if that account is not '
	'there or not active, MQ401 if the follower is not, MQ422 if both are the '
	'same.';

CREATE FUNCTION follow_needs_accounts() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
	one   integer := follow_lock_key(NEW.follower_id);
	other integer := follow_lock_key(NEW.followed_id);
BEGIN
	PERFORM pg_advisory_xact_lock_shared(5063, least(one, other));
	PERFORM pg_advisory_xact_lock_shared(5063, greatest(one, other));
	-- Only now: what was deleted while this waited is not there any more.
	NEW.followed_kind = follow_expect(NEW.follower_id, NEW.followed_id);
	RETURN NEW;
END $$;

COMMENT ON FUNCTION follow_needs_accounts() IS
	'Raises as follow_expect() does; until the end of the transaction neither '
	'account can be deleted.';

CREATE TRIGGER follow_needs_accounts BEFORE INSERT ON follow
	FOR EACH ROW EXECUTE FUNCTION follow_needs_accounts();

-- The changes that are still to be folded into the counts of the accounts.

CREATE TABLE follow_delta (
	account_id bigint NOT NULL,
	followers  integer NOT NULL,
	following  integer NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000,
	autovacuum_vacuum_insert_threshold = -1);

COMMENT ON TABLE follow_delta IS
	'By how much the counts of an account have changed, as far as '
	'follow_fold() has not seen it yet.';
COMMENT ON COLUMN follow_delta.account_id IS 'The account; it may have gone.';
COMMENT ON COLUMN follow_delta.followers IS
	'So many more follow it, or fewer if negative.';
COMMENT ON COLUMN follow_delta.following IS 'It follows so many more.';

CREATE INDEX follow_delta_account ON follow_delta (account_id);

-- A connection plans these once, be it for one row or for a million. The plan
-- has to be good for one: row by row, each from its index.

CREATE FUNCTION follow_added() RETURNS trigger
LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
AS $$
BEGIN
	INSERT INTO follower (followed_id, follower_id, created_at, follower_kind)
	SELECT n.followed_id, n.follower_id, n.created_at, a.kind
	FROM new_follow n JOIN account a ON a.id = n.follower_id;
	INSERT INTO follow_delta (account_id, followers, following)
	SELECT followed_id, count(*), 0 FROM new_follow GROUP BY followed_id
	UNION ALL
	SELECT follower_id, 0, count(*) FROM new_follow GROUP BY follower_id;
	RETURN NULL;
END $$;

COMMENT ON FUNCTION follow_added() IS
	'Does for follower what was done to follow, and notes what it changes.';

CREATE FUNCTION follow_removed() RETURNS trigger
LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
AS $$
BEGIN
	DELETE FROM follower f USING old_follow o
	WHERE f.followed_id = o.followed_id AND f.follower_id = o.follower_id;
	INSERT INTO follow_delta (account_id, followers, following)
	SELECT followed_id, -count(*), 0 FROM old_follow GROUP BY followed_id
	UNION ALL
	SELECT follower_id, 0, -count(*) FROM old_follow GROUP BY follower_id;
	RETURN NULL;
END $$;

COMMENT ON FUNCTION follow_removed() IS
	'Does for follower what was done to follow, and notes what it changes.';

CREATE TRIGGER follow_added AFTER INSERT ON follow
	REFERENCING NEW TABLE AS new_follow
	FOR EACH STATEMENT EXECUTE FUNCTION follow_added();
CREATE TRIGGER follow_removed AFTER DELETE ON follow
	REFERENCING OLD TABLE AS old_follow
	FOR EACH STATEMENT EXECUTE FUNCTION follow_removed();

-- The end of an account. Two who follow each other may go at the same time;
-- that they do so one after the other keeps them from waiting for each other.

CREATE FUNCTION account_goes_alone() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(5062746837);
	RETURN NULL;
END $$;

COMMENT ON FUNCTION account_goes_alone() IS
	'One transaction at a time deletes accounts.';

CREATE FUNCTION account_without_followers() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(5063, follow_lock_key(OLD.id));
	RETURN OLD;
END $$;

COMMENT ON FUNCTION account_without_followers() IS
	'Waits for those who follow the account just now, and for those that it '
	'follows, and keeps others away.';

CREATE FUNCTION account_takes_follows() RETURNS trigger
LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off
AS $$
BEGIN
	DELETE FROM follow WHERE follower_id = OLD.id;
	DELETE FROM follow f USING follower r
	WHERE r.followed_id = OLD.id
		AND f.follower_id = r.follower_id AND f.followed_id = OLD.id;
	RETURN NULL;
END $$;

COMMENT ON FUNCTION account_takes_follows() IS
	'Whom an account follows, and who follows it, goes with it.';

CREATE TRIGGER account_goes_alone BEFORE DELETE ON account
	FOR EACH STATEMENT EXECUTE FUNCTION account_goes_alone();
CREATE TRIGGER account_without_followers BEFORE DELETE ON account
	FOR EACH ROW EXECUTE FUNCTION account_without_followers();
CREATE TRIGGER account_takes_follows AFTER DELETE ON account
	FOR EACH ROW EXECUTE FUNCTION account_takes_follows();

-- Folding, as for ratings: one at a time does it, in the database; any host
-- may.

CREATE FUNCTION follow_alone(wait boolean) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
	IF wait THEN
		PERFORM pg_advisory_xact_lock(5062746836);
		RETURN true;
	END IF;
	RETURN pg_try_advisory_xact_lock(5062746836);
END $$;

COMMENT ON FUNCTION follow_alone(boolean) IS
	'True if until the end of the transaction nobody else folds or repairs '
	'the counts. Without wait, it may be false.';

-- It waits for nobody: what belongs to an account that is being changed is left
-- for the next time. All changes of an account are taken at once, or a count
-- could become less than nothing meanwhile.

CREATE FUNCTION follow_fold(most integer) RETURNS void
LANGUAGE sql AS $$
	WITH waiting AS MATERIALIZED (
		SELECT DISTINCT account_id
		FROM (SELECT account_id FROM follow_delta LIMIT most) AS first
	), locked AS MATERIALIZED (
		SELECT id FROM account WHERE id IN (SELECT account_id FROM waiting)
		FOR NO KEY UPDATE SKIP LOCKED
	), busy AS MATERIALIZED (
		SELECT id FROM account WHERE id IN (SELECT account_id FROM waiting)
		EXCEPT SELECT id FROM locked
	), taken AS (
		DELETE FROM follow_delta d USING waiting w
		WHERE d.account_id = w.account_id
			AND d.account_id NOT IN (SELECT id FROM busy)
		RETURNING d.account_id, d.followers, d.following
	)
	UPDATE account a
	SET followers = a.followers + n.followers,
		following = a.following + n.following
	FROM (SELECT account_id, sum(followers) AS followers,
			sum(following) AS following
		FROM taken GROUP BY account_id) AS n
	WHERE a.id = n.account_id AND (n.followers <> 0 OR n.following <> 0)
$$;

COMMENT ON FUNCTION follow_fold(integer) IS
	'Carries about so many changes over into the counts; NULL: all. Only '
	'within follow_alone().';

CREATE FUNCTION follow_keep() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	IF follow_alone(false) THEN
		PERFORM follow_fold(10000);
	END IF;
END $$;

COMMENT ON FUNCTION follow_keep() IS
	'What responders run all the time: a part of the work, if nobody else is '
	'at it.';
