-- What was promised and what came of it, a row a commitment: the yearly report adds these up.
-- Of contracts that are here already the rows come with their next event, or at once with `insats rebuild`.

CREATE TABLE promise (
    contract_id uuid NOT NULL,
    commitment  integer NOT NULL,
    form        text NOT NULL,
    departments text[] NOT NULL,
    supplier    text NOT NULL,
    agreed_on   date NOT NULL,
    ends_on     date NOT NULL,
    places      integer NOT NULL,
    came_about  integer NOT NULL,           -- places that somebody has begun on; not those that ended too early to count
    PRIMARY KEY (contract_id, commitment)
);
CREATE INDEX promise_by_year ON promise (agreed_on);

ALTER TABLE contract
    ADD COLUMN void boolean NOT NULL DEFAULT false,              -- registered by mistake: counted nowhere
    ADD COLUMN held_on date,                                     -- the dialogue
    ADD COLUMN nothing_possible boolean NOT NULL DEFAULT false;  -- as both came to in the dialogue

GRANT SELECT, INSERT, UPDATE, DELETE ON promise TO insats_writer;
GRANT SELECT ON promise TO insats_reader;
