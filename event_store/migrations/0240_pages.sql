-- What pages keep that is no event.

-- The whole record worked out again because somebody at a page asked: the newest alone, told alike by every API process.
CREATE TABLE record_check (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    run      uuid NOT NULL,
    began_at timestamptz NOT NULL DEFAULT now(),  -- the machine's own time, as in the next two
    heard_at timestamptz NOT NULL DEFAULT now(),  -- when the process that works it out was last heard of
    ended_at timestamptz,
    events   bigint NOT NULL,
    done     bigint NOT NULL DEFAULT 0,
    outcome  jsonb                                -- what was found; none where it could not be worked out
);
GRANT SELECT, INSERT, UPDATE, DELETE ON record_check TO insats_writer;

-- What has been begun and not sent is also the municipality's, who write a record down while they meet: `whose` is a
-- person, or `contact:N` of the supplier.
ALTER TABLE supplier_draft RENAME TO draft;
ALTER TABLE draft RENAME COLUMN contact TO whose;
ALTER TABLE draft ALTER COLUMN whose TYPE text USING 'contact:' || whose;

-- Which promises fit a need: those of its form that are soonest over.
CREATE INDEX promise_of_form ON promise (form, ends_on);
