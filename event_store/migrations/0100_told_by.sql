-- What a contract is found by when another notice about it is read: its procedure, its notices and their publication
-- numbers, each written in one way (domain/public_notice.py, keys_of). Derived.
CREATE TABLE contract_told_by (
    contract_id uuid NOT NULL,
    key         text NOT NULL,
    PRIMARY KEY (key, contract_id)
);

INSERT INTO contract_told_by
SELECT DISTINCT stream_id, lower(regexp_replace(told, '^0+(?=\d{1,8}-\d{4}$)', ''))
FROM event,
     LATERAL (SELECT convert_from(body, 'UTF8')::jsonb #> '{data,facts,source}' AS source) AS of_it,
     LATERAL (VALUES (source ->> 'procedure_id'), (source ->> 'notice_id'), (source ->> 'publication_number'))
         AS each (told)
WHERE type = 'ContractRegistered' AND told <> '';

GRANT SELECT, INSERT, UPDATE, DELETE ON contract_told_by TO insats_writer;
GRANT SELECT ON contract_told_by TO insats_reader;
