-- Who sees which contract (docs/decisions/0029-one-table-of-rights.md). Derived from the contract's own stream.
CREATE TABLE contract_scope (
    contract_id uuid PRIMARY KEY,
    secret      boolean NOT NULL,
    departments text[] NOT NULL,     -- that a step of it is or was theirs
    people      text[] NOT NULL      -- its owner, whom an open step was given to, their deputies
);
CREATE INDEX contract_scope_secret ON contract_scope (contract_id) WHERE secret;

INSERT INTO contract_scope
SELECT contract.id, false, array_remove(array_agg(DISTINCT theirs), NULL),
       ARRAY(SELECT DISTINCT unnest(people) FROM open_step WHERE contract_id = contract.id)
FROM contract LEFT JOIN (
    SELECT id AS contract_id, unnest(departments) AS theirs FROM contract
    UNION ALL
    SELECT stream_id, coalesce(told, opened)
    FROM event, LATERAL (SELECT convert_from(body, 'UTF8')::jsonb -> 'data' AS data) AS of_it
         LEFT JOIN LATERAL jsonb_array_elements_text(data -> 'departments') AS each (opened) ON true,
         LATERAL (SELECT data ->> 'department' AS told) AS passed_on
    WHERE type IN ('StepOpened', 'StepPassedOn')
) AS part ON part.contract_id = contract.id
GROUP BY contract.id;

GRANT SELECT, INSERT, UPDATE, DELETE ON contract_scope TO insats_writer;
GRANT SELECT ON contract_scope TO insats_reader;  -- the one table about contracts that is not covered: the rest asks it

-- Who looks: set by the API on every connection that it reads with (access/viewer.py). Not set: sees nothing.
CREATE FUNCTION viewer() RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT coalesce(nullif(current_setting('insats.viewer', true), ''), '{}')::jsonb $$;

CREATE FUNCTION has_part(departments text[], people text[]) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT departments && ARRAY(SELECT jsonb_array_elements_text(viewer() -> 'departments'))
        OR people && ARRAY(SELECT jsonb_array_elements_text(viewer() -> 'people'))
$$;

-- Contracts with a secrecy mark that the viewer has no part in.
CREATE FUNCTION hidden() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT coalesce(array_agg(contract_id), '{}') FROM contract_scope
    WHERE secret AND NOT has_part(departments, people)
$$;

-- What of a contract people wrote: to whom it is shown (its keys are not even asked for otherwise).
CREATE FUNCTION reads_texts(contract uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT current_user <> 'insats_reader' OR CASE viewer() ->> 'texts'
        WHEN 'all' THEN true
        WHEN 'part' THEN
            EXISTS (SELECT FROM contract_scope WHERE contract_id = contract AND has_part(departments, people))
        ELSE false
    END
$$;

-- Covers a table whose rows are about contracts: the reader sees those of contracts that the viewer sees; the writer
-- works with all. Every such table is covered, also those that come later (tests/access/test_rows.py).
CREATE FUNCTION cover(covered regclass, contract text) RETURNS void LANGUAGE plpgsql
AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', covered);
    EXECUTE format('CREATE POLICY work ON %s TO insats_writer USING (true)', covered);
    EXECUTE format($policy$
        CREATE POLICY seen ON %1$s FOR SELECT TO insats_reader USING (CASE (SELECT viewer() ->> 'reach')
            WHEN 'all' THEN true
            WHEN 'open' THEN %2$I <> ALL ((SELECT hidden())::uuid[])
            WHEN 'own' THEN %2$I = ANY (ARRAY(SELECT jsonb_array_elements_text(viewer() -> 'contracts')::uuid))
            ELSE false
        END)
    $policy$, covered, contract);
END
$$;
REVOKE ALL ON FUNCTION cover FROM PUBLIC;

SELECT cover('event', 'stream_id'), cover('contract', 'id'), cover('deadline', 'contract_id'),
       cover('notice', 'contract_id'), cover('nudge', 'contract_id'), cover('trouble', 'contract_id'),
       cover('need_match', 'contract_id'), cover('open_step', 'contract_id'), cover('promise', 'contract_id'),
       cover('lateness', 'contract_id'), cover('breach', 'contract_id'), cover('policy_move', 'contract_id'),
       cover('contract_told_by', 'contract_id'), cover('contract_told', 'contract_id'),
       cover('kept_apart', 'contract_id');

CREATE POLICY seal ON event FOR SELECT TO insats_sealer USING (true);  -- the tree is over all of it

-- A line of an import may tell of several contracts.
ALTER TABLE import_line ENABLE ROW LEVEL SECURITY;
CREATE POLICY work ON import_line TO insats_writer USING (true);
CREATE POLICY seen ON import_line FOR SELECT TO insats_reader USING (CASE (SELECT viewer() ->> 'reach')
    WHEN 'all' THEN true
    WHEN 'open' THEN NOT contracts && (SELECT hidden())
    ELSE false
END);

-- Addresses of suppliers' contacts: only whoever mails them asks.
REVOKE SELECT ON supplier_contact FROM insats_reader;
