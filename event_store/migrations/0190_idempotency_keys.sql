-- What was answered to a request that carried an Idempotency-Key, for a day. Not logged: after a crash of the database
-- the answers are gone, and a command sent again is still carried out once, by its id.
CREATE UNLOGGED TABLE idempotency_key (
    key        bytea PRIMARY KEY,                   -- keyed hash of who asked and their key
    request    bytea NOT NULL,                      -- keyed hash of what was asked
    claimed_at timestamptz NOT NULL DEFAULT now(),  -- the machine's own time
    answer     bytea                                -- encrypted, with the caller's key as half of ours; null: under way
);
CREATE INDEX idempotency_key_claimed_at ON idempotency_key (claimed_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_key TO insats_writer;
