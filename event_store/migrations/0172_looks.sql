-- Who looked at what, request by request: apart from the events, with a time of its own after which a month goes whole.
CREATE TABLE look (
    looked_at   timestamptz NOT NULL DEFAULT clock_timestamp(),  -- the machine's own time
    person      text NOT NULL,
    role        text NOT NULL,
    what        text NOT NULL CHECK (what IN ('contract', 'texts', 'export', 'reason')),
    contract_id uuid,                             -- null: an export of the whole log
    size        bigint,                           -- of such a log: how many events it held
    way         text NOT NULL,                    -- page, api, or the command line
    about       text NOT NULL DEFAULT '',         -- of an export: what it held
    reason      text NOT NULL DEFAULT ''
);
CREATE INDEX look_at_contract ON look (contract_id, looked_at);
CREATE INDEX look_by_time ON look (looked_at);

CREATE TRIGGER looks_stay BEFORE UPDATE OR TRUNCATE ON look FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE look ENABLE ALWAYS TRIGGER looks_stay;

-- The only way out: whole months, and none of the last three.
CREATE FUNCTION forget_looks(months integer) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    WITH gone AS (
        DELETE FROM look WHERE looked_at < date_trunc('month', now()) - make_interval(months => greatest(months, 3))
        RETURNING 1
    )
    SELECT count(*) FROM gone
$$;
REVOKE ALL ON FUNCTION forget_looks FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_looks TO insats_writer;
GRANT SELECT, INSERT ON look TO insats_writer;
GRANT SELECT ON look TO insats_reader;
