-- One mail a working day for those who want it so. Each notice keeps its row; the digest has the lease and the tries.

CREATE TABLE digest (
    id          uuid PRIMARY KEY,
    recipient   text NOT NULL,
    day         date NOT NULL,            -- of the installation's clock
    attempts    integer NOT NULL DEFAULT 0,
    next_try_at timestamptz DEFAULT now(), -- the machine's own time; null: sent, or given up
    sent_at     timestamptz,
    message_id  text NOT NULL,
    reply       text NOT NULL DEFAULT '',
    UNIQUE (recipient, day)               -- two sweeps at the same time make one
);
CREATE INDEX digest_to_send ON digest (next_try_at) WHERE next_try_at IS NOT NULL;

-- `waits`: to be sent in a digest, and not yet sent or given up; its own next_try_at is null meanwhile.
ALTER TABLE notice ADD COLUMN waits boolean NOT NULL DEFAULT false, ADD COLUMN digest_id uuid REFERENCES digest;
CREATE INDEX notice_waiting ON notice (recipient) WHERE waits AND digest_id IS NULL;
CREATE INDEX notice_of_digest ON notice (digest_id) WHERE digest_id IS NOT NULL;

GRANT SELECT, INSERT, UPDATE ON digest TO insats_writer;
GRANT SELECT ON digest TO insats_reader;
