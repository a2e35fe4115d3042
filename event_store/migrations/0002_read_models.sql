-- Derived from the events; `insats rebuild` empties and fills these again.

CREATE TABLE contract (
    id            uuid PRIMARY KEY,
    version       integer NOT NULL,
    number        text NOT NULL,
    title         text NOT NULL,
    buyer         text NOT NULL,
    suppliers     text NOT NULL,
    procedure_id  text NOT NULL,
    phase         text NOT NULL,
    clause        text,
    steps         text[] NOT NULL,        -- open now
    departments   text[] NOT NULL,        -- that own them
    next_due      date,                   -- the earliest last day among the open steps
    signed_on     date,
    ends_on       date,
    places        integer NOT NULL,       -- promised
    places_started integer NOT NULL,
    next_at       timestamptz,            -- when time has something to do; null: only people have
    registered_at timestamptz NOT NULL,
    changed_at    timestamptz NOT NULL
);
CREATE INDEX contract_due ON contract (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX contract_by_urgency ON contract (next_due, id);

CREATE TABLE deadline (
    contract_id uuid NOT NULL,
    set_version integer NOT NULL,         -- version of the DeadlineSet event
    step        text NOT NULL,
    due         date NOT NULL,
    derivation  jsonb NOT NULL,
    outcome     text NOT NULL CHECK (outcome IN ('running', 'met', 'waived', 'missed')),
    reminders   integer NOT NULL DEFAULT 0,
    rungs       integer NOT NULL DEFAULT 0,
    done_on     date,
    PRIMARY KEY (contract_id, set_version)
);

CREATE TABLE supplier_contact (
    contract_id uuid NOT NULL,
    contact     integer NOT NULL,
    name        text NOT NULL,
    address     text NOT NULL,
    PRIMARY KEY (contract_id, contact)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON contract, deadline, supplier_contact TO insats_writer;
GRANT SELECT ON contract, deadline, supplier_contact TO insats_reader;
