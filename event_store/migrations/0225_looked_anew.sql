-- Whoever says what a heading means while the files are being looked at has them looked at anew: that look is counted,
-- and the one under way does not end the looking.
ALTER TABLE import ADD COLUMN looks integer NOT NULL DEFAULT 0;
