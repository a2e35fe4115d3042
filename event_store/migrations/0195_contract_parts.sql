-- Dialogues, placements and follow-ups as lists, a row each: derived, and filled with the contract's next event or at
-- once with `insats rebuild`. Dates, forms and numbers alone: nothing that people wrote, and nobody.
CREATE TABLE contract_part (
    contract_id uuid NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('dialogue', 'placement', 'follow_up')),
    number      integer NOT NULL,        -- within the contract
    state       text NOT NULL,
    on_day      date NOT NULL,           -- held or planned, started, to be reported
    form        text NOT NULL,           -- of a placement
    told        jsonb NOT NULL,          -- what else there is to say
    PRIMARY KEY (contract_id, kind, number)
);
CREATE INDEX contract_part_by_day ON contract_part (kind, on_day, contract_id, number);
SELECT cover('contract_part', 'contract_id');
GRANT SELECT, INSERT, UPDATE, DELETE ON contract_part TO insats_writer;
GRANT SELECT ON contract_part TO insats_reader;

CREATE INDEX deadline_by_day ON deadline (due, contract_id, set_version);
CREATE INDEX promise_by_day ON promise (agreed_on, contract_id, commitment);
CREATE INDEX notice_by_time ON notice (queued_at, id);
