-- As turn_of, for what several people ask at once of different contracts. Nobody waits here for a contract: one that
-- somebody else has is told as busy, and whoever asks for it takes its own turn. Nor do they wait together for longer
-- than a second for any other lock: then each goes alone.
CREATE FUNCTION turns_of(streams uuid[])
RETURNS TABLE (
    policy integer, clock timestamptz, stream uuid, busy boolean, "position" bigint, body bytea, leaf bytea
)
LANGUAGE plpgsql VOLATILE
AS $$
#variable_conflict use_column
DECLARE
    in_force integer;
    locked uuid[];
    now_here timestamptz;
BEGIN
    PERFORM set_config('lock_timeout', '1s', true);
    in_force := policy_in_force(false);
    locked := ARRAY(SELECT id FROM contract WHERE id = ANY (streams) ORDER BY id FOR UPDATE SKIP LOCKED);
    now_here := (SELECT clock_timestamp() + clock_offset FROM installation);
    RETURN QUERY
        SELECT in_force, now_here, asked.id, held.id IS NOT NULL, event.position, event.body, event.leaf
        FROM unnest(streams) AS asked (id)
        LEFT JOIN contract AS held ON held.id = asked.id AND held.id <> ALL (locked)
        LEFT JOIN event ON event.stream_id = asked.id
        ORDER BY asked.id, event.version;
END
$$;
