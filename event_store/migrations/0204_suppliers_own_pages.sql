-- A confirmed contact may sign in. `person` is who they are to sessions and logs: worked out from contract and number,
-- so that it tells nothing of who it is, and is the same after a rebuild.
ALTER TABLE supplier_contact
    ADD COLUMN since  timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN person text NOT NULL
        GENERATED ALWAYS AS ('s-' || left(encode(sha256((contract_id::text || '/' || contact::text)::bytea), 'hex'), 24)) STORED;
CREATE UNIQUE INDEX supplier_contact_person ON supplier_contact (person);
CREATE INDEX supplier_contact_address ON supplier_contact (lower(address));

-- Contacts of a supplier that was replaced had been left here: their events say that they are none any more.
DELETE FROM supplier_contact USING event
WHERE event.stream_id = contract_id AND event.type = 'SupplierReplaced' AND event.version > (
    SELECT version FROM event AS confirmed
    WHERE confirmed.stream_id = contract_id AND confirmed.type = 'SupplierContactConfirmed'
      AND (convert_from(confirmed.body, 'UTF8')::jsonb -> 'data' ->> 'contact')::integer = contact
);

-- Files that show what was done, encrypted; the key of each is an encrypted text of the event that names it.
CREATE TABLE evidence_file (
    id          uuid PRIMARY KEY,
    contract_id uuid NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('pdf', 'jpeg', 'png')),
    size        integer NOT NULL,        -- bytes, before it was encrypted
    sealed      bytea NOT NULL,
    kept_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX evidence_file_of_contract ON evidence_file (contract_id);
SELECT cover('evidence_file', 'contract_id');
GRANT SELECT, INSERT, DELETE ON evidence_file TO insats_writer;
GRANT SELECT ON evidence_file TO insats_reader;

-- What a contact has begun to write and not sent: theirs alone, encrypted, gone when it is sent.
CREATE TABLE supplier_draft (
    contract_id uuid NOT NULL,
    contact     integer NOT NULL,
    what        text NOT NULL,           -- which form
    sealed      bytea NOT NULL,
    saved_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (contract_id, contact, what)
);
SELECT cover('supplier_draft', 'contract_id');
GRANT SELECT, INSERT, UPDATE, DELETE ON supplier_draft TO insats_writer;
