-- The list of contracts, at any size (docs/decisions/0037-lists.md). Derived: what a contract is searched by, and the
-- two names it is sorted by. Never what people wrote. To the letter with the contract's next event or `insats rebuild`.
CREATE TABLE contract_search (
    contract_id uuid PRIMARY KEY,
    words       tsvector NOT NULL,       -- weights: A title, B supplier, C buyer, D numbers and procurement
    by_supplier text NOT NULL,           -- as Swedes sort (projections/search.py)
    by_number   text NOT NULL
);
CREATE INDEX contract_search_words ON contract_search USING gin (words);
CREATE INDEX contract_search_supplier ON contract_search (by_supplier, contract_id);
CREATE INDEX contract_search_number ON contract_search (by_number, contract_id);

INSERT INTO contract_search
SELECT id,
       setweight(to_tsvector('swedish', title) || to_tsvector('simple', title), 'A')
       || setweight(to_tsvector('swedish', contract.suppliers) || to_tsvector('simple', contract.suppliers), 'B')
       || setweight(to_tsvector('simple', translate(array_to_string(supplier_numbers, ' '), '-', ' ')), 'B')
       || setweight(to_tsvector('swedish', buyer) || to_tsvector('simple', buyer), 'C')
       || to_tsvector('simple', translate(concat_ws(' ', number, number_key, procedure_id, procurement), '-/.,:', '     ')),
       lower(contract.suppliers), lower(number)
FROM contract LEFT JOIN contract_told ON contract_id = id;

GRANT SELECT, INSERT, UPDATE, DELETE ON contract_search TO insats_writer;  -- the reader asks contracts_found

-- What the list is walked by, and what few contracts have in common.
DROP INDEX contract_by_urgency;
CREATE INDEX contract_by_due ON contract (coalesce(next_due, 'infinity'), id);
CREATE INDEX contract_by_phase_and_due ON contract (phase, coalesce(next_due, 'infinity'), id);
CREATE INDEX contract_by_clause ON contract (clause, coalesce(next_due, 'infinity'), id);
CREATE INDEX contract_by_end ON contract (coalesce(ends_on, 'infinity'), id);
CREATE INDEX contract_by_signing ON contract (coalesce(signed_on, 'infinity'), id);
CREATE INDEX contract_by_change ON contract (changed_at, id);
CREATE INDEX contract_who_is_next ON contract USING gin (departments, steps);
CREATE INDEX open_step_whose ON open_step USING gin (people, departments);

-- As migration 0180 has it, and the viewer's departments and people read once instead of for every mark.
CREATE OR REPLACE FUNCTION hidden() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT coalesce(array_agg(contract_id), '{}') FROM contract_scope
    WHERE secret AND NOT (departments && (SELECT ARRAY(SELECT jsonb_array_elements_text(viewer() -> 'departments')))
                          OR people && (SELECT ARRAY(SELECT jsonb_array_elements_text(viewer() -> 'people'))))
$$;

-- Words as they were typed, letters and figures alone: each as it stands or by its Swedish stem, and (but for a single
-- letter) how a longer one begins. None at all: nothing is asked. Some without a letter or a figure: nothing answers.
CREATE FUNCTION words_asked(words jsonb, weights text) RETURNS tsquery LANGUAGE sql STABLE STRICT
AS $$
    SELECT coalesce(string_agg(one, ' & '), $q$'nothing' & !'nothing'$q$)::tsquery
    FROM jsonb_array_elements_text(words) AS typed (word),
         LATERAL (SELECT '(' || string_agg(format($q$'%s':%s%s$q$, each, left('*', length(word) - 1), weights), ' | ') || ')'
                  FROM unnest(word || ts_lexize('swedish_stem', word)) AS each) AS asked (one)
$$;

-- All that is asked for in words at once; null: nothing is.
CREATE FUNCTION all_words_asked(asked jsonb) RETURNS tsquery LANGUAGE sql STABLE
AS $$
    SELECT string_agg(format('(%s)', each), ' & ')::tsquery
    FROM unnest(ARRAY[words_asked(asked -> 'text', ''), words_asked(asked -> 'supplier', 'B'),
                      words_asked(asked -> 'buyer', 'C')]) AS each
    WHERE each IS NOT NULL
