-- Contracts that stay as they are when their import is taken back, and why: a code each, in the same order.
ALTER TABLE import ADD COLUMN stays uuid[] NOT NULL DEFAULT '{}', ADD COLUMN stays_why text[] NOT NULL DEFAULT '{}';
