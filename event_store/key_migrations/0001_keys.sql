-- One key an encrypted entry, wrapped by a key that lies outside the database. Destroying a row is the erasure.
CREATE TABLE entry_key (
    id        uuid PRIMARY KEY,
    stream_id uuid NOT NULL,
    wrapped   bytea NOT NULL
);
CREATE INDEX entry_key_of_stream ON entry_key (stream_id);
