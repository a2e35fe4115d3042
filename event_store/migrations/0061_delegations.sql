-- Who is away and who stands in; derived from the one stream that says so.

CREATE TABLE delegation (
    number    integer PRIMARY KEY,
    person    text NOT NULL,             -- ids of people of the policy
    deputy    text NOT NULL,
    first_day date NOT NULL,
    last_day  date NOT NULL,
    withdrawn boolean NOT NULL DEFAULT false
);
CREATE INDEX delegation_by_day ON delegation (last_day) WHERE NOT withdrawn;

-- Who got it instead of its recipient; empty: the recipient, or nobody yet.
ALTER TABLE notice ADD COLUMN sent_to text NOT NULL DEFAULT '';

GRANT SELECT, INSERT, UPDATE, DELETE ON delegation TO insats_writer;
GRANT SELECT ON delegation TO insats_reader;
