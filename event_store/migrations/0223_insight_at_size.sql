-- The yearly report with 100,000 contracts. The steps that have been open longest are read in their order: the policy is
-- asked of those few, not of every open step.
CREATE INDEX course_open_longest ON course (began_on, contract_id, name) WHERE ended_on IS NULL AND kind = 'step';

-- As migration 0221 has them, but that the promises are gone through once, not looked up for each contract; and that of
-- contracts only the closed ones are asked for, by an index.
CREATE OR REPLACE FUNCTION contracts_signed_in(date, date)
RETURNS TABLE (clause text, signed bigint, held bigint, nothing_possible bigint, promised bigint, came_about bigint, closed bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off SET plan_cache_mode = force_custom_plan
AS $$
SELECT coalesce(clause, '') AS clause, count(*) AS signed, count(held_on) AS held,
       count(*) FILTER (WHERE nothing_possible) AS nothing_possible,
       count(theirs.contract_id) AS promised, count(*) FILTER (WHERE theirs.came_about > 0) AS came_about,
       count(*) FILTER (WHERE phase = 'closed') AS closed
FROM contract LEFT JOIN (SELECT contract_id, sum(came_about) AS came_about FROM promise GROUP BY contract_id) AS theirs
     ON theirs.contract_id = contract.id
WHERE coalesce(signed_on, 'infinity') >= $1 AND coalesce(signed_on, 'infinity') < $2 AND NOT void AND (SELECT is_counted_for_all())
      AND contract.id NOT IN (SELECT uncounted())
GROUP BY 1
$$;

CREATE OR REPLACE FUNCTION promises_in(date, date, date, bigint)  -- from, before, today, how many suppliers by themselves
RETURNS TABLE (year integer, form text, departments text[], supplier text, promised integer, came_about integer, lapsed integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off SET plan_cache_mode = force_custom_plan
AS $$
WITH each AS (
    SELECT extract(year FROM agreed_on)::integer AS year, form, departments, supplier,
           sum(places) AS promised, sum(came_about) AS came_about,
           sum(greatest(places - came_about, 0))
               FILTER (WHERE ends_on < $3 OR contract_id IN (SELECT id FROM contract WHERE phase = 'closed')) AS lapsed
    FROM promise
    WHERE agreed_on >= $1 AND agreed_on < $2 AND (SELECT is_counted_for_all())
      AND contract_id NOT IN (SELECT uncounted()) GROUP BY 1, 2, 3, 4
), of_suppliers AS (
    SELECT year, supplier, dense_rank() OVER (PARTITION BY year ORDER BY sum(promised) DESC, supplier) AS place
    FROM each GROUP BY 1, 2
)
SELECT year, form, departments, CASE WHEN place <= $4 THEN supplier END AS supplier, sum(promised)::integer AS promised,
       sum(came_about)::integer AS came_about, coalesce(sum(lapsed), 0)::integer AS lapsed
FROM each JOIN of_suppliers USING (year, supplier) GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
$$;
