-- Work to do: notices to send, contracts to wake, contracts in trouble; and who is signed in.
-- Leases and retries run on the machine's own time, never on the installation's movable clock.

CREATE TABLE notice (
    id          uuid PRIMARY KEY,
    contract_id uuid NOT NULL,
    version     integer NOT NULL,         -- of the event that raised it
    kind        text NOT NULL,
    recipient   text NOT NULL,            -- a person's id, or contact:N of the contract
    roles       text[] NOT NULL,          -- why this person: two roles, one notice
    step        text,
    due         date,
    number      integer,
    form        text NOT NULL DEFAULT '',
    queued_at   timestamptz NOT NULL,
    attempts    integer NOT NULL DEFAULT 0,
    next_try_at timestamptz DEFAULT now(), -- null: sent, or given up
    sent_at     timestamptz,
    message_id  text NOT NULL,
    reply       text NOT NULL DEFAULT '',
    UNIQUE (contract_id, version, recipient, kind)
);
CREATE INDEX notice_to_send ON notice (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX notice_of_contract ON notice (contract_id, version);

CREATE TABLE nudge (
    contract_id uuid PRIMARY KEY,
    wanted      bigint NOT NULL,
    delivered   bigint NOT NULL DEFAULT 0,
    bulk        boolean NOT NULL,         -- an import's: people's go first
    not_before  timestamptz NOT NULL DEFAULT '-infinity'
);
CREATE INDEX nudge_waiting ON nudge (bulk, contract_id) WHERE wanted > delivered;

CREATE TABLE trouble (
    contract_id uuid PRIMARY KEY,
    since       timestamptz NOT NULL,
    attempts    integer NOT NULL,
    retry_at    timestamptz NOT NULL,
    error       text NOT NULL
);

CREATE TABLE session (
    secret_hash bytea PRIMARY KEY,
    kind        text NOT NULL CHECK (kind IN ('link', 'page', 'token')),
    person_id   text NOT NULL,
    expires_at  timestamptz NOT NULL
);

GRANT SELECT, INSERT, UPDATE, DELETE ON notice, nudge, trouble, session TO insats_writer;
GRANT SELECT ON notice, nudge, trouble TO insats_reader;
