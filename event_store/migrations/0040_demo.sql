-- A demo's installation says so everywhere: pages, mails, the command line.
ALTER TABLE installation ADD COLUMN demo boolean NOT NULL DEFAULT false;

-- What time it is here. Leases and retries run on the machine's own time, never on this.
CREATE FUNCTION installation_now() RETURNS timestamptz LANGUAGE sql VOLATILE SET search_path = public, pg_temp
AS $$ SELECT clock_timestamp() + clock_offset FROM installation $$;
