-- What somebody has to do now, a row a step: the start page asks for a person's, a department's, or all.

CREATE TABLE open_step (
    contract_id uuid NOT NULL,
    step        text NOT NULL,
    asks        text NOT NULL,              -- the command it asks for first; empty: time alone has something to do
    due         date,
    departments text[] NOT NULL,
    people      text[] NOT NULL,            -- whom it was given to, and their deputy; empty: the department's
    waits_for   text NOT NULL,              -- supplier, court or time; empty: one of the municipality's has to act
    since       date NOT NULL,              -- it has been open, or waited for the same
    round       integer NOT NULL DEFAULT 1, -- of a step that comes again, which time it is
    meets_on    date,                       -- the meeting planned for it
    PRIMARY KEY (contract_id, step)
);
CREATE INDEX open_step_by_day ON open_step (due, contract_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON open_step TO insats_writer;
GRANT SELECT ON open_step TO insats_reader;

-- Of contracts that are here already: nearly right at once, to the letter with their next event or `insats rebuild`.
INSERT INTO open_step (contract_id, step, asks, due, departments, people, waits_for, since)
SELECT id, step, '',
       (SELECT due FROM deadline WHERE deadline.contract_id = id AND deadline.step = of_contract.step
        ORDER BY set_version DESC LIMIT 1),
       departments, '{}', CASE step WHEN 'standstill' THEN 'time' ELSE '' END, changed_at::date
FROM contract, unnest(steps) AS of_contract (step);