$$;

-- What else is asked for as a condition, every value quoted; and first of all which contracts whoever looks may see, as
-- the policies say it (migration 0180).
CREATE FUNCTION contracts_asked(asked jsonb) RETURNS text LANGUAGE sql STABLE
AS $$
    SELECT concat_ws(' AND ',
        CASE viewer() ->> 'reach'
            WHEN 'all' THEN 'true'
            WHEN 'open' THEN format('contract.id <> ALL (%L::uuid[])', hidden())
            WHEN 'own' THEN format('contract.id = ANY (%L::uuid[])',
                                   ARRAY(SELECT jsonb_array_elements_text(viewer() -> 'contracts')))
            ELSE 'false'
        END,
        'phase = ' || quote_literal(asked ->> 'phase'),
        'clause = ' || quote_literal(asked ->> 'clause'),
        'departments @> ARRAY[' || quote_literal(asked ->> 'department') || ']',
        'steps @> ARRAY[' || quote_literal(asked ->> 'step') || ']',
        'coalesce(next_due, ''infinity'') < ''infinity'' AND coalesce(next_due, ''infinity'') >= ' || quote_literal(asked ->> 'due_from'),
        'coalesce(next_due, ''infinity'') <= ' || quote_literal(asked ->> 'due_to'),
        'coalesce(signed_on, ''infinity'') < ''infinity'' AND coalesce(signed_on, ''infinity'') >= ' || quote_literal(asked ->> 'signed_from'),
        'coalesce(signed_on, ''infinity'') <= ' || quote_literal(asked ->> 'signed_to'),
        'coalesce(ends_on, ''infinity'') < ''infinity'' AND coalesce(ends_on, ''infinity'') >= ' || quote_literal(asked ->> 'ends_from'),
        'coalesce(ends_on, ''infinity'') <= ' || quote_literal(asked ->> 'ends_to'),
        'changed_at >= ' || quote_literal(asked ->> 'changed_since'),
        CASE WHEN asked ? 'overdue' THEN format('coalesce(next_due, ''infinity'') < %L',
                                                (installation_now() AT TIME ZONE 'Europe/Stockholm')::date) END,
        CASE WHEN asked ? 'mine' THEN
            format('EXISTS (SELECT FROM open_step WHERE contract_id = contract.id AND (people && %1$L::text[]'
                   ' OR (people = ''{}'' AND open_step.departments && %2$L::text[])))',
                   ARRAY(SELECT jsonb_array_elements_text(viewer() -> 'people')),
                   ARRAY(SELECT jsonb_array_elements_text(viewer() -> 'departments'))) END
    )
$$;

-- Of a contract at hand: looked up for each, where the planner would fetch all that have the words.
CREATE FUNCTION has_words(words tsquery) RETURNS text LANGUAGE sql IMMUTABLE STRICT
AS $$ SELECT format('(SELECT words FROM contract_search WHERE contract_id = near.id) @@ %L', words) $$;

