-- A person's own calendar address, known by the hash of its secret; a new one takes the old one's place.
CREATE TABLE calendar_feed (
    person      text PRIMARY KEY,
    secret_hash bytea NOT NULL UNIQUE,
    language    text NOT NULL,
    made_at     timestamptz NOT NULL DEFAULT now(),
    fetched_at  timestamptz                      -- to the minute; null: not yet
);
GRANT SELECT, INSERT, UPDATE, DELETE ON calendar_feed TO insats_writer;
