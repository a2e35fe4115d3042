-- Which policy is in force: derived from the one stream of adoptions (docs/decisions/0019-the-policy-is-adopted.md).
CREATE TABLE policy (
    number     integer PRIMARY KEY,          -- version of the PolicyAdopted event in its stream
    version    text NOT NULL,
    calendar   text NOT NULL,
    adopted_at timestamptz NOT NULL,
    adopted_by text NOT NULL
);

-- Every command asks, first of all. Until its transaction ends no other policy can be adopted; whoever adopts one
-- (`alone`) waits for the commands under way, and those that come wait for it. So an event that stands after an
-- adoption was decided by it, and one that stands before was not.
CREATE FUNCTION policy_in_force(alone boolean) RETURNS integer
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_temp
AS $$
BEGIN
    IF alone THEN
        PERFORM pg_advisory_xact_lock(4201609);
    ELSE
        PERFORM pg_advisory_xact_lock_shared(4201609);
    END IF;
    RETURN (SELECT max(number) FROM policy);  -- a new snapshot: what was committed while it waited is seen
END
$$;

-- Contracts whose running last days have not been looked at yet since a policy was adopted: a queue, not derived.
CREATE TABLE policy_move (
    contract_id uuid PRIMARY KEY,
    adoption    integer NOT NULL,                         -- the newest that it waits for
    adopted_on  date NOT NULL,                            -- the day of the first that it waits for
    not_before  timestamptz NOT NULL DEFAULT '-infinity'  -- the machine's own time; one in trouble waits
);

-- A mail about something of its own, beside the day's; '' is the day's.
ALTER TABLE digest ADD COLUMN about text NOT NULL DEFAULT '';
ALTER TABLE digest DROP CONSTRAINT digest_recipient_day_key;
CREATE UNIQUE INDEX digest_of_the_day ON digest (recipient, day) WHERE about = '';

ALTER TABLE notice ADD COLUMN was date;  -- the last day before it moved

GRANT SELECT, INSERT ON policy TO insats_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON policy_move TO insats_writer;
GRANT SELECT ON policy, policy_move TO insats_reader;
