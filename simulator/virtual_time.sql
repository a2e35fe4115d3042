-- The machine's clock, as the simulator wants it. Found before PostgreSQL's own by search_path = sim, pg_catalog, public.
CREATE SCHEMA sim;
CREATE TABLE sim.machine (now timestamptz NOT NULL);
INSERT INTO sim.machine VALUES ('2026-01-01');

CREATE FUNCTION sim.now() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT now FROM sim.machine';
CREATE FUNCTION sim.clock_timestamp() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT now FROM sim.machine';
CREATE FUNCTION sim.installation_now() RETURNS timestamptz LANGUAGE sql STABLE
    AS 'SELECT machine.now + clock_offset FROM sim.machine, public.installation';

-- Defaults are bound to a function when their table is made.
DO $$
DECLARE found record;
BEGIN
    FOR found IN
        SELECT adrelid::regclass AS place, attname FROM pg_attrdef
        JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum
        WHERE pg_get_expr(adbin, adrelid) IN ('now()', 'clock_timestamp()')
    LOOP
        EXECUTE format('ALTER TABLE %s ALTER %I SET DEFAULT sim.now()', found.place, found.attname);
    END LOOP;
END $$;

GRANT USAGE ON SCHEMA sim TO insats_writer, insats_reader;
GRANT SELECT ON sim.machine TO insats_writer, insats_reader;
UPDATE installation SET movable = true;
