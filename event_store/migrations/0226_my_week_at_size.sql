-- My week with 100,000 contracts. Row-level security lets no index answer `people && …` (of what an index finds first, the
-- policy might hide); so whose each open step is stands by itself, a word a row, and is found by what it equals. Written
-- with each row of `open_step`, whoever writes that.
CREATE TABLE step_whose (
    whose        text NOT NULL,      -- all; of a department; left to it, when nobody was given it; given to a person
    contract_id  uuid NOT NULL,
    step         text NOT NULL,
    due          date,
    waits_for    text NOT NULL,      -- others (supplier or court) or time; empty: one of the municipality's has to act
    new          boolean NOT NULL,   -- given to somebody who has not taken it on yet
    meets_on     date,
    PRIMARY KEY (contract_id, step, whose)
);
CREATE INDEX step_whose_waits ON step_whose (whose, waits_for, due, contract_id, step);
CREATE INDEX step_whose_due ON step_whose (whose, due, contract_id, step) INCLUDE (waits_for);
CREATE INDEX step_whose_new ON step_whose (whose, due, contract_id, step) WHERE new;
CREATE INDEX step_whose_meets ON step_whose (whose, meets_on) WHERE meets_on IS NOT NULL;

GRANT SELECT, INSERT, DELETE ON step_whose TO insats_writer;
GRANT SELECT ON step_whose TO insats_reader;
SELECT cover('step_whose', 'contract_id');

CREATE FUNCTION whose_of(step open_step) RETURNS SETOF step_whose LANGUAGE sql STABLE
AS $$
    SELECT told.whose, step.contract_id, step.step, step.due,
           CASE WHEN step.waits_for IN ('', 'time') THEN step.waits_for ELSE 'others' END,
           step.people <> '{}' AND NOT step.acknowledged AND step.waits_for = '', step.meets_on
    FROM (SELECT 'all'
          UNION SELECT 'of ' || unnest(step.departments)
          UNION SELECT 'left ' || unnest(step.departments) WHERE step.people = '{}'
          UNION SELECT 'given ' || unnest(step.people)) AS told (whose)
$$;

CREATE FUNCTION tell_whose() RETURNS trigger LANGUAGE plpgsql
AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM step_whose WHERE contract_id = OLD.contract_id AND step = OLD.step;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO step_whose SELECT * FROM whose_of(NEW);
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION whose_of, tell_whose FROM PUBLIC;
GRANT EXECUTE ON FUNCTION whose_of TO insats_writer;
CREATE TRIGGER whose AFTER INSERT OR UPDATE OR DELETE ON open_step FOR EACH ROW EXECUTE FUNCTION tell_whose();

INSERT INTO step_whose SELECT told.* FROM open_step, whose_of(open_step) AS told;

-- Those that wait for a decision about the clause, the newest first; and the units that buy, which of most nobody has told.
CREATE INDEX contract_triage ON contract (registered_at, id) WHERE phase = 'triage';
CREATE INDEX contract_told_units ON contract_told (buyer_unit) WHERE buyer_unit <> '';
