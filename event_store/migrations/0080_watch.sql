-- What the watchdog knows: when the sweep last ran, what it has seen wrong, what it has told. The machine's own time.

CREATE TABLE watch (
    single       boolean PRIMARY KEY DEFAULT true CHECK (single),
    swept_at     timestamptz NOT NULL DEFAULT now(),
    seen         jsonb NOT NULL DEFAULT '{}',     -- what is wrong: since when
    told         text[] NOT NULL DEFAULT '{}',    -- what of it people have been told
    leased_until timestamptz NOT NULL DEFAULT '-infinity',  -- somebody is telling just now
    audited      uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000'  -- the last stream looked through
);
INSERT INTO watch DEFAULT VALUES;

-- Contracts whose events do not account for every last day.
CREATE TABLE breach (
    contract_id uuid PRIMARY KEY,
    since       timestamptz NOT NULL DEFAULT now(),
    what        text NOT NULL
);

-- How long the oldest number that is not delivered has waited.
ALTER TABLE nudge ADD COLUMN since timestamptz NOT NULL DEFAULT now();

DROP INDEX nudge_waiting;
CREATE INDEX nudge_waiting ON nudge (bulk, not_before) WHERE wanted > delivered;

-- How late each miss was noticed, and each rung climbed; also those of entries struck since.
CREATE TABLE lateness (
    contract_id uuid NOT NULL,
    version     integer NOT NULL,
    rung        integer NOT NULL,         -- 0: the miss
    late_by     interval NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (contract_id, version)
);
CREATE INDEX lateness_lately ON lateness (recorded_at);

GRANT SELECT, UPDATE ON watch TO insats_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON breach, lateness TO insats_writer;
GRANT SELECT ON watch, breach, lateness TO insats_reader;
