-- Tokens of service accounts: a hash each, for a time, narrowed to some of the account's rights.
CREATE TABLE api_token (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    secret_hash  bytea NOT NULL UNIQUE,
    person_id    text NOT NULL,
    name         text NOT NULL,                     -- what it is for
    rights       text[] NOT NULL,
    made_by      text NOT NULL,
    made_at      timestamptz NOT NULL DEFAULT now(),  -- the machine's own time, as all here
    expires_at   timestamptz NOT NULL,
    last_used_at timestamptz,                       -- to the minute
    revoked_at   timestamptz
);

GRANT SELECT, INSERT, UPDATE, DELETE ON api_token TO insats_writer;
