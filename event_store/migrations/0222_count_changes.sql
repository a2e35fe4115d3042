-- What each contract added to the figures of a day's end, or took from them: as it is known at the end of any day is the
-- sum of all changes up to it. By the day on which it was recorded, so that a day that is over never changes; but `late`
-- by the day after a step's last day, which may be still to come: those rows go where the step ends before.
-- Derived: `insats rebuild` fills it for what is here already.
CREATE TABLE count_change (
    contract_id uuid NOT NULL,
    day         date NOT NULL,
    triage      smallint NOT NULL,          -- in each phase one, or none
    award       smallint NOT NULL,
    dialogue    smallint NOT NULL,
    commitment  smallint NOT NULL,
    delivery    smallint NOT NULL,
    evaluation  smallint NOT NULL,
    closed      smallint NOT NULL,
    held        smallint NOT NULL,          -- the dialogue
    late        smallint NOT NULL,          -- steps that are open though their last day is over
    promised    integer NOT NULL,           -- places
    started     integer NOT NULL,           -- placements
    PRIMARY KEY (contract_id, day)
);
SELECT cover('count_change', 'contract_id');
GRANT SELECT, INSERT, UPDATE, DELETE ON count_change TO insats_writer;
GRANT SELECT ON count_change TO insats_reader;

CREATE INDEX count_change_by_day ON count_change (day);

-- All contracts' changes of a day that is over, summed: whoever reads adds up days, and contracts only where they are
-- hidden from the viewer or the day is newer. Filled by the sweep, emptied by a rebuild; it may be behind, never wrong.
CREATE TABLE count_of_day (
    day         date PRIMARY KEY,
    triage      integer NOT NULL,
    award       integer NOT NULL,
    dialogue    integer NOT NULL,
    commitment  integer NOT NULL,
    delivery    integer NOT NULL,
    evaluation  integer NOT NULL,
    closed      integer NOT NULL,
    held        integer NOT NULL,
    late        integer NOT NULL,
    promised    integer NOT NULL,
    started     integer NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON count_of_day TO insats_writer;  -- the reader asks counted_at

-- By the tables' owner, as those of migration 0221, and for the same reason.
CREATE FUNCTION counted_at(days date[])
RETURNS TABLE (day date, triage bigint, award bigint, dialogue bigint, commitment bigint, delivery bigint, evaluation bigint,
               closed bigint, held bigint, late bigint, promised bigint, started bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off SET plan_cache_mode = force_custom_plan
AS $$
WITH whose AS MATERIALIZED (
    SELECT uncounted() AS contract_id
), summed AS MATERIALIZED (
    SELECT coalesce(max(day), '-infinity') AS until FROM count_of_day
), change AS (
    SELECT * FROM count_of_day
    UNION ALL
    SELECT day, -triage, -award, -dialogue, -commitment, -delivery, -evaluation, -closed, -held, -late, -promised, -started
    FROM count_change WHERE contract_id IN (SELECT contract_id FROM whose) AND day <= (SELECT until FROM summed)
    UNION ALL
    SELECT day, triage, award, dialogue, commitment, delivery, evaluation, closed, held, late, promised, started
    FROM count_change WHERE contract_id NOT IN (SELECT contract_id FROM whose) AND day > (SELECT until FROM summed)
      AND day <= (SELECT max(each) FROM unnest(days) AS each)
), of_a_day AS MATERIALIZED (
    SELECT day, sum(triage)::integer AS triage, sum(award)::integer AS award, sum(dialogue)::integer AS dialogue,
           sum(commitment)::integer AS commitment, sum(delivery)::integer AS delivery,
           sum(evaluation)::integer AS evaluation, sum(closed)::integer AS closed, sum(held)::integer AS held,
           sum(late)::integer AS late, sum(promised)::integer AS promised, sum(started)::integer AS started
    FROM change WHERE (SELECT is_counted_for_all()) GROUP BY day
)
SELECT ends.day, coalesce(sum(triage), 0), coalesce(sum(award), 0), coalesce(sum(dialogue), 0),
       coalesce(sum(commitment), 0), coalesce(sum(delivery), 0), coalesce(sum(evaluation), 0), coalesce(sum(closed), 0),
       coalesce(sum(held), 0), coalesce(sum(late), 0), coalesce(sum(promised), 0), coalesce(sum(started), 0)
FROM unnest(days) AS ends (day) LEFT JOIN of_a_day ON of_a_day.day <= ends.day
GROUP BY ends.day ORDER BY ends.day
$$;

REVOKE ALL ON FUNCTION counted_at FROM PUBLIC;
GRANT EXECUTE ON FUNCTION counted_at TO insats_reader;
