-- What the sealer has signed. A convenience copy: the sealer keeps its own, and the ones that count lie outside.
-- The role insats_sealer exists already; it reads the log, and may add here and change nothing.

CREATE TABLE checkpoint (
    size      bigint PRIMARY KEY CHECK (size > 0),       -- how many events it commits to
    note      text NOT NULL,                             -- C2SP tlog-checkpoint, signed
    sealed_at timestamptz NOT NULL DEFAULT clock_timestamp()  -- the machine's own time
);

-- With what the sealer signs, for whoever has no better source: a verifier's key in the form of C2SP.
CREATE TABLE log_key (
    vkey     text PRIMARY KEY,
    since    timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Where a checkpoint has been put, outside; or why it could not be.
CREATE TABLE anchoring (
    anchor   text NOT NULL,
    size     bigint NOT NULL REFERENCES checkpoint,
    tried_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    error    text NOT NULL DEFAULT '',                   -- '': it is there
    token    bytea,                                      -- of a time-stamp authority (RFC 3161)
    PRIMARY KEY (anchor, size, tried_at)
);

-- When the sealer found the log shorter than, or other than, what it had signed.
CREATE TABLE refusal (
    refused_at timestamptz PRIMARY KEY DEFAULT clock_timestamp(),
    why        text NOT NULL
);

CREATE TRIGGER checkpoints_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE checkpoint ENABLE ALWAYS TRIGGER checkpoints_stay;
CREATE TRIGGER anchorings_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON anchoring
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE anchoring ENABLE ALWAYS TRIGGER anchorings_stay;
CREATE TRIGGER refusals_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON refusal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE refusal ENABLE ALWAYS TRIGGER refusals_stay;

CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME; END $$;

GRANT SELECT (position, body, leaf) ON event TO insats_sealer;
GRANT SELECT ON head TO insats_sealer;
GRANT SELECT, INSERT ON log_key, checkpoint, anchoring, refusal TO insats_sealer;
GRANT SELECT ON log_key, checkpoint, anchoring, refusal TO insats_writer, insats_reader;
