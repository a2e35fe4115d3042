-- What came of each row since the last part of an import that is on record: written in the transaction that read the
-- row, gone with the part. Whoever reads on, or takes the import back, records it first.
CREATE TABLE import_read (
    import_id uuid NOT NULL,
    file      integer NOT NULL,
    row       integer NOT NULL,
    outcome   text NOT NULL,
    contracts uuid[] NOT NULL,
    reason    jsonb,
    PRIMARY KEY (import_id, file, row)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON import_read TO insats_writer;
