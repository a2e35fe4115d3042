-- What people see of an import: derived from its stream, but for a preview, which is in no stream.
CREATE TABLE import (
    id         uuid PRIMARY KEY,
    state      text NOT NULL CHECK (state IN ('offered', 'looking', 'looked', 'running', 'stopped', 'ended',
                                              'undoing', 'undone')),
    by_person  text NOT NULL,
    begun_at   timestamptz NOT NULL,
    reason     text NOT NULL DEFAULT '',               -- why it was taken back
    -- Work, not derived: whoever holds the lease reads on. On the machine's own time.
    leased_until timestamptz NOT NULL DEFAULT '-infinity',
    trouble    text NOT NULL DEFAULT ''                -- the last error that made it wait
);
CREATE INDEX import_to_do ON import (begun_at) WHERE state IN ('looking', 'running', 'undoing');

-- The files while they are read, gone when the import has ended or was given up: not derived, and never in an event.
CREATE TABLE import_file (
    import_id uuid NOT NULL,
    number    integer NOT NULL,                        -- from 1
    name      text NOT NULL,
    digest    text NOT NULL,
    size      bigint NOT NULL,
    content   bytea,
    headings  jsonb,                                   -- of a spreadsheet: which it knows, and which not
    rows      integer,                                 -- null: nobody has looked yet
    done      integer NOT NULL DEFAULT 0,
    PRIMARY KEY (import_id, number)
);

-- One line a notice or a row. `preview`: what would become of it.
CREATE TABLE import_line (
    import_id uuid NOT NULL,
    file      integer NOT NULL,
    row       integer NOT NULL,
    preview   boolean NOT NULL,
    outcome   text NOT NULL,
    contracts uuid[] NOT NULL,
    told      jsonb NOT NULL,                          -- of a preview: number, title, suppliers of what would be
    reason    jsonb,                                   -- code, message, params
    PRIMARY KEY (import_id, preview, file, row)
);
CREATE INDEX import_line_of_contract ON import_line USING gin (contracts) WHERE NOT preview;

-- What somebody has said that a column is, by its heading: remembered for the next file.
CREATE TABLE import_column (
    heading text PRIMARY KEY,                          -- without signs and capitals
    field   text NOT NULL                              -- ours; - : to be left alone
);
GRANT SELECT, INSERT, UPDATE, DELETE ON import_column TO insats_writer;
GRANT SELECT ON import_column TO insats_reader;

GRANT SELECT, INSERT, UPDATE, DELETE ON import, import_file, import_line TO insats_writer;
GRANT SELECT ON import, import_line TO insats_reader;
GRANT SELECT (import_id, number, name, digest, size, headings, rows, done) ON import_file TO insats_reader;

-- What is told of each contract beyond its row: for comparing, and for deciding about the clause.
CREATE TABLE contract_told (
    contract_id      uuid PRIMARY KEY,
    number_key       text NOT NULL,                     -- the number without signs and capitals
    suppliers        text[] NOT NULL,
    supplier_numbers text[] NOT NULL,
    buyer_unit       text NOT NULL,
    diarienummer     text NOT NULL,
    starts_on        date,
    amount           numeric,
    currency         text NOT NULL,
    cpv              text[] NOT NULL,
    objectives       text[] NOT NULL,                   -- goals that a notice tells, never a clause
    procurement      text NOT NULL,
    terms            boolean NOT NULL,                  -- a notice tells of terms of performance
    source           text NOT NULL,
    void             boolean NOT NULL
);
CREATE INDEX contract_told_by_number ON contract_told (number_key) WHERE number_key <> '';
CREATE INDEX contract_told_by_supplier ON contract_told USING gin (supplier_numbers);

GRANT SELECT, INSERT, UPDATE, DELETE ON contract_told TO insats_writer;
GRANT SELECT ON contract_told TO insats_reader;

-- Pairs that look like the same contract and are not, as somebody has said; derived.
CREATE TABLE kept_apart (
    contract_id uuid NOT NULL,
    other       uuid NOT NULL,
    PRIMARY KEY (contract_id, other)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON kept_apart TO insats_writer;
GRANT SELECT ON kept_apart TO insats_reader;
