-- Who looked has a tree of its own each month (RFC 6962), so that a look that is taken away is seen, and a month can
-- still go whole. A number is given under the month's row: gapless, as the positions of events are.
CREATE TABLE look_month (
    month date PRIMARY KEY CHECK (extract(day FROM month) = 1),  -- UTC's
    size  bigint NOT NULL                                        -- how many were noted, whether or not they are kept
);

-- What is hashed: a JSON array as jsonb writes it, and Python's json.dumps (audit/looks.py).
CREATE FUNCTION look_leaf(
    looked_at timestamptz, person text, role text, what text, way text, contract uuid, about text, reason text,
    size bigint
) RETURNS bytea LANGUAGE sql STABLE
AS $$
    SELECT sha256('\x00'::bytea || convert_to(jsonb_build_array(
        to_char($1 AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), $2, $3, $4, $5, $6, $7, $8, $9
    )::text, 'UTF8'))
$$;

ALTER TABLE look ADD COLUMN month date, ADD COLUMN number bigint, ADD COLUMN leaf bytea CHECK (length(leaf) = 32);
ALTER TABLE look DISABLE TRIGGER looks_stay;
UPDATE look SET month = numbered.month, number = numbered.number,
    leaf = look_leaf(looked_at, person, role, what, way, contract_id, about, reason, size)
FROM (
    SELECT ctid AS row, date_trunc('month', looked_at AT TIME ZONE 'UTC')::date AS month, row_number() OVER (
        PARTITION BY date_trunc('month', looked_at AT TIME ZONE 'UTC') ORDER BY looked_at, ctid) AS number
    FROM look
) AS numbered WHERE look.ctid = numbered.row;
ALTER TABLE look ENABLE ALWAYS TRIGGER looks_stay;
ALTER TABLE look ALTER leaf SET NOT NULL, ADD PRIMARY KEY (month, number);
INSERT INTO look_month SELECT month, count(*) FROM look GROUP BY month;

-- The only way in: one look at each of the contracts (null: at none in particular). Who asks says nothing about when.
CREATE FUNCTION note_looks(
    person text, role text, what text, way text, contracts uuid[], about text, reason text, size bigint
) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    WITH clock AS MATERIALIZED (
        SELECT clock_timestamp() AS at
    ), moved AS (
        INSERT INTO look_month AS known (month, size)
        SELECT date_trunc('month', at AT TIME ZONE 'UTC')::date, cardinality($5) FROM clock WHERE cardinality($5) > 0
        ON CONFLICT (month) DO UPDATE SET size = known.size + excluded.size
        RETURNING known.month, known.size
    ), noted AS (
        INSERT INTO look (looked_at, person, role, what, way, contract_id, about, reason, size, month, number, leaf)
        SELECT at, $1, $2, $3, $4, contract, $6, $7, $8, month, moved.size - cardinality($5) + n,
               look_leaf(at, $1, $2, $3, $4, contract, $6, $7, $8)
        FROM clock, moved, unnest($5) WITH ORDINALITY AS each (contract, n)
        RETURNING 1
    )
    SELECT count(*) FROM noted
$$;

-- What the sealer has signed of each month; as with `checkpoint`, those that count lie elsewhere.
CREATE TABLE look_checkpoint (
    month     date NOT NULL,
    size      bigint NOT NULL CHECK (size > 0),
    note      text NOT NULL,
    sealed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (month, size)
);
CREATE TRIGGER look_checkpoints_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON look_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE look_checkpoint ENABLE ALWAYS TRIGGER look_checkpoints_stay;

REVOKE INSERT ON look FROM insats_writer;
REVOKE ALL ON FUNCTION note_looks FROM PUBLIC;
GRANT EXECUTE ON FUNCTION note_looks TO insats_writer;
GRANT SELECT ON look_month, look_checkpoint TO insats_writer, insats_reader, insats_sealer;
GRANT INSERT ON look_checkpoint TO insats_sealer;
GRANT SELECT (month, number, leaf) ON look TO insats_sealer;  -- that somebody looked, not who at what
CREATE POLICY seal ON look FOR SELECT TO insats_sealer USING (true);
