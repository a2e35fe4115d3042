-- When a contract was in which phase, and when which step of it was open: derived, and filled with the contract's next
-- event or at once with `insats rebuild`. Days on which it was recorded, as those of `open_step.since`.
CREATE TABLE course (
    contract_id uuid NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('phase', 'step')),
    name        text NOT NULL,
    round       integer NOT NULL,           -- of a step that comes again, which time it is
    began_on    date NOT NULL,
    ended_on    date,                       -- null: it is so now
    PRIMARY KEY (contract_id, kind, name, round, began_on)
);
SELECT cover('course', 'contract_id');
GRANT SELECT, INSERT, UPDATE, DELETE ON course TO insats_writer;
GRANT SELECT ON course TO insats_reader;

-- The yearly report: what ended in a year, what goes on; neither reads the table itself, nor the days' arithmetic.
CREATE INDEX course_ended ON course (ended_on, kind, name, began_on, contract_id) WHERE ended_on IS NOT NULL;
CREATE INDEX course_going_on ON course (kind, name, began_on, contract_id) WHERE ended_on IS NULL;
CREATE INDEX deadline_ended ON deadline (due, step, outcome, done_on, contract_id) WHERE outcome IN ('met', 'missed');
CREATE INDEX contract_void ON contract (id) WHERE void;

-- What of these the yearly report counts, by as many days as they took. By the tables' owner: under its policy each of
-- hundreds of thousands of rows would be held against each contract that is hidden from the viewer; here those are one
-- hashed set. Who looks is asked all the same, and where nobody says, nothing is counted.
CREATE FUNCTION is_counted_for_all() RETURNS boolean LANGUAGE sql STABLE
AS $$ SELECT coalesce(viewer() ->> 'reach' IN ('all', 'open'), false) $$;

CREATE FUNCTION uncounted() RETURNS SETOF uuid LANGUAGE sql STABLE
AS $$ SELECT unnest(hidden()) WHERE viewer() ->> 'reach' = 'open' $$;

CREATE FUNCTION course_ended_in(first date, after date)
RETURNS TABLE (kind text, name text, days integer, number bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off SET plan_cache_mode = force_custom_plan
AS $$
    SELECT kind, name, ended_on - began_on, count(*) FROM course
    WHERE ended_on >= first AND ended_on < after AND (SELECT is_counted_for_all())
      AND contract_id NOT IN (SELECT uncounted()) GROUP BY 1, 2, 3
$$;

CREATE FUNCTION course_going_on_at(today date)
RETURNS TABLE (kind text, name text, number bigint, longest integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off SET plan_cache_mode = force_custom_plan
AS $$
    SELECT kind, name, count(*), max(today - began_on) FROM course
    WHERE ended_on IS NULL AND (SELECT is_counted_for_all())
      AND contract_id NOT IN (SELECT uncounted()) GROUP BY 1, 2
$$;

CREATE FUNCTION last_days_in(first date, after date)
RETURNS TABLE (step text, in_time bigint, late bigint, not_done bigint, days_late double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off SET plan_cache_mode = force_custom_plan
AS $$
    SELECT step, count(*) FILTER (WHERE outcome = 'met'),
           count(*) FILTER (WHERE outcome = 'missed' AND done_on IS NOT NULL),
           count(*) FILTER (WHERE outcome = 'missed' AND done_on IS NULL),
           coalesce(avg(done_on - due) FILTER (WHERE outcome = 'missed'), 0)::double precision
    FROM deadline
    WHERE outcome IN ('met', 'missed') AND due >= first AND due < after AND (SELECT is_counted_for_all())
      AND contract_id NOT IN (SELECT uncounted()) AND contract_id NOT IN (SELECT id FROM contract WHERE void)
    GROUP BY step
$$;

CREATE FUNCTION contracts_signed_in(date, date)
RETURNS TABLE (clause text, signed bigint, held bigint, nothing_possible bigint, promised bigint, came_about bigint, closed bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off SET plan_cache_mode = force_custom_plan
AS $$
SELECT coalesce(clause, '') AS clause, count(*) AS signed, count(held_on) AS held,
       count(*) FILTER (WHERE nothing_possible) AS nothing_possible,
       count(*) FILTER (WHERE promised) AS promised, count(*) FILTER (WHERE came_about) AS came_about,
       count(*) FILTER (WHERE phase = 'closed') AS closed
FROM contract, LATERAL (SELECT count(*) > 0 AS promised, coalesce(sum(came_about), 0) > 0 AS came_about
                        FROM promise WHERE contract_id = contract.id) AS theirs
WHERE coalesce(signed_on, 'infinity') >= $1 AND coalesce(signed_on, 'infinity') < $2 AND NOT void AND (SELECT is_counted_for_all())
      AND contract.id NOT IN (SELECT uncounted())
GROUP BY 1
$$;

CREATE FUNCTION promises_in(date, date, date, bigint)  -- from, before, today, how many suppliers by themselves
RETURNS TABLE (year integer, form text, departments text[], supplier text, promised integer, came_about integer, lapsed integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off SET plan_cache_mode = force_custom_plan
AS $$
WITH each AS (
    SELECT extract(year FROM agreed_on)::integer AS year, form, promise.departments, supplier,
           sum(promise.places) AS promised, sum(came_about) AS came_about,
           sum(greatest(promise.places - came_about, 0))
               FILTER (WHERE promise.ends_on < $3 OR phase = 'closed') AS lapsed
    FROM promise JOIN contract ON contract.id = contract_id
    WHERE agreed_on >= $1 AND agreed_on < $2 AND (SELECT is_counted_for_all())
      AND contract_id NOT IN (SELECT uncounted()) GROUP BY 1, 2, 3, 4
), of_suppliers AS (
    SELECT *, sum(promised) OVER (PARTITION BY year, supplier) AS in_all FROM each
), ranked AS (
    SELECT *, dense_rank() OVER (PARTITION BY year ORDER BY in_all DESC, supplier) AS place FROM of_suppliers
)
SELECT year, form, departments, CASE WHEN place <= $4 THEN supplier END AS supplier, sum(promised)::integer AS promised,
       sum(came_about)::integer AS came_about, coalesce(sum(lapsed), 0)::integer AS lapsed
FROM ranked GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
$$;

REVOKE ALL ON FUNCTION is_counted_for_all, uncounted, course_ended_in, course_going_on_at, last_days_in, contracts_signed_in, promises_in
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION course_ended_in, course_going_on_at, last_days_in, contracts_signed_in, promises_in
    TO insats_reader;
