-- What a command begins with, in one trip: which policy is in force (none is adopted until the transaction ends), the
-- contract's own row locked, and only then what the clock says and what has happened so far. A statement of its own
-- each, since each sees what was committed while the one before it waited.
CREATE FUNCTION turn_of(stream uuid, alone boolean)
RETURNS TABLE (policy integer, clock timestamptz, "position" bigint, body bytea, leaf bytea)
LANGUAGE plpgsql VOLATILE
AS $$
#variable_conflict use_column
DECLARE
    in_force integer := policy_in_force(alone);
    now_here timestamptz;
BEGIN
    PERFORM FROM contract WHERE id = stream FOR UPDATE;
    now_here := (SELECT clock_timestamp() + clock_offset FROM installation);
    RETURN QUERY
        SELECT in_force, now_here, event.position, event.body, event.leaf
        FROM (SELECT) AS always LEFT JOIN event ON stream_id = stream ORDER BY version;
END
$$;

-- What every request asks with its session: the newest policy, and whether somebody is away, in whose stead another may
-- be here.
CREATE VIEW at_hand AS
SELECT (SELECT max(number) FROM policy) AS policy,
       EXISTS (SELECT FROM delegation
               WHERE NOT withdrawn AND (SELECT (installation_now() AT TIME ZONE 'Europe/Stockholm')::date)
                     BETWEEN first_day AND last_day) AS somebody_away;

GRANT SELECT ON at_hand TO insats_writer;
