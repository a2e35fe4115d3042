-- The truth: one stream a contract, append-only. Roles insats_owner, insats_writer and insats_reader exist already.

-- One row, locked by the one last statement of every command: positions are gapless and in commit order.
CREATE TABLE head (
    single   boolean PRIMARY KEY DEFAULT true CHECK (single),
    position bigint NOT NULL
);
INSERT INTO head (position) VALUES (0);

CREATE TABLE event (
    position    bigint PRIMARY KEY,             -- the leaf's index in the one tree, plus one
    stream_id   uuid NOT NULL,
    version     integer NOT NULL CHECK (version > 0),
    type        text NOT NULL,
    recorded_at timestamptz NOT NULL,
    command_id  uuid NOT NULL,
    body        bytea NOT NULL,                 -- the exact canonical bytes (RFC 8785) that are hashed
    leaf        bytea NOT NULL CHECK (length(leaf) = 32),  -- SHA-256(0x00 || body), RFC 6962
    UNIQUE (stream_id, version)
);

-- The only way in. Columns arrive side by side, in the order in which they are to stand.
CREATE FUNCTION append(
    streams uuid[], versions integer[], types text[], recorded timestamptz[], commands uuid[], bodies bytea[]
) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    WITH moved AS (
        UPDATE head SET position = position + cardinality(streams) RETURNING position
    ), written AS (
        INSERT INTO event
        SELECT moved.position - cardinality(streams) + n, stream, version, type, at, command, body,
               sha256('\x00'::bytea || body)
        FROM moved, unnest(streams, versions, types, recorded, commands, bodies)
             WITH ORDINALITY AS row (stream, version, type, at, command, body, n)
    )
    SELECT position FROM moved
$$;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION 'events are only ever added'; END $$;

CREATE TRIGGER events_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE event ENABLE ALWAYS TRIGGER events_stay;

-- One clock an installation. It moves only where `movable` says so (a demo or a test), and only forward.
CREATE TABLE installation (
    single                boolean PRIMARY KEY DEFAULT true CHECK (single),
    clock_offset          interval NOT NULL DEFAULT '0',
    movable               boolean NOT NULL DEFAULT false,
    temporal_namespace_id text NOT NULL DEFAULT ''   -- "armed" means armed in this namespace
);
INSERT INTO installation DEFAULT VALUES;

REVOKE ALL ON FUNCTION append FROM PUBLIC;
GRANT EXECUTE ON FUNCTION append TO insats_writer;
GRANT SELECT ON event, head, installation TO insats_writer, insats_reader;
GRANT UPDATE (clock_offset, temporal_namespace_id) ON installation TO insats_writer;
