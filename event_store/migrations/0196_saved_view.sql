-- Views of the list of contracts that somebody has kept: a name and what stands after the question mark. Theirs alone,
-- and not derived: the pages ask for a person's own.
CREATE TABLE saved_view (
    person   text NOT NULL,
    name     text NOT NULL CHECK (name <> '' AND length(name) <= 60),
    query    text NOT NULL CHECK (length(query) <= 2000),
    PRIMARY KEY (person, name)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON saved_view TO insats_writer;
