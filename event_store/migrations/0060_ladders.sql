-- A rung of a ladder may have a text of its own in the policy; the notice keeps its name.
ALTER TABLE notice ADD COLUMN text text NOT NULL DEFAULT '';
