-- My week: when each was there last, whether whoever was given a step has taken it on, and when a meeting begins.
-- Steps that are open already have this with their contract's next event, or at once with `insats rebuild`.

ALTER TABLE open_step
    ADD COLUMN acknowledged boolean NOT NULL DEFAULT false,
    ADD COLUMN meets_at time,
    ADD COLUMN minutes integer;

CREATE TABLE week_visit (
    person  text PRIMARY KEY,
    seen_at timestamptz NOT NULL DEFAULT now(),  -- the machine's own time, as in the next two
    seen    bigint NOT NULL,                     -- how long the log was when the page was last opened
    since_at timestamptz NOT NULL DEFAULT now(), -- when the visit before this one ended
    since   bigint NOT NULL                      -- and how long the log was: what came after it is new
);
GRANT SELECT, INSERT, UPDATE, DELETE ON week_visit TO insats_writer;