-- A page of contracts: planned for what is asked, by the tables' owner, since row-level security would have no index
-- used for what is searched. What it finds is read from `contract` by the reader itself, under its policies.
-- Words that many contracts have are found by walking a little way in the list's order; those that few have, from their
-- index; those in between by a longer walk, and what does not turn up on it from the index again. (In one query the
-- planner guesses which it is, and takes a second where it guesses wrong.)
CREATE FUNCTION contracts_found(asked jsonb, sort text, falling boolean, after_key text, after_id uuid, most integer)
RETURNS TABLE (id uuid, key text)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50 SET search_path = public, pg_temp
AS $$
DECLARE
    words tsquery := all_words_asked(asked);
    sorted text := CASE sort
        WHEN 'due' THEN $k$coalesce(next_due, 'infinity')$k$
        WHEN 'ends_on' THEN $k$coalesce(ends_on, 'infinity')$k$
        WHEN 'signed_on' THEN $k$coalesce(signed_on, 'infinity')$k$
        WHEN 'changed_at' THEN 'changed_at'
        WHEN 'supplier' THEN 'by_supplier'
        WHEN 'number' THEN 'by_number'
    END;
    named text := CASE WHEN sort IN ('supplier', 'number') THEN 'JOIN contract_search ON contract_id = contract.id' END;
    past text := CASE WHEN after_id IS NULL THEN 'true' ELSE
        format('(%s, contract.id) %s (%L, %L)', sorted, CASE WHEN falling THEN '<' ELSE '>' END, after_key, after_id) END;
    head text := format('SELECT contract.id, (%s)::text AS key FROM contract %s WHERE ', sorted, named);
    tail text := format(
        '%s AND %s ORDER BY %s %4$s, contract.id %4$s LIMIT ', contracts_asked(asked), past, sorted,
        CASE WHEN falling THEN 'DESC' ELSE 'ASC' END);
    near integer;
    seen integer;
    ids uuid[];
    keys text[];
BEGIN
    IF words IS NULL THEN
        RETURN QUERY EXECUTE head || tail || most;
        RETURN;
    END IF;
    FOREACH near IN ARRAY ARRAY[200, 4000] LOOP  -- a CTE is read in its order, and no further than it has to be
        EXECUTE format(
            'WITH near AS MATERIALIZED (SELECT *, row_number() OVER () AS place FROM (%s) AS walked),'
            ' hit AS (SELECT * FROM near WHERE %s LIMIT %s)'
            ' SELECT (SELECT count(*) FROM near), array_agg(hit.id ORDER BY place), array_agg(hit.key ORDER BY place)'
            ' FROM hit',
            head || tail || near, has_words(words), most) INTO seen, ids, keys;
        IF seen < near OR cardinality(ids) = most THEN
            RETURN QUERY SELECT * FROM unnest(ids, keys);
            RETURN;
        END IF;
        EXECUTE format(
            'SELECT array_agg(contract_id) FROM (SELECT contract_id FROM contract_search WHERE words @@ %L LIMIT 2000) AS few',
            words) INTO ids;
        IF cardinality(ids) < 2000 OR ids IS NULL THEN
            RETURN QUERY EXECUTE head || format('contract.id = ANY (%L::uuid[]) AND ', ids) || tail || most;
            RETURN;
        END IF;
    END LOOP;
    RETURN QUERY EXECUTE format(
        'WITH hit AS MATERIALIZED (SELECT contract_id FROM contract_search WHERE words @@ %L) ', words)
        || head || 'contract.id IN (SELECT hit.contract_id FROM hit) AND ' || tail || most;
END
$$;

-- How many, counted no further than `most`; by words as above.
CREATE FUNCTION contracts_counted(asked jsonb, most integer) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    near CONSTANT integer := 2000;
    words tsquery := all_words_asked(asked);
    seen integer;
    counted integer;
BEGIN
    EXECUTE format(
        'WITH near AS MATERIALIZED (SELECT contract.id FROM contract WHERE %s LIMIT %s)'
        ' SELECT (SELECT count(*) FROM near), count(*) FROM (SELECT FROM near WHERE %s LIMIT %s) AS hit',
        contracts_asked(asked), CASE WHEN words IS NULL THEN most ELSE near END, coalesce(has_words(words), 'true'), most)
    INTO seen, counted;
    IF words IS NOT NULL AND seen = near AND counted < most THEN
        EXECUTE format(
            'SELECT count(*) FROM (SELECT FROM (SELECT contract_id FROM contract_search WHERE words @@ %L OFFSET 0) AS hit'
            ' WHERE (SELECT %s FROM contract WHERE id = contract_id) LIMIT %s) AS counted',
            words, contracts_asked(asked), most) INTO counted;
    END IF;
    RETURN counted;
END
$$;

REVOKE ALL ON FUNCTION contracts_found, contracts_counted, contracts_asked, all_words_asked, words_asked, has_words FROM PUBLIC;
GRANT EXECUTE ON FUNCTION contracts_found, contracts_counted TO insats_reader;
